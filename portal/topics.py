"""What news is about, so that people choose by a few topics and not by a hundred kinds.

A room names its topics once, with the beginnings of the kinds that belong there; the longest
beginning wins, and what no room claims is about everything else::

    topics.register("talk", _("What people write to each other"), "idea.said", "idea.mentioned")
"""

from dataclasses import dataclass

from django.db.models import CharField
from django.utils.translation import gettext_lazy as _

from portal.models import MailChoice, User
from portal.prepared import Given, OneOf, Question

How = MailChoice.How


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic in people's words, and how the kinds that belong to it begin."""

    key: str
    label: str
    beginnings: tuple[str, ...] = ()


REST = Topic("rest", _("Everything else"))
TOPICS: dict[str, Topic] = {REST.key: REST}


def register(key, label, *beginnings):
    """Declare a topic. Raises ValueError for a key or a beginning that is taken."""
    taken = {beginning for topic in TOPICS.values() for beginning in topic.beginnings}
    if key in TOPICS or taken & set(beginnings):
        raise ValueError(f"The topic {key} is declared twice.")
    TOPICS[key] = Topic(key, label, beginnings)


def everything():
    """Every topic, as rooms declared them; the rest comes last."""
    return [*(topic for topic in TOPICS.values() if topic is not REST), REST]


def of(name):
    """The topic of a kind, by the kind's name."""
    claims = [
        (len(beginning), topic)
        for topic in TOPICS.values()
        for beginning in topic.beginnings
        if name.startswith(beginning)
    ]
    return max(claims, key=lambda claim: claim[0], default=(0, REST))[1]


def chosen(person):
    """{topic key: How} of what this person chose; the other topics come as everything else."""
    return {choice.topic: How(choice.how) for choice in person.mail_choices.all()}


PICKED = Question(
    lambda: [
        MailChoice.objects.filter(
            OneOf("person", "people"), topic=Given("topic", CharField())
        ).values_list("person_id", "how")
    ]
)


def wishes(people, kind):
    """{person: How} for one kind of notice. Asks once for everybody.

    What a person may not stop (``kind.may_stop``) never becomes NEVER, whatever they chose.
    """
    people = list(people)
    ids = [person.pk for person in people]
    picked = dict(PICKED.ask(people=ids, topic=of(kind.name).key)) if people else {}
    return {person: wish(person, kind, picked.get(person.pk)) for person in people}


def wish(person, kind, picked=None):
    """How one person wants a kind, given what they picked for its topic, if anything."""
    if picked and (picked != How.NEVER or kind.may_stop):
        return How(picked)
    if person.delivery == User.Delivery.MY_TURN:
        return How.NEVER if kind.may_stop else How.AT_ONCE
    return How(person.delivery)


register("desk", _("The HERO desk"), "zero.")
