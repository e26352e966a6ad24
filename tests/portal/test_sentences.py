"""What every sentence is in English stays the same without the catalogs that hold none."""

import pytest
from django.utils.translation import trans_real

from portal import sentences

LANGUAGE = "en-gb"
OURS = "Nobody has said anything yet. A question is a good start."


def fallbacks(found):
    while found._fallback is not None:
        found = found._fallback
        yield found


def test_every_sentence_stays_the_same():
    whole, light = (trans_real.DjangoTranslation(LANGUAGE) for _each in range(2))
    sentences.lighten(light)
    asked = {key for key, _said in whole._catalog.items() if isinstance(key, str)}
    asked |= {key for one in fallbacks(whole) for key in one._catalog if isinstance(key, str)}
    assert len(asked) > 100
    for key in (asked - {""}) | {OURS}:
        context, _mark, message = key.rpartition("\x04")
        if context:
            assert light.pgettext(context, message) == whole.pgettext(context, message)
        assert light.gettext(key) == whole.gettext(key)
    plurals = {key[0] for key, _said in whole._catalog.items() if isinstance(key, tuple)} | {OURS}
    assert len(plurals) > 10
    for key in plurals:
        for number in (0, 1, 2, 5, 21):
            assert light.ngettext(key, "others", number) == whole.ngettext(key, "others", number)
    assert len(light._catalog._catalogs) < len(whole._catalog._catalogs)


def test_the_portal_starts_without_them(monkeypatch):
    monkeypatch.setattr(trans_real, "_translations", {})
    sentences.pass_over_empty_catalogs()
    found = trans_real.translation(LANGUAGE)
    assert all(len(words) > sentences.HEADER for words in found._catalog._catalogs)
    assert list(fallbacks(found)) == []


@pytest.mark.parametrize("held", [{}, {"": "header"}])
def test_one_catalog_stays(held):
    found = trans_real.DjangoTranslation(LANGUAGE)
    found._catalog._catalogs, found._catalog._plurals = [held], [lambda n: int(n != 1)]
    sentences.lighten(found)
    assert found._catalog._catalogs == [held]
    assert found.gettext(OURS) == OURS
