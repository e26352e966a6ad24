"""What is right, and what is enough: one table for each."""

from types import SimpleNamespace

import pytest

from policy.learning import marking
from policy.learning.refusals import Refused

OPTIONS = [
    {"id": "a", "right": True},
    {"id": "b", "right": True},
    {"id": "c", "right": False},
]
ONE = [{"id": "a", "right": True}, {"id": "b", "right": False}]
ORDER = ["b", "c", "a"]


@pytest.mark.parametrize(
    ("kind", "options", "choice", "right"),
    [
        ("single", ONE, ["a"], True),
        ("single", ONE, ["b"], False),
        ("several", OPTIONS, ["a", "b"], True),
        ("several", OPTIONS, ["b", "a"], True),
        ("several", OPTIONS, ["a"], False),
        ("several", OPTIONS, ["a", "b", "c"], False),
        ("several", OPTIONS, ["c"], False),
        ("order", OPTIONS, ["b", "c", "a"], True),
        ("order", OPTIONS, ["a", "b", "c"], False),
    ],
)
def test_what_is_right(kind, options, choice, right):
    marking.check(kind, options, choice)
    assert marking.is_right(kind, options, ORDER, choice) is right


@pytest.mark.parametrize(
    ("kind", "choice"),
    [
        ("single", []),
        ("single", ["a", "b"]),
        ("single", ["x"]),
        ("several", []),
        ("several", ["a", "a"]),
        ("several", ["a", "x"]),
        ("order", []),
        ("order", ["a", "b"]),
        ("order", ["a", "b", "b"]),
        ("order", ["a", "b", "x"]),
        ("order", ["a", "b", "c", "x"]),
    ],
)
def test_what_is_no_answer(kind, choice):
    with pytest.raises(Refused) as refused:
        marking.check(kind, OPTIONS, choice)
    assert refused.value.status == 422


def asked(right, critical=False):
    return SimpleNamespace(right=right, critical=critical)


@pytest.mark.parametrize(
    ("answers", "mark", "passes"),
    [
        ([asked(True)] * 10, 80, True),
        ([asked(True)] * 8 + [asked(False)] * 2, 80, True),
        ([asked(True)] * 7 + [asked(False)] * 3, 80, False),
        ([asked(True)] * 5 + [asked(False)], 83, True),  # 83.33 is enough for 83
        ([asked(True)] * 5 + [asked(False)], 84, False),  # and is never rounded up
        ([asked(True)] * 9 + [asked(False, critical=True)], 80, False),
        ([asked(True, critical=True)] + [asked(False)] * 9, 10, True),
        ([asked(True)] * 9 + [asked(None)], 80, False),
        ([asked(True)] * 9 + [asked(None, critical=True)], 80, False),
        ([asked(None, critical=True)] * 10, 1, False),
        ([asked(True)] * 9 + [asked(False)], 100, False),
        ([], 1, False),
    ],
)
def test_what_is_enough(answers, mark, passes):
    assert marking.passes(answers, mark) is passes
