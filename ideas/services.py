"""The only way to move an idea: perform()."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import (
    audience,
    deeds,
    effects,
    guards,
    locking,
    promise,
    public,
    rounds,
    seats,
    turns,
    words,
)
from ideas.compact import BY_VERB, MOVES, SEATS, STAGES, Party, State, moves_from, onward
from ideas.models import Round, Step
from ideas.seats import Refused
from portal import notices, roles, trail
from portal.models import User
from portal.prepared import Rows

MOVED = gettext_lazy("Somebody moved this idea while you were reading it. Here is where it is.")


class Stale(Refused):
    """Somebody else moved the idea first."""

    status = 409


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a move is allowed. Falsy when it carries a reason, which is a sentence.

    ``status`` says why as HTTP does: 409 the idea is elsewhere by now, 403 it is for somebody
    else, 422 something is missing.
    """

    reason: str = ""
    status: int = 422

    def __bool__(self):
        return not self.reason


def seat_of(move, idea, person=None):
    """The party that makes a move here: the first of its own that this person sits in, or
    whoever holds the idea."""
    if not move.by:
        return idea.stage.holder
    held = idea.parties_of(person) if person and len(move.by) > 1 else ()
    return next((party for party in move.by if party in held), move.by[0])


def may(person, move, idea, answers=None, asked=None):
    """Whether this person may make this move now: a Verdict. ``person`` None is the clock.

    ``asked`` keeps what the guards said, where many moves are looked at in one moment.
    """
    asked = {} if asked is None else asked
    if State(idea.state) not in move.sources:
        return Verdict(
            _("This idea is at “%(stage)s” now, so that isn’t possible. Open it to see what is.")
            % {"stage": State(idea.state).label},
            409,
        )
    if not (verdict := _may_act(person, move, idea)):
        return verdict
    for name in move.needs:
        if name not in asked:
            asked[name] = getattr(guards, name)(idea, person, answers or {})
        if asked[name]:
            return Verdict(asked[name])
    return Verdict()


def _may_act(person, move, idea):
    """Whether the seat is this person's."""
    if person is None:
        return Verdict() if move.timer else Verdict(_("That is for a person to do."), 403)
    party = seat_of(move, idea, person)
    if party not in idea.parties_of(person):
        holder = idea.seated(party)
        return Verdict(
            _("That is for %(person)s to decide. You can ask them in the conversation.")
            % {"person": _name_of(holder, idea, person) or party.label},
            403,
        )
    if party != Party.AUTHOR and person.pk == idea.author_id:
        return Verdict(_("Nobody decides on their own idea."), 403)
    return Verdict()


def _name_of(someone, idea, reader):
    """How ``reader`` may call somebody of this idea."""
    return audience.Names(idea, audience.is_party(idea, reader)).of(someone)


def moves_for(person, idea):
    """Moves of this person's seats from here, each with its Verdict; quiet ones where possible."""
    parties, asked = idea.parties_of(person), {}
    moves = [
        (move, may(person, move, idea, asked=asked))
        for move in moves_from(State(idea.state))
        if seat_of(move, idea, person) in parties
    ]
    return [(move, verdict) for move, verdict in moves if verdict or not move.quiet]


@transaction.atomic
def perform(idea, verb, *, by, answers=None):
    """Make a move: verdict, round, effect, seal, compare-and-set, words, event, notices.

    ``idea`` is as the person saw it: if its state or round changed since, Stale is raised. ``by``
    None is the clock, for the moves that it makes. Returns the Step. Raises Refused with the
    sentence that says why not; nothing is changed then.
    """
    move, answers = BY_VERB[verb], dict(answers or {})
    seen = (idea.state, idea.round)
    idea = locking.locked(idea)
    if (idea.state, idea.round) != seen:
        raise Stale(MOVED)
    if by:
        roles.forget(by)  # they came with those of the moment when the request began
    if not (verdict := may(by, move, idea, answers)):
        raise Refused(verdict.reason, verdict.status)
    answers = words.of(move, answers)
    before, turn, party = State(idea.state), idea.turn, seat_of(move, idea, by)
    if move.renews:
        rounds.begin(idea, move.renews, by=by)
    if move.does:
        getattr(effects, move.does)(idea, by, answers)
        idea = locking.anew(idea)
    if move.signs:
        deeds.sign(idea, party, by=by, verb=verb, answers=answers)
    after = _next(move, idea)
    turns.enter(idea, after, stay=after == idea.state, due_at=answers.pop("due_at", None))
    step = Step.objects.create(
        idea=idea,
        verb=verb,
        by=by,
        party=party,
        before=before,
        after=after,
        round=idea.round,
        words=answers,
    )
    if "to" not in answers:  # to hand it on is no answer
        note_first_reply(idea, by)
    facts = {"to": answers["to"]} if "to" in answers else {}
    told = {"before": before, "after": after, **facts}
    trail.record(move.event, actor=by, subject=idea, held=True, **told)
    tell(idea, move, step, began=idea.turn != turn)
    return step


