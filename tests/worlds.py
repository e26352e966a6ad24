"""Worlds that the tests of a file share: built once, looked at by many, gone at the end."""

from contextlib import contextmanager
from functools import cache

from django.contrib.auth.models import Group
from django.db import transaction

from portal.models import User


@contextmanager
def kept(blocker):
    """What is written inside stays until the block ends. For a fixture of a whole module::

        @pytest.fixture(scope="module")
        def world(django_db_setup, django_db_blocker):
            with kept(django_db_blocker):
                yield build()

    Each test begins with it as it was built, because its own transaction lies within this one.
    Objects do not: give each test its own, from the database.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_person(name, *roles, **fields):
    """Somebody who works at Larkfield."""
    first, _blank, last = name.partition(" ")
    fields.setdefault("username", f"{first}.{last or 'x'}".lower().replace("ó", "o"))
    fields.setdefault("email", f"{fields['username']}@larkfield.example")
    someone = User.objects.create_user(
        password="a long enough password", first_name=first, last_name=last, **fields
    )
    if roles:
        someone.groups.add(*(_group(str(role)) for role in roles))
    return someone


@cache
def _group(name):
    """The key of a group. Migrations made it, so it is the same in every test."""
    return Group.objects.get(name=name).pk
