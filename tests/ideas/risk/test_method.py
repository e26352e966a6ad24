"""The method as truth tables: all 25 cells, the appetite, effort and value, and bad matrices."""

from itertools import product

import pytest

from ideas.risk import defaults, method
from ideas.risk.method import Level, Method

METHOD = Method.of(defaults.body())
SCORES = range(1, 6)

# As it is printed in the description of the method, the most likely first.
PRINTED = {5: "LMHSS", 4: "LMHHS", 3: "LMMHH", 2: "LLMMH", 1: "LLLMM"}
CELLS = [(one, two, PRINTED[one][two - 1]) for one in PRINTED for two in SCORES]


@pytest.mark.parametrize(("likelihood", "impact", "level"), CELLS)
def test_every_cell_of_the_matrix(likelihood, impact, level):
    assert method.level(METHOD, likelihood, {"staff": impact}) == level


@pytest.mark.parametrize(("likelihood", "impact", "level"), CELLS)
def test_the_worst_impact_counts_never_the_average(likelihood, impact, level):
    impacts = {"customer": 1, "money": impact, "data": 1, "service": None}
    assert method.level(METHOD, likelihood, impacts) == level


@pytest.mark.parametrize(("likelihood", "impact", "_level"), CELLS)
def test_vulnerable_people_are_one_impact_up(likelihood, impact, _level):
    harder = PRINTED[likelihood][min(impact, 4)]
    assert method.level(METHOD, likelihood, {"customer": impact}, vulnerable=True) == harder


@pytest.mark.parametrize(
    ("likelihood", "impacts"),
    [(None, {"data": 3}), (3, {}), (3, {"data": None}), (None, {}), (0, {"data": 3})],
)
def test_what_is_not_scored_has_no_level(likelihood, impacts):
    assert method.level(METHOD, likelihood, impacts) is None
    assert method.level(METHOD, likelihood, impacts, vulnerable=True) is None


@pytest.mark.parametrize(
    ("category", "impacts", "vulnerable", "level"),
    [
        ("data", {"data": 3}, False, "M"),
        ("data", {"money": 5}, False, None),  # its own column is not scored yet
        ("data", {"data": 1, "money": 5}, False, "H"),  # the worst of all counts
        ("legal", {"money": 2, "public": 4}, False, "H"),
        ("fairness", {"customer": 2}, False, "M"),
        ("fairness", {"staff": 2}, False, "M"),
        ("customer", {"customer": 3}, False, "M"),
        ("customer", {"customer": 3}, True, "H"),
        ("vulnerable", {"customer": 3}, False, "H"),  # it is about them, whatever the form says
        ("vulnerable", {"customer": 3}, True, "H"),  # one up, not two
        ("nothing", {"service": 5}, False, "H"),
    ],
)
def test_the_level_of_a_category(category, impacts, vulnerable, level):
    found = method.category_level(METHOD, category, 3, impacts, vulnerable=vulnerable)
    assert found == level


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], None),
        ([None], None),
        (["L"], "L"),
        (["L", None, "M"], "M"),
        (["M", "H", "L"], "H"),
        (["S", "H"], "S"),
    ],
)
def test_the_worst_of_levels(levels, expected):
    assert method.worst(levels) == expected
    assert method.worst(one for one in levels) == expected


@pytest.mark.parametrize(("one", "other"), [*product([None, *"LMHS"], repeat=2)])
def test_above_goes_by_gravity_and_not_by_the_alphabet(one, other):
    order = [None, "L", "M", "H", "S"]
    assert method.above(one, other) is (order.index(one) > order.index(other))
    assert method.above(one and Level(one), other) is method.above(one, other)


# What each category accepts, and what it accepts once a specialist did not advise against it.
ACCEPTED = [
    ("customer", "L", None, None),
    ("vulnerable", "L", None, None),
    ("staff", "L", "T7", "M"),
    ("fairness", "L", "T7", "M"),
    ("data", "L", "T1", "M"),
    ("security", "M", None, None),
    ("legal", "L", None, None),
    ("money", "M", None, None),
    ("public", "M", None, None),
    ("service", "M", None, None),
]


@pytest.mark.parametrize("level", [None, *"LMHS"])
@pytest.mark.parametrize(("category", "accepted", "tripwire", "relaxed"), ACCEPTED)
def test_appetite(category, accepted, tripwire, relaxed, level):
    assert method.exceeds_appetite(METHOD, category, level) is method.above(level, accepted)
    everybody = {f"T{number}" for number in range(1, 9)}
    if tripwire is None:
        heard = method.exceeds_appetite(METHOD, category, level, everybody)
        assert heard is method.above(level, accepted)
        return
    assert method.exceeds_appetite(METHOD, category, level, {tripwire}) is method.above(
        level, relaxed
    )
    others = everybody - {tripwire}
    assert method.exceeds_appetite(METHOD, category, level, others) is method.above(level, accepted)


def test_doing_nothing_needs_nobodys_leave():
    assert {*METHOD.categories} == {category for category, *_rest in ACCEPTED} | {method.NOTHING}
    assert not any(method.exceeds_appetite(METHOD, method.NOTHING, level) for level in "LMHS")


