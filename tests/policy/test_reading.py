"""Reading: the list, a policy, its editions, and what changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policy import agreeing, editions
from policy.models import Edition, PolicyPage
from portal import look
from portal.roles import Role
from tests.policy.making import change, draft, published, republish, section, write

pytestmark = pytest.mark.django_db

NEXT = {
    "edition": 2,
    "changes": [change()],
    "body": [section(html="<p>Sign with <strong>the name you choose</strong>.</p>")],
}


@pytest.fixture
def dev(person):
    return person("Dev Patel", Role.EDITOR)


@pytest.fixture
def policy(nadia, dev):
    return published(nadia, by=dev)


def agree(policy, person):
    return agreeing.agree(person=person, policy=policy, digest=editions.newest(policy).digest)


def test_the_page_shows_the_frozen_text_and_whose_it_is(policy, amina, client):
    client.force_login(amina)
    content = client.get("/policies/speaking-online/").content.decode()
    assert '<section id="be-a-person"' in content
    assert "<strong>your own first name</strong>" in content
    assert "Nadia Brandt looks after this page" in content


def test_a_draft_is_nobodys_reading(policy, nadia, amina, client):
    write(policy, nadia, body=NEXT["body"])
    client.force_login(amina)
    content = client.get("/policies/speaking-online/").content.decode()
    assert "the name you choose" not in content
    draft(nadia, title="Secret", slug="secret")
    assert client.get("/policies/secret/").status_code == 404
    assert "Secret" not in client.get("/policies/").content.decode()


def test_a_live_page_without_an_edition_shows_nothing(nadia, amina, client):
    """However it came to be live."""
    page = draft(nadia)
    PolicyPage.objects.filter(pk=page.pk).update(live=True)
    client.force_login(amina)
    assert client.get("/policies/speaking-online/").status_code == 404
    assert "Speaking online" not in client.get("/policies/").content.decode()


def test_who_has_left_is_not_sent_questions(nadia, dev, marcus, amina, client):
    ask = {"type": "person", "value": {"username": marcus.username, "why": "Rotas"}}
    published(nadia, by=dev, body=[section("T", "<p>x</p>", "", ask)])
    client.force_login(amina)
    assert "Marcus Bell" in client.get("/policies/speaking-online/").content.decode()
    marcus.is_active = False
    marcus.save()
    content = client.get("/policies/speaking-online/").content.decode()
    assert "Marcus Bell" not in content
    assert "Rotas" in content


@pytest.mark.parametrize(
    ("who", "old", "current"),
    [
        ("amina", 200, 200),  # agreed to it
        ("nadia", 200, 200),  # owns it
        ("dev", 200, 200),  # edits policies
        ("ada", 200, 200),
        ("sam", 404, 200),  # a stranger to the old text
        ("marcus", 404, 200),
        ("farida", 404, 200),
    ],
)
def test_who_may_open_an_edition(who, old, current, policy, nadia, dev, amina, request, client):
    first = editions.newest(policy)
    agree(policy, amina)
    second = editions.newest(republish(policy, writer=nadia, by=dev, **NEXT))
    client.force_login(request.getfixturevalue(who))
    for edition, expected in ((first, old), (second, current)):
        url = reverse("policy:edition", args=[edition.pk])
        assert client.get(url).status_code == expected
        since = reverse("policy:compare", args=[policy.slug]) + f"?since={edition.pk}"
        assert client.get(since).status_code == expected


def test_an_edition_of_a_policy_that_came_down(policy, amina, sam, client):
    agree(policy, amina)
    policy.unpublish()
    url = reverse("policy:edition", args=[editions.newest(policy).pk])
    for who, expected in ((amina, 200), (sam, 404)):
        client.force_login(who)
        assert client.get(url).status_code == expected


def test_the_frozen_page_has_digest_publisher_and_agreement(policy, amina, client):
    agree(policy, amina)
    edition = editions.newest(policy)
    client.force_login(amina)
    content = client.get(reverse("policy:edition", args=[edition.pk])).content.decode()
    for words in (edition.digest, "By Dev Patel on", "You agreed"):
        assert words in content


def test_what_changed_word_by_word_with_the_why(policy, nadia, dev, amina, client):
    agree(policy, amina)
    republish(policy, writer=nadia, by=dev, **NEXT)
    client.force_login(amina)
    page = client.get("/policies/speaking-online/").content.decode()
    assert "What changed since you last agreed" in page
    content = client.get(reverse("policy:compare", args=[policy.slug])).content.decode()
    assert "safer at home" in content
    assert '<del><span class="vh">Removed: </span> <strong>your own first name' in content
    assert '<ins><span class="vh">Added: </span> <strong>the name you choose' in content


def test_comparing_a_text_with_itself_is_said(policy, amina, client):
    agree(policy, amina)
    client.force_login(amina)
    content = client.get(reverse("policy:compare", args=[policy.slug])).content.decode()
    assert "Nothing changed" in content


@pytest.mark.parametrize("since", ["x", "0", "999999", "9" * 40, "-1", "1e3"])
def test_an_address_that_somebody_made_up(since, policy, amina, client):
    client.force_login(amina)
    url = reverse("policy:compare", args=[policy.slug])
    assert client.get(url, {"since": since}).status_code == 404


def test_an_edition_of_another_policy_is_no_comparison(policy, nadia, dev, client):
    other = published(nadia, by=dev, title="Data", slug="data")
    client.force_login(nadia)
    url = reverse("policy:compare", args=[policy.slug])
    assert client.get(url, {"since": editions.newest(other).pk}).status_code == 404


@pytest.mark.parametrize("verb", ["post", "put", "delete"])
def test_reading_is_all_one_can_do(verb, policy, nadia, client):
    client.force_login(nadia)
    for url in (
        reverse("policy:edition", args=[editions.newest(policy).pk]),
        reverse("policy:compare", args=[policy.slug]),
    ):
        assert getattr(client, verb)(url).status_code == 405


def test_a_new_edition_shows_at_once_with_how_long_it_takes(policy, nadia, dev, amina, client):
    """On its page and on the list; as long as it is, asked for with the page or later."""
    client.force_login(amina)
    client.get("/policies/speaking-online/")
    client.get("/policies/")
    body = [section("Kettles", f"<p>{'Boil. ' * 400}</p>"), section("Cups")]
    later = republish(policy, writer=nadia, by=dev, **NEXT | {"body": body})
    page = client.get("/policies/speaking-online/").content.decode()
    assert "Boil. Boil." in page
    assert "the name you choose</strong>" not in page
    minutes = editions.minutes(editions.newest(later))
    assert minutes == 3
    assert f"Edition 2, in force from {look.day(later.in_force)}. 3 min to read." in page
    listed = client.get("/policies/").content.decode()
    assert f"Edition 2, in force from {look.day(later.in_force)}</span><span>3 min" in listed
    with_page = PolicyPage.for_readers().get(pk=later.pk)
    assert editions.minutes_for(with_page.characters) == editions.minutes_for(later.characters)
    later.unpublish(user=dev)
    assert PolicyPage.for_readers().get(pk=later.pk).characters is None


# ---- the same number of questions to the database, however much there is


def queries(client, url):
    client.get(url)  # what is cached is cached
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def copies(policy, name, count):
    """More published policies of the same text, quickly: this is about reading them."""
    parent, edition = policy.get_parent(), editions.newest(policy)
    kept = {
        field.attname: getattr(edition, field.attname)
        for field in Edition._meta.concrete_fields
        if not field.primary_key
    }
    for number in range(count):
        page = PolicyPage(
            title=f"{name} {number:04}",
            slug=f"{name}-{number}",
            summary="x",
            owner_person=policy.owner_person,
            review_by=policy.review_by,
            needs_agreement=False,
        )
        parent.add_child(instance=page)
        Edition.objects.create(**(kept | {"policy_id": page.pk}))


def test_the_list_asks_as_much_for_many_as_for_few(policy, amina, client):
    client.force_login(amina)
    copies(policy, "few", 9)
    few = queries(client, "/policies/")
    copies(policy, "many", 90)
    assert queries(client, "/policies/") == few
    assert queries(client, "/policies/?page=2") == few


def test_a_long_policy_asks_as_much_as_a_short_one(nadia, dev, marcus, priya, client):
    ask = {"type": "person", "value": {"username": priya.username, "why": ""}}
    policy = published(nadia, by=dev, body=[section("T", "<p>x</p>", "", ask)])
    client.force_login(marcus)
    short = queries(client, "/policies/speaking-online/")
    asks = [
        {"type": "person", "value": {"username": name, "why": ""}}
        for name in (marcus.username, priya.username, nadia.username)
    ]
    body = [section(f"Part {n}", "<p>x</p>", "", *asks) for n in range(40)]
    republish(policy, writer=nadia, by=dev, body=body)
    assert queries(client, "/policies/speaking-online/") == short
