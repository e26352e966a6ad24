"""The workbench: what looks for an IT champion, and what this one has in hand."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.cards import Action, in_a_line, place_of
from ideas import audience, desk, seats, taking
from ideas.compact import State
from portal import look
from portal.models import User
from portal.templatetags.look import spelt


@dataclass(frozen=True, slots=True)
class Card:
    """One idea on the board. ``take`` is its reference where it may be picked up. ``person`` is
    None under a pen name, and ``name`` says it."""

    title: str
    url: str
    text: str
    person: User | None
    name: str
    place: str
    note: str
    actions: list
    level: int | None = None  # of the risk that is left, 1 to 4
    take: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    empty: str
    cards: list
    others: tuple = ()  # that colleagues have in hand


@dataclass(frozen=True, slots=True)
class Board:
    lede: str
    room: taking.Room
    columns: list


def board_of(champion):
    """The board of one IT champion. The number of queries never depends on how much is on it."""
    looking, mine = desk.looking(champion), desk.adopted(champion)
    loads = seats.loads({champion, *(idea.holder for idea in looking)})
    spare = taking.can_be_spared(looking, loads)
    room = taking.room_with(champion, loads.get(champion.pk, 0))
    levels = desk.levels([*looking, *(idea for ideas in mine.values() for idea in ideas)])
    free = [_looking(idea, levels.get(idea.pk), idea.pk in spare) for idea in looking]
    taken = tuple(card for card in free if not card.take)
    free = [card for card in free if card.take]
    columns = [
        Column("looking", _("Looking for you"), _("Every idea is in good hands."), free, taken),
        Column(
            "asked",
            _("You’re finding out"),
            _("Nothing waits for your answer."),
            [_mine(idea, levels.get(idea.pk)) for idea in mine["asked"]],
        ),
        Column(
            "built",
            _("Building together"),
            _("Nothing is being built yet."),
            [_mine(idea, levels.get(idea.pk)) for idea in mine["built"]],
        ),
        Column(
            "grown",
            _("Ready to grow"),
            _("What works stands here, so that more people can have it."),
            [_mine(idea, levels.get(idea.pk)) for idea in mine["grown"]],
        ),
    ]
    return Board(_lede(champion, len(free), room), room, columns)


def _lede(champion, count, room):
    """How many ideas there are to choose from, and how many more fit."""
    name = champion.first_name or str(champion)
    if count:
        first = ngettext(
            "%(words)s idea is looking for someone like you, %(name)s.",
            "%(words)s ideas are looking for someone like you, %(name)s.",
            count,
        ) % {"words": spelt(count).capitalize(), "name": name}
    else:
        first = _("Every idea is in good hands, %(name)s.") % {"name": name}
    if room.is_full:
        second = _("You said you are full, so nothing new comes to you.")
    elif room.left:
        second = ngettext(
            "You have room for %(words)s more.", "You have room for %(words)s more.", room.left
        ) % {"words": spelt(room.left)}
    else:
        second = _("You have as many as you take at a time.")
    return f"{first} {second}"


def _looking(idea, level, may_take):
    """An idea that a colleague has. Why they can't get to it is theirs to tell."""
    names = audience.Names(idea, knows=False)
    day = look.day(idea.due_at)
    holder = {"name": idea.holder, "day": day}
    note = (
        _("With %(name)s, promised by %(day)s. It may be yours.")
        if may_take
        else _("%(name)s has it in hand until %(day)s.")
    )
    ask = _("Ask %(name)s") % {"name": idea.holder.first_name or idea.holder}
    actions = [Action(ask, f"{idea.get_absolute_url()}#talk", "", str(idea))]
    take = idea.slug if may_take else ""
    return _card(idea, names, note % holder, actions, level=level, take=take)


def _mine(idea, level):
    """An idea of this champion's, with the one thing to do next."""
    names = audience.Names(idea, True)
    state = State(idea.state)
    compact = reverse("ideas:compact", args=[idea.slug])
    if state == State.SIGN_OFF:
        note = _("Please say by %(day)s.") % {"day": look.day(idea.due_at)}
        first = Action(_("Adopt it, or answer"), compact, "", str(idea))
    elif state == State.CLARIFYING:
        note = _("%(name)s answers your question by %(day)s.") % {
            "name": names.of(idea.holder),
            "day": look.day(idea.due_at),
        }
        first = Action(_("See what you asked"), f"{idea.get_absolute_url()}#talk", "", str(idea))
    else:
        note = state.label if idea.holder_id is None else _with(idea, names)
        first = Action(_("Open the compact"), compact, "", str(idea))
    ask = _("Ask %(name)s") % {"name": idea.author.first_name or idea.author}
    talk = Action(ask, f"{idea.get_absolute_url()}#talk", "", str(idea))
    second = [] if state == State.CLARIFYING else [talk]
    if state == State.SIGN_OFF:
        over = reverse("ideas:step", args=[idea.slug, "hand-over"])
        second.append(Action(_("Ask somebody else to"), over, "", str(idea)))
    return _card(idea, names, str(note), [first, *second], level=level)


def _with(idea, names):
    """Whose turn it is now, and until when."""
    return _("%(state)s. %(name)s, by %(day)s.") % {
        "state": State(idea.state).label,
        "name": names.of(idea.holder),
        "day": look.day(idea.due_at),
    }


def _card(idea, names, note, actions, *, level, take=""):
    person = names.face(idea.author) if names.pen_name else idea.author
    return Card(
        title=str(idea),
        url=idea.get_absolute_url(),
        text=in_a_line(idea),
        person=person,
        name=names.author,
        place=", ".join(filter(None, (person and place_of(person), look.since(idea.state_since)))),
        note=note,
        actions=actions,
        level=level,
        take=take,
    )
