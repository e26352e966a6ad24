"""Blind first scores, then what is agreed: who sees what when, and which scores stand."""

import itertools

import pytest
from django.db import transaction

from ideas import seats
from ideas.compact import Party
from ideas.models import FirstScore, Idea, Risk
from ideas.risk import mitigating, scores, scoring, sight
from ideas.seats import Refused
from portal.models import Event
from portal.models.trail import Immutable
from tests.ideas import playing

READERS = ["author", "co_author", "assessor", "specialist", "sponsor", "colleague"]
SCORERS = ["author", "assessor", "specialist"]


def line(full, person, number=1):
    found = sight.of(playing.fresh(full), person)
    return next(one for one in found.risks if one.risk.number == number)


def who_is_seen(full, person):
    return {one.person for one in line(full, person).firsts}


@pytest.mark.parametrize(
    "given", [given for n in range(4) for given in itertools.combinations(SCORERS, n)]
)
@pytest.mark.parametrize("agreed", [False, True])
def test_nobody_sees_a_first_score_before_their_own(full, cast, risk, given, agreed):
    """Own score: all. Authors: all, once the assessor's is in. Involved: all, once agreed. A
    colleague: none. An assessor without a score of their own: none, whatever else."""
    for who in given:
        playing.first(risk, cast[who])
    if agreed:
        Risk.objects.filter(pk=risk.pk).update(
            inherent_likelihood=2, inherent_impacts={"customer": 2}
        )
    everything = {cast[who] for who in given}
    for who in READERS:
        opened = (
            who in given
            or (who in ("author", "co_author") and "assessor" in given)
            or (agreed and who not in ("assessor", "colleague"))
        )
        assert who_is_seen(full, cast[who]) == (everything if opened else set()), who
        assert line(full, cast[who]).scored == len(given)


@pytest.mark.parametrize(
    ("before", "who", "on_time"),
    [
        ((), "author", True),
        (("specialist",), "author", True),
        (("assessor",), "author", False),  # they may have read the assessor's
        (("assessor",), "co_author", False),
        (("assessor",), "specialist", True),
        (("author", "specialist"), "assessor", True),
        (("author",), "author", False),
        (("assessor",), "assessor", False),
    ],
)
def test_a_first_score_is_given_once_and_blind(full, cast, risk, before, who, on_time):
    for one in before:
        playing.first(risk, cast[one])
    assert ("first" in line(full, cast[who]).may) is on_time
    if on_time:
        assert playing.first(risk, cast[who]).person == cast[who]
        return
    with pytest.raises(Refused, match=r"scored it already|would not be blind"):
        playing.first(risk, cast[who])


def test_after_the_agreement_only_a_new_assessor_scores_first(full, cast, risk, priya):
    """They see neither the scores nor the agreement before."""
    playing.first(risk, cast["assessor"])
    playing.agree(risk, cast["assessor"])
    with pytest.raises(Refused, match="would not be blind"), transaction.atomic():
        playing.first(risk, cast["specialist"])
    with transaction.atomic():
        seats.fill(playing.fresh(full), Party.ASSESSOR, priya, by=None)
    seen = line(full, priya)
    assert (seen.hidden, seen.inherent, seen.firsts) == (True, None, ())
    whole = sight.of(playing.fresh(full), priya)
    assert whole.levels_hidden
    assert set(whole.levels.values()) == {None}
    with pytest.raises(Refused, match="First score it for yourself"), transaction.atomic():
        playing.agree(risk, priya)
    playing.first(risk, priya, 4, 4)
    seen = line(full, priya)
    assert (seen.hidden, seen.inherent.level, len(seen.firsts)) == (False, "L", 2)


def test_a_first_score_stays_as_it_was_given(full, cast, risk):
    mine = playing.first(risk, cast["assessor"])
    mine.likelihood = 5
    with pytest.raises(Immutable):
        mine.save()
    with pytest.raises(Immutable):
        FirstScore.objects.update(likelihood=5)


