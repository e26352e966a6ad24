"""One key, one answer: a request that comes twice writes once (R1b)."""

from datetime import timedelta
from threading import Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from portal import submissions
from portal.models import Department, SubmissionKey

KEY = "k" * 32


def post(person, path="/form/", key=KEY, **words):
    request = RequestFactory().post(path, {submissions.FIELD: key, "name": "Shops", **words})
    request.user = person or AnonymousUser()
    return request


def view(request, form="test.form"):
    """A view as every view is: writes one row, answers with its address."""
    with submissions.once(request, form) as first:
        if first.repeated:
            return first.answer
        made = Department.objects.create(
            name=f"{request.POST['name']} {Department.objects.count()}"
        )
        return first.redirect(f"/departments/{made.pk}/").url


def test_a_repeated_request_gets_the_first_answer(amina):
    answer = view(post(amina))
    assert view(post(amina)) == answer
    assert Department.objects.count() == 1
    assert SubmissionKey.objects.get().person == amina


def test_a_visitor_who_is_not_signed_in_has_keys_too(db):
    assert view(post(None)) == view(post(None))
    assert Department.objects.count() == 1


@pytest.mark.parametrize(
    "second",
    [
        lambda amina, sam: view(post(sam)),
        lambda amina, sam: view(post(None)),
        lambda amina, sam: view(post(amina), form="another.form"),
        lambda amina, sam: view(post(amina, path="/form/?next=/")),
        lambda amina, sam: view(post(amina, key="x" * 32)),
        lambda amina, sam: view(post(amina, name="Warehouses")),
    ],
    ids=["another person", "nobody", "another form", "another page", "another key", "other words"],
)
def test_only_the_same_request_is_a_repeat(amina, sam, second):
    """Nobody gets somebody else's answer, and nobody loses a word that was typed anew."""
    first = view(post(amina))
    assert second(amina, sam) != first
    assert Department.objects.count() == 2


def test_a_fresh_csrf_token_does_not_make_a_new_request(amina):
    first = view(post(amina, csrfmiddlewaretoken="one"))
    assert view(post(amina, csrfmiddlewaretoken="two")) == first


@pytest.mark.parametrize(
    "key", ["", "short", "k" * 65, "has blanks in it, many", KEY + "\n", "é" * 32]
)
def test_a_malformed_key_is_no_key(amina, key):
    view(post(amina, key=key))
    view(post(amina, key=key))
    assert Department.objects.count() == 2
    assert not SubmissionKey.objects.exists()


def test_odd_characters_are_hashed_and_not_stumbled_over(amina):
    first = view(post(amina, name="half"))
    request = post(amina)
    request.POST = request.POST.copy()
    request.POST["name"] = "\ud83d \0"
    with submissions.once(request, "test.form") as again:
        assert not again.repeated
    assert view(post(amina, name="half")) == first


def test_an_exception_rolls_back_and_frees_the_key(amina):
    def broken():
        with submissions.once(post(amina), "test.form"):
            Department.objects.create(name="Half done")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert not Department.objects.exists()
    assert not SubmissionKey.objects.exists()
    view(post(amina))
    assert Department.objects.count() == 1


def test_a_form_that_comes_back_with_errors_may_use_its_key_again(amina):
    with submissions.once(post(amina), "test.form") as first:
        assert not first.repeated
    assert not SubmissionKey.objects.exists()
    with submissions.once(post(amina), "test.form") as second:
        assert not second.repeated


def test_old_keys_are_forgotten(amina):
    view(post(amina))
    view(post(amina, key="n" * 32))
    now = timezone.now()
    old = SubmissionKey.objects.order_by("pk").first()
    SubmissionKey.objects.filter(pk=old.pk).update(used_at=now - timedelta(days=31))
    assert submissions.forget(now) == 1
    assert SubmissionKey.objects.count() == 1


def render(request=None):
    template = Template("{% load submission %}{% submission_key %}")
    return template.render(Context({"request": request} if request else {}))


def test_the_tag_gives_a_fresh_key_each_time(rf):
    shown = {render(rf.get("/")) for _time in range(3)} | {render()}
    assert len(shown) == 4
    for field in shown:
        key = field.split('value="')[1].split('"')[0]
        assert submissions.SHAPE.fullmatch(key)


def test_the_tag_keeps_the_key_of_a_form_that_comes_back(amina):
    assert f'value="{KEY}"' in render(post(amina))
    assert "script" not in render(post(amina, key='"><script>'))


@pytest.mark.parametrize("threads", [8])
def test_many_at_once_write_once(transactional_db, django_user_model, threads):
    """Double clicks from eight fingers, on whichever database this runs."""
    someone = django_user_model.objects.create(username="someone")
    answers, errors = [], []

    def click():
        try:
            answers.append(view(post(someone)))
        except Exception as error:  # a thread must not swallow it
            errors.append(error)
        finally:
            connections.close_all()

    fingers = [Thread(target=click) for _finger in range(threads)]
    for finger in fingers:
        finger.start()
    for finger in fingers:
        finger.join()
    assert errors == []
    assert len(answers) == threads
    assert len(set(answers)) == 1, connection.vendor
    assert Department.objects.count() == 1
