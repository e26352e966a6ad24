"""The permission table: who sends what to an idea, in every state, alone and in two roles."""

from itertools import cycle

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.template.backends.django import Template
from django.utils.safestring import SafeString

from ideas import attachments, services
from ideas.compact import BY_VERB
from ideas.models import Condition, Consultation, Figure, Idea
from portal.models import User
from tests.hostile import pairs, posts, table, world
from tests.hostile.sending import Sender, taken_back
from tests.ideas import playing, truth

RELATIONS = world.RELATIONS


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """Built once for all tests of a module; what each of them writes is taken back."""
    with django_db_blocker.unblock(), world.opened() as made:
        yield made


@pytest.fixture
def known(company):
    return company[0]


@pytest.fixture
def ideas(company):
    with taken_back():
        yield company[1]


@pytest.fixture
def sender(known, ideas, monkeypatch):
    """What a page looks like is not asked here, and drawing it is most of what it costs."""
    monkeypatch.setattr(Template, "render", lambda *_given, **_more: SafeString(""))
    with Sender(filter(None, known.values()), follow=False) as made:
        yield made


def asked(sender, known, idea, place, names, wanted, *, confidential=False):
    """Sentences about answers that the table does not give. ``wanted(name)`` says who tries."""
    sent, wrong = posts.of(idea, known["stranger"]), []
    for name in names:
        if name not in sent:
            continue
        url, form = sent[name]
        headers = {"HTTP_ACCEPT": "application/json"} if name == "autosave" else {}
        for who in wanted(name):
            right = table.expected(name, [who], place, confidential=confidential)
            answer = sender.ask(
                known[who], "post", url, posts.fresh(form), expected=right, **headers
            )
            if answer is not None and answer.status_code not in right:
                wrong.append((place, name, who, answer.status_code, right))
    return wrong


def test_every_relation_in_the_states_that_differ_most(sender, known, ideas):
    for place in ("assessing", "launched", "celebrated"):
        asked(sender, known, ideas[place], place, table.ROWS, lambda _name: RELATIONS)
    sender.check()


def test_every_state(sender, known, ideas):
    """Whoever may, and two others: of the family, with a seat, from outside, in turns."""
    turns = {group: cycle(group) for group in (world.FAMILY, world.SEATS, table.OUTSIDERS)}
    groups = cycle(turns)
    for place, idea in ideas.items():

        def wanted(name, place=place):
            _when, allowed, _others, _late, away = table.ROWS[name]
            if place in away:
                return [next(turns[table.OUTSIDERS])]
            first = next(who for who in RELATIONS if who in allowed)
            return [first, next(turns[next(groups)]), next(turns[next(groups)])]

        asked(sender, known, idea, place, table.ROWS, wanted)
    sender.check()


def test_what_is_confidential_is_not_there(sender, known, ideas):
    turn = cycle(table.OUTSIDERS)
    Idea.objects.update(confidential=True)
    for place, idea in ideas.items():
        asked(
            *(sender, known, idea, place, table.ROWS),
            lambda _name: [next(turn)],
            confidential=True,
        )
    sender.check()


def test_what_belongs_to_another_idea_is_not_found_through_one_s_own(sender, known, ideas):
    """A comment, a file, a figure, a condition or a question of idea B, at an address of idea A."""
    here, there, author = ideas["launched"], ideas["measuring"], known["author"]
    upload = SimpleUploadedFile("plan.txt", b"A plan.", "text/plain")
    file = attachments.add(ideas["assessing"], attachments.look_into(upload), by=author)
    figure = Figure.objects.get(result__idea=there)
    condition = Condition.objects.create(idea=there, party="author", text="A", by=author)
    asked = Consultation.objects.filter(assessment__idea=there).first()
    said = there.comments.first()
    base = f"/ideas/{here.slug}/"
    for method, tail, form in (
        ("get", f"talk/{said.pk}/", None),
        ("post", f"talk/{said.pk}/", {"text": "Other words."}),
        ("get", f"files/{file.key}/", None),
        ("post", f"trial/figures/{figure.pk}/remove/", {}),
        ("post", f"trial/conditions/{condition.pk}/", {}),
        ("post", "assessment/", {"do": "advise", "of": asked.pk}),
        ("post", "assessment/", {"do": "hand-on", "of": asked.pk}),
        ("get", "assessment/99/", None),
        ("post", "merge/1/", {"answer": "yes"}),
    ):
        for who in ("author", "sponsor", "administrator"):
            sender.ask(known[who], method, base + tail, form, expected={404})
    sender.ask(author, "post", f"{base}files/{file.key}/remove/", {}, expected={302})
    assert file.idea.attachments.filter(pk=file.pk).exists()
    sender.check()