def test_the_trail_keeps_no_first_score_to_be_read_there(full, cast, risk):
    playing.first(risk, cast["specialist"], 5, 5)
    event = Event.objects.get(kind="idea.first_score")
    assert event.data == {"number": 1}


@pytest.mark.parametrize(
    ("likelihood", "impacts", "confidence"),
    [
        (0, {"customer": 2}, "medium"),
        (6, {"customer": 2}, "medium"),
        (None, {"customer": 2}, "medium"),
        (2.5, {"customer": 2}, "medium"),
        (True, {"customer": 2}, "medium"),
        ("3", {"customer": 2}, "medium"),
        (2, {}, "medium"),
        (2, {"customer": 9}, "medium"),
        (2, {"customer": None}, "medium"),
        (2, {"moon": 2, "customer": 2}, "medium"),
        (2, {"staff": 2}, "medium"),  # not one of the columns of this category
        (2, {"customer": 2}, "sure"),
    ],
)
def test_a_score_is_of_whole_steps_in_the_columns_of_its_category(
    full, cast, risk, likelihood, impacts, confidence
):
    with pytest.raises(Refused), transaction.atomic():
        scoring.first(
            risk,
            by=cast["assessor"],
            likelihood=likelihood,
            impacts=impacts,
            confidence=confidence,
        )
    assert not FirstScore.objects.exists()


@pytest.mark.parametrize(
    ("fast", "score", "confidence", "treatment", "others", "stands"),
    [
        (False, (2, 2), "medium", "reduce", (), True),
        (False, (3, 3), "medium", "reduce", (), False),
        (False, (3, 3), "medium", "reduce", ("author", "co_author"), False),
        (False, (3, 3), "medium", "reduce", ("specialist",), True),
        (False, (4, 4), "high", "smaller", (), True),
        (False, (2, 2), "low", "reduce", (), False),
        (False, (2, 2), "low", "smaller", (), True),
        (False, (2, 2), "low", "reduce", ("author",), False),
        (True, (3, 3), "medium", "reduce", (), True),
        (True, (2, 2), "low", "reduce", (), False),
        (True, (2, 2), "low", "smaller", (), True),
    ],
)
def test_what_must_not_stand_on_one_word(
    full, cast, risk, fast, score, confidence, treatment, others, stands
):
    for who in others:
        playing.first(risk, cast[who])
    if fast:
        Idea.objects.filter(pk=full.pk).update(tripwires={})
    playing.first(risk, cast["assessor"])
    if stands:
        playing.agree(risk, cast["assessor"], score, confidence, treatment)
        assert Risk.objects.get(pk=risk.pk).inherent_likelihood == score[0]
        return
    with pytest.raises(Refused, match="second pair of eyes"), transaction.atomic():
        playing.agree(risk, cast["assessor"], score, confidence, treatment)
    assert Risk.objects.get(pk=risk.pk).inherent_likelihood is None


def test_a_guess_never_lowers_a_score(full, cast, risk):
    playing.first(risk, cast["assessor"], 3, 3)
    playing.agree(risk, cast["assessor"], (3, 3), "low", "smaller")
    assert line(full, cast["author"]).inherent.level == "M"


@pytest.fixture
def agreed(full, cast, risk):
    """Risk 1 at 4, 4, High, with one thing planned, which Sam does."""
    playing.first(risk, cast["assessor"], 4, 4)
    playing.agree(risk, cast["assessor"], (4, 4), treatment="smaller")
    playing.mitigate(risk, cast["assessor"], owner=cast["colleague"])
    return Risk.objects.get(pk=risk.pk)


def after(risk, by, likelihood, impact, **more):
    impacts = {"customer": impact} | more
    return scoring.after(risk, by=by, likelihood=likelihood, impacts=impacts)


