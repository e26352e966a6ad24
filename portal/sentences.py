"""Sentences are found at once.

Django asks the catalog of each app in turn for every sentence, and there are two dozen in English
that hold none: a page asks two hundred times. Those are taken out when the portal starts.
"""

from django.conf import settings
from django.utils.translation import trans_real

HEADER = 1  # what a catalog holds in which nothing is translated


def pass_over_empty_catalogs():
    """What every sentence is in each language stays the same."""
    for language, _name in settings.LANGUAGES:
        lighten(trans_real.translation(language))


def lighten(found):
    """Take the catalogs that translate nothing out of a DjangoTranslation."""
    words = found._catalog
    pairs = list(zip(words._catalogs, words._plurals, strict=True))
    telling = [pair for pair in pairs if len(pair[0]) > HEADER] or pairs[:1]
    words._catalogs, words._plurals = (list(part) for part in zip(*telling, strict=True))
    while found._fallback is not None and _is_empty(found._fallback):
        found._fallback = found._fallback._fallback


def _is_empty(fallback):
    told = fallback._catalog
    return isinstance(told, dict) and len(told) <= HEADER
