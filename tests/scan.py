"""Let wapiti crawl and attack the demo company, as a stranger and as people of three roles.

    python -m tests.scan WAPITI [--write] [--minutes 5]

WAPITI is its program; `make scan` puts it into an environment of its own, because it pins other
versions of our packages. The portal is gunicorn with DEBUG off and TLS of its own making, so that
cookies and headers are those of production. Ends with 1 when anything medium or worse is found, or
when the crawl did not get in. --write puts the result into docs/scan.md.
"""

import argparse
import http.cookiejar
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.smoke import Visitor, free_port

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = ("", "amina.yusuf", "marcus.bell", "nadia.brandt")  # "": somebody who is not signed in
MODULES = (
    *("xss", "permanentxss", "sql", "csrf", "crlf", "redirect", "file", "exec", "ssrf", "xxe"),
    *("upload", "methods", "htaccess", "http_headers", "cookieflags", "csp"),
)
# The scanner would sign itself out, or wait on a page that only counts visits.
LEFT_OUT = ("/accounts/logout/*", "/accounts/sessions/*", "/static/*")
LEVELS = ("information", "low", "medium", "high", "critical")
MEDIUM = LEVELS.index("medium")
SERIOUS = re.compile(r'"level": "(ERROR|CRITICAL)"')
FEWEST = 20  # addresses; fewer means that the crawl did not get in


def certificate(folder):
    """A certificate for 127.0.0.1 that lasts a day; returns its path and that of its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(pem))
    paths[1].write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, encryption_algorithm=plain)
    )
    return paths


@contextmanager
def portal(folder):
    """The demo company behind TLS, with DEBUG off; gives its address and the path of its log."""
    port = free_port()
    address = f"https://127.0.0.1:{port}"
    env = os.environ | {
        "PORTAL_ENV": "demo",
        "DATA_DIR": str(folder / "data"),
        "BASE_URL": address,
        "PORT": str(port),
        "BEHIND_PROXY": "false",
        "LOG_LEVEL": "ERROR",
        "WRITES_A_MINUTE": "0",
    }
    env.pop("DATABASE_URL", None)
    (folder / "data" / "static").mkdir(parents=True)
    cert, key = certificate(folder)
    subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=env, check=True, stdout=sys.stderr
    )
    log = folder / "portal.log"
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "portal.wsgi"]
    with log.open("w") as lines:
        serving = subprocess.Popen(
            [*command, "--certfile", cert, "--keyfile", key], cwd=ROOT, env=env, stderr=lines
        )
        try:
            _wait_for(address, serving, log)
            yield address, log
        finally:
            serving.terminate()
            serving.wait(timeout=60)


def _trusting():
    """TLS without asking who signed the certificate: it is our own."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return urllib.request.HTTPSHandler(context=context)


