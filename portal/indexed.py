"""The words of pages and other texts, as Wagtail's index keeps them, for prepared questions.

What is found, and in which order, is what Wagtail's own search finds on this database. But its SQL
need not be built for each question (portal.prepared), and PostgreSQL, which would work out anew
for each row what was asked, does so once.
"""

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Length, Substr
from wagtail.models import PageViewRestriction
from wagtail.search import models as index
from wagtail.search.backends.database.postgres.weights import get_sql_weights
from wagtail.search.utils import get_descendants_content_types_pks

from portal.prepared import PERSON, Given, OneOf

MOST = 20


def asked(words, **kinds):
    """What is Given in a query of ``holding`` or ``beginning``: the words, at least one and without
    signs, and by name the kinds of text (models)."""
    *before, last = words
    if connection.vendor == "postgresql":
        whole = [f"'{word}'" for word in (last, *before)]  # in the order that Wagtail has them
        given = {
            "every": " & ".join(whole),
            "some": " | ".join(whole),
            "begun": " | ".join([f"{whole[0]}:*", *whole[1:]]),
        }
    else:
        whole = [f'"{word}"' for word in (last, *before)]
        given = {
            "every": f"{{title body}} : ({' AND '.join(whole)})",
            "some": f"{{title body}} : ({' OR '.join(whole)})",
            "begun": f"{{autocomplete}} : ({' OR '.join([f'{whole[0]}*', *whole[1:]])})",
        }
    for name, model in kinds.items():
        given[name] = get_descendants_content_types_pks(model)
    return given


def holding(kind):
    """Texts of a kind that hold some of the words, each with its id as ``text`` and, as ``rank``,
    how well it answers."""
    if connection.vendor != "postgresql":
        return _matching("some", kind).annotate(every=Value(False), rank=-_bm25())
    return _holding_some(kind).annotate(every=Value(False), rank=_ranks(_words("some")))


def holding_most(kind):
    """The same, and ``every`` says of each text whether it holds all the words: then it is ranked
    by that."""
    if connection.vendor != "postgresql":
        every = index.SQLiteFTSIndexEntry.objects.filter(_Match("every"), pk=OuterRef("pk"))
        return _matching("some", kind).annotate(every=Exists(every), rank=-_bm25())
    both = Func("title", "body", template="(%(expressions)s)", arg_joiner=" || ")
    found = _holding_some(kind).annotate(every=_in(both, _words("every")))
    ranks = {True: _ranks(_words("every")), False: _ranks(_words("some"))}
    return found.annotate(rank=Case(When(every=True, then=ranks[True]), default=ranks[False]))


def beginning(kind):
    """Texts whose titles hold some of the words, of which the last may be the beginning of one."""
    if connection.vendor != "postgresql":
        return _matching("begun", kind).annotate(every=Value(False), rank=-_BM25())
    begun = _words("begun", "'simple', ")
    found = _entries(index.IndexEntry, kind).filter(_in("autocomplete", begun))
    return found.annotate(every=Value(False), rank=_rank("autocomplete", begun))


def closed(path):
    """The condition that a restriction keeps the page at this path from PERSON, who is no
    superuser."""
    group, login = PageViewRestriction.GROUPS, PageViewRestriction.LOGIN
    theirs = PageViewRestriction.objects.filter(restriction_type=group, groups__user=PERSON)
    rules = PageViewRestriction.objects.exclude(restriction_type=login)
    rules = rules.exclude(pk__in=theirs.values("pk"))
    above = Substr(OuterRef(path), 1, Length("page__path"))
    return Exists(rules.alias(above=above).filter(above=F("page__path")))


def best(texts, *facts):
    """(id of the text, whether it holds every word, rank, facts ...) of the best of these texts, as
    part of a Question. ``in_order`` puts them in order."""
    texts = texts.order_by("-every", "-rank", "-text")
    return texts.values_list("text", "every", "rank", *facts)[:MOST]


def in_order(rows):
    """The rows of ``best``, best first."""
    return sorted(rows, key=lambda row: (row[1], row[2], row[0]), reverse=True)


def _entries(model, kind, path=""):
    text = Cast(f"{path}object_id", IntegerField())
    return model.objects.filter(OneOf(f"{path}content_type", kind)).annotate(text=text)


# ---- PostgreSQL


def _holding_some(kind):
    some = _words("some")
    return _entries(index.IndexEntry, kind).filter(Q(_in("title", some)) | Q(_in("body", some)))


def _words(name, configuration=""):
    """What was asked, worked out once for all rows: a subquery of its own."""
    once = f"(SELECT to_tsquery({configuration}%(expressions)s))"
    return Func(Given(name, TextField()), template=once, output_field=TextField())


def _in(where, words):
    """Whether these words are in a column."""
    return Func(
        where, words, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField()
    )


def _ranks(words):
    return _rank("title", words) * F("title_norm") + _rank("body", words)


def _rank(where, words):
    ranked = f"ts_rank('{get_sql_weights()}'::float4[], %(expressions)s)"
    return Func(where, words, template=ranked, output_field=FloatField())


# ---- SQLite


def _matching(name, kind):
    return _entries(index.SQLiteFTSIndexEntry, kind, "index_entry__").filter(_Match(name))


class _Match(Func):
    """Whether a row of the table of texts matches. Its name stands for its columns."""

    output_field = BooleanField()
    template = "wagtailsearch_indexentry_fts MATCH %(expressions)s"

    def __init__(self, name):
        super().__init__(Given(name, TextField()))


class _BM25(Func):
    template = "bm25(wagtailsearch_indexentry_fts)"
    output_field = FloatField()


def _bm25():
    return _BM25() * F("index_entry__title_norm") + _BM25()
