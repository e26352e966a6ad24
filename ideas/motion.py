"""What Today shows of ideas: whose turn it is, drafts, and one's own ideas that are under way.

Each function asks once, however much there is, and gives at most ``SHOWN``.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import asked, desk
from ideas.asked import Turn
from ideas.compact import PROMISED, Party, State
from ideas.models import CoAuthor, Idea
from portal import look

SHOWN = 5
# What the holder of a state does next.
TITLES = {
    State.CLARIFYING: gettext_lazy("Answer about “%(idea)s”"),
    State.ASSESSING: gettext_lazy("Weigh “%(idea)s”"),
    State.SPONSORSHIP: gettext_lazy("Say whether you back “%(idea)s”"),
    State.SIGN_OFF: gettext_lazy("Say how IT can support “%(idea)s”"),
    State.COUNTERSIGN: gettext_lazy("Seal “%(idea)s”"),
    State.TRIAL: gettext_lazy("Say how “%(idea)s” goes"),
    State.MEASURING: gettext_lazy("Count what changed with “%(idea)s”"),
    State.PARKED: gettext_lazy("Look at “%(idea)s” again"),
}
SHORT, LONG = 5, 10  # minutes


def turns(person):
    """Ideas that this person holds, but for what rests until later, and what colleagues ask of
    them about an idea."""
    resting = Q(state=State.PARKED, due_at__gt=timezone.now() + timedelta(days=1))
    for idea in Idea.objects.waiting_for(person).exclude(resting)[:SHOWN]:
        yield Turn(
            title=str(TITLES[State(idea.state)]) % {"idea": idea},
            url=idea.get_absolute_url(),
            why=_("Promised by %(day)s.") % {"day": look.day(desk.by_when(idea))},
            minutes=SHORT if idea.stage.holder == Party.AUTHOR else LONG,
            due=look.local(desk.by_when(idea)).date(),
        )
    yield from asked.of(person)
    yield from questions(person)


def questions(person):
    """Invitations to be a co-author, and ideas that somebody wrote down for this person."""
    invited = CoAuthor.objects.filter(idea=OuterRef("pk"), person=person, confirmed_at=None)
    written = Q(author=person, written_by__isnull=False, confirmed_at=None)
    ideas = Idea.objects.filter(written | Exists(invited)).exclude(state=State.WITHDRAWN)
    for idea in ideas.select_related("author", "written_by").order_by("made_at")[:SHOWN]:
        for_me = idea.author_id == person.pk
        title = _("Say whether “%(idea)s” is right") if for_me else _("Say yes or no to “%(idea)s”")
        why = (
            _("%(name)s wrote it down for you.")
            if for_me
            else _("%(name)s would like you as a co-author.")
        )
        yield Turn(
            title=title % {"idea": idea},
            url=reverse("ideas:people", args=[idea.slug]),
            why=why % {"name": idea.written_by if for_me else idea.author},
            minutes=2,
        )


def _of(person):
    """Ideas that are this person's: as author, as a co-author who said yes, as who wrote it."""
    joined = CoAuthor.objects.filter(idea=OuterRef("pk"), person=person, confirmed_at__isnull=False)
    return Idea.objects.filter(Q(author=person) | Q(written_by=person) | Exists(joined))


def drafts(person):
    """Drafts this person writes, the latest first."""
    return _of(person).filter(state=State.DRAFT).order_by("-saved_at", "-pk")[:SHOWN]


def under_way(person):
    """Ideas of this person that somebody has in hand, what is due first first."""
    moving = _of(person).filter(state__in=PROMISED).select_related("holder")
    return moving.order_by("due_at", "pk")[:SHOWN]
