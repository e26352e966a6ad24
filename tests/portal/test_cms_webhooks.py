"""Who sets webhooks up, in the CMS; and the page of the clockwork with its buttons."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal import jobs, outside, posting, trail, webhooks
from portal.models import JobRun, Notice, Posting, Webhook
from portal.roles import Role

ADDRESS = "https://chat.example.com/hooks/0123"
NOON = datetime(2026, 5, 18, 11, tzinfo=UTC)
LIST = "/cms/webhooks/"
LOOK_UP = outside.addresses_of


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(webhooks, "KINDS", {})
    webhooks.register("idea.tried", _("An idea is being tried"))
    webhooks.register("idea.celebrated", _("An idea is celebrated"))


@pytest.fixture(autouse=True)
def every_name_is_public(monkeypatch):
    monkeypatch.setattr(outside, "addresses_of", lambda place: ["93.184.216.34"])


@pytest.fixture
def leon(person):
    """An administrator with nothing but the group's permissions."""
    return person("Leon Fischer", Role.ADMINISTRATOR)


@pytest.fixture
def cms(client, leon):
    client.force_login(leon)
    return client


@pytest.fixture
def hook(leon):
    new = Webhook(name="#ideas", shape="json", kinds=["idea.tried"])
    return webhooks.keep(new, by=leon, address=ADDRESS, secret="between us")


def answers(**changes):
    return {
        "name": "#ideas",
        "shape": "json",
        "address": ADDRESS,
        "secret": "between us",
        "kinds": ["idea.tried"],
        "is_on": "on",
    } | changes


def test_set_one_up_and_nobody_reads_its_address_or_secret_again(cms, leon):
    assert cms.get(f"{LIST}new/").status_code == 200
    assert cms.post(f"{LIST}new/", answers()).status_code == 302
    hook = Webhook.objects.get()
    assert webhooks.opened(hook) == (ADDRESS, "between us")
    assert (hook.host, hook.kinds, hook.is_on) == ("chat.example.com", ["idea.tried"], True)
    for page in (LIST, f"{LIST}edit/{hook.pk}/", f"{LIST}history/{hook.pk}/", "/cms/clockwork/"):
        text = cms.get(page).content.decode()
        assert "/hooks/0123" not in text
        assert "between us" not in text
    assert "chat.example.com" in cms.get(LIST).content.decode()


def test_change_one_without_pasting_its_address_again(cms, hook):
    sent = answers(name="#all", address="", secret="", kinds=["idea.celebrated"], is_on="")
    assert cms.post(f"{LIST}edit/{hook.pk}/", sent).status_code == 302
    hook.refresh_from_db()
    assert (hook.name, hook.kinds, hook.is_on) == ("#all", ["idea.celebrated"], False)
    assert webhooks.opened(hook) == (ADDRESS, "between us")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"address": "http://chat.example.com/"}, "https addresses"),
        ({"address": ""}, "Paste the address"),
        ({"secret": ""}, "Give it a secret"),
        ({"kinds": []}, "required"),
    ],
)
def test_what_does_not_fit_is_said_beside_it_and_nothing_typed_is_lost(cms, changes, says):
    response = cms.post(f"{LIST}new/", answers(**changes))
    text = response.content.decode()
    assert (response.status_code, says in text, "#ideas" in text) == (200, True, True)
    assert not Webhook.objects.exists()


def test_an_address_inside_the_house_is_refused(cms, monkeypatch):
    monkeypatch.setattr(outside, "addresses_of", LOOK_UP)
    response = cms.post(f"{LIST}new/", answers(address="https://169.254.169.254/latest/"))
    assert "private network" in response.content.decode()
    assert not Webhook.objects.exists()


def test_remove_one(cms, hook):
    assert cms.post(f"{LIST}delete/{hook.pk}/").status_code == 302
    assert not Webhook.objects.exists()
    assert trail.about(hook).first().kind == "webhook.removed"


# The page of the clockwork


@pytest.mark.parametrize("visitor", ["marcus", "nadia", "farida"])
def test_the_buttons_are_for_administrators(client, request, hook, visitor):
    client.force_login(request.getfixturevalue(visitor))
    for way in ("", "mail/", "jobs/mail/", f"webhooks/{hook.pk}/", f"webhooks/{hook.pk}/try/"):
        response = client.post(f"/cms/clockwork/{way}")
        assert response.status_code in {302, 403, 405}
    assert not Posting.objects.exists()


