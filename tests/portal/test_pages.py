"""Pages of Wagtail at their addresses: the short way shows what Wagtail's own way shows."""

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site

from portal import pages


@pytest.fixture
def learn():
    return Page.objects.get(slug="learn")


@pytest.fixture
def around(monkeypatch):
    """The addresses that went Wagtail's own way."""
    taken = []
    wagtails = pages.views.serve
    monkeypatch.setattr(
        pages.views, "serve", lambda request, path: taken.append(path) or wagtails(request, path)
    )
    return taken


@pytest.mark.parametrize("path", ["", "learn/", "policies/", "challenges/"])
def test_a_page_is_found_in_two_queries(path, client, amina, around, django_assert_num_queries):
    client.force_login(amina)
    answer = client.get(f"/{path}")
    assert answer.status_code == 200
    assert answer.context["page"].url == f"/{path}" == reverse("wagtail_serve", args=[path])
    assert not around
    assert pages._plain(path) == answer.context["page"]  # a process learns the kinds of pages once
    with django_assert_num_queries(2):
        pages._plain(path)


@pytest.mark.parametrize("above", ["learn", "home"])
def test_a_rule_on_a_page_or_above_it_holds(above, client, amina, learn, around):
    rule = PageViewRestriction.objects.create(
        page=Page.objects.get(slug=above), restriction_type=PageViewRestriction.GROUPS
    )
    client.force_login(amina)
    assert client.get("/learn/").url.startswith("/_util/login/")
    rule.delete()
    assert client.get("/learn/").status_code == 200
    assert around == ["learn/"]


def test_a_rule_on_another_page_changes_nothing(client, amina, learn, around):
    other = Page.objects.get(slug="policies")
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.GROUPS)
    client.force_login(amina)
    assert client.get("/learn/").status_code == 200
    assert not around


def test_what_is_not_published_or_not_there_is_not_found(client, amina, learn):
    client.force_login(amina)
    learn.unpublish()
    for path in ("/learn/", "/policies/learn/", "/home/learn/", "/nowhere/", "/home/"):
        assert client.get(path).status_code == 404, path


def test_a_page_answers_only_the_methods_that_it_allows(client, amina):
    client.force_login(amina)
    assert client.post("/learn/").status_code == 405
    assert client.options("/learn/").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_of_two_sites_each_shows_its_own_pages(client, amina, around):
    """Which site an address belongs to is for Wagtail to say."""
    beside = Page.objects.get(depth=1).add_child(instance=Page(title="Beside", slug="beside"))
    beside.add_child(instance=Page(title="Other", slug="other"))
    site = Site.objects.create(hostname="elsewhere", root_page=beside)
    client.force_login(amina)
    assert client.get("/learn/").context["page"].title == "Learn"
    assert client.get("/other/").status_code == 404
    assert around == ["learn/", "other/"]
    Site.objects.exclude(pk=site.pk).delete()
    site.is_default_site = True
    site.save()
    assert client.get("/other/").context["page"].title == "Other"
    assert client.get("/learn/").status_code == 404
