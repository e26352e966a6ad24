"""What an assessment asks of people, beside whose turn the idea is: a colleague is consulted, the
assessor answers proposals, somebody promised to make a risk smaller.

Each kind asks once, however much there is, and gives at most ``SHOWN``.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas import audience, tripwires
from ideas.compact import PROMISED, SEATS, Party
from ideas.models import CoAuthor, Consultation, Idea, IdeaSeat, Mitigation, Waiver
from ideas.models.risk import Answered
from portal import look, roles
from portal.roles import Role

SHOWN = 5
ABOUT = {tripwire.key: tripwire.asks for tripwire in tripwires.TRIPWIRES}
AHEAD = timedelta(days=7)  # before what is promised for a date stands on somebody's list


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that waits for this person."""

    title: str
    url: str
    why: str
    minutes: int
    due: date | None = None


def of(person):
    """Every Turn of this person. Three queries, and one more for executive sponsors."""
    yield from consultations(person)
    yield from proposals(person)
    yield from mitigations(person)
    yield from waivers(person)


def consultations(person):
    """Tripwires about which this person is asked."""
    waiting = Consultation.objects.filter(
        person=person, answered_at=None, assessment__idea__state__in=PROMISED
    )
    for one in waiting.select_related("assessment__idea").order_by("asked_at")[:SHOWN]:
        idea = one.assessment.idea
        yield Turn(
            title=_("Say what you know about “%(idea)s”") % {"idea": idea},
            url=reverse("ideas:assessment", args=[idea.slug]),
            why=_("You are asked because of one answer: %(about)s")
            % {"about": ABOUT[one.tripwire]},
            minutes=5,
            due=look.local(idea.due_at).date(),
        )


def proposals(person):
    """Risks and mitigations that colleagues proposed for what this person weighs."""
    weighs = IdeaSeat.objects.filter(
        user=person, permission__codename=SEATS[Party.ASSESSOR].permission
    ).values("content_object")
    open_ones = Answered.Standing.PROPOSED
    ideas = Idea.objects.filter(pk__in=weighs, state__in=PROMISED).annotate(
        risks=Count(
            "assessment__risks", filter=Q(assessment__risks__standing=open_ones), distinct=True
        ),
        mitigations=Count(
            "assessment__risks__mitigations",
            filter=Q(assessment__risks__mitigations__standing=open_ones),
            distinct=True,
        ),
    )
    waiting = ideas.filter(Q(risks__gt=0) | Q(mitigations__gt=0)).order_by("due_at", "pk")
    for idea in waiting[:SHOWN]:
        count = idea.risks + idea.mitigations
        yield Turn(
            title=_("Answer what is proposed for “%(idea)s”") % {"idea": idea},
            url=reverse("ideas:assessment", args=[idea.slug]),
            why=ngettext(
                "A colleague proposed something.", "Colleagues proposed %(n)s things.", count
            )
            % {"n": count},
            minutes=5,
            due=look.local(idea.due_at).date(),
        )


def mitigations(person):
    """What this person promised to do about a risk, a week before the date and from then on."""
    waiting = Mitigation.objects.filter(
        owner=person,
        standing=Answered.Standing.TAKEN,
        status=Mitigation.Status.PLANNED,
        due_on__lte=look.today() + AHEAD,
        risk__assessment__idea__state__in=PROMISED,
    )
    rows = waiting.select_related("risk__assessment__idea").order_by("due_on", "pk")
    for one in rows[:SHOWN]:
        idea = one.risk.assessment.idea
        yield Turn(
            title=_("Say how far it is: %(what)s") % {"what": one.text[:80]},
            url=reverse("ideas:assessment", args=[idea.slug]),
            why=_("You promised it for “%(idea)s” by %(day)s.")
            % {"idea": idea.told_as, "day": look.day(one.due_on)},
            minutes=5,
            due=one.due_on,
        )


def waivers(person):
    """Exceptions that this person may grant. ideas.risk.waiving.may_answer says who may."""
    if not roles.has(person, Role.SPONSOR):
        return
    waiting = Waiver.objects.filter(granted=None, assessment__idea__state__in=PROMISED)
    in_sight = Idea.objects.visible_to(person).exclude(_of(person)).values("pk")
    rows = waiting.filter(assessment__idea__in=in_sight).exclude(asked_by=person)
    rows = rows.select_related("assessment__idea__author", "asked_by").order_by("asked_at")
    for one in rows.prefetch_related("assessment__idea__co_authors")[:SHOWN]:
        idea = one.assessment.idea
        names = audience.Names(idea, knows=False)
        yield Turn(
            title=_("Say whether “%(idea)s” may have an exception") % {"idea": idea},
            url=reverse("ideas:assessment", args=[idea.slug]),
            why=_("%(name)s asks for it until %(day)s.")
            % {"name": names.of(one.asked_by), "day": look.day(one.until)},
            minutes=10,
            due=look.local(idea.due_at).date(),
        )


def _of(person):
    """Ideas of this person's own, also where they were asked to be a co-author."""
    invited = CoAuthor.objects.filter(idea=OuterRef("pk"), person=person)
    return Q(author=person) | Q(written_by=person) | Exists(invited)