def test_the_page_says_what_ran_what_waits_and_what_was_given_up(cms, hook, leon, monkeypatch):
    monkeypatch.setattr(jobs, "JOBS", {})
    jobs.every(minutes=60, name="count")(lambda now: 41)
    jobs.every(minutes=60, name="broken")(lambda now: 1 / 0)
    assert "It has never run here." in cms.get("/cms/clockwork/").content.decode()
    jobs.run_due()
    Notice.objects.create(person=leon, kind="x", key="1", mail=Notice.Mail.FAILED)
    webhooks.publish("idea.tried", "Hooray.", key="1")
    Posting.objects.update(state="failed", error="chat.example.com answered 500.")
    text = cms.get("/cms/clockwork/").content.decode()
    for words in (
        "Did 41.",
        "ZeroDivisionError",
        "Run “broken” again",
        "Given up: 1.",
        "chat.example.com answered 500.",
        "Send to “#ideas” again",
    ):
        assert words in text
    assert "Run “count” again" not in text


def test_trying_again(cms, hook, leon, monkeypatch):
    monkeypatch.setattr(jobs, "JOBS", {})
    jobs.every(minutes=60, name="broken")(lambda now: 1 / 0)
    jobs.run_due()
    Notice.objects.create(person=leon, kind="x", key="1", mail=Notice.Mail.FAILED)
    webhooks.publish("idea.tried", "Hooray.", key="1")
    Posting.objects.update(state="failed")
    for way in ("mail/", "jobs/broken/", f"webhooks/{hook.pk}/"):
        assert cms.post(f"/cms/clockwork/{way}").url == "/cms/clockwork/"
    assert Notice.objects.get().mail == Notice.Mail.WAITING
    assert Posting.objects.get().state == Posting.State.WAITING
    assert JobRun.objects.get().started_at <= timezone.now() - jobs.GIVEN_UP
    assert cms.post("/cms/clockwork/webhooks/999/").status_code == 404


def test_a_line_to_try_it(cms, hook, monkeypatch):
    sent = []
    monkeypatch.setattr(outside, "post", lambda address, body, headers: sent.append(body) or 200)
    cms.post(f"/cms/clockwork/webhooks/{hook.pk}/try/")
    assert posting.deliver() == 1
    assert "Leon Fischer set this up." in sent[0].decode()


# The service behind it


def test_address_and_secret_are_sealed(hook):
    row = Webhook.objects.values().get()
    assert ADDRESS not in str(row)
    assert "between us" not in str(row)
    assert (row["host"], webhooks.opened(hook)) == ("chat.example.com", (ADDRESS, "between us"))
    assert [event.kind for event in trail.about(hook)] == ["webhook.kept"]


@pytest.mark.parametrize(
    ("shape", "given", "field"),
    [
        ("slack", {}, "address"),
        ("slack", {"address": "http://example.com/"}, "address"),
        ("json", {"address": "https://example.com/"}, "secret"),
    ],
)
def test_what_is_not_kept(leon, shape, given, field, db):
    with pytest.raises(webhooks.Refused) as refusal:
        webhooks.keep(Webhook(name="x", shape=shape, kinds=["idea.tried"]), by=leon, **given)
    assert refusal.value.field == field
    assert not Webhook.objects.exists()


def test_what_is_left_empty_stays(hook, leon):
    hook.kinds = ["idea.celebrated", "no.such.kind"]
    webhooks.keep(hook, by=leon)
    hook.refresh_from_db()
    assert hook.kinds == ["idea.celebrated"]
    assert webhooks.opened(hook) == (ADDRESS, "between us")


def test_an_address_inside_is_refused_before_it_is_kept(monkeypatch):
    def inside(place):
        raise outside.Unreachable("inside")

    monkeypatch.setattr(outside, "addresses_of", inside)
    with pytest.raises(webhooks.Refused, match="inside"):
        webhooks.look_at("https://example.com/")


def test_what_is_removed_is_told_nothing_more(hook, leon):
    webhooks.publish("idea.tried", "Hooray.", key="1")
    webhooks.remove(hook, by=leon)
    assert not Posting.objects.exists()
