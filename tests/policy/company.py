"""A company of eight (the fixture in conftest.py), and what its people do with a policy."""

from policy import duties
from policy.agreeing import agree
from policy.editions import newest
from portal.models import User

EVERYBODY = {"Amina", "Marcus", "Priya", "Sam", "Nadia", "Ada", "Farida", "Bola"}


def take(policy, *people):
    """These people agree to the text as it is."""
    for person in people:
        agree(person=person, policy=policy, digest=newest(policy).digest)


def asking(policy):
    """The policy as the reports ask for it."""
    return duties.asking().select_related("owner_person").get(pk=policy.pk)


def everybody():
    return User.objects.present()
