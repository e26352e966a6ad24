"""The settings of production, but for what a test database and a browser without TLS need."""

from portal import environment
from portal.settings import *  # noqa: F403 - they are the settings
from portal.settings import DATABASES

# The tests make the sessions and the history that this process reads, and the other way round.
SECRET_KEY = environment.secret("SECRET_KEY", production=False, env={})
AUDIT_KEY = environment.secret("AUDIT_KEY", production=False, env={})
# The cast has a password each: Argon2 would be most of what a test does.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # a passkey for localhost
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
