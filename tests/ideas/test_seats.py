"""Who sits where: duties that stay apart, and whom an idea is brought to."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from guardian.shortcuts import assign_perm

from ideas import rounds, seats, services
from ideas.compact import BY_VERB, SEATS, Party, State
from ideas.models import CoAuthor, Idea, Lead, Signature
from portal.models import Absence, Department, Notice, User
from portal.roles import Role
from tests.ideas import playing, truth

A, S, C, V = Party.ASSESSOR, Party.SPONSOR, Party.CHAMPION, Party.VERIFIER


@pytest.fixture
def everything(person):
    """Somebody whom each role lets sit everywhere."""
    return person("Grace Okafor", *Role)


def sit(idea, party, who):
    with transaction.atomic():
        seats.fill(idea, party, who, by=None)


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        (A, S, True),
        (A, C, False),
        (A, V, False),
        (S, A, True),
        (S, C, True),
        (S, V, True),
        (C, A, False),
        (C, S, True),
        (C, V, False),
        (V, A, False),
        (V, S, True),
        (V, C, False),
    ],
)
def test_two_seats_of_one_person(shared, everything, first, second, apart):
    """The portal and the database say the same, but for who weighs and who backs."""
    sit(shared, first, everything)
    refusal = seats.may_sit(shared, second, everything)
    assert (refusal is not None) is apart
    assert (everything in seats.eligible(shared, second)) is not apart
    if apart and {first, second} != {A, S}:
        with transaction.atomic():
            seats.vacate(shared, second)
        with pytest.raises(IntegrityError), transaction.atomic():
            assign_perm(SEATS[second].permission, everything, shared)


@pytest.mark.parametrize(
    ("level", "technology", "one_for_both"),
    [("L", False, True), ("L", True, False), ("M", False, False), ("H", False, False)],
)
def test_who_weighs_backs_too_only_in_the_fast_lane_and_at_low(
    draft, amina, marcus, farida, tomasz, level, technology, one_for_both
):
    Idea.objects.filter(pk=draft.pk).update(technology=technology)
    services.perform(playing.fresh(draft), "submit", by=amina)
    idea = playing.weighed(draft, inherent=level, champion=tomasz if technology else None)
    assert (seats.may_sit(idea, S, marcus) is None) is one_for_both
    assert (idea.seated(S) == marcus) is one_for_both
    assert idea.state == State.SPONSORSHIP


@pytest.mark.parametrize("level", ["L", "M", "H", "S"])
@pytest.mark.parametrize("who", ["priya", "head", "farida"])
def test_the_level_says_who_is_asked_to_back_it(shared, request, person, marcus, level, who):
    """Low: a manager. Medium: the head of a department. High, and to say no to a severe one: an
    executive sponsor."""
    if who == "head":
        backer = person("Hanna Roth", Role.MANAGER)
        Department.objects.create(name="Kitchens", head=backer)
    else:
        backer = request.getfixturevalue(who)
    playing.weigh(shared, inherent=level)
    expected = {
        "priya": level == "L",
        "head": level in "LM",
        "farida": True,
    }[who]
    assert (backer in seats.eligible(shared, S)) is expected


WAYS_IN = {
    "a seat": lambda idea, author, manager: assign_perm(SEATS[V].permission, author, idea),
    "a co-author": lambda idea, author, manager: CoAuthor.objects.create(idea=idea, person=manager),
    "the author": lambda idea, author, manager: Idea.objects.update(author=manager),
    "the writer": lambda idea, author, manager: Idea.objects.update(written_by=manager),
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_the_database_keeps_authors_out_of_seats(shared, amina, marcus, way):
    with pytest.raises(IntegrityError), transaction.atomic():
        WAYS_IN[way](shared, amina, marcus)


@pytest.mark.parametrize(
    ("party", "who"), [(Party.AUTHOR, "marcus"), (S, "amina"), (S, "priya"), (C, "farida")]
)
def test_the_database_takes_a_seal_only_from_who_sits_there(shared, request, farida, party, who):
    idea = playing.weighed(shared, backer=farida)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            deed=idea.deeds.get(),
            idea=idea,
            round=1,
            party=party,
            verb="sign",
            signer=request.getfixturevalue(who),
            name="Somebody",
            promise=1,
        )


def why(idea, party=A, **options):
    proposal = seats.propose(idea, party, **options)
    return proposal.person, proposal.why


def away(person, cover):
    today = timezone.localdate()
    Absence.objects.create(
        person=person, delegate=cover, starts=today, ends=today + timedelta(days=2)
    )


def test_the_manager_is_asked_first(draft, marcus, priya):
    assert why(draft) == (marcus, "Marcus Bell is your manager.")


def test_who_is_full_is_passed_over_and_it_says_so(draft, marcus, priya):
    marcus.is_full = True
    marcus.save()
    assert why(draft) == (priya, "Priya Nair has none, and Marcus Bell is full.")


def test_who_has_as_many_as_they_said_is_passed_over(draft, shared, amina, marcus, priya):
    marcus.load_limit = 1
    marcus.save()
    other = Idea.objects.create(author=amina, token="draft-other0001")
    assert why(other) == (priya, "Priya Nair has none, and Marcus Bell has one already.")


def test_whoever_covers_is_asked_with_the_day(draft, marcus, priya):
    away(marcus, priya)
    person, said = why(draft)
    assert person == priya
    assert said.startswith("Marcus Bell is away until ")
    assert said.endswith(", and Priya Nair covers.")


def test_an_absence_that_nobody_here_can_cover_leads_on(draft, marcus, priya, sam):
    away(marcus, sam)
    person, said = why(draft)
    assert person == priya
    assert said.startswith("Priya Nair has none, and Marcus Bell is away until ")


def test_when_everybody_is_full_it_waits_in_sight(draft, marcus, priya):
    for one in (marcus, priya):
        one.is_full = True
        one.save()
    person, said = why(draft)
    assert person == marcus
    assert said == "Everybody has their hands full. Marcus Bell has none, and it waits there."


def test_a_percent_sign_in_a_name_is_a_name(draft, marcus, priya):
    marcus.last_name, marcus.is_full = "100%s Bell", True
    marcus.save()
    assert why(draft)[1] == "Priya Nair has none, and Marcus 100%s Bell is full."


@pytest.mark.parametrize(("party", "role"), [(S, Role.MANAGER), (C, Role.CHAMPION)])
def test_whoever_leads_a_category_comes_before_the_least_loaded(shared, person, party, role):
    person("Aaron First", role)
    lead = person("Zoe Last", role)
    Lead.objects.create(category="waiting", party=party, person=lead)
    Idea.objects.filter(pk=shared.pk).update(category="waiting", technology=True)
    assert why(playing.fresh(shared), party) == (lead, "Zoe Last looks after ideas like this one.")
    lead.is_full = True
    lead.save()
    assert why(playing.fresh(shared), party)[1] == "Aaron First has none, and Zoe Last is full."


@pytest.mark.parametrize("party", list(SEATS))
def test_where_nobody_can_it_says_so(draft, party, amina, ada):
    with pytest.raises(seats.Refused, match="Press 0"):
        seats.propose(draft, party, besides=seats.eligible(draft, party))


def test_what_is_kept_from_the_manager_is_never_brought_to_them(draft, marcus, priya):
    Idea.objects.filter(pk=draft.pk).update(hidden_from_manager=True)
    draft.refresh_from_db()
    assert why(draft)[0] == priya
    assert marcus not in seats.eligible(draft, A)


def test_one_level_up_is_who_stands_above_or_covers(shared, marcus, priya, farida, person):
    head = person("Hanna Roth", Role.MANAGER)
    marcus.manager = head
    marcus.save()
    assert seats.above(playing.fresh(shared), A).person == head
    away(head, priya)
    assert seats.above(playing.fresh(shared), A).person == priya


def test_who_was_swapped_never_gets_it_back(shared, amina, marcus, priya, farida):
    idea = truth.make(shared, "swap", amina)
    assert idea.holder == priya
    assert "list" in seats.may_sit(idea, A, marcus)
    assert marcus not in seats.eligible(idea, S)
    told = Notice.objects.get(person=marcus, kind="idea.swap")
    assert told.url == ""
    with pytest.raises(services.Refused, match="once already"):
        truth.make(idea, "swap", amina)


@pytest.mark.parametrize("who", ["amina", "marcus", "priya", "sam"])
def test_why_somebody_else_was_asked_for_is_not_for_whom_it_was_about(
    client, shared, request, amina, marcus, priya, farida, who
):
    services.perform(shared, "swap", by=amina, answers={"reason": "He is my cousin."})
    idea = playing.fresh(shared)
    if who == "marcus":  # back at the table, in another seat
        assign_perm(SEATS[V].permission, marcus, idea)
    client.force_login(request.getfixturevalue(who))
    page = client.get(idea.get_absolute_url()).content.decode()
    assert ("He is my cousin." in page) is (who in ("amina", "priya"))


def test_an_appeal_against_a_sponsor_brings_it_to_other_people(
    shared, amina, marcus, priya, farida
):
    idea = playing.weighed(shared, backer=priya)
    idea = truth.make(truth.make(idea, "decline", priya), "appeal", amina)
    assert idea.state == State.ASSESSING
    assert idea.round == 2
    assert idea.seated(S) is None
    assert idea.holder not in (priya, None)
    assert rounds.seals_of(idea) == {}


def test_a_handover_with_it_goes_back_to_who_backed_it(
    draft, amina, marcus, farida, tomasz, person
):
    """Another name at the table is another text."""
    ruth = person("Ruth Abara", Role.CHAMPION)
    Idea.objects.filter(pk=draft.pk).update(technology=True)
    services.perform(playing.fresh(draft), "submit", by=amina)
    idea = playing.sign_off(draft, backer=farida, champion=tomasz)
    idea = truth.make(idea, "hand-over", tomasz)
    assert (idea.seated(C), idea.state, idea.holder) == (ruth, State.SPONSORSHIP, farida)
    assert Notice.objects.filter(person=farida, settled_at=None, kind__contains="turn").count() == 1


def test_a_role_counts_as_it_stands_under_the_lock(technical, tomasz):
    """Whoever signed in with it may have lost it while they waited for the lock."""
    Idea.objects.filter(pk=technical.pk).update(state=State.SIGN_OFF, holder=tomasz)
    signed_in = SimpleLazyObject(lambda: User.objects.with_roles().get(pk=tomasz.pk))
    idea = Idea.objects.get(pk=technical.pk)
    assert services.may(signed_in, BY_VERB["adopt"], idea)
    tomasz.groups.clear()
    with pytest.raises(seats.Refused, match="can’t take this seat"):
        services.perform(idea, "adopt", by=signed_in)
    signed_in = User.objects.with_roles().get(pk=tomasz.pk)
    tomasz.groups.add(Group.objects.get(name=Role.CHAMPION))
    sit(idea, C, signed_in)
