"""Tell people things: the outbox behind the bell, the mail and the daily round-up."""

from portal.models import Notice


def unread(person):
    """How many notices the person has not looked at."""
    return Notice.objects.filter(person=person, read_at=None).count()
