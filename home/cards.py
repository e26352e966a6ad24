"""The cards of the desk: one idea that waits, how long it has waited, and what to do about it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ideas import desk, turns
from ideas.compact import State, moves_from
from portal import look
from portal.models import User
from portal.templatetags.look import spelt

LINE = 180  # characters of an idea's own words on a card
PIPS = 10  # days: nobody counts more of them with their eyes
# The move that ends a turn: what the button says, and the room or the move behind it.
ENDS = {
    State.CLARIFYING: (gettext_lazy("Answer the question"), "answer"),
    State.ASSESSING: (gettext_lazy("Weigh it"), "assessment"),
    State.SPONSORSHIP: (gettext_lazy("Read and decide"), "compact"),
    State.SIGN_OFF: (gettext_lazy("Read and decide"), "compact"),
    State.COUNTERSIGN: (gettext_lazy("Read and seal"), "compact"),
    State.TRIAL: (gettext_lazy("Say how it goes"), ""),
    State.MEASURING: (gettext_lazy("Count what changed"), ""),
    State.PARKED: (gettext_lazy("Look at it again"), ""),
}
ROOMS = ("assessment", "compact")
ANSWER = gettext_lazy("Please answer by %(day)s.")
# What is promised where it is no answer.
PROMISES = {
    State.COUNTERSIGN: gettext_lazy("Please seal it by %(day)s."),
    State.TRIAL: gettext_lazy("Please say by %(day)s how it goes."),
    State.MEASURING: gettext_lazy("Please count by %(day)s."),
    State.PARKED: gettext_lazy("You look at it again by %(day)s."),
}


@dataclass(frozen=True, slots=True)
class Action:
    """A button that leads somewhere. ``about`` is read aloud only: which idea it is about."""

    label: str
    url: str
    icon: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One idea that waits, as components/qcard.html shows it. Without ``promised`` no days are
    drawn."""

    title: str
    url: str
    text: str
    person: User | None
    place: str
    used: int
    promised: int
    waiting: str
    due: str
    actions: list


def card(idea, calendar, now):
    """One idea that this person holds."""
    who = desk.whom_it_keeps(idea) or _author(idea)
    waited, due = desk.days_waited(calendar, idea.state_since, now), _due(idea, now)
    promised = turns.days_promised(idea, State(idea.state))
    return Card(
        title=str(idea),
        url=idea.get_absolute_url(),
        text=in_a_line(idea),
        person=who,
        place=place_of(who) if who else "",
        used=max(waited, promised) if desk.by_when(idea) < now else waited,
        promised=promised if promised <= PIPS else 0,
        waiting=_waiting(idea, waited, due),
        due=due,
        actions=_actions(idea, who),
    )


def _author(idea):
    """Its author, for whoever holds it and is somebody else."""
    return idea.author if idea.holder_id != idea.author_id else None


def in_a_line(idea):
    """The beginning of what would help, in its author's words."""
    text = idea.help or idea.moment or idea.already.get("what", "")
    return Truncator(" ".join(text.split())).chars(LINE)


def place_of(person):
    """What somebody does and where: "Returns desk, Leeds"."""
    parts = [person.job_title or person.department, person.site]
    return ", ".join(str(part) for part in parts if part)


def _waiting(idea, waited, due):
    """How long it has been here, and what is promised where that is not soon."""
    if not waited:
        said = _("With you since today.")
    else:
        said = ngettext(
            "With you for %(words)s working day.", "With you for %(words)s working days.", waited
        ) % {"words": spelt(waited)}
    unheard = idea.state == State.ASSESSING and idea.first_reply_at is None
    parts = [said, _("Nobody has written back yet.") if unheard else ""]
    if not due:
        promise = PROMISES.get(State(idea.state), ANSWER)
        parts.append(promise % {"day": look.day(desk.by_when(idea))})
    return " ".join(str(part) for part in parts if part)


def _due(idea, now):
    """The promise, where it is near or past; else an empty string."""
    by = desk.by_when(idea)
    if by < now:
        return _("You promised this by %(day)s, and it is late.") % {"day": look.day(by)}
    day = look.local(by).date()
    if (day - look.today()).days > 1:
        return ""
    near = PROMISES.get(State(idea.state), _("You promised an answer by %(day)s."))
    return near % {"day": look.moment(day)}


def _actions(idea, who):
    """Ring first; then write, hand it over, and end the turn."""
    about = str(idea)
    actions = []
    if who and who.phone:
        ring = _("Ring %(name)s") % {"name": who.first_name or who}
        actions.append(Action(ring, f"tel:{_dialled(who.phone)}", "phone", about))
    if who:
        actions.append(Action(_("Write back"), f"{idea.get_absolute_url()}#talk", "", about))
    if any(move.verb == "hand-over" for move in moves_from(State(idea.state))):
        url = reverse("ideas:step", args=[idea.slug, "hand-over"])
        actions.append(Action(_("Ask somebody else to"), url, "", about))
    label, where = ENDS[State(idea.state)]
    return [*actions, Action(label, _end(idea, where), "", about)]


def _end(idea, where):
    if where in ROOMS:
        return reverse(f"ideas:{where}", args=[idea.slug])
    return reverse("ideas:step", args=[idea.slug, where]) if where else idea.get_absolute_url()


def _dialled(phone):
    """A number as a tel: link takes it."""
    return "".join(sign for sign in phone if sign in "+0123456789")
