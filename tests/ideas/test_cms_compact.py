"""What administrators look after in the CMS: the criteria, the promises, who is asked, leads."""

import pytest
from django.urls import reverse

from ideas import promises
from ideas.compact import Party
from ideas.models import Criteria, Lead, Promise, Specialist
from ideas.risk import criteria
from ideas.risk.editing import CriteriaForm

pytestmark = pytest.mark.django_db

PAGES = ["criteria:index", "promises:index", "specialists:index", "leads:index"]


@pytest.fixture
def in_cms(client, ada):
    client.force_login(ada)
    return client


def filled(**changes):
    """Everything that the form of the criteria in force sends, with some of it changed."""
    current = criteria.current()
    form = CriteriaForm(body=current.body)
    sent = {"base": current.number, "seen": current.number, "why": "Because of the flood."}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if name != "why" and value not in (None, False):
            sent[name] = value if isinstance(value, list) else str(value)
    sent.update({name.replace("__", "-"): value for name, value in changes.items()})
    return {name: value for name, value in sent.items() if value is not None}


def editions():
    return Criteria.objects.count()


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_and_a_superuser_without_the_role_stay_out(client, person, nadia, page):
    """Editors work in the CMS, and a superuser opens every door of it but these."""
    root = person("Root Rootson", is_superuser=True)
    for somebody in (nadia, root):
        client.force_login(somebody)
        assert client.get(reverse(page)).status_code == 302
        home = client.get(reverse("wagtailadmin_home"))
        assert reverse(page) not in home.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_administrators_find_it_in_the_menu(in_cms, page):
    home = in_cms.get(reverse("wagtailadmin_home"))
    assert reverse(page) in home.content.decode()
    assert in_cms.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", ["criteria:index", "promises:index"])
def test_nobody_else_publishes(client, nadia, person, page):
    root = person("Root Rootson", is_superuser=True)
    for somebody in (nadia, root):
        client.force_login(somebody)
        sent = {**filled(matrix__4__0="M"), "party": "sponsor", "text": "I obey.", "seen": 1}
        assert client.post(reverse(page), sent).status_code == 302
    assert (editions(), Promise.objects.count()) == (1, 3)


def test_a_form_that_changes_nothing_sends_the_same_body(in_cms):
    answer = in_cms.post(reverse("criteria:index"), filled())
    assert answer.status_code == 422
    assert "Nothing changed" in answer.content.decode()
    assert editions() == 1


def test_the_order_in_which_a_page_sends_ticks_is_no_change(in_cms):
    columns = criteria.current().body["categories"][3]["columns"]
    assert len(columns) > 1
    sent = filled(categories__3__columns=columns[::-1])
    assert in_cms.post(reverse("criteria:index"), sent).status_code == 422
    assert editions() == 1


def test_publishing_makes_an_edition_and_shows_what_it_changed(in_cms, ada):
    sent = filled(matrix__4__0="M", categories__0__appetite="M")
    answer = in_cms.post(reverse("criteria:index"), sent)
    made = criteria.current()
    assert answer.url == reverse("criteria:edition", args=[2])
    assert (made.number, made.made_by, made.why) == (2, ada, "Because of the flood.")
    assert (made.body["matrix"][4], made.body["categories"][0]["appetite"]) == ("MMHSS", "M")
    page = in_cms.get(answer.url)
    assert [tuple(change) for change in page.context["changes"]] == [
        ("Matrix, likelihood 5, impact 1", "Low", "Medium"),
        ("Category “customer”, we accept", "Low", "Medium"),
    ]
    assert not in_cms.get(reverse("criteria:edition", args=[1])).context["changes"]


def test_what_is_refused_keeps_what_was_typed_and_names_the_cell(in_cms):
    sent = filled(matrix__2__2="S", columns__0__label="Customers, and how they are")
    answer = in_cms.post(reverse("criteria:index"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "likelihood 3, impact 3" in page.lower()
    assert "Customers, and how they are" in page
    assert answer.context["form"]["matrix-2-2"].value() == "S"
    assert editions() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"matrix__0__0": ""}, "matrix-0-0"),
        ({"columns__1__anchors__3": " "}, "columns-1-anchors-3"),
        ({"likelihoods__2__share": ""}, "likelihoods-2-share"),
        ({"categories__3__columns": []}, "categories-3-columns"),
        ({"categories__3__appetite": ""}, "categories-3-appetite"),
        (
            {"categories__3__relaxed": "M-T7", "categories__3__appetite": "H"},
            "categories-3-relaxed",
        ),
        ({"guide_words__0__ask": ""}, "guide_words-0-ask"),
        ({"guide_words__14__label": "Not", "guide_words__14__ask": "?"}, "guide_words-14-example"),
        ({"effort__0__answers__4": ""}, "effort-0-answers-4"),
        ({"value__4__label": ""}, "value-4-label"),
        ({"value__4__label": "x" * 201}, "value-4-label"),
        ({"value__4__label": "a\0b"}, "value-4-label"),
        ({"why": ""}, "why"),
        ({"why": "x" * 301}, "why"),
    ],
)
def test_each_refusal_stands_beside_its_field(in_cms, changes, field):
    answer = in_cms.post(reverse("criteria:index"), filled(**changes))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert editions() == 1


def test_a_row_after_one_that_was_taken_out_still_gets_its_sentence(in_cms):
    sent = filled(guide_words__0__label="", guide_words__2__ask="")
    answer = in_cms.post(reverse("criteria:index"), sent)
    assert set(answer.context["form"].errors) == {"guide_words-2-ask"}