def _next(move, idea):
    """The state after a move. Without a target it stays, unless its effect began another round."""
    if move.back:
        return State(idea.returns_to)
    if move.onward:
        return onward(set(rounds.seals_of(idea)), technology=idea.needs_it)
    return move.target or State(idea.state)


def reseat(idea, party, person, *, by):
    """Seat somebody else, outside a move: the one before has left, is away or has too much. Seals
    that were on the compact lapse. In the caller's transaction.

    Where it is that seat's turn, the new holder is told and has the whole time that is promised.
    Raises Refused when they may not sit there.
    """
    idea = locking.locked(idea)
    seats.fill(idea, party, person, by=by)
    rounds.changed(idea, Round.Why.PARTY, by=by)
    if not idea.stage.promised or idea.stage.holder != party:
        return
    turns.enter(idea, State(idea.state), stay=True)
    if person == by:
        return
    notices.tell(
        person,
        "idea.hand-over.turn",
        key=turns.key(idea),
        url=idea.get_absolute_url(),
        to=str(person),
        **audience.letter(idea, by),
    )


def note_first_reply(idea, person):
    """The first words by whoever weighs, backs or fits the idea stop the two-day clock."""
    if person is None or idea.first_reply_at or not set(SEATS) & idea.parties_of(person):
        return
    idea.first_reply_at = timezone.now()
    idea.save(update_fields=["first_reply_at"])
    promise.answered(idea)


def tell(idea, move, step, *, began):
    """Put notices in the outbox: of whom the table names; and where another turn ``began``, of
    the holder, who is asked for something. What the turn before asked is settled by then."""
    others = {idea.seated(party) for party in move.tells} - {None, step.by}
    told = {"url": idea.get_absolute_url(), "actor": step.by, "title": idea.told_as}
    if "to" in step.words:
        told["to"] = step.words["to"]
    if began and idea.holder:
        others -= {idea.holder}
        if idea.holder != step.by:
            letter = told | audience.letter(idea, step.by)
            notices.tell(idea.holder, f"{move.event}.turn", key=turns.key(idea), **letter)
    if others:
        notices.tell(others, move.event, key=f"{move.event}:{step.pk}", **told)
    if step.before != step.after:
        spread(idea, step, besides=others | {idea.holder, step.by})
        public.publish(idea, step.before, step.after)


FOLLOWERS = Rows(lambda: User.objects.present().filter(follows__idea=locking.IDEA).order_by())


def spread(idea, step, *, besides):
    """Tell followers who may see the idea where it is now. It names nobody: see pen names."""
    followers = FOLLOWERS.ask(idea=idea.pk)
    told = set(audience.who_sees(idea, followers)) - besides if followers else ()
    notices.tell(
        told,
        f"idea.now.{step.after}",
        key=f"idea.now:{step.pk}",
        url=idea.get_absolute_url(),
        title=idea.told_as,
    )


def declare(move):
    """Give a move its kinds: in the trail, as news, and as somebody's turn."""
    trail.register(move.event, move.told, "before", "after", "to")
    keys = ("title", "to") if "%(to)s" in str(move.told) else ("title",)
    outcome = move.target is not None and not STAGES[move.target].promised
    detail = gettext_lazy("%(title)s")
    notices.register(move.event, move.told, *keys, detail=detail, can_mute=not outcome)
    notices.register(
        f"{move.event}.turn", move.told, *keys, group=notices.Group.TURN, detail=detail
    )


for _move in MOVES:
    declare(_move)
for _state in State:
    notices.register(
        f"idea.now.{_state}",
        format_lazy(
            gettext_lazy("“%(title)s”, which you follow, is now at “{stage}”."), stage=_state.label
        ),
        "title",
    )
trail.register(
    "idea.seat_filled", gettext_lazy("%(person)s took a seat in “%(subject)s”."), "party", "person"
)
