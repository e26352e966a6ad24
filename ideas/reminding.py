"""What the promise clock tells, and whom. Each thing is told once for each promise.

Nobody is named but whoever holds the idea, and its author only to people who sit in a seat: a pen
name holds here too. A confidential idea is told by its reference.
"""

from django.utils.translation import gettext_lazy as _

from ideas import audience, promise
from ideas.compact import STAGES, Party, State
from portal import clock, notices, zero

# Who waits while the author has the idea; a question back keeps whoever asked it waiting.
WAITS = {State.COUNTERSIGN: Party.SPONSOR, State.TRIAL: Party.SPONSOR}

SENTENCES = {
    "soon.turn": _("“%(title)s” waits for you, by %(due)s."),
    "soon": _("%(holder)s promised to be done with “%(title)s” by %(due)s, and was reminded."),
    "late.turn": _("“%(title)s” was hoped for by %(due)s. It stays yours, nothing is lost."),
    "late": _("%(holder)s hasn’t come back about “%(title)s” yet, hoped for by %(due)s."),
    "reply_soon.turn": _(
        "Nobody has written to the author of “%(title)s” yet. By %(due)s, please."
    ),
    "reply_soon": _("%(holder)s promised you a first answer about “%(title)s” by %(due)s."),
    "reply_late.turn": _("The author of “%(title)s” waits for a first answer since %(due)s."),
    "reply_late": _("You were promised a first answer about “%(title)s” by %(due)s. It is late."),
    "stuck.turn": _("“%(title)s” is late with %(holder)s, two levels up. Would you ring them?"),
    "covered": _("%(was)s is away, so %(holder)s has “%(title)s” now."),
}
DETAILS = {
    "soon": _("You can ask in the conversation. If it gets late, take it one level up."),
    "reply_soon.turn": _("A sentence is enough. The author should know that a person has read it."),
    "reply_soon": _("They were reminded. You can ask in the conversation."),
    "reply_late": _("They were reminded. If you would rather talk to somebody, press 0."),
}
for _name, _sentence in SENTENCES.items():
    turn = _name.endswith(".turn")
    notices.register(
        f"idea.{_name}",
        _sentence,
        "title",
        "holder",
        "was",
        "due:day",
        group=notices.Group.TURN if turn else notices.Group.FYI,
        detail=DETAILS.get(_name, ""),
    )
notices.register(
    "idea.went_up",
    _("“%(title)s” was promised by %(due)s, so %(to)s has it now."),
    "title",
    "due:day",
    "to",
    detail=_("There is nothing left for you to do."),
)


def soon(idea):
    """Before it is late: whoever holds it is reminded, and the author knows."""
    _tell(idea, "soon", idea.due_at, {idea.author})


def hoped_for(idea):
    """After the date, where nobody but the holder can go on: they are asked once more, and
    whoever waits for it knows."""
    party = WAITS.get(State(idea.state)) or STAGES[State(idea.returns_to)].holder
    _tell(idea, "late", idea.due_at, {idea.seated(party)} - {None})


def reply_soon(idea):
    """The first words are promised for the day that begins."""
    _tell(idea, "reply_soon", idea.reply_by, {idea.author})


def reply_late(idea):
    """The first words did not come."""
    _tell(idea, "reply_late", idea.reply_by, {idea.author})


def stuck(idea):
    """There is no third level: a person at the desk is asked to ring."""
    on_duty = zero.on_duty().person
    people = {*zero.administrators(), *([on_duty] if on_duty else [])}
    notices.tell(
        people,
        "idea.stuck.turn",
        key=promise.keys(idea)["stuck"],
        url="" if idea.confidential else idea.get_absolute_url(),
        **audience.letter(idea),
        holder=str(idea.holder),
    )


def covered(idea, was):
    """Somebody is away, and whoever covers for them has it now: the author knows."""
    notices.tell(
        idea.author,
        "idea.covered",
        key=f"idea.covered:{idea.pk}:{idea.due_at:%Y%m%dT%H%M}",
        url=idea.get_absolute_url(),
        title=idea.told_as,
        holder=str(idea.holder),
        was=str(was),
    )


def _tell(idea, what, by, others):
    """Tell the holder that it is their turn, and ``others`` who has it."""
    told = {
        "key": promise.keys(idea)[what],
        "url": idea.get_absolute_url(),
        "due": clock.company_day(by),
        **audience.letter(idea),
    }
    notices.tell(idea.holder, f"idea.{what}.turn", **told)
    if others := others - {idea.holder}:
        notices.tell(others, f"idea.{what}", **told, holder=str(idea.holder))
