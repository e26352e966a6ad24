"""The banner from a week before, and the gate once something is overdue."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policy.agreeing import agree
from policy.editions import newest
from portal.models import User
from tests.policy.making import published

DUE = "/policies/due/"
LATE = 29  # days: the due date is 28 days after the publication


@pytest.fixture
def policy(clock, nadia, ada):
    return published(nadia, by=ada)


@pytest.fixture
def after(client, clock, amina, policy):
    """Amina's browser, so many days after the publication."""
    User.objects.update(date_joined=timezone.now() - timedelta(days=900))

    def sign_in(days):
        clock.shift(timedelta(days=days))
        client.force_login(User.objects.get(pk=amina.pk))
        return client

    return sign_in


OPEN = [
    "/policies/",
    "/policies/speaking-online/",
    "/policies/due/",
    "/policies/questions/",
    "/zero/",
    "/accounts/logout/",
    "/healthz",
]
SHUT = ["/", "/me/", "/notices/", "/search/?q=boots", "/gallery/", "/nowhere/"]


@pytest.mark.parametrize("address", OPEN)
def test_what_stays_open(address, after):
    assert after(LATE).get(address).status_code == 200


@pytest.mark.parametrize("address", SHUT)
def test_what_waits(address, after):
    assert not after(LATE - 1).get(address).headers.get("Location", "").startswith(DUE)
    signed_in = after(1)
    answer = signed_in.get(address)
    assert answer.status_code == 302
    assert answer.url.startswith(f"{DUE}?next=")
    page = signed_in.get(answer.url)
    assert page.status_code == 200
    assert "and you’re through" in page.content.decode()


def test_the_cms_waits_as_well(client, clock, policy, nadia):
    User.objects.update(date_joined=timezone.now() - timedelta(days=900))
    clock.shift(timedelta(days=LATE))
    client.force_login(User.objects.get(pk=nadia.pk))
    assert client.get("/cms/").url.startswith(f"{DUE}?next=")


@pytest.mark.parametrize("address", SHUT)
def test_signing_in_comes_first(address, client, policy, clock):
    clock.shift(timedelta(days=LATE))
    assert not client.get(address).headers.get("Location", "").startswith(DUE)


def test_a_form_and_a_part_of_a_page_pass(after):
    signed_in = after(LATE)
    assert signed_in.post(reverse("portal:theme"), {"theme": "dark", "next": "/"}).url == "/"
    assert signed_in.get("/me/", headers={"HX-Request": "true"}).status_code == 200
    assert signed_in.get("/me/", headers={"Sec-Fetch-Dest": "empty"}).status_code == 200
    boosted = {"HX-Request": "true", "HX-Boosted": "true"}
    assert signed_in.get("/me/", headers=boosted).status_code == 302


def test_it_opens_once_everything_is_read_and_leads_on(after, amina, policy, nadia, ada):
    other = published(nadia, by=ada, slug="lifting", title="Lifting")
    signed_in = after(LATE)
    headed = signed_in.get("/search/?q=boots").url
    page = signed_in.get(headed).content.decode()
    assert "Two minutes, and you’re through." in page
    assert "/policies/lifting/?next=%2Fsearch%2F%3Fq%3Dboots" in page
    assert "Nadia Brandt" in page
    sent = {"digest": newest(policy).digest, "next": "/search/?q=boots"}
    assert signed_in.post(reverse("policy:agree", args=[policy.slug]), sent).status_code == 302
    assert signed_in.get("/search/?q=boots").url.startswith(DUE)
    agree(person=amina, policy=other, digest=newest(other).digest)
    assert signed_in.get("/search/?q=boots").status_code == 200
    assert "all caught up" in signed_in.get(headed).content.decode()


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (20, None),
        (21, "waits for you until Mon 1 Jun"),
        (28, "waits for you until Mon 1 Jun"),
        (29, "has waited for you since Mon 1 Jun"),
    ],
)
def test_the_banner(days, says, after):
    # Policies stay open, so the banner shows there after the due date too.
    page = after(days).get("/policies/questions/").content.decode()
    assert ("/policies/due/" in page) is bool(says)
    assert says is None or says in page


def test_who_owes_nothing_sees_nothing(after, amina, policy):
    agree(person=amina, policy=policy, digest=newest(policy).digest)
    page = after(LATE).get("/")
    assert page.status_code == 200
    assert "/policies/due/" not in page.content.decode()


def test_gate_and_banner_share_one_query(after, nadia, ada):
    """Asked once a page, however much there is; and not at all by a form."""

    def asked(send):
        with CaptureQueriesContext(connection) as queries:
            send()
        about = [query["sql"] for query in queries if "policy_agreement" in query["sql"]]
        return len(about)

    signed_in = after(25)
    assert asked(lambda: signed_in.get("/me/")) == 1
    assert asked(lambda: signed_in.get("/zero/")) == 1
    for number in range(5):
        published(nadia, by=ada, slug=f"more-{number}")
    assert asked(lambda: signed_in.get("/me/")) == 1
    theme = {"theme": "dark", "next": "/"}
    assert asked(lambda: signed_in.post(reverse("portal:theme"), theme)) == 0


@pytest.mark.parametrize("tail", ["//evil.example/", "https://evil.example/"])
def test_the_way_back_stays_in_the_house(tail, client, amina):
    client.force_login(amina)
    page = client.get(f"{DUE}?next={tail}").content.decode()
    assert (
        "evil.example"
        not in page.replace("next%3D", "").partition("<main")[2].partition("</main")[0]
    )