def _wait_for(address, serving, log):
    opener = urllib.request.build_opener(_trusting())
    for _try in range(300):
        if serving.poll() is not None:
            raise SystemExit(f"The portal ended before it answered:\n{log.read_text()}")
        try:
            with opener.open(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The portal did not answer within a minute.")


def cookies_of(address, username):
    """The cookies of somebody who signed in by the demo's button, as one header."""
    jar = http.cookiejar.CookieJar()
    visitor = Visitor(address)
    visitor.opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(jar), _trusting()
    )
    visitor.opener.addheaders = [("Referer", f"{address}/accounts/login/")]
    _status, _url, page = visitor.open("/accounts/login/")
    form = re.search(rf'action="(/accounts/demo/[^"]*{username}[^"]*)"(.*?)</form>', page, re.S)
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[2]))
    status, url, _text = visitor.open(form[1], fields)
    if status != 200 or "/accounts/" in url:
        raise SystemExit(f"{username} could not sign in: {status} at {url}")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def attack(wapiti, address, username, folder, minutes):
    """One scan as this person: wapiti's report as a dict."""
    report = folder / f"{username or 'stranger'}.json"
    command = [wapiti, "-u", f"{address}/", "-m", ",".join(MODULES), "-f", "json", "-o", report]
    command += ["--flush-session", "--store-session", folder / "sessions", "--no-bugreport"]
    command += ["-S", "normal", "--tasks", "4", "-t", "30", "-dr", "1", "-v", "0"]
    command += ["--max-scan-time", str(minutes * 60), "--max-attack-time", str(minutes * 15)]
    for path in LEFT_OUT:
        command += ["-x", f"{address}{path}"]
    if username:
        command += ["-H", f"Cookie: {cookies_of(address, username)}", "--drop-set-cookie"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return json.loads(report.read_text())


def found_in(report):
    """What a report says: (level, category, method, path, parameter), the worst first."""
    found = {
        (one["level"], category, one["method"], one["path"], one["parameter"] or "")
        for part in ("vulnerabilities", "anomalies")
        for category, entries in report[part].items()
        for one in entries
    }
    return sorted(found, reverse=True)


def broken(results):
    """How many answers of 500 the scanner met."""
    return sum(
        len(report["anomalies"].get("Internal Server Error", ())) for report in results.values()
    )


def written(results, version):
    """The page of docs/ that tells what came of it."""
    lines = [
        "# What a scanner found",
        "",
        f"[Wapiti](https://wapiti-scanner.github.io) {version} against the demo company under "
        "gunicorn (DEBUG",
        f"off, TLS), on {datetime.now(UTC):%d %B %Y}, by `make scan`. Modules:",
        f"{', '.join(MODULES[:10])},",
        f"{', '.join(MODULES[10:])}.",
        "",
        "A scanner is a wide net: it knows nothing of who may do what. That is what",
        "`tests/test_access.py`, `tests/hostile/` and the truth tables are for.",
        "",
        "| as | addresses crawled | high or critical | medium | low | information |",
        "|---|---|---|---|---|---|",
    ]
    for username, report in results.items():
        levels = [one[0] for one in found_in(report)]
        count = [levels.count(level) for level in range(5)]
        lines.append(
            f"| {username or 'nobody, not signed in'} | {report['infos']['crawled_pages_nbr']} | "
            f"{count[3] + count[4]} | {count[2]} | {count[1]} | {count[0]} |"
        )
    lines += ["", f"Internal server errors that it met: {broken(results)}.", ""]
    every = sorted({one for report in results.values() for one in found_in(report)}, reverse=True)
    if every:
        lines += ["| level | what | where | parameter |", "|---|---|---|---|"]
    for level, category, method, path, parameter in every:
        lines.append(f"| {LEVELS[level]} | {category} | {method} `{path}` | {parameter} |")
    return "\n".join(lines).rstrip() + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wapiti")
    parser.add_argument("--minutes", type=int, default=5, help="for each person")
    parser.add_argument("--write", action="store_true", help="put the result into docs/scan.md")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="hero-scan-"))
    try:
        with portal(folder) as (address, log):
            results = {
                name: attack(asked.wapiti, address, name, folder, asked.minutes) for name in PEOPLE
            }
            errors = [line for line in log.read_text().splitlines() if SERIOUS.search(line)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    version = next(iter(results.values()))["infos"]["version"].removeprefix("Wapiti ")
    page = written(results, version)
    sys.stdout.write(page)
    if asked.write:
        (ROOT / "docs" / "scan.md").write_text(page)
    outside = [n for n, r in results.items() if n and r["infos"]["crawled_pages_nbr"] < FEWEST]
    worst = max((one[0] for report in results.values() for one in found_in(report)), default=0)
    if outside:
        sys.stderr.write(f"Too few pages were reached as {', '.join(outside)}.\n")
    sys.stderr.write("\n".join(errors[:20]))
    return int(worst >= MEDIUM or bool(errors) or bool(outside) or broken(results) > 0)


if __name__ == "__main__":
    sys.exit(main())
