"""Strict reading of the environment: a wrong value names its variable and shows a right one.

Imports nothing of Django's settings, because the settings import it.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

from portal import public_holidays

MODES = ("production", "development", "demo", "test")
WEAK = {"", "changeme", "secret"}
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
DATABASES = ("sqlite", "postgres", "postgresql")
REDIS = "portal.caching.RedisOrTable"
DEVELOPMENT_KEY = "development-only: anybody who reads the source knows this key"


def text(name, default="", env=os.environ):
    """The value of NAME, or the content of the file that NAME_FILE names (container secrets)."""
    if path := env.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE={path!r} cannot be read: {error.strerror}. "
                f"Example: {name}_FILE=/run/secrets/{name.lower()}"
            ) from error
    return env.get(name, default).strip()


def boolean(name, default=False, env=os.environ):
    """Only true/false, yes/no, on/off, 1/0 count; anything else refuses to start."""
    raw = env.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither true nor false. Example: {name}=true")


def integer(name, default, least=0, env=os.environ):
    """A whole number, not below ``least``."""
    raw = env.get(name, "").strip() or str(default)
    if not raw.isdecimal() or int(raw) < least:
        raise ImproperlyConfigured(
            f"{name}={raw!r} is not a whole number from {least} up. Example: {name}={default}"
        )
    return int(raw)


def words(name, default=(), env=os.environ):
    """A list, separated by commas or blanks."""
    return text(name, env=env).replace(",", " ").split() or list(default)


def mode(env=os.environ):
    """PORTAL_ENV; production unless something else is asked for."""
    value = env.get("PORTAL_ENV", "production").strip().lower()
    if value not in MODES:
        raise ImproperlyConfigured(
            f"PORTAL_ENV={value!r} is unknown. Use one of: {', '.join(MODES)}. "
            "Example: PORTAL_ENV=production"
        )
    return value


def time_zone(name, default, env=os.environ):
    """The name of a time zone of the IANA database."""
    value = env.get(name, "").strip() or default
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a time zone. Example: {name}=Europe/London"
        ) from error
    return value


def secret(name, production, env=os.environ):
    """A key of at least 50 characters. Outside production a well-known one serves."""
    value = text(name, env=env)
    if not production:
        return value or f"{name} {DEVELOPMENT_KEY}"
    weak = value.lower() in WEAK or DEVELOPMENT_KEY in value or "insecure" in value
    if weak or len(value) < 50 or len(set(value)) < 12:
        raise ImproperlyConfigured(
            f"{name} is missing, well known or weak, so the portal will not start in production. "
            f"Set {name} to at least 50 random characters, for example the output of: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return value


def hosts(production, env=os.environ):
    """ALLOWED_HOSTS; production needs real names."""
    names = words("ALLOWED_HOSTS", env=env)
    if production and (not names or any("*" in name or "/" in name for name in names)):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the hosts people type, without https:// and never '*', "
            "in production. Example: ALLOWED_HOSTS=hero.example.com"
        )
    return names or ["*"]


def web_address(name, default, env=os.environ):
    """Where a browser reaches something, without a slash at the end."""
    value = (text(name, env=env) or default).rstrip("/")
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a web address. Example: {name}=https://hero.example.com"
        )
    return value


def level(name, default, env=os.environ):
    """How much is logged."""
    value = (text(name, env=env) or default).upper()
    if value not in LEVELS:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not one of {', '.join(LEVELS)}. Example: {name}={default}"
        )
    return value


def holiday_region(name, default, env=os.environ):
    """Whose public holidays hold: a country (IE), a part of one (GB-ENG), or none for nobody's."""
    value = text(name, default, env=env)
    if value.lower() in {"", "none"}:
        return ""
    try:
        public_holidays.dates(value)
    except NotImplementedError as error:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a place whose holidays we know. Example: {name}=GB-ENG"
        ) from error
    return value


def mail(name, default, env=os.environ):
    """The settings of Django that an address like smtp+tls://user:password@host:587 stands for."""
    value = text(name, env=env) or default
    try:
        return environ.Env.email_url_config(value)
    except (ValueError, ImproperlyConfigured) as error:
        # The value holds a password, so the message does not repeat it.
        raise ImproperlyConfigured(
            f"{name} is not the address of a mail server. "
            f"Example: {name}=smtp+tls://USER:PASSWORD@mail.example.com:587"
        ) from error


