"""Taking a turn over: for somebody who is away, or from a colleague who has too much.

The seat changes hands as it does for a leaver (ideas.services.reseat), so whatever was signed is
asked for again.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import seats, services
from ideas.compact import Party, State
from ideas.models import Idea
from portal import clock, notices, roles, trail
from portal.roles import Role


@transaction.atomic
def take_over(idea, *, by):
    """Whoever covers for an absent holder takes the turn, and the seat with it. Returns the idea.

    Raises Refused when it is nobody's turn but the author's, when the holder is here, or when
    ``by`` may not sit there.
    """
    idea = _locked(idea)
    holder, party = idea.holder, idea.stage.holder
    if not idea.stage.promised or party == Party.AUTHOR:
        raise services.Stale(services.MOVED)
    if holder == by:
        raise seats.Refused(_("You have it already."), 409)
    if clock.delegate_of(holder, clock.company_day(timezone.now())) != by:
        raise seats.Refused(
            _("%(holder)s isn’t away, or somebody else covers. Ask %(holder)s to hand it over.")
            % {"holder": holder},
            403,
        )
    return _take(idea, party, by=by, event="idea.taken_over")


@transaction.atomic
def pick_up(idea, *, by):
    """An IT champion takes what a colleague can't get to. Returns the idea.

    Raises Refused when it is not with IT, when the colleague has it in hand, and when ``by`` has
    no room or may not sit there.
    """
    idea = _locked(idea)
    if not roles.has(by, Role.CHAMPION):
        raise seats.Refused(
            _("That is for IT champions. You can ask one in the conversation."), 403
        )
    if State(idea.state) != State.SIGN_OFF:
        raise services.Stale(services.MOVED)
    if idea.holder == by:
        raise seats.Refused(_("You have it already."), 409)
    if not can_be_spared([idea]):
        raise seats.Refused(
            _("%(holder)s has it in hand. Ask in the conversation whether you may take it.")
            % {"holder": idea.holder},
            403,
        )
    if not room_of(by).left:
        raise seats.Refused(
            _(
                "You have as many as you take at a time. Finish one first, or change the number "
                "in your settings."
            )
        )
    return _take(idea, Party.CHAMPION, by=by, event="idea.picked_up")


def can_be_spared(ideas, loads=None):
    """The ids of those ideas whose holders can't get to them: they are late, or their holder is
    away, full, or over the limit. ``loads`` are the holders', as ideas.seats.loads gives them; two
    queries, or one with them."""
    now = timezone.now()
    people = {idea.holder for idea in ideas}
    calendars, today = clock.calendars(people), clock.company_day(now)
    loads = seats.loads(people) if loads is None else loads
    stretched = {
        person.pk
        for person, calendar in calendars.items()
        if person.is_full
        or calendar.is_away(today)
        or loads.get(person.pk, 0) > seats.limit_of(person)
    }
    return {idea.pk for idea in ideas if idea.due_at < now or idea.holder_id in stretched}


@dataclass(frozen=True, slots=True)
class Room:
    """How many ideas somebody has to decide on, and how many they take at a time."""

    load: int
    limit: int
    is_full: bool

    @property
    def left(self):
        return 0 if self.is_full else max(0, self.limit - self.load)


def room_of(person):
    """The Room of a person. One query."""
    return room_with(person, seats.loads([person]).get(person.pk, 0))


def room_with(person, load):
    """The Room of a person who has so many ideas to decide on."""
    return Room(load, seats.limit_of(person), person.is_full)


def _locked(idea):
    ideas = Idea.objects.select_for_update(of=("self",)).select_related("author", "holder")
    return ideas.get(pk=idea.pk)


def _take(idea, party, *, by, event):
    """The seat changes hands; whoever had it, the author and the other seats are told."""
    before = idea.holder
    told = {idea.author, before, *(idea.seated(other) for other in Party)} - {None, by}
    services.reseat(idea, party, by, by=by)
    written = trail.record(event, actor=by, subject=idea, before=str(before))
    notices.tell(
        told,
        event,
        key=f"{event}:{written.pk}",
        url=idea.get_absolute_url(),
        actor=by,
        title=idea.told_as,
        before=str(before),
    )
    return _locked(idea)


SENTENCES = {
    "idea.taken_over": gettext_lazy("%(actor)s took it over from %(before)s, who is away."),
    "idea.picked_up": gettext_lazy("%(actor)s took it over from %(before)s."),
}
for _event, _sentence in SENTENCES.items():
    trail.register(_event, _sentence, "before")
    notices.register(_event, _sentence, "title", "before", detail=gettext_lazy("%(title)s"))
