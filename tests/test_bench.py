"""The bench's casting: what belongs to one copy only changes, all else stays, and digests hold."""

import hashlib
from collections import defaultdict
from random import Random

import pytest

from tests.bench import report, words
from tests.bench.measuring import Timings
from tests.bench.mould import Mould, Numbers, earlier, first_number, hmac_sha256, sha256, spellings

IDEA, PERSON = first_number("ideas_idea") + 1, first_number("portal_user") + 7
OTHER = first_number("ideas_risk") + 1
TEXT = f'{{"title": "Say \\"hello\\"", "idea": {IDEA}, "at": "2026-08-03T09:00:00+00:00"}}'
GIVEN = {
    f"i{PERSON}": 5,
    f"n{PERSON}": "Ann Lee",
    "title": "A bench",
    "reference": "HERO-2024-0009",
}


@pytest.fixture
def mould():
    known = {"Marcus Bell": f"n{PERSON}", "HERO-2026-0001": "reference"}
    mould = Mould(known | spellings('Say "hello"', "title"), ["ideas_idea"])
    mould.seal(sha256(TEXT), sha256, TEXT)
    mould.seal(hmac_sha256("key")(sha256(TEXT)), hmac_sha256("key"), sha256(TEXT))
    return mould


def cast(mould, *lines, shift=0):
    mould.add("ideas_idea", lines)
    out = defaultdict(list)
    mould.cast(Numbers(), out, GIVEN, shift)
    return "".join(out["ideas_idea"])


@pytest.mark.parametrize(
    ("row", "copy"),
    [
        (f"{IDEA}\t{PERSON}\tMarcus Bell\n", "1000000000\t5\tAnn Lee\n"),
        ("HERO-2026-0001\t/ideas/HERO-2026-0001/\n", "HERO-2024-0009\t/ideas/HERO-2024-0009/\n"),
        ("2026-08-03 09:00:00+00\n", "2026-07-27 09:00:00+00\n"),
        ('Say "hello"\n', "A bench\n"),
        ('{"title": "Say \\\\"hello\\\\""}\n', '{"title": "A bench"}\n'),
        (f"{OTHER}\t734\t100%\t%(place)s\n", f"{OTHER}\t734\t100%\t%(place)s\n"),
        ("f" * 64 + "\n", "f" * 64 + "\n"),
    ],
    ids=["numbers", "reference", "day", "text", "within JSON", "not ours", "another digest"],
)
def test_a_copy_is_somebody_elses(mould, row, copy):
    assert cast(mould, row, shift=7) == copy


def test_digests_are_computed_anew_each_from_the_one_before(mould):
    text = '{"title": "A bench", "idea": 1000000000, "at": "2026-08-03T09:00:00+00:00"}'
    digest = hashlib.sha256(text.encode()).hexdigest()
    mac = hmac_sha256("key")(digest)
    row = f"{sha256(TEXT)}\t{hmac_sha256('key')(sha256(TEXT))}\n"
    assert cast(mould, row) == f"{digest}\t{mac}\n"


def test_a_digest_that_the_portal_makes_otherwise_is_refused(mould):
    with pytest.raises(ValueError, match="another digest"):
        mould.seal("0" * 64, sha256, TEXT)


def test_numbers_are_given_once():
    numbers = Numbers()
    assert numbers.take("ideas_idea", 3) + 3 == numbers.take("ideas_idea")
    assert earlier("2024-03-01", 1) == "2024-02-29"


def test_words_differ_and_need_no_escape():
    random = Random(1)
    told = [words.idea(random) for _one in range(500)]
    assert len({one["title"] for one in told}) > 450
    assert not set('%\\"\t\n{}') & set("".join("".join(one.values()) for one in told))
    assert all(len(one["title"]) <= 160 for one in told)


@pytest.mark.parametrize(("value", "met", "missed"), [(12, "yes", 0), (13, "no", 1)])
def test_an_aim_that_is_missed_is_told(value, met, missed):
    found = report.Found({}, {}, {}, None, {}, "18", 60)
    assert found.check("Today, queries", value, 12) == met
    assert len(found.missed) == missed


def test_the_middle_and_the_slow_end():
    timings = Timings(seconds=[n / 1000 for n in range(1, 101)])
    assert timings.median == 0.0505
    assert 0.095 <= timings.p95 <= 0.097
