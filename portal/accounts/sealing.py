"""Secrets are sealed before they are stored: a copied database opens no door."""

import base64
import hashlib
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

logger = logging.getLogger(__name__)
SECOND_STEP = b"portal second step\0"


class Unopened(Exception):
    """No key fits: SECRET_KEY was changed without SECRET_KEY_OLD."""


def _box(purpose):
    """Seals with SECRET_KEY, opens with the old ones as well. Each purpose has keys of its own."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(purpose + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal(text, purpose=SECOND_STEP):
    """The text, encrypted under SECRET_KEY."""
    return _box(purpose).encrypt(text.encode()).decode()


def opened(sealed, purpose):
    """What ``seal`` was given. Raises Unopened."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unopened from error


def unseal(sealed):
    """The second-step secret that ``seal`` was given.

    When no key fits, a random secret comes back instead: no code ever matches it, and the person
    is told that the code doesn't fit.
    """
    try:
        return opened(sealed, SECOND_STEP)
    except Unopened:
        logger.error("A second-step secret cannot be opened: is SECRET_KEY_OLD missing?")
        return base64.b32encode(secrets.token_bytes(20)).decode()
