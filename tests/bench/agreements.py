"""What ten thousand people agreed to, each in the chain of their own history."""

from django.utils import timezone

from portal import trail
from portal.models import Event, User

AGREEMENT = (
    "policy_agreement (id, person_id, policy_id, number, edition_id, digest, language, answer, at)"
)
EVENT = (
    "portal_event (id, at, kind, actor_id, actor_name, subject_type, subject_id, subject_name, "
    "data, sequence, previous, mac)"
)
BATCH = 500


def build(connection, asked, key, numbers, sink):
    """Everybody agrees to what their department is asked: ``asked`` as policies.build gave it."""
    heads = {
        subject: (sequence, mac)
        for subject, sequence, mac in connection.execute(
            "SELECT DISTINCT ON (subject_id) subject_id, sequence, mac FROM portal_event "
            "WHERE subject_type = 'portal.user' ORDER BY subject_id, sequence DESC"
        )
    }
    people = connection.execute(
        "SELECT id, first_name || ' ' || last_name, department_id FROM portal_user ORDER BY id"
    ).fetchall()
    for place, (number, name, department) in enumerate(people, start=1):
        head = heads.get(str(number), (0, ""))
        for policy in asked.get(department, ()):
            head = _agree(number, name, policy, head, key, numbers, sink)
        if place % BATCH == 0:
            sink.flush()


def _agree(number, name, policy, head, key, numbers, sink):
    """One person and one policy. Returns the sequence and the MAC of the event."""
    page, edition, digest, edition_number, title = policy
    at, (sequence, previous) = timezone.now(), head
    event = Event(
        at=at,
        kind="policy.agreed",
        actor_id=str(number),
        actor_name=name,
        subject_type=trail.type_of(User),
        subject_id=str(number),
        subject_name=name,
        sequence=sequence + 1,
        previous=previous,
        data={
            "title": title,
            "edition": str(edition_number),
            "digest": digest,
            "language": "en-gb",
        },
    )
    event.mac = trail.mac_of(event, key)
    cells = [
        numbers.take("portal_event"),
        at.isoformat(),
        *(event.kind, event.actor_id, name, event.subject_type, event.subject_id, name),
        *(trail.canonical(event.data), event.sequence, previous, event.mac),
    ]
    sink.rows[EVENT].append("\t".join(map(str, cells)) + "\n")
    text = number, page, edition_number, edition, digest, "en-gb", "", at.isoformat()
    cells = [numbers.take("policy_agreement"), *text]
    sink.rows[AGREEMENT].append("\t".join(map(str, cells)) + "\n")
    return event.sequence, event.mac
