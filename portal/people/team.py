"""Whose manager somebody is, all the way down."""

from django.db.models.expressions import RawSQL

from portal.models import User

# Django's ORM knows no recursion. UNION leaves out who was found already, so a ring of managers
# ends the walk; the person is taken out again by ``below``.
TREE = """
    WITH RECURSIVE below(id) AS (
        SELECT id FROM portal_user WHERE manager_id = %s
        UNION SELECT person.id FROM portal_user person JOIN below ON person.manager_id = below.id
    ) SELECT id FROM below
"""


def below(person):
    """Everybody who works here and reports to this person, directly or through others; a query."""
    return below_of(person.pk)


def below_of(pk):
    """The same, for the id of a person."""
    tree = RawSQL(TREE, [pk])  # noqa: S611  (a constant text, its parameter bound)
    return User.objects.present().filter(pk__in=tree).exclude(pk=pk)


def leads(person):
    """Whether anybody who works here reports to this person, directly or through others."""
    return below(person).exists()