def test_who_has_left_is_at_the_door(sender, known, ideas):
    """With the session they had, wherever they sat."""
    leaver = known["leaver"]
    sender.client(leaver)
    User.objects.filter(pk=leaver.pk).update(is_active=False)
    for place in ("draft", "assessing", "celebrated"):
        for url, form in posts.of(ideas[place], known["stranger"]).values():
            answer = sender.ask(leaver, "post", url, posts.fresh(form), expected={302})
            assert answer.url.startswith("/accounts/login/"), url
    sender.check()


# Two relations in one person


def both(pair, known, idea):
    """The person of the first relation, given the second; None if they have it already."""
    person = User.objects.get(pk=known[pair[0]].pk)
    pairs.give(pair[1], person, idea)
    return User.objects.get(pk=person.pk)


def can_be(pair, place):
    """Whether somebody can be both there: who comes later has no seat yet."""
    there = {*table.SEATED[place], *(() if place == "draft" else ("consultant",))}
    return set(pair) & {*world.SEATS, "consultant"} <= there


def sight_of_everybody(known, ideas, *, confidential):
    """(relations, place) where somebody sees what they may not, or not what they may."""
    for who in world.RELATIONS:
        seen = set(Idea.objects.visible_to(known[who]).values_list("pk", flat=True))
        for place, idea in ideas.items():
            if (idea.pk in seen) != table.sees([who], place, confidential=confidential):
                yield who, place
    for pair in pairs.TOGETHER:
        for place in ("draft", "sponsorship", "withdrawn"):
            if not can_be(pair, place):
                continue
            with taken_back():
                person = both(pair, known, ideas[place])
                seen = Idea.objects.visible_to(person).filter(pk=ideas[place].pk).exists()
            if seen != table.sees(pair, place, confidential=confidential):
                yield pair, place


def moves_of_pairs(known, ideas):
    """(place, move, pair, why) where two in one may what neither may, or the other way round."""
    for place, idea in ideas.items():
        moves = truth.told(place, technology=True)
        for pair in pairs.TOGETHER:
            if not can_be(pair, place):
                continue
            with taken_back():
                person, fresh = both(pair, known, idea), playing.fresh(idea)
                verdicts = {verb: services.may(person, BY_VERB[verb], fresh) for verb in moves}
            for verb, verdict in verdicts.items():
                forbidden = not verdict and verdict.status == 403
                if forbidden == bool(moves[verb][0] & set(pair)):
                    yield place, verb, pair, verdict.reason


@pytest.mark.parametrize("confidential", [False, True])
def test_who_sees_it(known, ideas, confidential):
    Idea.objects.update(confidential=confidential)
    assert not list(sight_of_everybody(known, ideas, confidential=confidential))


@pytest.mark.parametrize("pair", pairs.IMPOSSIBLE, ids="+".join)
def test_what_nobody_can_be_at_once(known, ideas, pair):
    one, other = pair
    for first, second in ((one, other), (other, one)):
        if second == "author":
            continue  # an idea keeps its author
        with pytest.raises(IntegrityError), transaction.atomic():
            both((first, second), known, ideas["sponsorship"])


def test_the_moves_of_two_in_one(known, ideas):
    """Each move of each state, by each pair: a right of the one, a right of the other, or 403."""
    assert len(pairs.TOGETHER) > 30
    assert not list(moves_of_pairs(known, ideas))


def test_what_two_in_one_may_send(sender, known, ideas):
    """For each pair what only one of them may, and what neither may, in turns over the rows."""
    turn = cycle(table.ROWS)
    for place in ("sponsorship", "launched", "celebrated"):
        idea = ideas[place]
        sent = posts.of(idea, known["stranger"])
        for pair in pairs.TOGETHER:
            with taken_back():
                person = both(pair, known, idea)
                for name in (next(turn), next(turn)):
                    url, form = sent[name]
                    right = table.expected(name, pair, place)
                    headers = {"HTTP_ACCEPT": "application/json"} if name == "autosave" else {}
                    sender.ask(person, "post", url, posts.fresh(form), expected=right, **headers)
    sender.check()