@pytest.mark.parametrize(
    ("target", "more"), [((5, 2), {}), ((2, 5), {}), ((2, 2), {"staff": 1}), ((0, 2), {})]
)
def test_what_is_planned_makes_nothing_worse(cast, agreed, target, more):
    with pytest.raises(Refused), transaction.atomic():
        after(agreed, cast["assessor"], *target, **more)
    assert Risk.objects.get(pk=agreed.pk).target_likelihood is None


def test_a_risk_gets_smaller_only_by_something_that_is_done(full, cast, agreed):
    mitigation = agreed.mitigations.get()
    mitigating.answer(mitigation, by=cast["assessor"], take=False, why="Nobody has time.")
    with pytest.raises(Refused, match="Nothing is planned"), transaction.atomic():
        after(agreed, cast["assessor"], 2, 2)
    assert after(agreed, cast["assessor"], 4, 4).target_likelihood == 4


def test_a_new_score_takes_back_what_no_longer_fits(cast, agreed):
    after(agreed, cast["assessor"], 3, 3)
    playing.agree(agreed, cast["assessor"], (2, 4), treatment="smaller")
    again = Risk.objects.get(pk=agreed.pk)
    assert (again.target_likelihood, again.target_impacts) == (None, {})
    after(agreed, cast["assessor"], 2, 3)
    playing.agree(agreed, cast["assessor"], (3, 3), treatment="smaller")
    assert Risk.objects.get(pk=agreed.pk).target_likelihood == 2


@pytest.fixture
def in_place(cast, agreed):
    after(agreed, cast["assessor"], 2, 3)
    mitigation = agreed.mitigations.get()
    return mitigating.progress(
        mitigation, by=cast["colleague"], status="in_place", evidence="Look behind the counter."
    )


def now(risk, by, likelihood, impact):
    return scoring.current(risk, by=by, likelihood=likelihood, impacts={"customer": impact})


def test_only_what_is_verified_counts_now(full, cast, agreed, in_place):
    with pytest.raises(Refused, match="Nothing is verified"), transaction.atomic():
        now(agreed, cast["assessor"], 3, 3)
    assert line(full, cast["author"]).current.level == "H"
    mitigating.progress(in_place, by=cast["sponsor"], status="verified")
    for likelihood, impact in ((1, 3), (2, 2), (5, 4)):  # below what is left, above what it was
        with pytest.raises(Refused, match="lies between"), transaction.atomic():
            now(agreed, cast["assessor"], likelihood, impact)
    now(agreed, cast["sponsor"], 3, 3)
    assert line(full, cast["author"]).current.level == "M"


@pytest.mark.parametrize("lost", ["failed", "set aside", "worded anew"])
def test_what_is_no_longer_verified_no_longer_counts(full, cast, agreed, in_place, lost):
    mitigating.progress(in_place, by=cast["assessor"], status="verified")
    now(agreed, cast["assessor"], 2, 3)
    assert line(full, cast["author"]).current.level == "M"
    assessor = cast["assessor"]
    if lost == "failed":
        mitigating.progress(in_place, by=assessor, status="failed", evidence="It fell over.")
    elif lost == "set aside":
        mitigating.answer(in_place, by=assessor, take=False, why="It is in the way.")
    else:
        mitigating.plan(in_place, by=assessor, text="Put it in the kitchen.")
    assert line(full, cast["author"]).current.level == "H"


def test_a_score_of_an_old_page_is_stale(cast, agreed):
    seen = scores.of(agreed, "inherent")
    stale = sight.ground.mark_of(agreed, sight.assessing.SHOWN)
    playing.agree(agreed, cast["assessor"], (3, 4), treatment="smaller")
    with pytest.raises(Refused) as refused, transaction.atomic():
        scoring.agree(
            agreed,
            by=cast["assessor"],
            likelihood=seen.likelihood,
            impacts=seen.impacts,
            confidence="medium",
            treatment="reduce",
            mark=stale,
        )
    assert refused.value.status == 409
