"""The addresses of files: who gets in, as what a file is served, and what is said of a bad one."""

from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ideas import attachments, services
from ideas.models import Idea
from tests.ideas.making import PDF, office, photo, upload

KEY = "a-key-of-this-very-form-1"


@pytest.fixture(autouse=True)
def media(settings, tmp_path, joy):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def attached(draft, amina):
    def attach(data=PDF, name="plan.pdf", **more):
        checked = attachments.look_into(upload(data, name))
        return attachments.add(draft, checked, by=amina, **more)

    return attach


def address(idea, kept):
    return reverse("ideas:attachment", args=[idea.slug, kept.key])


def send(client, idea, *files, **more):
    return client.post(reverse("ideas:attach", args=[idea.slug]), {"files": list(files), **more})


def test_a_file_is_served_to_be_kept_and_runs_nothing(client, draft, amina, attached):
    client.force_login(amina)
    response = client.get(address(draft, attached()))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("data", "name", "disposition"),
    [
        (photo(), "till.jpg", 'inline; filename="till.jpg"'),
        (office(), "plan.docx", 'attachment; filename="plan.docx"'),
        (b"hello", "plan.txt", 'attachment; filename="plan.txt"'),
        (PDF, 'pl"an\r\nX: y.pdf', 'attachment; filename="pl an X y.pdf"'),
        (PDF, "Zażółć.pdf", "attachment; filename*=utf-8''Za%C5%BC%C3%B3%C5%82%C4%87.pdf"),
    ],
)
def test_only_photos_are_shown_in_the_page(client, draft, amina, attached, data, name, disposition):
    client.force_login(amina)
    response = client.get(address(draft, attached(data, name)))
    assert response["Content-Disposition"] == disposition


def test_a_browser_that_has_it_gets_a_word_and_asks_each_time(client, draft, amina, attached):
    client.force_login(amina)
    kept = attached()
    etag = client.get(address(draft, kept))["ETag"]
    assert client.get(address(draft, kept), headers={"if-none-match": etag}).status_code == 304
    client.logout()
    assert client.get(address(draft, kept), headers={"if-none-match": etag}).status_code == 302


@pytest.mark.parametrize(
    ("state", "seen_by"),
    [
        ("draft", {"amina"}),
        ("open", {"amina", "marcus", "sam", "ada"}),
        ("confidential", {"amina", "marcus"}),
    ],
)
def test_who_sees_the_idea_gets_its_files(
    client, draft, amina, marcus, sam, ada, attached, state, seen_by
):
    kept = attached()
    if state != "draft":
        Idea.objects.filter(pk=draft.pk).update(confidential=state == "confidential")
        services.perform(draft, "submit", by=amina)
        draft.refresh_from_db()
    people = {"amina": amina, "marcus": marcus, "sam": sam, "ada": ada}
    got_in = set()
    for name, person in people.items():
        client.force_login(person)
        statuses = {
            client.get(address(draft, kept)).status_code,
            client.get(reverse("ideas:attach", args=[draft.slug])).status_code,
        }
        assert statuses in ({200}, {404})
        if statuses == {200}:
            got_in.add(name)
    assert got_in == seen_by
    client.logout()
    assert client.get(address(draft, kept)).status_code == 302


def test_a_file_of_one_idea_is_not_reached_through_another(client, draft, amina, sam, attached):
    other = Idea.objects.create(author=sam, token="draft-sam0000001", title="Mine")
    kept = attached()
    client.force_login(sam)
    assert client.get(address(other, kept)).status_code == 404
    gone = client.post(reverse("ideas:detach", args=[other.slug, kept.key]))
    assert gone.status_code == 302
    assert draft.attachments.get() == kept


def test_the_disk_has_no_address_of_its_own(client, amina, attached):
    client.force_login(amina)
    assert client.get(f"/media/{attached().file.name}").status_code == 404
    assert client.get(f"/static/{attached().file.name}").status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, draft, amina, attached):
    kept = attached()
    kept.file.storage.delete(kept.file.name)
    client.force_login(amina)
    assert client.get(address(draft, kept)).status_code == 404
    assert client.get(reverse("ideas:attachment", args=[draft.slug, uuid4()])).status_code == 404


def test_adding_shows_them_with_their_words(client, draft, amina):
    client.force_login(amina)
    response = send(
        client, draft, upload(photo(), "till.jpg"), upload(PDF, "plan.pdf"), description="The till"
    )
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert 'alt="The till"' in page
    assert "plan.pdf" in page


def test_of_several_the_good_ones_are_kept_and_the_bad_one_is_named(client, draft, amina):
    client.force_login(amina)
    response = send(client, draft, upload(PDF, "plan.pdf"), upload(b"<svg/>", "drawing.svg"))
    assert [kept.name for kept in draft.attachments.all()] == ["plan.pdf"]
    page = unescape(client.get(response.url).content.decode())
    assert "We can’t keep “drawing.svg”" in page


def test_a_refused_file_is_explained_and_what_was_typed_stays(client, draft, amina):
    client.force_login(amina)
    bad = upload(photo(size=(900, 900))[:400], "<b>till</b>.jpg")
    response = send(client, draft, bad, description="My till <i>")
    assert response.status_code == 422
    page = response.content.decode()
    assert "was not added" in page
    assert 'value="My till &lt;i&gt;"' in page
    assert "<b>till" not in page
    assert not draft.attachments.exists()


def test_nothing_chosen_is_said(client, draft, amina):
    client.force_login(amina)
    response = send(client, draft)
    assert response.status_code == 422
    assert "Choose a photo or a file first." in unescape(response.content.decode())


def test_sending_twice_adds_once(client, draft, amina):
    client.force_login(amina)
    for _time in range(2):
        response = send(client, draft, upload(PDF, "plan.pdf"), submission_key=KEY)
        assert response.status_code == 302
    assert draft.attachments.count() == 1


@pytest.mark.parametrize("name", ["marcus", "sam", "ada"])
def test_others_may_look_but_not_add_or_take_away(client, request, draft, amina, attached, name):
    kept = attached()
    services.perform(draft, "submit", by=amina)
    idea = Idea.objects.get(pk=draft.pk)
    client.force_login(request.getfixturevalue(name))
    assert send(client, idea, upload(PDF, "mine.pdf")).status_code == 403
    assert client.post(reverse("ideas:detach", args=[idea.slug, kept.key])).status_code == 403
    assert idea.attachments.get() == kept
    assert (
        'type="file"' not in client.get(reverse("ideas:attach", args=[idea.slug])).content.decode()
    )


def test_taking_one_away(client, draft, amina, attached):
    kept = attached()
    client.force_login(amina)
    path = reverse("ideas:detach", args=[draft.slug, kept.key])
    assert client.get(path).status_code == 405
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 302
    assert not draft.attachments.exists()


def test_ten_files_cost_as_many_queries_as_one(client, draft, amina, attached):
    client.force_login(amina)
    path = reverse("ideas:attach", args=[draft.slug])
    attached()
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(path)
    for _number in range(9):
        attached()
    with CaptureQueriesContext(connection) as ten:
        client.get(path)
    assert len(ten) == len(one)
