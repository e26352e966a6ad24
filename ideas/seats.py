"""Who sits where, and whom to ask. guardian's rows are the seats; nobody gets one for being a
superuser.

Asked first is whoever it falls to (the author's manager, the lead of the category) or who covers
for them; when they are full or away, whoever has the least to decide on. When everybody is full
it waits with the least loaded, in sight, and says so.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import locking
from ideas.compact import APART, BOTH, SEATS, UNDER_WAY, Party
from ideas.eligible import EXECUTIVES, FREE, HEADS, LIMIT, Candidates
from ideas.models import Idea, Lead
from portal import clock, look, roles, trail
from portal.models import User

ANYBODY = "anybody"  # instead of a name: whoever has room
NOBODY = {
    Party.ASSESSOR: gettext_lazy("No manager can take this now. Press 0 and a person finds one."),
    Party.SPONSOR: gettext_lazy("Nobody can back this now. Press 0 and a person finds somebody."),
    Party.CHAMPION: gettext_lazy("Nobody in IT can take this now. Press 0 and a person finds one."),
    Party.VERIFIER: gettext_lazy("Nobody can count this now. Press 0 and a person finds somebody."),
}


class Refused(Exception):
    """It was not done; ``reason`` is the sentence to show, ``status`` its HTTP code."""

    status = 422

    def __init__(self, reason, status=None):
        super().__init__(str(reason))
        self.reason = reason
        self.status = status or self.status


def authors_of(idea):
    """Everybody whose idea it is: the author, who wrote it for them, invited co-authors."""
    ids = {row.person_id for row in idea.co_authors.all()} if idea.pk else set()
    return ids | {idea.author_id, idea.written_by_id} - {None}


def may_sit(idea, party, person):
    """The sentence that says why this person can't sit here, or None."""
    if not person.is_active:
        return _("%(person)s has left. Choose somebody else.") % {"person": person}
    if person.pk in authors_of(idea):
        return _("Nobody sits in a second seat for their own idea. Choose somebody else.")
    if person.pk == kept_from(idea):
        return _("This one is kept from their line manager. Choose somebody else.")
    wanted = SEATS[party].roles
    allowed = not wanted or any(roles.has(person, role) for role in wanted)
    if not allowed or person.pk in swapped(idea):
        return _("%(person)s can’t take this seat. Choose somebody from the list.") % {
            "person": person
        }
    apart, unless_low = _seated_apart(idea, party)
    if person.pk in apart or (person.pk in unless_low and not one_for_both(idea)):
        return _("%(person)s has another seat here, and the two stay apart. Ask somebody else.") % {
            "person": person
        }
    return None


def kept_from(idea):
    """The id of the line manager in whose hands the author doesn't want it, or None."""
    return idea.author.manager_id if idea.hidden_from_manager else None


def one_for_both(idea):
    """Whether the same person may weigh this idea and back it: in the fast lane, while no risk is
    above Low."""
    from ideas.risk import deciding, method  # they refuse as this module does

    return idea.fast_lane and deciding.level(idea) == method.Level.LOW


def swapped(idea):
    """The ids of people whom the author asked to swap for somebody else."""
    return {step.words.get("from") for step in idea.made("swap")} if idea.reference else set()


def _seated_apart(idea, party):
    """The ids of whoever sits in a seat that this one stays apart from: always, and unless one
    person may do both."""
    seated = {True: set(), False: set()}
    if idea.pk is not None:
        for other, person in idea.sitters().items():
            if other in APART[party]:
                seated[{party, other} == BOTH].add(person.pk)
    return seated[False], seated[True]


def fill(idea, party, person, *, by):
    """Put a person in a seat; whoever sat there before stands up. In the caller's transaction.

    Raises Refused with the reason.
    """
    roles.forget(person)
    if reason := may_sit(idea, party, person):
        raise Refused(reason)
    vacate(idea, party)
    locking.seat(idea, SEATS[party].permission, person)
    return trail.record(
        "idea.seat_filled",
        actor=by,
        subject=idea,
        held=True,
        party=party.value,
        person=str(person),
    )


def vacate(idea, party):
    """Whoever sat there stands up. In the caller's transaction."""
    if party in idea.sitters():
        idea.seats.filter(permission__codename=SEATS[party].permission).delete()
        locking.forget(idea)


def limit_of(person):
    """How many ideas this person weighs at a time."""
    return person.load_limit or LIMIT


def loads(people):
    """{id: how many ideas they have to decide on}, for those of these people who have any."""
    held = Idea.objects.filter(holder__in=people, state__in=UNDER_WAY).order_by()
    return dict(held.values_list("holder").annotate(Count("pk")))


def eligible(idea, party, *, besides=()):
    """The Candidates for a seat, who may decide there: people with their ``load``, the least
    loaded first. ``besides`` are ids of people who must not get it."""
    apart, unless_low = _seated_apart(idea, party)
    if not (unless_low and one_for_both(idea)):
        apart |= unless_low
    left_out = authors_of(idea) | swapped(idea) | apart | {kept_from(idea)} | set(besides)
    back = _may_back(idea) if party == Party.SPONSOR else None
    return Candidates(SEATS[party].roles, back, left_out - {None})


