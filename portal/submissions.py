"""The one-time submission key: a repeated or re-sent request gets the first one's answer.

In a view that writes::

    with submissions.once(request, "zero.write") as first:
        if first.repeated:
            return redirect(first.answer)
        ...
        return first.redirect(url)

``once`` is a transaction: the key and the change are stored together or not at all.
"""

import hashlib
import json
import re
import secrets
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import CharField
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url

from portal.models import SubmissionKey
from portal.prepared import Change, Given

FIELD = "submission_key"
SHAPE = re.compile(r"[A-Za-z0-9_-]{16,64}")
KEPT = timedelta(days=30)
# These change from one click to the next although the person typed nothing new.
NOT_WORDS = {FIELD, "csrfmiddlewaretoken"}


def new_key():
    """A fresh random key of 192 bits."""
    return secrets.token_urlsafe(24)


def key_of(request):
    """The key that came with the request, or None when it is missing or malformed."""
    key = request.POST.get(FIELD, "")
    return key if SHAPE.fullmatch(key) else None


def mark_of(request, form, key):
    """What is stored for a key: a digest of the key, the person, the form and what was sent.

    So the key alone opens nothing: another person or another form never meets this row. And
    somebody who goes back, changes a word and sends again says something new, which is not lost.
    """
    sent = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_WORDS}
    files = {
        name: [(file.name, file.size) for file in request.FILES.getlist(name)]
        for name in request.FILES
    }
    parts = [key, request.user.pk, form, request.get_full_path(), sent, files]
    # ASCII, because a browser may send half a surrogate pair, which UTF-8 cannot say.
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("ascii")).hexdigest()


ANSWER = Change(
    lambda: (
        SubmissionKey.objects.filter(key=Given("mark", CharField())),
        {"answer": Given("answer", CharField())},
    )
)


class Submission:
    """What ``once`` gives: whether this was sent before, and where the first answer led."""

    def __init__(self, mark="", answer=""):
        self.mark = mark
        self.answer = answer
        self.repeated = not mark and bool(answer)

    def redirect(self, to, *args, **kwargs):
        """Remember the answer and give it."""
        self.answer = resolve_url(to, *args, **kwargs)
        if self.mark:
            ANSWER.make(mark=self.mark, answer=self.answer)
        return HttpResponseRedirect(self.answer)


@contextmanager
def once(request, form):
    """Use the request's key in one transaction. Without a key the request simply runs.

    Of two that run at the same time, the second waits: on SQLite at the door, because every
    transaction begins as a writer; on PostgreSQL at the unique key, until the first has ended.

    A view that leaves without ``redirect`` (an invalid form) must roll back what it wrote, and
    gives the key free again, because the row is removed when no answer was set. An exception
    rolls everything back, the key too.
    """
    key = key_of(request)
    with transaction.atomic():
        if key is None:
            yield Submission()
            return
        mark = mark_of(request, form, key)
        if not _is_first(mark, request.user, form):
            yield Submission(answer=SubmissionKey.objects.get(key=mark).answer)
            return
        submission = Submission(mark)
        yield submission
        if not submission.answer:
            SubmissionKey.objects.filter(key=mark).delete()


def _is_first(mark, person, form):
    """Whether the key was not used before; it is from now on. Django doesn't say of one INSERT
    whether there was a conflict, and a failed one would cost a savepoint each time."""
    row = SubmissionKey(key=mark, person=person if person.is_authenticated else None, form=form)
    fields = row._meta.concrete_fields[1:]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {row._meta.db_table} ({names}) VALUES ({places}) "  # noqa: S608
            "ON CONFLICT DO NOTHING",
            [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields],
        )
        return cursor.rowcount == 1


def forget(now):
    """Delete the keys that nobody will send again; returns how many."""
    return SubmissionKey.objects.filter(used_at__lt=now - KEPT).delete()[0]
