"""Red boots for the whole chain, for a confirmed result or a lesson; never for volume.

Whoever declines theirs is shown nowhere, and nobody is told.
"""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.compact import Party
from ideas.models import Boots, Consultation, Mitigation, Risk
from ideas.seats import Refused
from portal import notices, trail
from portal.models import User


class Part(models.TextChoices):
    """What somebody did in the chain, as the story says it."""

    AUTHOR = Party.AUTHOR.value, gettext_lazy("Had the idea")
    CO_AUTHOR = "co_author", gettext_lazy("Had it together")
    ASSESSOR = Party.ASSESSOR.value, gettext_lazy("Weighed it with them")
    SPONSOR = Party.SPONSOR.value, gettext_lazy("Backed it")
    CHAMPION = Party.CHAMPION.value, gettext_lazy("Made it work with IT")
    SPECIALIST = "specialist", gettext_lazy("Gave advice that counted")
    PEER = "peer", gettext_lazy("Made it safer")


def chain(idea):
    """{person: Part} of everybody who laced it up; the first part of each counts."""
    found = {idea.author: Part.AUTHOR}
    for row in idea.co_authors.select_related("person"):
        if row.confirmed_at:
            found.setdefault(row.person, Part.CO_AUTHOR)
    for party in (Party.ASSESSOR, Party.SPONSOR, Party.CHAMPION):
        if person := idea.seated(party):
            found.setdefault(person, Part(party.value))
    for person in _specialists(idea):
        found.setdefault(person, Part.SPECIALIST)
    for person in _peers(idea):
        found.setdefault(person, Part.PEER)
    return found


def _specialists(idea):
    asked = Consultation.objects.filter(assessment__idea=idea, answered_at__isnull=False)
    return User.objects.filter(pk__in=asked.values("person")).order_by("pk")


def _peers(idea):
    """Whoever proposed a risk or a mitigation that was taken up, or looked after one."""
    taken = Mitigation.Standing.TAKEN
    mitigations = Mitigation.objects.filter(risk__assessment__idea=idea, standing=taken)
    risks = Risk.objects.filter(assessment__idea=idea, standing=taken)
    people = (
        set(mitigations.values_list("proposed_by", flat=True))
        | set(mitigations.values_list("owner", flat=True))
        | set(risks.values_list("proposed_by", flat=True))
    )
    return User.objects.filter(pk__in=people - {None}).order_by("pk")


def give(idea, *, by):
    """A pair for everybody in the chain. In the caller's transaction; a second time gives none."""
    laced = chain(idea)
    Boots.objects.bulk_create(
        [Boots(idea=idea, person=person, part=part) for person, part in laced.items()],
        ignore_conflicts=True,
    )
    trail.record("idea.boots", actor=by, subject=idea, pairs=len(laced))
    notices.tell(
        [person for person in laced if person.is_active],
        "idea.boots",
        key=f"idea.boots:{idea.pk}",
        url=idea.get_absolute_url(),
        title=idea.told_as,
    )


def shown(idea):
    """The pairs of an idea whose people like to be shown, in the order of the chain."""
    order = {part: place for place, part in enumerate(Part.values)}
    pairs = idea.boots.filter(declined_at=None).select_related("person__site")
    return sorted(pairs, key=lambda pair: (order[pair.part], pair.pk))


@transaction.atomic
def decline(idea, *, by):
    """Not to be shown, or with ``accept`` to be shown again. Raises Refused without boots."""
    return _set(idea, by, timezone.now())


@transaction.atomic
def accept(idea, *, by):
    """To be shown after all. Raises Refused without boots."""
    return _set(idea, by, None)


def _set(idea, by, declined_at):
    changed = Boots.objects.filter(idea=idea, person=by).update(declined_at=declined_at)
    if not changed:
        raise Refused(_("These boots are for the people who laced the idea up."), status=403)
    trail.record(
        "idea.boots_declined" if declined_at else "idea.boots_accepted", actor=by, subject=idea
    )


@transaction.atomic
def fit(idea, *, by, size):
    """A size for real boots. Private: only the desk that orders them reads it."""
    if not Boots.objects.filter(idea=idea, person=by).update(size=size.strip()[:10]):
        raise Refused(_("These boots are for the people who laced the idea up."), status=403)


trail.register("idea.boots", gettext_lazy("%(pairs)s pairs of red boots were given."), "pairs")
trail.register("idea.boots_declined", gettext_lazy("Somebody would rather not be shown."))
trail.register("idea.boots_accepted", gettext_lazy("Somebody likes to be shown after all."))
notices.register(
    "idea.boots",
    gettext_lazy("You have a pair of red boots. Come and see."),
    "title",
    group=notices.Group.GOOD,
    detail=gettext_lazy("%(title)s"),
)
