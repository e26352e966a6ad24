"""A wrong setting stops the start, names its variable and shows a right one."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal import environment

KEY = "q8Z-3vN_xW1rTgYb5LkPz7JmHd2CsUaE4fRo6iQtVn9XwBy0Aj"
OTHER = "Mb4_Yt9sLw2-HdXc7RfKv1QnZj6GpUe3TaCo8iEzBq5WyVr0Nk"
GOOD = {
    "SECRET_KEY": KEY,
    "AUDIT_KEY": OTHER,
    "ALLOWED_HOSTS": "hero.example.com",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.com:587",
}


CHECK = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
IMPORT = ["-c", "import portal.settings"]  # what every command and every worker does first


def start(*arguments, **variables):
    """Run Python with these variables and no others of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={**kept, **variables},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": f"SECRET_KEY {environment.DEVELOPMENT_KEY}"}, "SECRET_KEY"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "SECRET_KEY_FILE"),
        ({"AUDIT_KEY": ""}, "AUDIT_KEY"),
        ({"AUDIT_KEY": KEY}, "AUDIT_KEY"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "https://hero.example.com"}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": "mysql://portal@db/portal"}, "DATABASE_URL"),
        ({"DATABASE_URL": "portal.sqlite3"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://portal@db:port/portal"}, "DATABASE_URL"),
        ({"EMAIL_URL": "mail.example.com"}, "EMAIL_URL"),
        ({"OIDC_ISSUER": "https://login.example.com"}, "OIDC_CLIENT_ID"),
        ({"OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "x"}, "OIDC_ISSUER"),
        ({"TIME_ZONE": "Larkfield"}, "TIME_ZONE"),
        ({"HOLIDAYS": "Larkfield"}, "HOLIDAYS"),
        ({"SESSION_HOURS": "long"}, "SESSION_HOURS"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"PORTAL_ENV": "prod"}, "PORTAL_ENV"),
        ({"BASE_URL": "hero.example.com"}, "BASE_URL"),
        ({"BASE_URL": "https://"}, "BASE_URL"),
        ({"METRICS_TOKEN": "guess"}, "METRICS_TOKEN"),
        ({"REDIS_URL": "redis.example.com"}, "REDIS_URL"),
        ({"S3_BUCKET": "hero", "S3_ACCESS_KEY": "x"}, "S3_SECRET_KEY"),
        ({"S3_BUCKET": "hero", "S3_ENDPOINT": "s3.example.com"}, "S3_ENDPOINT"),
    ],
    ids=lambda value: (
        value if isinstance(value, str) else " ".join(f"{k}={v}" for k, v in value.items())[:40]
    ),
)
def test_a_wrong_value_stops_the_start(variables, names, tmp_path):
    """The last line names the variable, so that it can be mended without reading our code."""
    tried = start(*IMPORT, **{**GOOD, "DATA_DIR": str(tmp_path), **variables})
    assert tried.returncode != 0
    sentence = tried.stderr.strip().splitlines()[-1]
    assert names in sentence
    assert sentence.count(names) > 1 or "example" in sentence.lower() or "Use one of" in sentence


def test_a_good_production_passes_the_deployment_check(tmp_path):
    done = start(*CHECK, **{**GOOD, "DATA_DIR": str(tmp_path)})
    assert done.returncode == 0, done.stderr


def test_the_value_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n")
    variables = {**GOOD, "DATA_DIR": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "key")}
    del variables["SECRET_KEY"]
    done = start(*IMPORT, **variables)
    assert done.returncode == 0, done.stderr


def test_production_is_what_you_get_without_asking():
    assert environment.mode({}) == "production"
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        environment.secret("SECRET_KEY", production=True, env={})


@pytest.mark.parametrize("raw", ["1", "true", "Yes", " on "])
def test_yes_is_said_in_four_ways(raw):
    assert environment.boolean("X", env={"X": raw}) is True


@pytest.mark.parametrize("raw", ["0", "false", "No", " off "])
def test_no_is_said_in_four_ways(raw):
    assert environment.boolean("X", default=True, env={"X": raw}) is False
