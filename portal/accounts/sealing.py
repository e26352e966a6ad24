"""Second-step secrets are sealed before they are stored: a copied database opens no door."""

import base64
import hashlib
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

logger = logging.getLogger(__name__)
PURPOSE = b"portal second step\0"


def _box():
    """Seals with SECRET_KEY, opens with the old ones as well."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(PURPOSE + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal(text):
    """The text, encrypted under SECRET_KEY."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed):
    """What ``seal`` was given.

    When no key fits (SECRET_KEY was changed without SECRET_KEY_OLD), a random secret comes back
    instead: no code ever matches it, and the person is told that the code doesn't fit.
    """
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        logger.error("A second-step secret cannot be opened: is SECRET_KEY_OLD missing?")
        return base64.b32encode(secrets.token_bytes(20)).decode()
