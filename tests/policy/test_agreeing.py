"""Agreeing: to the text that was shown, for oneself, once, for good."""

import re
import threading

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from policy import agreeing, duties
from policy.editions import newest
from policy.models import Agreement, PolicyPage
from portal import submissions
from portal.models import Event, User
from portal.models.trail import Immutable
from portal.roles import Role
from tests.policy.making import change, published, republish, section, write

QUESTION = [
    {
        "type": "check",
        "value": {
            "question": "What goes in public?",
            "answers": [
                {"text": "Her address", "right": False, "feedback": "Nearly. Read section 8."},
                {"text": "A sorry and your name", "right": True, "feedback": "That’s the one."},
            ],
        },
    }
]


@pytest.fixture
def policy(nadia, ada):
    return published(nadia, by=ada, body=[section(html="<p>Sign with your initials.</p>")])


@pytest.fixture
def asking_policy(nadia, ada):
    return published(nadia, by=ada, slug="with-a-question", check_question=QUESTION)


def press(client, policy, *, digest=None, **words):
    """Press the button of the bar."""
    sent = {"digest": newest(policy).digest if digest is None else digest, **words}
    sent.setdefault(submissions.FIELD, submissions.new_key())
    return client.post(reverse("policy:agree", args=[policy.slug]), sent)


def test_an_agreement_holds_person_text_language_and_time(client, amina, policy):
    client.force_login(amina)
    with time_machine.travel("2026-05-06 10:30+01:00", tick=False):
        answer = press(client, policy)
    assert (answer.status_code, answer.url) == (302, f"/policies/{policy.slug}/")
    agreement, edition = Agreement.objects.get(), newest(policy)
    assert (agreement.person, agreement.edition, agreement.number) == (amina, edition, 1)
    assert agreement.digest == edition.digest
    assert agreement.language == edition.language
    assert agreement.at.isoformat() == "2026-05-06T09:30:00+00:00"
    event = Event.objects.get(kind="policy.agreed")
    assert event.actor_id == event.subject_id == str(amina.pk)
    assert event.data["digest"] == edition.digest
    page = client.get(answer.url).content.decode()
    assert "Thank you, Amina." in page
    assert "You agreed to edition 1" in page
    assert 'id="agree"' not in page


def test_a_double_click_agrees_once(client, amina, policy):
    client.force_login(amina)
    key = submissions.new_key()
    first, second = (press(client, policy, **{submissions.FIELD: key}) for _n in range(2))
    third = press(client, policy)
    assert first.url == second.url == third.url
    assert Agreement.objects.count() == Event.objects.filter(kind="policy.agreed").count() == 1


def test_nobody_agrees_for_another(client, amina, sam, policy):
    client.force_login(sam)
    press(client, policy, person=amina.pk, user=amina.pk)
    assert Agreement.objects.get().person == sam
    assert duties.duties_of(amina)


def test_who_is_not_asked_may_agree_and_is_counted_nowhere(client, amina, policy):
    from django.contrib.auth.models import Group

    policy.audience_groups.add(Group.objects.get(name=Role.CHAMPION.value))
    policy.save()
    client.force_login(amina)
    page = client.get(f"/policies/{policy.slug}/").content.decode()
    assert "Nobody has asked you to agree, and you may." in page
    assert press(client, policy).status_code == 302
    assert Agreement.objects.get().person == amina


@pytest.mark.parametrize("digest", ["", "0" * 64, "x" * 2000])
def test_a_text_that_was_never_published(digest, client, amina, policy):
    client.force_login(amina)
    answer = press(client, policy, digest=digest)
    assert answer.status_code == 409
    assert "can’t tell which text you read" in answer.content.decode()
    assert not Agreement.objects.exists()


def test_a_newer_text_shows_the_difference_and_the_new_form(client, amina, policy, nadia, ada):
    read = newest(policy)
    policy = republish(
        policy,
        writer=nadia,
        by=ada,
        edition=2,
        changes=[change()],
        body=[section(html="<p>Sign with your first name.</p>")],
    )
    client.force_login(amina)
    answer = press(client, policy, digest=read.digest, next="/ideas/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r"<del>.*initials.*</del>", page)
    assert re.search(r"<ins>.*first name.*</ins>", page)
    assert "safer at home" in page
    assert newest(policy).digest in page
    assert 'value="/ideas/"' in page
    assert not Agreement.objects.exists()
    assert press(client, policy).status_code == 302


def test_a_correction_meanwhile_is_a_newer_text_too(amina, policy, nadia, ada):
    read = newest(policy)
    republish(policy, writer=nadia, by=ada, summary="How to help on line.")
    with pytest.raises(agreeing.Stale):
        agreeing.agree(person=amina, policy=policy, digest=read.digest)


def test_a_later_edition_than_the_current_one_is_unknown(amina, policy, nadia):
    draft = write(policy, nadia, edition=2, changes=[change()])
    with pytest.raises(agreeing.Refused):
        agreeing.agree(person=amina, policy=policy, digest=str(draft.pk))


def test_a_correction_keeps_the_agreement(amina, policy, nadia, ada):
    first = agreeing.agree(person=amina, policy=policy, digest=newest(policy).digest)
    republish(policy, writer=nadia, by=ada, summary="How to help on line.")
    again = agreeing.agree(person=amina, policy=policy, digest=newest(policy).digest)
    assert again == first


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        ("", 422, "Answer the short question first."),
        ("7", 422, "Answer the short question first."),
        ("-1", 422, "Answer the short question first."),
        ("²", 422, "Answer the short question first."),
        ("0", 422, "Nearly. Read section 8."),
        ("1", 302, ""),
    ],
)
def test_the_question_before_agreeing(answer, status, says, client, amina, asking_policy):
    client.force_login(amina)
    given = press(client, asking_policy, answer=answer, next="/ideas/")
    page = given.content.decode()
    assert given.status_code == status
    assert says in page
    assert Agreement.objects.exists() is (status == 302)
    if status == 422:
        assert 'value="/ideas/"' in page
        chosen = re.findall(r'<input[^>]*name="answer"[^>]*value="(\d)"[^>]*checked', page)
        assert chosen == [answer] * (answer == "0")
    else:
        assert Agreement.objects.get().answer == "A sorry and your name"


