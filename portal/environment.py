"""Strict reading of the environment: a wrong value names its variable and shows a right one.

Imports nothing of Django's settings, because the settings import it.
"""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "development", "demo", "test")
WEAK = {"", "changeme", "secret"}
DEVELOPMENT_KEY = "development-only: anybody who reads the source knows this key"


def text(name, default="", env=os.environ):
    """The value of NAME, or the content of the file that NAME_FILE names (container secrets)."""
    if path := env.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error}") from error
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


def integer(name, default, env=os.environ):
    """A whole number."""
    raw = env.get(name, "").strip()
    try:
        return int(raw) if raw else default
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}={raw!r} is not a whole number. Example: {name}={default}"
        ) from error


def words(name, default=(), env=os.environ):
    """A list, separated by commas or blanks."""
    return env.get(name, "").replace(",", " ").split() or list(default)


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
    if production and (not names or "*" in names):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the host people type, and never '*', in production. "
            "Example: ALLOWED_HOSTS=hero.example.com"
        )
    return names or ["*"]
