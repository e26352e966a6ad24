"""The second pair of eyes: what was approved is what comes out, and never by its writer."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import GroupPagePermission, TaskState

from policy import editions, refusals, second_pair
from policy.models import PolicyIndexPage, PolicyPage, SecondPairOfEyesTask
from portal.roles import Role
from tests.policy.making import draft, published, section, send, write

pytestmark = pytest.mark.django_db

OTHER = [section(html="<p>Sign with the name you choose.</p>")]


@pytest.fixture
def dev(person):
    return person("Dev Patel", Role.EDITOR)


@pytest.fixture
def policy(nadia, dev):
    return published(nadia, by=dev)


def label(policy):
    return editions.newest(policy).label


def act(state, person, verb="approve"):
    return state.task.specific.on_action(state, person, verb)


def test_every_policy_has_the_workflow_and_asking_for_it_twice_makes_no_second(policy):
    second_pair.keep()
    assert policy.get_workflow().name == second_pair.NAME
    assert SecondPairOfEyesTask.objects.count() == 1


def test_editors_and_administrators_write_below_policies_only(nadia, ada):
    index = PolicyIndexPage.objects.get()
    for role in (Role.EDITOR, Role.ADMINISTRATOR):
        rights = GroupPagePermission.objects.filter(group__name=role.value, page=index)
        assert {right.permission.codename for right in rights} == set(second_pair.VERBS)
    home = index.get_parent()
    assert not home.permissions_for_user(nadia).can_edit()
    assert index.permissions_for_user(nadia).can_add_subpage()


@pytest.mark.parametrize(
    ("who", "actions"),
    [
        ("dev", {"approve", "reject"}),
        ("ada", {"approve", "reject"}),
        ("nadia", set()),  # wrote it
        ("amina", set()),
        ("marcus", set()),
    ],
)
def test_what_each_may_do(who, actions, policy, request):
    people = {name: request.getfixturevalue(name) for name in {"nadia", who}}
    state = send(policy, people["nadia"], body=OTHER)
    page = PolicyPage.objects.get(pk=policy.pk)
    assert {name for name, *_rest in state.task.specific.get_actions(page, people[who])} == actions


def test_a_superuser_who_wrote_it_may_not_either(policy, ada, dev):
    state = send(policy, ada, body=OTHER)
    page = PolicyPage.objects.get(pk=policy.pk)
    assert state.task.specific.get_actions(page, ada) == []
    for verb in ("approve", "reject"):
        with pytest.raises(refusals.OwnChange):
            act(state, ada, verb)
    assert label(policy) == "1"
    act(state, dev)
    assert label(policy) == "1.1"


def test_whoever_wrote_an_earlier_part_may_not_either(policy, nadia, dev, ada):
    write(policy, dev, body=OTHER)
    state = send(policy, nadia, title="Speaking online, again")
    with pytest.raises(refusals.OwnChange):
        act(state, dev)
    act(state, ada)
    assert label(policy) == "1.1"


def test_a_text_saved_after_it_was_sent_does_not_slip_through(policy, nadia, dev):
    state = send(policy, nadia, body=OTHER)
    write(policy, nadia, body=[section(html="<p>Slipped in.</p>")])
    page = PolicyPage.objects.get(pk=policy.pk)
    names = {name for name, *_rest in state.task.specific.get_actions(page, dev)}
    assert names == {"reject"}
    with pytest.raises(refusals.NotWhatWasSent):
        act(state, dev)
    assert label(policy) == "1"
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_approving_twice_publishes_once(policy, nadia, dev):
    state = send(policy, nadia, body=OTHER)
    act(state, dev)
    with pytest.raises(PermissionDenied):
        act(state, dev)
    assert label(policy) == "1.1"


def test_sent_back_it_stays_a_draft(policy, nadia, dev):
    state = send(policy, nadia, body=OTHER)
    act(state, dev, "reject")
    assert label(policy) == "1"


def test_whoever_sent_it_takes_it_back_before_writing_on(policy, nadia, dev):
    state = send(policy, nadia, body=OTHER)
    page = PolicyPage.objects.get(pk=policy.pk)
    assert state.task.specific.locked_for_user(page, nadia)
    assert not state.task.specific.locked_for_user(page, dev)
    page.current_workflow_state.cancel(user=nadia)
    assert PolicyPage.objects.get(pk=policy.pk).get_lock() is None


# ---- in the browser


def form_of(client, url):
    """What the browser would send back from an edit page."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(client.get(url).content, "html.parser")
    form = page.select_one("form#page-edit-form, form[data-edit-form]")
    sent = {}
    for box in form.select("input[name], textarea[name], select[name]"):
        if box.name == "select":
            chosen = box.select("option[selected]")
            sent[box["name"]] = [option["value"] for option in chosen]
        elif box.get("type") in {"checkbox", "radio"}:
            if box.has_attr("checked"):
                sent[box["name"]] = box.get("value", "on")
        elif box.name == "textarea":
            sent[box["name"]] = box.text.strip("\n")
        else:
            sent[box["name"]] = box.get("value", "")
    return sent