@pytest.mark.parametrize(
    ("headed", "leads"),
    [
        ("/ideas/?q=1", "/ideas/?q=1"),
        ("", "/policies/speaking-online/"),
        ("https://evil.example/", "/policies/speaking-online/"),
        ("//evil.example/", "/policies/speaking-online/"),
        ("/\\evil.example/", "/policies/speaking-online/"),
        ("javascript:alert(1)", "/policies/speaking-online/"),
    ],
)
def test_the_way_on_stays_in_the_house(headed, leads, client, amina, policy):
    client.force_login(amina)
    assert press(client, policy, next=headed).url == leads


def test_taken_down_there_is_nothing_to_agree_to(client, amina, policy, ada):
    digest = newest(policy).digest
    policy.unpublish(user=ada)
    client.force_login(amina)
    assert press(client, policy, digest=digest).status_code == 404
    with pytest.raises(agreeing.Refused):
        agreeing.agree(person=amina, policy=policy, digest=digest)


def test_a_policy_behind_a_restriction_is_not_there(client, amina, policy):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=policy, restriction_type="groups")
    client.force_login(amina)
    assert press(client, policy).status_code == 404


def test_a_superuser_gets_nothing_for_free(client, ada, policy):
    assert [duty.policy.pk for duty in duties.duties_of(ada)] == [policy.pk]
    client.force_login(ada)
    assert 'id="agree"' in client.get(f"/policies/{policy.slug}/").content.decode()


@pytest.mark.parametrize(
    "verb", ["UPDATE policy_agreement SET number = 9", "DELETE FROM policy_agreement"]
)
def test_it_cannot_be_undone(verb, amina, policy):
    agreement = agreeing.agree(person=amina, policy=policy, digest=newest(policy).digest)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)
    with pytest.raises(Immutable):
        agreement.delete()
    assert Agreement.objects.get().number == 1


@pytest.mark.postgres
def test_agreeing_and_publishing_at_the_same_time(transactional_db, person):
    """Whatever comes first, nobody holds an agreement to a text that they did not see."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    nadia, ada = person("Nadia Brandt", Role.EDITOR), person("Ada Lund", Role.ADMINISTRATOR)
    readers = [person(f"Reader {n}") for n in range(6)]
    policy = published(nadia, by=ada)
    read = newest(policy).digest
    revision = write(policy, nadia, edition=2, changes=[change()])
    start, refused = threading.Barrier(len(readers) + 1), []

    def run(work):
        try:
            start.wait()
            work()
        except agreeing.Stale:
            refused.append(1)
        finally:
            connection.close()

    def reading(reader):
        return lambda: agreeing.agree(person=reader, policy=policy, digest=read)

    works = [reading(reader) for reader in readers] + [lambda: revision.publish(user=ada)]
    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given = Agreement.objects.select_related("edition")
    assert PolicyPage.objects.get(pk=policy.pk).edition == 2
    assert len(given) + len(refused) == len(readers)
    assert all((one.number, one.digest) == (1, read) for one in given)
    second = newest(policy)
    assert all(one.at <= second.published_at for one in given)


@pytest.mark.postgres
def test_two_clicks_at_the_same_time_agree_once(transactional_db, person):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    nadia, ada = person("Nadia Brandt", Role.EDITOR), person("Ada Lund", Role.ADMINISTRATOR)
    amina = person("Amina Yusuf", Role.FRONTLINE)
    policy = published(nadia, by=ada)
    read, start, failed = newest(policy).digest, threading.Barrier(4), []

    def click():
        try:
            start.wait()
            agreeing.agree(person=User.objects.get(pk=amina.pk), policy=policy, digest=read)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert Agreement.objects.count() == Event.objects.filter(kind="policy.agreed").count() == 1
