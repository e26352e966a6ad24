"""Which news comes by mail: chosen topic by topic, or stopped from a mail without signing in.

A mail's address to stop it is signed, and says who and what about (``EVERYTHING``: all news). It
holds for ever and opens nothing else: a letter may be years old when somebody has had enough.
"""

from django.core import signing
from django.db import transaction

from portal import notices, topics, trail
from portal.models import MailChoice, User
from portal.topics import How

SALT = "portal.mail.stop"
EVERYTHING = ""


@transaction.atomic
def choose(person, picked):
    """Keep {topic key: How, or "" for as everything else}; topics that are left out stay.

    Raises ValueError for a topic or a way that does not exist.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    before, changed = topics.chosen(person), []
    for key, how in picked.items():
        if key not in topics.TOPICS or how not in ("", *How.values):
            raise ValueError(f"Nobody can choose {how!r} for {key!r}.")
        if before.get(key, "") == how:
            continue
        changed.append(f"mail:{key}")
        if how:
            MailChoice.objects.update_or_create(person=person, topic=key, defaults={"how": how})
        else:
            MailChoice.objects.filter(person=person, topic=key).delete()
    if changed:
        notices.stop_unwanted(person)
        trail.record(
            "person.settings_changed", subject=person, actor=person, fields=sorted(changed)
        )


@transaction.atomic
def stop(person, topic):
    """No more mail about one topic, or with EVERYTHING no more news. What may not be stopped
    (see notices.Kind.may_stop) comes all the same. Stopping twice is stopping."""
    wanted = [topic] if topic else list(topics.TOPICS)
    choose(person, dict.fromkeys(wanted, How.NEVER))


def has_stopped(person, topic):
    """Whether all that ``stop`` would do is done."""
    picked = topics.chosen(person)
    return all(picked.get(key) == How.NEVER for key in ([topic] if topic else topics.TOPICS))


def token(person, topic):
    """What stands in the address of a mail."""
    return signing.dumps([person.pk, topic], salt=SALT, compress=False)


def read(text):
    """(person, topic key) that a token was made for, or None: not ours, or they have left."""
    try:
        pk, topic = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.present().filter(pk=pk).first()
    if person is None or (topic and topic not in topics.TOPICS):
        return None
    return person, topic


def about(rows):
    """What the news in one letter is about: a topic key, EVERYTHING, or None if nothing in it may
    be stopped."""
    kinds = [notices.KINDS[row.kind] for row in rows if row.kind in notices.KINDS]
    found = {topics.of(kind.name).key for kind in kinds if kind.may_stop}
    if not found:
        return None
    return found.pop() if len(found) == 1 else EVERYTHING