def test_publish_is_not_offered_and_sending_is(policy, nadia, client):
    client.force_login(nadia)
    content = client.get(reverse("wagtailadmin_pages:edit", args=[policy.pk])).content.decode()
    assert 'name="action-publish"' not in content
    assert "Submit to Second pair of eyes" in content
    assert 'name="raised_from" value="1"' in content


def test_the_writer_reads_why_not(policy, nadia, client):
    state = send(policy, nadia, body=OTHER)
    client.force_login(nadia)
    url = reverse("wagtailadmin_pages:workflow_action", args=[policy.pk, "approve", state.pk])
    assert client.post(url, {"comment": ""}).status_code == 302
    assert label(policy) == "1"


def test_a_second_person_approves_in_the_browser(policy, nadia, dev, client):
    state = send(policy, nadia, body=OTHER)
    client.force_login(dev)
    url = reverse("wagtailadmin_pages:workflow_action", args=[policy.pk, "approve", state.pk])
    client.post(url, {"comment": ""})
    assert label(policy) == "1.1"


def test_a_refusal_is_a_sentence_on_the_edit_page_and_the_draft_stays(policy, nadia, dev, client):
    """Two texts of the same number: the second one finds the first one out."""
    state = send(policy, nadia, edition=2, changes=[], body=OTHER)
    client.force_login(dev)
    url = reverse("wagtailadmin_pages:workflow_action", args=[policy.pk, "approve", state.pk])
    answer = client.post(url, {"comment": ""}, follow=True)
    assert "needs at least one change" in answer.content.decode()
    page = PolicyPage.objects.get(pk=policy.pk)
    assert (label(policy), page.get_latest_revision().pk) == ("1", state.revision_id)
    assert page.workflow_in_progress


def test_the_form_says_early_that_a_change_needs_its_why(policy, nadia, client):
    client.force_login(nadia)
    url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
    sent = form_of(client, url) | stream("body", policy.body) | stream("changes", [])
    sent |= stream("check_question", []) | {"edition": "2"}
    answer = client.post(url, sent | {"action-submit": "x"})
    assert "needs at least one change" in answer.content.decode()
    assert not PolicyPage.objects.get(pk=policy.pk).workflow_in_progress
    answer = client.post(url, sent, follow=True)  # a draft is kept, and told the same
    assert "needs at least one change" in answer.content.decode()
    assert PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object().edition == 2


def stream(name, value):
    """Posted fields of a StreamField, by way of its own form data."""
    from wagtail.test.utils.form_data import streamfield

    if not value:
        return {f"{name}-{key}": "0" for key in ("count",)}
    (block,) = value
    text = block.value["body"][0].value.source
    inner = {
        "title": block.value["title"],
        "anchor": "",
        "summary": block.value["summary"],
        "body": streamfield([("text", rich(text))]),
    }
    return flat(name, streamfield([("section", inner)]))


def rich(html):
    from wagtail.test.utils.form_data import rich_text

    return rich_text(html, features=["bold"])


def flat(name, value):
    from wagtail.test.utils.form_data import nested_form_data

    return nested_form_data({name: value})


def test_a_new_policy_is_a_draft(nadia, client):
    index = PolicyIndexPage.objects.get()
    client.force_login(nadia)
    url = reverse("wagtailadmin_pages:add", args=["policy", "policypage", index.pk])
    assert b'name="action-publish"' not in client.get(url).content
    page = draft(nadia)
    assert not page.live


def test_the_preview_looks_like_the_page(policy, nadia, client):
    write(policy, nadia, body=OTHER)
    client.force_login(nadia)
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[policy.pk]))
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "Sign with the name you choose." in content
    assert "portal/css/" in content
    assert 'id="agree"' not in content
