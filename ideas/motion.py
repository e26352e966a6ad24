"""What Today shows of ideas: whose turn it is, drafts, and one's own ideas that are under way."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import asked
from ideas.asked import Turn
from ideas.compact import PROMISED, Party, State
from ideas.models import CoAuthor, Idea
from portal import look, short_lists
from portal.prepared import NOW, PERSON
from portal.short_lists import ShortList

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
    them about an idea. One query."""
    return short_lists.lines(person, LISTS)


def _held():
    """What this person holds, but for what rests until later."""
    resting = Q(state=State.PARKED, due_at__gt=NOW.plus(days=1))
    return Idea.objects.waiting_for(PERSON).exclude(resting)


def _turn(facts):
    idea, promised = asked.idea_of(facts), short_lists.moment(facts["promised"])
    return Turn(
        title=str(TITLES[State(idea.state)]) % {"idea": idea},
        url=idea.get_absolute_url(),
        why=_("Promised by %(day)s.") % {"day": look.day(promised)},
        minutes=SHORT if idea.stage.holder == Party.AUTHOR else LONG,
        due=look.local(promised).date(),
    )


def _written_for():
    """Ideas that somebody wrote down for this person, who hasn’t looked at them yet."""
    ideas = Idea.objects.filter(author=PERSON, written_by__isnull=False, confirmed_at=None)
    return ideas.exclude(state=State.WITHDRAWN).order_by("made_at")


def _invitations():
    """Invitations to be a co-author that wait for an answer."""
    invited = CoAuthor.objects.filter(person=PERSON, confirmed_at=None)
    return invited.exclude(idea__state=State.WITHDRAWN).order_by("idea__made_at")


def _question(title, why):
    """A line about an idea whose answer is given on the page of its people."""

    def line(facts):
        idea = asked.idea_of(facts)
        return Turn(
            title=title % {"idea": idea},
            url=reverse("ideas:people", args=[idea.slug]),
            why=why % {"name": facts["name"]},
            minutes=2,
        )

    return line


HELD = ShortList(_held, asked.told() | {"promised": "promised"}, _turn)
QUESTIONS = (
    ShortList(
        _written_for,
        asked.told() | {"name": short_lists.called("written_by")},
        _question(
            gettext_lazy("Say whether “%(idea)s” is right"),
            gettext_lazy("%(name)s wrote it down for you."),
        ),
    ),
    ShortList(
        _invitations,
        asked.told("idea__") | {"name": short_lists.called("idea__author")},
        _question(
            gettext_lazy("Say yes or no to “%(idea)s”"),
            gettext_lazy("%(name)s would like you as a co-author."),
        ),
    ),
)
LISTS = (HELD, *asked.LISTS, *QUESTIONS)


# ---- a person's own ideas: as author, as a co-author who said yes, as who wrote them down


def _own():
    ideas = Idea.objects.order_by().values("pk")
    joined = CoAuthor.objects.filter(person=PERSON, confirmed_at__isnull=False)
    theirs = ideas.filter(author=PERSON).union(
        ideas.filter(written_by=PERSON), joined.values("idea")
    )
    return Idea.objects.filter(pk__in=theirs)


def _drafts():
    """The latest first."""
    return _own().filter(state=State.DRAFT).order_by("-saved_at", "-pk")


def _draft(facts):
    idea = asked.idea_of(facts)
    idea.saved_at = short_lists.moment(facts["saved_at"])
    return idea


def _under_way():
    """Those that somebody has in hand, what is due first first."""
    return _own().filter(state__in=PROMISED).order_by("due_at", "pk")


def _moving(facts):
    idea = asked.idea_of(facts)
    idea.holder = short_lists.person_of(facts["holder"])
    idea.state_since = short_lists.moment(facts["since"])
    idea.due_at = short_lists.moment(facts["due"])
    return idea


DRAFTS = ShortList(_drafts, asked.told() | {"saved_at": "saved_at"}, _draft)
UNDER_WAY = ShortList(
    _under_way,
    asked.told() | {"since": "state_since", "due": "due_at", "holder": short_lists.met("holder")},
    _moving,
)
