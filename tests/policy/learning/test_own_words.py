"""Free text: who reads it, who may write back, who is told."""

import pytest
from django.urls import reverse

from policy.learning import own_words
from policy.learning.refusals import Refused
from policy.models import FreeAnswer, Question
from portal.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(course):
    return Question.objects.get(course=course, key="words")


@pytest.fixture
def written(words, sam):
    return own_words.write(words, by=sam, text="Three times is awful, Rob.")


def test_who_reads_it_is_told_and_the_writer_gets_a_line(written, sam, nadia):
    assert Notice.objects.get(kind="learning.to_read").person == nadia
    own_words.reply(written, by=nadia, text="“Three times” is what he needed.")
    notice = Notice.objects.get(kind="learning.reply")
    assert notice.person == sam
    assert notice.url == "/learn/speaking/first/?step=4#own-words"
    assert Notice.objects.get(kind="learning.to_read").settled_at


def test_until_it_is_read_one_answer_is_written_anew(written, words, sam, nadia):
    again = own_words.write(words, by=sam, text="Better words.")
    assert again.pk == written.pk
    assert FreeAnswer.objects.get().text == "Better words."
    own_words.reply(again, by=nadia, text="Yes.")
    assert own_words.write(words, by=sam, text="One more.").pk != written.pk


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_what_cannot_be_sent(words, written, sam, nadia, text):
    for refused_call in (
        lambda: own_words.write(words, by=sam, text=text),
        lambda: own_words.reply(written, by=nadia, text=text),
    ):
        with pytest.raises(Refused) as refused:
            refused_call()
        assert refused.value.status == 422
    written.refresh_from_db()
    assert written.text == "Three times is awful, Rob."
    assert not written.replied_at


def test_strangers_neither_read_nor_reply(written, sam, amina, ada):
    for stranger in (sam, amina, ada):  # nobody reads their own, and Ada is a stranger too
        assert not own_words.readable_by(stranger).exists()
        with pytest.raises(Refused) as refused:
            own_words.reply(written, by=stranger, text="Hm.")
        assert refused.value.status == 403


def test_the_first_line_back_counts(written, nadia):
    own_words.reply(written, by=nadia, text="Yes.")
    with pytest.raises(Refused) as refused:
        own_words.reply(written, by=nadia, text="No.")
    assert refused.value.status == 409


def test_the_list_to_read(client, written, nadia, sam):
    url = reverse("policy:reading")
    client.force_login(sam)
    assert "Three times" not in client.get(url).content.decode()
    assert client.post(url, {"answer": written.pk, "text": "Me!"}).status_code == 404
    client.force_login(nadia)
    assert "Three times" in client.get(url).content.decode()
    assert client.post(url, {"answer": written.pk, "text": " "}).status_code == 422
    assert client.post(url, {"answer": written.pk, "text": "Good."}).status_code == 302
    again = client.post(url, {"answer": written.pk, "text": "My longer thought."})
    assert again.status_code == 409
    assert "My longer thought." in again.content.decode()


def test_writing_keeps_what_was_typed(client, course, sam):
    url = reverse("policy:learn_write", args=[course.slug, "first", "words"]) + "?step=4"
    client.force_login(sam)
    long = "Awful " * 400
    answer = client.post(url, {"text": long})
    assert answer.status_code == 422
    assert long.strip() in answer.content.decode()
    assert client.post(url, {"text": "Awful, Rob."}).status_code == 302
    assert FreeAnswer.objects.get().text == "Awful, Rob."
    other = reverse("policy:learn_write", args=[course.slug, "first", "plain-0"])
    assert client.post(other, {"text": "x"}).status_code == 422