def _may_back(idea):
    """Who alone may back an idea of this level, or None. A severe one nobody may: it goes to an
    executive sponsor, to say so."""
    from ideas.risk import deciding  # it refuses as this module does

    level = deciding.level(idea)
    decider = level and deciding.who_may_decide(level, deciding.impact_of_five(idea))
    if decider in (None, deciding.Decider.MANAGER):
        return None
    return HEADS if decider == deciding.Decider.HEAD else EXECUTIVES


@dataclass(frozen=True, slots=True)
class Proposal:
    """A person for a seat, and why it is them, as a sentence."""

    person: User
    why: str


@dataclass(frozen=True, slots=True)
class Away:
    """Until when somebody is away, and who covers for them, if anybody does."""

    until: date
    cover: User | None


def propose(idea, party, *, besides=()):
    """The Proposal for a seat. ``besides`` are people who must not get it.

    Who has said no to the idea is asked again only when there is nobody else. Raises Refused
    when nobody can.
    """
    people = _candidates(idea, party, {person.pk for person in besides})
    passed = ""
    for pk, why in _asked_first(idea, party):
        if (person := people.one(pk)) is None:
            continue
        has_it = pk == idea.holder_id
        if (away := _away(person)) is None and (has_it or has_room(person)):
            return Proposal(person, why % {"person": person})
        if away and away.cover and away.cover in people:
            why = _("%(other)s is away until %(day)s, and %(person)s covers.")
            places = {"other": person, "day": look.day(away.until), "person": away.cover}
            return Proposal(away.cover, why % places)
        passed = passed or _passed_over(person, away)
    return _least_loaded(people, party, passed)


def propose_assessor(idea, *, besides=()):
    """The Proposal of who weighs it: the author's manager, as ``propose`` says."""
    return propose(idea, Party.ASSESSOR, besides=besides)


def above(idea, party):
    """The Proposal one level up: the holder's manager or who covers for them, or the next one
    above; else whoever has the least to decide on. Raises Refused when nobody can."""
    people = _candidates(idea, party, {idea.holder_id})
    person, seen = idea.holder, {idea.holder_id}
    while (person := person.manager) and person.pk not in seen:
        seen.add(person.pk)
        away = _away(person)
        here = away.cover if away else person
        if here and here in people:
            return Proposal(here, _("%(person)s is one level up.") % {"person": here})
    return _least_loaded(people, party)


def has_room(person):
    """Whether the next idea may go to this person, who comes from ``eligible``."""
    return not person.is_full and person.load < limit_of(person)


def in_words(load):
    """How many ideas somebody has, as it is said in a sentence."""
    return apnumber(load) if load else _("none")


def _candidates(idea, party, besides):
    """Who may be asked, and rather not who has said no."""
    said_no = {step.by_id for step in idea.made("decline")} if idea.reference else set()
    others = eligible(idea, party, besides=said_no | besides)
    nobody_else = said_no and others.least() is None
    return eligible(idea, party, besides=besides) if nobody_else else others


def _asked_first(idea, party):
    """(id, why, with a place for the person) of those to whom it falls, in order."""
    if party == Party.ASSESSOR and idea.author.manager_id:
        yield idea.author.manager_id, _("%(person)s is your manager.")
    if party == Party.SPONSOR and one_for_both(idea) and (assessor := idea.seated(Party.ASSESSOR)):
        yield assessor.pk, _("%(person)s weighed it, and may back it too: no risk is above Low.")
    leads = Lead.objects.filter(category=idea.category, party=party) if idea.category else ()
    people = [lead.person_id for lead in leads]
    load = loads(people) if len(people) > 1 else {}
    for pk in sorted(people, key=lambda pk: load.get(pk, 0)):
        yield pk, _("%(person)s looks after ideas like this one.")


def _away(person):
    """An Away if this person isn't here today, else None."""
    today = clock.company_day(timezone.now())
    away = clock.calendar_of(person).away
    until = max((last for first, last in away if first <= today <= last), default=None)
    return Away(until, clock.delegate_of(person, today)) if until else None


def _passed_over(person, away):
    """Why it didn't go to whom it falls to, with places for who has it instead and their load."""
    load = person.load
    if away:
        why = _("%%(person)s has %%(load)s, and %(other)s is away until %(day)s.")
    elif person.is_full:
        why = _("%%(person)s has %%(load)s, and %(other)s is full.")
    else:
        why = _("%%(person)s has %%(load)s, and %(other)s has %(theirs)s already.")
    day = look.day(away.until) if away else ""
    other = str(person).replace("%", "%%")
    return why % {"other": other, "day": day, "theirs": in_words(load)}


def _least_loaded(people, party, why=""):
    """Whoever has the least to decide on. Raises Refused when there is nobody at all."""
    person = people.least()
    if person is None:
        raise Refused(NOBODY[party])
    if person.place != FREE:
        why = _("Everybody has their hands full. %(person)s has %(load)s, and it waits there.")
    why = why or _("%(person)s has %(load)s, and nobody has fewer.")
    return Proposal(person, why % {"person": person, "load": in_words(person.load)})