def database(name, default, env=os.environ):
    """Django's settings for one database, with what SQLite and PostgreSQL each need from us."""
    url = text(name, env=env) or default
    kind = url.partition(":")[0]
    try:
        found = environ.Env.db_url_config(url) if kind in DATABASES else None
    except ValueError:
        found = None
    if not found or not found["NAME"]:
        # The value holds a password, so the message does not repeat it.
        raise ImproperlyConfigured(
            f"{name} must begin with sqlite:/// or postgres:// and name a database. "
            f"Example: {name}=postgres://portal:PASSWORD@db.example.com:5432/portal"
        )
    if kind == "sqlite":
        found["CONN_MAX_AGE"] = None
        found["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
                "PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=27103364;"
            ),
        }
        return found
    found.setdefault("CONN_MAX_AGE", 60)
    found["CONN_HEALTH_CHECKS"] = True
    options = found.setdefault("OPTIONS", {})
    prepare = options.get("prepare_threshold", 1)  # see portal/statements.py
    options["prepare_threshold"] = prepare if isinstance(prepare, int) else None
    # Compiling a statement (jit) pays after seconds, and no page of ours may take that long. Left
    # to itself, PostgreSQL plans some prepared statements each time, for longer than they take.
    options["options"] = (
        "-c statement_timeout=15s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s "
        "-c jit=off -c plan_cache_mode=force_generic_plan"
    )
    return found


def scanner(name, env=os.environ):
    """Where ClamAV's daemon listens: HOST:PORT or unix:/path; empty for none."""
    value = text(name, env=env)
    host, _colon, port = value.rpartition(":")
    if value and not value.startswith("unix:/") and not (host and port.isdecimal()):
        raise ImproperlyConfigured(
            f"{name}={value!r} is neither HOST:PORT nor unix:/path. Example: {name}=clamav:3310"
        )
    return value


def token(name, env=os.environ):
    """What a program must show to be let in; empty lets nobody in."""
    value = text(name, env=env)
    if value and (len(value) < 32 or len(set(value)) < 12):
        raise ImproperlyConfigured(
            f"{name} is too easy to guess. Use at least 32 random characters, for example the "
            'output of: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return value


def cache(name, env=os.environ):
    """The cache that all processes share: a table of the database, or Redis if ``name`` is set."""
    table = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
    url = text(name, env=env)
    if not url:
        return table
    if not url.startswith(("redis://", "rediss://", "unix://")):
        # The value holds a password, so the message does not repeat it.
        raise ImproperlyConfigured(
            f"{name} must begin with redis://, rediss:// or unix://. "
            f"Example: {name}=rediss://:PASSWORD@redis.example.com:6379/0"
        )
    _installed("redis", name)
    return {"BACKEND": REDIS, "LOCATION": url, "OPTIONS": {"table": table}}


def uploads(env=os.environ):
    """Where uploads go: the folder MEDIA_ROOT, or a bucket if S3_BUCKET names one."""
    bucket = text("S3_BUCKET", env=env)
    if not bucket:
        return {"BACKEND": "portal.folder.Folder"}
    key, secret_key = text("S3_ACCESS_KEY", env=env), text("S3_SECRET_KEY", env=env)
    if bool(key) != bool(secret_key):
        raise ImproperlyConfigured(
            "S3_ACCESS_KEY and S3_SECRET_KEY go together. Leave both out where the machine itself "
            "has the right to use the bucket. Example: S3_SECRET_KEY_FILE=/run/secrets/s3"
        )
    endpoint = web_address("S3_ENDPOINT", "https://s3.example.com", env=env)
    _installed("storages", "S3_BUCKET")
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint if text("S3_ENDPOINT", env=env) else None,
        "region_name": text("S3_REGION", env=env) or None,
        "access_key": key or None,
        "secret_key": secret_key or None,
    }
    return {"BACKEND": "portal.bucket.Bucket", "OPTIONS": options}


def _installed(package, name):
    """Refuse to start without the optional package that the variable needs."""
    if find_spec(package) is None:
        extra = {"redis": "redis", "storages": "bucket"}[package]
        raise ImproperlyConfigured(
            f"{name} needs a package that is not installed. "
            f"Example: pip install -r requirements-{extra}.txt"
        )
