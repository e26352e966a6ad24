"""The one-time submission key: a repeated or re-sent request gets the first one's answer.

In a view that writes::

    with submissions.once(request, "zero.write") as first:
        if first.repeated:
            return redirect(first.answer)
        ...
        return first.redirect(url)

``once`` is a transaction: the key and the change are stored together or not at all.
"""

import re
import secrets
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url

from portal.models import SubmissionKey

FIELD = "submission_key"
SHAPE = re.compile(r"^[A-Za-z0-9_-]{16,64}$")


def new_key():
    """A fresh random key of 192 bits."""
    return secrets.token_urlsafe(24)


def key_of(request):
    """The key that came with the request, or None when it is missing or malformed."""
    key = request.POST.get(FIELD, "")
    return key if SHAPE.match(key) else None


class Submission:
    """What ``once`` gives: whether this key was used before, and where its answer led."""

    def __init__(self, row=None, answer=""):
        self.row = row
        self.answer = answer
        self.repeated = row is None and bool(answer)

    def redirect(self, to, *args, **kwargs):
        """Remember the answer and give it."""
        self.answer = resolve_url(to, *args, **kwargs)
        if self.row is not None:
            SubmissionKey.objects.filter(pk=self.row.pk).update(answer=self.answer)
        return HttpResponseRedirect(self.answer)


@contextmanager
def once(request, form):
    """Use the request's key in one transaction. Without a key the request simply runs.

    A view that leaves without ``redirect`` (an invalid form) must roll back what it wrote, and
    gives the key free again, because the row is removed when no answer was set.
    """
    key = key_of(request)
    person = request.user if request.user.is_authenticated else None
    with transaction.atomic():
        if key is None:
            yield Submission()
            return
        try:
            with transaction.atomic():
                row = SubmissionKey.objects.create(key=key, person=person, form=form)
        except IntegrityError:
            used = SubmissionKey.objects.get(key=key)
            mine = used.person_id == (person.pk if person else None) and used.form == form
            yield Submission(answer=used.answer if mine and used.answer else "/")
            return
        submission = Submission(row)
        yield submission
        if not submission.answer:
            row.delete()