def test_categories_and_guide_words_come_and_go(in_cms):
    last = len(criteria.current().body["categories"])
    changes = {
        f"categories__{last}__label": "Weather & wind",
        f"categories__{last}__columns": ["service"],
        f"categories__{last}__appetite": "M",
        "guide_words__0__label": "",
    }
    in_cms.post(reverse("criteria:index"), filled(**changes))
    body = criteria.current().body
    assert body["categories"][-1] == {
        "key": "weather_wind",
        "label": "Weather & wind",
        "columns": ["service"],
        "appetite": "M",
        "vulnerable": False,
        "relaxed": None,
    }
    assert "not" not in {word["key"] for word in body["guide_words"]}


def test_doing_nothing_stays(in_cms):
    row = [one["key"] for one in criteria.current().body["categories"]].index("nothing")
    answer = in_cms.post(reverse("criteria:index"), filled(**{f"categories__{row}__label": ""}))
    assert "Keep “Doing nothing”" in answer.content.decode()
    assert editions() == 1


def test_two_administrators_do_not_overwrite_each_other(in_cms, person):
    from portal.roles import Role

    sent = filled(matrix__4__0="M")
    other = person("Olu Ade", Role.ADMINISTRATOR)
    body = {**criteria.current().body, "matrix": ["LLLMM", "LLMMH", "LMMHH", "MMHHS", "MMHSS"]}
    criteria.publish(by=other, body=body, why="Meanwhile.")
    answer = in_cms.post(reverse("criteria:index"), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Olu Ade published edition 2 meanwhile" in page
    assert answer.context["form"]["matrix-4-0"].value() == "M"
    assert [change.place for change in answer.context["meanwhile"]] == [
        "Matrix, likelihood 4, impact 1",
        "Matrix, likelihood 5, impact 1",
    ]
    again = {**sent, "seen": 2, "matrix-3-0": "L"}
    assert in_cms.post(reverse("criteria:index"), again).url.endswith("/3/")
    assert criteria.current().body["matrix"][3:] == ["LMHHS", "MMHSS"]


def test_twice_sent_is_once_published(in_cms):
    sent = {**filled(matrix__4__0="M"), "submission_key": "k" * 32}
    first = in_cms.post(reverse("criteria:index"), sent)
    second = in_cms.post(reverse("criteria:index"), sent)
    assert first.url == second.url
    assert editions() == 2


def test_what_somebody_typed_is_text_and_nothing_else(in_cms):
    sent = filled(columns__0__label="<script>alert(1)</script>")
    page = in_cms.post(reverse("criteria:index"), sent, follow=True).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_promise_gets_another_edition(in_cms, ada):
    sent = {"party": "sponsor", "seen": 1, "text": "I encourage this, out loud.\r\nI mean it."}
    answer = in_cms.post(reverse("promises:index"), sent, follow=True)
    promise = promises.current()[Party.SPONSOR]
    assert (promise.number, promise.text) == (2, "I encourage this, out loud.\nI mean it.")
    page = answer.content.decode()
    assert "Edition 2, Ada Lund" in page
    assert "I give it real time" in page  # what edition 1 said stays readable


def test_a_refused_promise_keeps_its_words(in_cms):
    long = "word " * 500
    answer = in_cms.post(reverse("promises:index"), {"party": "author", "seen": 1, "text": long})
    assert answer.status_code == 422
    assert long.strip() in answer.content.decode()
    answer = in_cms.post(reverse("promises:index"), {"party": "author", "seen": 0, "text": "Mine."})
    assert answer.status_code == 409
    assert "The words that count now" in answer.content.decode()
    assert Promise.objects.count() == 3


@pytest.mark.parametrize("sent", [{}, {"party": "clerk"}, {"party": "assessor", "text": "I do."}])
def test_there_are_three_promises_and_no_fourth(in_cms, sent):
    assert in_cms.post(reverse("promises:index"), sent).url == reverse("promises:index")
    assert Promise.objects.count() == 3


def test_the_list_says_who_is_asked_when_nobody_is_named(in_cms, sam):
    page = in_cms.get(reverse("specialists:index")).content.decode()
    assert "Nobody is named for 8 questions yet" in page
    sent = {"tripwire": "T2", "person": sam.pk, "deputy": ""}
    assert in_cms.post(reverse("specialists:add"), sent).status_code == 302
    page = in_cms.get(reverse("specialists:index")).content.decode()
    assert "Nobody is named for 7 questions yet" in page
    assert Specialist.objects.get().person == sam


def test_the_form_of_a_specialist_keeps_what_was_refused(in_cms, sam):
    sent = {"tripwire": "T2", "person": sam.pk, "deputy": sam.pk}
    answer = in_cms.post(reverse("specialists:add"), sent)
    assert "nobody covers for themselves" in answer.content.decode()
    assert not Specialist.objects.exists()


def test_leads_are_named_and_taken_off(in_cms, marcus, tomasz):
    sent = {"category": "returns", "party": "sponsor", "person": tomasz.pk}
    refused = in_cms.post(reverse("leads:add"), sent)
    assert "can’t take this seat" in refused.content.decode()
    assert in_cms.post(reverse("leads:add"), {**sent, "person": marcus.pk}).status_code == 302
    lead = Lead.objects.get()
    assert "Returns and repairs" in in_cms.get(reverse("leads:index")).content.decode()
    in_cms.post(reverse("leads:delete", args=[lead.pk]))
    assert not Lead.objects.exists()


def test_the_list_of_leads_asks_no_question_twice(in_cms, person):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.roles import Role

    def asked():
        with CaptureQueriesContext(connection) as queries:
            in_cms.get(reverse("leads:index"))
        return len(queries)

    def lead(name):
        made = person(name, Role.MANAGER)
        Lead.objects.create(category="returns", party="sponsor", person=made)

    lead("One Lead")
    asked()
    before = asked()
    for name in ("Two Lead", "Three Lead", "Four Lead"):
        lead(name)
    assert asked() == before
