"""Editions: the digest is of exactly this text, and nobody rewrites it."""

import hashlib
import json
import unicodedata
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import editions, proof
from policy.models import Agreement, Edition
from portal.models.trail import Immutable
from portal.roles import Role
from tests.policy.making import draft, published, republish, section

TEXT = st.text(max_size=30)
SECTIONS = st.lists(
    st.fixed_dictionaries(
        {"number": st.integers(1, 99), "anchor": TEXT, "title": TEXT, "html": TEXT}
    ),
    max_size=3,
)


@pytest.fixture
def dev(person):
    return person("Dev Patel", Role.EDITOR)


@pytest.fixture
def policy(nadia, dev):
    return published(nadia, by=dev)


def frozen(sections, title="Speaking", number=1, **fields):
    return Edition(
        policy_id=7,
        number=number,
        language="en-gb",
        title=title,
        summary="",
        sections=sections,
        in_force=date(2026, 5, 11),
        **fields,
    )


@given(SECTIONS, TEXT, SECTIONS, TEXT)
@settings(deadline=None)
def test_equal_texts_and_only_those_have_equal_digests(sections, title, others, other_title):
    one, other = frozen(sections, title), frozen(others, other_title)
    same = editions.normal([sections, title]) == editions.normal([others, other_title])
    assert (editions.digest_of(one) == editions.digest_of(other)) is same


@given(SECTIONS, TEXT)
@settings(deadline=None)
def test_a_digest_outlives_storage_and_the_way_it_was_typed(sections, title):
    one = frozen(sections, title)
    stored = frozen(json.loads(json.dumps(sections)), title)
    retyped = frozen(
        json.loads(json.dumps(sections)), unicodedata.normalize("NFD", title).replace("\n", "\r\n")
    )
    assert editions.digest_of(one) == editions.digest_of(stored) == editions.digest_of(retyped)


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 2},
        {"correction": 1},
        {"policy_id": 8},
        {"language": "cy"},
        {"summary": "x"},
        {"changes": [{"what": "x"}]},
        {"check_question": {"question": "x"}},
        {"owner_name": "x"},
        {"in_force": date(2026, 5, 12)},
    ],
)
def test_everything_a_reader_sees_is_in_the_digest(changed):
    one, other = frozen([]), frozen([])
    for name, value in changed.items():
        setattr(other, name, value)
    assert editions.digest_of(one) != editions.digest_of(other)


def test_the_digest_is_a_plain_sha256_of_the_canonical_text():
    edition = frozen([])
    text = editions.canonical(edition)
    assert text.startswith("policy/v1\0{")
    assert editions.digest_of(edition) == hashlib.sha256(text.encode()).hexdigest()


def test_layout_is_no_text_but_blanks_between_words_are():
    assert editions.squeezed("<ul>\n  <li>a</li>\n</ul>\n") == "<ul><li>a</li></ul>"
    assert editions.squeezed("<p><b>a</b> <i>b</i></p>") == "<p><b>a</b> <i>b</i></p>"


BLOCKS = [
    {"type": "rules", "value": {"green": ["Thank you"], "amber": ["A promise"], "red": ["Gas"]}},
    {"type": "voices", "value": {"pairs": [{"you": "I’m on it", "wall": "Noted"}]}},
    {"type": "table", "value": {"columns": ["A", "B"], "rows": [["1", "2"]]}},
    {"type": "example", "value": {"title": "", "text": "It happened.\r\nTwice."}},
    {"type": "note", "value": "By the way <script>"},
    {"type": "person", "value": {"username": "nadia.brandt", "why": "She knows"}},
]


@pytest.mark.django_db
def test_every_block_is_frozen_without_anybody_or_any_place(nadia, dev, rf):
    policy = published(nadia, by=dev, body=[section("T", "<p>Text.</p>", "", *BLOCKS)])
    (told,) = editions.newest(policy).sections
    assert told["people"] == [
        {"username": "nadia.brandt", "name": "Nadia Brandt", "why": "She knows"}
    ]
    for words in ("Go ahead", "Ask first", "Never", "Sounds like a wall", "For example", "&lt;s"):
        assert words in told["html"]
    for secret in ("csrf", "http://", "https://", "nadia.brandt", "<script"):
        assert secret not in told["html"]
    assert editions.drafted(policy).sections == [told]
    assert editions.digest_of(editions.newest(policy)) == editions.newest(policy).digest


@pytest.mark.django_db
def test_an_anchor_is_made_from_the_title(nadia):
    page = draft(nadia, body=[section("Be right, and put it right")])
    assert editions.sections_of(page)[0]["anchor"] == "be-right-and-put-it-right"


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["policy_edition", "policy_agreement"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET digest = 'x'", "DELETE FROM {}"])
def test_the_database_itself_refuses(verb, table, policy, amina):
    agree(policy, amina)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


@pytest.mark.django_db
def test_the_model_refuses_too(policy, ada):
    edition = editions.newest(policy)
    edition.title = "Mine"
    for attempt in (edition.save, edition.delete, Edition.objects.all().delete):
        with pytest.raises(Immutable):
            attempt()
    with pytest.raises(Immutable):
        Edition.objects.update(title="Mine")


def agree(policy, person, **fields):
    edition = editions.newest(policy)
    values = {"number": edition.number, "digest": edition.digest} | fields
    return Agreement.objects.create(
        person=person, policy=policy, edition=edition, language="en-gb", **values
    )


@pytest.mark.django_db
def test_the_verification_finds_nothing_where_nothing_is_wrong(policy, nadia, dev, amina):
    republish(policy, writer=nadia, by=dev, body=[section(html="<p>Other.</p>")])
    agree(policy, amina)
    assert list(proof.verify()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"digest": "f" * 64}, {"number": 9}])
def test_the_verification_names_an_agreement_to_another_text(fields, policy, amina):
    agreement = agree(policy, amina, **fields)
    (problem,) = proof.verify()
    assert (problem.subject, problem.sequence) == ("policy.agreement", agreement.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("with_its_digest", [False, True])
def test_the_verification_names_an_edition_that_was_rewritten(policy, with_its_digest):
    """Written as somebody could who owns the database and takes the triggers off. A digest is
    soon computed, but the trail, whose key they lack, does not know it."""
    edition = Edition(
        **{
            field.attname: getattr(editions.newest(policy), field.attname)
            for field in Edition._meta.concrete_fields
            if not field.primary_key
        }
    )
    edition.correction = 1
    edition.title = "Rewritten"
    if with_its_digest:
        edition.digest = editions.digest_of(edition)
    edition.save()
    (problem,) = proof.verify()
    assert (problem.subject, problem.sequence) == ("policy.edition", edition.pk)
