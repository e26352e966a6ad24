"""One page of a long list, by key: page 400 costs what page 1 costs, and nothing is shown twice
when somebody is added meanwhile.

    page = paging.cut(people, request.GET, by=("first_name", "last_name", "pk"), size=50)

The key is the pk of the last row seen (``?after=``) or of the first (``?before=``).
"""

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows, and the query strings of the pages before and after ("" where there is none)."""

    rows: list
    previous_url: str = ""
    next_url: str = ""


def cut(queryset, query, *, by, size):
    """A Cut of ``queryset``, ordered by the fields ``by``, of which the last is unique.

    ``query`` is request.GET; its other words stay in the addresses. A key that is not in the list
    (any more) gives the first page. Two queries, one on the first page.
    """
    backwards = "before" in query and "after" not in query
    key = _place(queryset, query.get("before" if backwards else "after", ""), by)
    order = [f"-{name}" if backwards else name for name in by]
    rows = queryset.order_by(*order)
    if key:
        rows = rows.filter(_beyond(by, key, "lt" if backwards else "gt"))
    rows = list(rows[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    return Cut(
        rows,
        previous_url=_url(query, before=rows[0]) if rows and (more if backwards else key) else "",
        next_url=_url(query, after=rows[-1]) if rows and (key if backwards else more) else "",
    )


def _place(queryset, key, by):
    """The values of the row with this key, or None."""
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    return queryset.filter(pk=key).values_list(*by).first()


def _beyond(by, key, than):
    """Rows after (or before) a place: (a, b, c) > (x, y, z), spelt out."""
    beyond, same = Q(), {}
    for name, value in zip(by, key, strict=True):
        beyond |= Q(**same, **{f"{name}__{than}": value})
        same[name] = value
    return beyond


def _url(query, **key):
    words = query.copy()
    for name in ("before", "after"):
        words.pop(name, None)
    for name, row in key.items():
        words[name] = row.pk
    return f"?{words.urlencode()}"
