"""Questions: they reach the owner, are answered on the page or in private, and stay theirs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from policy import asking
from policy.editions import newest
from policy.models import PolicyQuestion
from portal import notices, submissions, trail
from portal.models import Absence, Department, Event, Notice, User
from tests.policy.making import published

WORDS = "May I film my own hands?"


@pytest.fixture
def policy(nadia, ada):
    return published(nadia, by=ada)


@pytest.fixture
def question(policy, amina):
    return asking.ask(person=amina, policy=policy, edition=newest(policy), text=WORDS)


def send(client, policy, **words):
    sent = {"q-text": WORDS, "q-anchor": "be-a-person", "q-may_be_shown": "on", **words}
    sent.setdefault(submissions.FIELD, submissions.new_key())
    return client.post(reverse("policy:ask", args=[policy.slug]), sent)


def test_a_question_reaches_the_owner_at_once(client, amina, policy, nadia):
    client.force_login(amina)
    answer = send(client, policy)
    assert answer.url == "/policies/speaking-online/"
    question = PolicyQuestion.objects.get()
    assert (question.asker, question.edition, question.anchor) == (
        amina,
        newest(policy),
        "be-a-person",
    )
    notice = Notice.objects.get()
    assert (notice.person, notice.url) == (nadia, asking.url_of(question))
    assert notices.group_of(notice) == notices.Group.TURN
    assert "Amina Yusuf has a question" in notices.sentence(notice)
    assert "Nadia Brandt has your question" in client.get(answer.url).content.decode()


def test_its_words_stay_out_of_the_trail_and_of_the_mail(question):
    event = Event.objects.get(kind="policy.asked")
    kept = f"{event.subject_name} {event.data} {trail.sentence(event)} {Notice.objects.get().data}"
    assert "film" not in kept


def test_sending_it_twice_asks_once(client, amina, policy):
    client.force_login(amina)
    key = submissions.new_key()
    for _n in range(2):
        send(client, policy, **{submissions.FIELD: key})
    assert PolicyQuestion.objects.count() == Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("q-text", ""), ("q-text", "   "), ("q-text", "x" * 2001), ("q-anchor", "no-such")],
)
def test_what_needs_another_look_is_kept(field, value, client, amina, policy):
    client.force_login(amina)
    answer = send(client, policy, **{field: value})
    assert answer.status_code == 422
    assert not PolicyQuestion.objects.exists()
    if field == "q-anchor":
        assert WORDS in answer.content.decode()


@pytest.mark.parametrize(
    ("may_be_shown", "where", "status", "public"),
    [
        ("on", "public", 302, True),
        ("on", "private", 302, False),
        ("", "private", 302, False),
        ("", "public", 422, None),
        ("on", "", 422, None),
    ],
)
def test_the_owner_answers(may_be_shown, where, status, public, client, amina, sam, policy, nadia):
    client.force_login(amina)
    send(client, policy, **{"q-may_be_shown": may_be_shown})
    question = PolicyQuestion.objects.get()
    client.force_login(nadia)
    answer = client.post(asking.url_of(question), {"text": "Yes, no faces.", "where": where})
    assert answer.status_code == status
    question.refresh_from_db()
    if public is None:
        assert "Yes, no faces." in answer.content.decode()
        assert question.answered_at is None
        return
    assert (question.answered_by, question.public) == (nadia, public)
    told = Notice.objects.get(person=amina)
    assert "Nadia Brandt answered your question" in notices.sentence(told)
    assert Notice.objects.get(person=nadia).settled_at
    client.cookies.clear()
    client.force_login(sam)
    page = client.get("/policies/speaking-online/").content.decode()
    assert (WORDS in page) is ("Yes, no faces." in page) is public
    assert "Amina" not in page


def test_only_the_two_of_them_know_of_it(client, cast, question):
    """Whoever it is: an editor, an administrator and a superuser are strangers here too."""
    for someone, status in cast:
        client.force_login(someone)
        assert client.get(asking.url_of(question)).status_code == status
        sent = {"text": "Mine!", "where": "private"}
        if status == 404:
            assert client.post(asking.url_of(question), sent).status_code == 404
        page = client.get("/policies/questions/").content.decode()
        assert (WORDS in page) is (status == 200)
    question.refresh_from_db()
    assert not question.answer


@pytest.fixture
def cast(amina, nadia, sam, marcus, priya, ada, joy):
    return [(amina, 200), (nadia, 200), *((one, 404) for one in (sam, marcus, priya, ada, joy))]


def test_the_asker_does_not_answer(client, amina, question):
    client.force_login(amina)
    sent = {"text": "Yes I may", "where": "public"}
    assert client.post(asking.url_of(question), sent).status_code == 403
    with pytest.raises(asking.Refused):
        asking.answer(question, by=amina, text="Yes I may", public=False)


def test_an_answer_counts_once_and_no_word_is_lost(client, nadia, question):
    asking.answer(question, by=nadia, text="Yes.", public=False)
    client.force_login(nadia)
    second = client.post(asking.url_of(question), {"text": "Oh yes, do.", "where": "private"})
    assert second.status_code == 409
    assert "Oh yes, do." in second.content.decode()
    with pytest.raises(asking.Refused):
        asking.answer(question, by=nadia, text="Oh yes.", public=False)
    question.refresh_from_db()
    assert question.answer == "Yes."


def away(person, delegate):
    today = timezone.localdate()
    Absence.objects.create(
        person=person, delegate=delegate, starts=today, ends=today + timedelta(days=3)
    )


def test_who_covers_for_the_owner_answers(client, amina, policy, nadia, priya, question):
    away(nadia, priya)
    client.force_login(priya)
    assert client.get(asking.url_of(question)).status_code == 200
    asking.answer(question, by=priya, text="Yes.", public=True)


def test_after_the_owner_left(amina, policy, nadia, priya, joy):
    """The head of their department answers, and the desk where there is none."""
    nadia.department = Department.objects.create(name="Communications", head=priya)
    nadia.is_active = False
    nadia.save()

    def told(text):
        question = asking.ask(person=amina, policy=policy, edition=newest(policy), text=text)
        return question, User.objects.get(notices__key=f"policy.asked:{question.pk}")

    policy.refresh_from_db()
    question, someone = told("Who answers now?")
    assert someone == priya
    assert question in asking.for_answering(priya)
    assert question not in asking.for_answering(joy)
    Department.objects.update(head=None)
    policy = type(policy).objects.get(pk=policy.pk)
    question, someone = told("And now?")
    assert someone == joy
    assert question in asking.for_answering(joy)
    asking.answer(question, by=joy, text="I do.", public=False)


def test_an_owner_does_not_answer_themselves(policy, nadia, joy):
    question = asking.ask(person=nadia, policy=policy, edition=newest(policy), text="Hm?")
    assert Notice.objects.get().person == joy
    assert question not in asking.for_answering(nadia)
    assert question in asking.for_answering(joy)


def test_nothing_here_yet(client, sam):
    client.force_login(sam)
    assert "No questions yet" in client.get("/policies/questions/").content.decode()