# The ten ideas of the demo company: answers on effort and value as they print, the class; the
# scenarios as (likelihood, impact) before and after; the levels they come to.
TEN = {
    1: ("00210", "33123", 15, 60, "no_brainer", "33>22 32>22", "M", "L"),
    2: ("11222", "43223", 40, 70, "no_brainer", "34>24 33>13", "H", "M"),
    3: ("32323", "34324", 65, 80, "good_bet", "33>13 43>22 42>32", "H", "M"),
    4: ("00110", "24022", 10, 50, "no_brainer", "23>13", "M", "L"),
    5: ("12231", "33324", 45, 75, "no_brainer", "43>32 23>22", "H", "M"),
    6: ("21342", "33142", 60, 65, "coin_toss", "34>24 33>23 42>22 33>23 43>22", "H", "M"),
    7: ("11221", "23213", 35, 55, "good_bet", "24>22", "M", "L"),
    8: ("21232", "11413", 50, 50, "coin_toss", "43>13 33>13", "H", "L"),
    9: ("43444", "42332", 95, 70, "shadow", "44>24 44>24 43>13", "H", "M"),
    10: ("10221", "14222", 30, 55, "no_brainer", "23>13 33>22", "M", "L"),
}


@pytest.mark.parametrize("number", TEN)
def test_effort_and_value_of_the_ten_ideas(number):
    effort, value, cost, gain, key, *_rest = TEN[number]
    found = method.eve([int(one) for one in effort], [int(one) for one in value])
    assert (found.effort, found.value, found.key) == (cost, gain, key)


@pytest.mark.parametrize("number", TEN)
def test_levels_of_the_ten_ideas(number):
    *_eve, scenarios, inherent, residual = TEN[number]
    before, after = [], []
    for scenario in scenarios.split():
        for levels, score in zip((before, after), scenario.split(">"), strict=True):
            levels.append(method.level(METHOD, int(score[0]), {"staff": int(score[1])}))
    assert (method.worst(before), method.worst(after)) == (inherent, residual)


def answers(points):
    """Five answers of 0 to 4 that add up."""
    assert 0 <= points <= 20
    return [min(4, max(0, points - 4 * number)) for number in range(5)]


@pytest.mark.parametrize("effort", range(21))
def test_every_class_of_effort_and_value(effort):
    """All 441 sums, against the thresholds written as ranges."""
    for value in range(21):
        ahead = (value - effort) * 5
        key = next(
            key
            for key, least, most in (
                ("no_brainer", 25, 100),
                ("good_bet", 10, 24),
                ("coin_toss", -9, 9),
                ("uphill", -24, -10),
                ("not_now", -100, -25),
            )
            if least <= ahead <= most
        )
        found = method.eve(answers(effort), answers(value))
        assert found.key == ("shadow" if effort * 5 >= 75 else key)
        assert (found.effort, found.value) == (effort * 5, value * 5)
        assert str(found.label)


@pytest.mark.parametrize("missing", [[], [None] * 5, [1, 2, 3, 4], [0, 0, None, 0, 0]])
def test_without_an_answer_there_is_no_class(missing):
    assert method.eve(missing, answers(7)) is None
    assert method.eve(answers(7), missing) is None


def good(matrix):
    """Written another way than the code: compare every pair of cells."""
    order = "LMHS"
    cells = {(r, c): order.index(matrix[r][c]) for r in range(5) for c in range(5)}
    for (r1, c1), (r2, c2) in product(cells, repeat=2):
        if r1 <= r2 and c1 <= c2 and cells[r1, c1] > cells[r2, c2]:
            return False
        if max(abs(r1 - r2), abs(c1 - c2)) == 1 and abs(cells[r1, c1] - cells[r2, c2]) > 1:
            return False
    return True


def edited(*edits):
    rows = [list(row) for row in METHOD.matrix]
    for row, column, level in edits:
        rows[row][column] = level
    return tuple("".join(row) for row in rows)


ONE_EDIT = [(r, c, level) for r in range(5) for c in range(5) for level in "LMHS"]


def test_the_first_matrix_is_good():
    assert good(METHOD.matrix)
    assert method.monotone(METHOD.matrix) is None
    assert method.smooth(METHOD.matrix) is None


def test_every_edit_of_two_cells_passes_another_check_or_is_refused_with_a_sentence():
    """100 edits of one cell, and each of them with each of another: some 10,000 matrices."""
    refused = 0
    for first, second in product(ONE_EDIT, repeat=2):
        matrix = edited(first, second)
        sentence = method.monotone(matrix) or method.smooth(matrix)
        assert (sentence is None) is good(matrix), matrix
        refused += sentence is not None
    assert 0 < refused < 10_000


@pytest.mark.parametrize(("row", "column", "level"), ONE_EDIT)
def test_the_sentence_names_a_cell_that_is_off(row, column, level):
    """With one cell edited, the pair that the sentence names has that cell in it."""
    matrix = edited((row, column, level))
    sentence = method.monotone(matrix) or method.smooth(matrix)
    if good(matrix):
        assert sentence is None
    else:
        assert f"likelihood {row + 1}, impact {column + 1}" in sentence.lower()
        assert str(Level(level).label) in sentence


def test_sentences_read_well():
    assert method.monotone(edited((2, 2, "L"))) == (
        "Likelihood 2, impact 3 says Medium, but likelihood 3, impact 3 says only Low. More likely "
        "or worse can’t be less grave."
    )
    assert method.smooth(("LLLMM", "LLHHH", "LMHHH", "LMHHS", "LMHSS")) == (
        "Likelihood 1, impact 2 says Low, and likelihood 2, impact 3 beside it says High. "
        "Neighbours may be one level apart, not more."
    )
