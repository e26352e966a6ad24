"""Similar ideas: found in other words and with slips, measured, and only what one may see."""

import sys
import tomllib
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ideas import services, similar, terms
from ideas.compact import State
from ideas.models import Idea, Word, WordOfIdea

TOLD = tomllib.loads(Path(__file__).with_name("similar_set.toml").read_text(encoding="utf-8"))
# What is reached today, in per cent of the wanted ideas among the first five. Raise it with pride;
# who lowers it says why.
REACHED = {"paraphrase": 92, "held-out": 79, "typo": 100, "short": 100}


def share(author, title, moment="", reference=None, **fields):
    """A shared idea, as the services leave one."""
    number = Idea.objects.count() + 1
    return Idea.objects.create(
        author=author,
        title=title,
        moment=moment,
        token=f"draft-{number:010}",
        reference=reference or f"HERO-2026-{number:04}",
        state=fields.pop("state", State.DECLINED),
        submitted_at=timezone.now(),
        **fields,
    )


@pytest.fixture
def collection(amina):
    return {key: share(amina, *texts) for key, texts in TOLD["ideas"].items()}


def test_the_set_is_large_enough_and_consistent():
    assert len(TOLD["ideas"]) >= 60
    assert len([ask for ask in TOLD["asks"] if ask["wants"]]) >= 40
    assert {key for ask in TOLD["asks"] for key in ask["wants"]} <= set(TOLD["ideas"])


def test_recall_at_five(collection, sam, capsys):
    wanted, found = dict.fromkeys(REACHED, 0), dict.fromkeys(REACHED, 0)
    missed = []
    for ask in TOLD["asks"]:
        near = {one.idea.pk for one in similar.near(ask["text"], sam)}
        for key in ask["wants"]:
            wanted[ask["kind"]] += 1
            if collection[key].pk in near:
                found[ask["kind"]] += 1
            else:
                missed.append(f"{ask['text']} -> {key}")
    recall = {kind: 100 * found[kind] // wanted[kind] for kind in REACHED}
    with capsys.disabled():
        sys.stdout.write(f"\nrecall at 5, in per cent: {recall}\n")
    assert all(recall[kind] >= least for kind, least in REACHED.items()), (recall, missed)


@pytest.mark.parametrize(
    "text",
    [ask["text"] for ask in TOLD["asks"] if not ask["wants"] and "number" not in ask["text"]],
)
def test_nothing_like_it_is_nothing(collection, sam, text):
    assert similar.near(text, sam) == []


@pytest.mark.parametrize(
    "text",
    ["", " ", "the and of", "'", '"; DROP TABLE', "%_*\x00", "\ud800 kettle", "0" * 5000, "😀"],
)
def test_no_text_breaks_it(collection, sam, text):
    assert len(similar.near(text, sam)) <= 5


@pytest.mark.parametrize(
    ("fields", "seen_by"),
    [
        ({}, {"amina", "marcus", "sam", "ada"}),
        ({"confidential": True}, {"amina"}),
        ({"hidden_from_manager": True}, {"amina", "sam", "ada"}),
        ({"state": State.DRAFT}, set()),
        ({"state": State.WITHDRAWN}, set()),
    ],
)
def test_only_what_one_may_see_is_near(amina, marcus, sam, ada, fields, seen_by):
    share(amina, "A kettle for the queue", "CANARY tea", **fields)
    people = {"amina": amina, "marcus": marcus, "sam": sam, "ada": ada}
    found = {name for name, person in people.items() if similar.near("a kettle", person)}
    assert found == seen_by


def test_the_idea_that_is_being_written_is_not_like_itself(amina, sam):
    mine, other = share(amina, "A kettle"), share(sam, "A kettle")
    assert [one.idea for one in similar.near("kettle", amina, besides=mine)] == [other]
    assert len(similar.near("kettle", amina)) == 2
    assert len(similar.near("kettle", amina, limit=1)) == 1


def test_the_nearest_comes_first(amina, sam):
    share(amina, "A kettle somewhere", "Chairs and tables and a lamp by the door")
    best = share(amina, "A kettle for the returns queue", "People wait for tea")
    assert similar.near("kettle in the returns queue", sam)[0].idea == best


def test_words_are_kept_up_with_the_text_and_the_state(draft, amina, sam):
    assert similar.near("kettle", sam) == []
    services.perform(draft, "submit", by=amina)
    idea = Idea.objects.get(pk=draft.pk)
    assert [one.idea for one in similar.near("kettle", sam)] == [idea]
    idea.title, idea.moment, idea.help = "A sofa by the lifts", "They stood.", "A sofa."
    idea.save(update_fields=["title", "moment", "help"])
    assert similar.near("kettle", sam) == []
    assert [one.idea for one in similar.near("sofas", sam)] == [idea]
    services.perform(idea, "withdraw", by=amina, answers={"reason": "Somebody has it already."})
    assert similar.near("sofas", sam) == []
    assert not WordOfIdea.objects.filter(idea=idea).exists()


def test_it_asks_the_database_five_times_however_many_ideas(collection, sam):
    with CaptureQueriesContext(connection) as few:
        similar.near("kettel in the returns queue", sam)
    for number in range(40):
        share(collection["kettle"].author, f"A kettle on floor {number}")
    with CaptureQueriesContext(connection) as many:
        similar.near("kettel in the returns queue", sam)
    assert len(many) == len(few) <= 5


def test_a_long_question_looks_at_its_rarest_words_only(collection, sam, monkeypatch):
    monkeypatch.setattr(similar, "MOST_TERMS", 2)
    worth, _whole = similar._worth(
        terms.terms("customers and a forklift with a kettle in the shop")
    )
    kept = set(Word.objects.filter(pk__in=worth).values_list("text", flat=True))
    assert kept == {"forklift", "kettl"}


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("fitted fitter fitting fits", "fit"),
        ("delivery deliveries", "delivery"),
        ("queue queues queued queuing", "queu"),
        ("Kraków KRAKOW", "krakow"),
        ("customer’s customers customer", "custom"),
        ("calls called calling caller", "call"),
        ("bus", "bus"),
    ],
)
def test_endings_and_accents_do_not_matter(words, same):
    assert {terms.stem(word) for word in terms.words_of(words)} == {same}


def test_a_meaning_joins_words_that_share_no_letter():
    assert "~phone" in terms.terms("They rang me")
    assert "~phone" in terms.terms("a telephone")
    assert set(terms.terms("I have been with you")) == set()
