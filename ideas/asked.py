"""What an assessment asks of people, beside whose turn the idea is: a colleague is consulted, the
assessor answers proposals, somebody promised to make a risk smaller.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas import tripwires
from ideas.compact import PROMISED, SEATS, Party
from ideas.models import CoAuthor, Consultation, Idea, IdeaSeat, Mitigation, Risk, Waiver
from ideas.models.risk import Answered
from portal import look, short_lists
from portal.prepared import PERSON, TODAY
from portal.roles import Role
from portal.short_lists import CountOf, ShortList

ABOUT = {tripwire.key: tripwire.asks for tripwire in tripwires.TRIPWIRES}
AHEAD = 7  # days before what is promised for a date stands on somebody's list
TOLD = ("reference", "token", "title", "confidential", "state")


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that waits for this person."""

    title: str
    url: str
    why: str
    minutes: int
    due: date | None = None


def of(person):
    """Every Turn of this person. One query."""
    return short_lists.lines(person, LISTS)


def told(path=""):
    """The facts that a line needs of the idea at this path, for ``idea_of``."""
    return {name: f"{path}{name}" for name in TOLD}


def idea_of(facts):
    """The idea that ``told`` described: enough of it for its name and its address."""
    return Idea(**{name: facts[name] for name in TOLD})


def _day(fact):
    """The reader's day of a moment."""
    return look.local(short_lists.moment(fact)).date()


# ---- which rows wait for somebody


def _consultations():
    """Tripwires about which this person is asked."""
    asked = Consultation.objects.filter(person=PERSON, answered_at=None)
    return asked.filter(assessment__idea__state__in=PROMISED).order_by("asked_at")


def _proposals():
    """Ideas that this person weighs, and how many risks and mitigations are proposed there."""
    weighs = IdeaSeat.objects.filter(
        user=PERSON, permission__codename=SEATS[Party.ASSESSOR].permission
    ).values("content_object")
    ideas = Idea.objects.filter(pk__in=weighs, state__in=PROMISED).annotate(
        proposed=_proposed(Risk, "assessment__idea")
        + _proposed(Mitigation, "risk__assessment__idea")
    )
    return ideas.filter(proposed__gt=0).order_by("due_at", "pk")


def _proposed(model, idea):
    """How many of these are proposed for an idea."""
    standing = Answered.Standing.PROPOSED
    return CountOf(model.objects.order_by().filter(**{idea: OuterRef("pk"), "standing": standing}))


def _mitigations():
    """What this person promised to do about a risk, a week before the date and from then on."""
    return Mitigation.objects.filter(
        owner=PERSON,
        standing=Answered.Standing.TAKEN,
        status=Mitigation.Status.PLANNED,
        due_on__lte=TODAY.plus(days=AHEAD),
        risk__assessment__idea__state__in=PROMISED,
    ).order_by("due_on", "pk")


def _waivers():
    """Exceptions that this executive sponsor may grant, as ideas.risk.waiving.may_answer says."""
    idea = Idea.objects.visible_to(PERSON).filter(pk=OuterRef("assessment__idea"))
    waivers = Waiver.objects.filter(granted=None, assessment__idea__state__in=PROMISED)
    waivers = waivers.filter(Exists(idea.exclude(_own()))).exclude(asked_by=PERSON)
    co_author = CoAuthor.objects.filter(
        idea=OuterRef("assessment__idea"), person=OuterRef("asked_by")
    )
    author = Q(assessment__idea__author=F("asked_by"))
    writer = Q(assessment__idea__written_by=F("asked_by"))
    waivers = waivers.annotate(asked_by_author=author | writer | Exists(co_author))
    return waivers.order_by("asked_at")


def _own():
    """Ideas of this person's own, also where they were asked to be a co-author."""
    invited = CoAuthor.objects.filter(idea=OuterRef("pk"), person=PERSON)
    return Q(author=PERSON) | Q(written_by=PERSON) | Exists(invited)


# ---- what is said about one of them


def _consultation(facts):
    idea = idea_of(facts)
    return Turn(
        title=_("Say what you know about “%(idea)s”") % {"idea": idea},
        url=reverse("ideas:assessment", args=[idea.slug]),
        why=_("You are asked because of one answer: %(about)s")
        % {"about": ABOUT[facts["tripwire"]]},
        minutes=5,
        due=_day(facts["due"]),
    )


def _proposal(facts):
    idea, count = idea_of(facts), facts["proposed"]
    return Turn(
        title=_("Answer what is proposed for “%(idea)s”") % {"idea": idea},
        url=reverse("ideas:assessment", args=[idea.slug]),
        why=ngettext("A colleague proposed something.", "Colleagues proposed %(n)s things.", count)
        % {"n": count},
        minutes=5,
        due=_day(facts["due"]),
    )


def _mitigation(facts):
    idea, due_on = idea_of(facts), date.fromisoformat(facts["due_on"])
    return Turn(
        title=_("Say how far it is: %(what)s") % {"what": facts["text"][:80]},
        url=reverse("ideas:assessment", args=[idea.slug]),
        why=_("You promised it for “%(idea)s” by %(day)s.")
        % {"idea": idea.told_as, "day": look.day(due_on)},
        minutes=5,
        due=due_on,
    )


def _waiver(facts):
    idea, until = idea_of(facts), date.fromisoformat(facts["until"])
    # Whoever grants it is no party: under a pen name the authors have no other name here.
    veiled = facts["pen_name"] and facts["asked_by_author"]
    return Turn(
        title=_("Say whether “%(idea)s” may have an exception") % {"idea": idea},
        url=reverse("ideas:assessment", args=[idea.slug]),
        why=_("%(name)s asks for it until %(day)s.")
        % {"name": facts["pen_name"] if veiled else facts["name"], "day": look.day(until)},
        minutes=10,
        due=_day(facts["due"]),
    )


IDEA = "assessment__idea__"
LISTS = (
    ShortList(
        _consultations,
        told(IDEA) | {"due": f"{IDEA}due_at", "tripwire": "tripwire"},
        _consultation,
    ),
    ShortList(_proposals, told() | {"due": "due_at", "proposed": "proposed"}, _proposal),
    ShortList(
        _mitigations, told(f"risk__{IDEA}") | {"due_on": "due_on", "text": "text"}, _mitigation
    ),
    ShortList(
        _waivers,
        told(IDEA)
        | {
            "due": f"{IDEA}due_at",
            "until": "until",
            "pen_name": f"{IDEA}pen_name",
            "name": short_lists.called("asked_by"),
            "asked_by_author": "asked_by_author",
        },
        _waiver,
        role=Role.SPONSOR,
    ),
)
