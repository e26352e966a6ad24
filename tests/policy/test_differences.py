"""What changed between two editions: word by word, still valid markup, both texts inside."""

import re

import pytest
from bs4 import BeautifulSoup
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st

from policy import differences, markup
from policy.models import Edition
from tests.policy.making import change, published, republish, section
from tests.policy.test_publishing import dev  # noqa: F401  (a fixture)


def taken(html, keep):
    """One of the two texts out of a difference, parsed: ``keep`` is markup.OLD or markup.NEW."""
    drop, other = ("ins", markup.NEW) if keep == markup.OLD else ("del", markup.OLD)
    soup = BeautifulSoup(html, "html.parser")
    for said in soup.select("ins > span.vh, del > span.vh"):
        said.decompose()
    for gone in soup.find_all(attrs={"data-change": other}):
        gone.decompose()
    for gone in soup.find_all(drop):
        gone.decompose()
    for tag in soup.find_all(["ins", "del"]):
        tag.unwrap()
    for tag in soup.find_all(attrs={"data-change": True}):
        del tag["data-change"]
    return markup.parse(str(soup))


def plain(html):
    """A difference without the words for those who listen."""
    return re.sub(r'<span class="vh">[^<]*</span>', "", html)


PAIRS = {
    "a word": ("<p>within a day</p>", "<p>within the hour</p>"),
    "nothing": ("<p>same &amp; same</p>", "<p>same &amp; same</p>"),
    "only blanks": ("<p>a\n  b</p>", "<p>a b </p>"),
    "everything": ("<p>all gone here</p>", "<h3>quite</h3><ul><li>another</li></ul>"),
    "from nothing": ("", "<p>new</p>"),
    "to nothing": ("<p>old</p>", ""),
    "a list item in the middle": (
        "<ul><li>one thing</li><li>two things</li></ul>",
        "<ul><li>one thing</li><li>something new</li><li>two things</li></ul>",
    ),
    "a table row": (
        "<table><tbody><tr><th>A</th><td>b c</td></tr></tbody></table>",
        "<table><tbody><tr><th>N</th><td>n</td></tr><tr><th>A</th><td>b d</td></tr></tbody>"
        "</table>",
    ),
    "a table column": (
        "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr>"
        "</tbody></table>",
    ),
    "paragraphs that changed places": ("<p>one two</p><p>three</p>", "<p>three</p><p>one two</p>"),
    "a link that leads elsewhere": (
        '<p>see <a href="/x/">the list</a> now</p>',
        '<p>see <a href="/y/">the list</a> now</p>',
    ),
    "signs that are markup": ("<p>a &lt;b&gt; &amp; c</p>", "<p>a &lt;b&gt; &amp; d</p>"),
    "words that stick together": ("<p><b>foo</b>bar baz</p>", "<p><b>new</b>bar <b>b</b>az</p>"),
    "bold that moved": ("<p><b>a</b> b c</p>", "<p>a <b>b</b> c</p>"),
    "a line break": ("<p>a<br/>b</p>", "<p>a b</p>"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_both_texts_are_in_the_difference(name):
    old, new = PAIRS[name]
    found = markup.difference(old, new)
    assert taken(found, markup.OLD) == markup.parse(old)
    assert taken(found, markup.NEW) == markup.parse(new)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a word", "<p>within <del>a day</del> <ins>the hour</ins></p>"),
        ("nothing", "<p>same &amp; same</p>"),
        (
            "a list item in the middle",
            '<ul><li>one thing</li><li data-change="added"><ins>something new</ins></li>'
            "<li>two things</li></ul>",
        ),
        (
            "a link that leads elsewhere",
            '<p>see <del><a href="/x/">the list</a></del> <ins><a href="/y/">the list</a></ins>'
            " now</p>",
        ),
    ],
)
def test_how_a_difference_reads(name, expected):
    assert plain(markup.difference(*PAIRS[name])) == expected


@pytest.mark.parametrize("name", PAIRS)
def test_ins_and_del_stand_around_words_only(name):
    """No <del> between the rows of a table or the items of a list."""
    soup = BeautifulSoup(markup.difference(*PAIRS[name]), "html.parser")
    for tag in soup.find_all(["ins", "del"]):
        assert tag.parent.name not in {"table", "thead", "tbody", "tr", "ul", "ol", "dl"}
        assert tag.find(markup.BOXES) is None


def test_those_who_listen_hear_what_went_and_what_came():
    found = markup.difference(*PAIRS["a word"])
    assert '<del><span class="vh">Removed: </span>a day</del>' in found
    assert '<ins><span class="vh">Added: </span>the hour</ins>' in found


def test_markup_in_the_words_stays_words():
    found = markup.difference("<p>a</p>", "<p>&lt;script&gt;x&lt;/script&gt;</p>")
    assert "<script" not in found


words = st.lists(
    st.sampled_from(["you", "may", "film", "a", "short", "&", "<b>", "“answer”", "2", "–", "né"]),
    max_size=9,
).map(" ".join)
inline = st.builds(
    lambda before, tag, inner, after: (
        f"{escape(before)} <{tag}>{escape(inner)}</{tag}>{escape(after)}"
    ),
    words,
    st.sampled_from(["strong", 'a href="/zero/"', "em"]).map(str),
    words,
    words,
).map(lambda html: html.replace('</a href="/zero/">', "</a>"))
paragraph = inline.map(lambda text: f"<p>{text}</p>")
bullets = st.lists(inline, min_size=1, max_size=4).map(
    lambda items: "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
)
tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(inline, min_size=width, max_size=width), min_size=1, max_size=3
    ).map(
        lambda rows: (
            "<table><tbody>"
            + "".join(
                "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
            )
            + "</tbody></table>"
        )
    )
)
texts = st.lists(paragraph | bullets | tables, max_size=4).map("".join)


@given(texts, texts)
@settings(max_examples=150, deadline=None)
def test_any_two_texts_are_in_their_difference(old, new):
    found = markup.difference(old, new)
    assert taken(found, markup.OLD) == markup.parse(old)
    assert taken(found, markup.NEW) == markup.parse(new)


@given(texts)
@settings(max_examples=60, deadline=None)
def test_a_text_does_not_differ_from_itself(text):
    found = markup.difference(text, text)
    assert "<ins" not in found
    assert "<del" not in found
    assert markup.same(text, text)


# ---- sections


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("abc", "abc", ""),
        ("abc", "acb", "c"),
        ("abcd", "dabc", "d"),
        ("abc", "axbc", ""),
        ("abc", "ac", ""),
        ("abc", "cba", "ab"),
    ],
)
def test_the_fewest_sections_that_moved(old, new, moved):
    found = differences.moved_anchors(list(old), list(new))
    assert len(found) == len(moved)
    if len(moved) == 1:
        assert found == set(moved)


def test_what_is_gone_stands_where_it_stood():
    assert differences.reading_order(list("abcd"), list("axd")) == ["a", "b", "c", "x", "d"]


def edition(number, *sections, **fields):
    """An edition that is not saved, of (anchor, title, html) sections."""
    return Edition(
        policy_id=1,
        number=number,
        title=fields.get("title", "Speaking"),
        summary="How to.",
        changes=[],
        sections=[
            {
                "number": place,
                "anchor": anchor,
                "title": title,
                "summary": "",
                "html": html,
                "people": fields.get("people", []),
            }
            for place, (anchor, title, html) in enumerate(sections, 1)
        ],
    )


A, B, C = ("a", "A", "<p>one</p>"), ("b", "B", "<p>two</p>"), ("c", "C", "<p>three</p>")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([A, B], [A, B], []),
        ([A, B], [A, ("b", "B", "<p>too</p>")], [("b", "changed", [])]),
        ([A], [A, B], [("b", "added", ["This section is new."])]),
        ([A, B], [A], [("b", "removed", ["This was section 2. It’s gone."])]),
        (
            [A, B],
            [C, A, B],
            [
                ("c", "added", ["This section is new."]),
                ("a", "same", ["It was section 1."]),
                ("b", "same", ["It was section 2."]),
            ],
        ),
        (
            [A, B, C],
            [C, A, B],
            [
                ("c", "same", ["It moved: section 3 is section 1 now."]),
                ("a", "same", ["It was section 1."]),
                ("b", "same", ["It was section 2."]),
            ],
        ),
        ([A], [("a", "Z", "<p>one</p>")], [("a", "changed", ["It was called “A”."])]),
    ],
)
def test_what_happened_to_sections_is_said_in_words(old, new, expected):
    found = differences.between(edition(1, *old), edition(2, *new))
    assert [(item.anchor, item.kind, item.says) for item in found] == expected


@pytest.mark.django_db
def test_title_and_people_count_as_text():
    nadia = [{"username": "nadia", "name": "Nadia Brandt", "why": "Ask."}]
    (head,) = differences.between(edition(1, A), edition(2, A, title="Speaking online"))
    assert (head.anchor, plain(head.title)) == ("", "Speaking <ins>online</ins>")
    (asked,) = differences.between(edition(1, A), edition(2, A, people=nadia))
    assert "Nadia Brandt" in asked.html


@pytest.mark.django_db
def test_every_why_since_then_stands_beside_its_section(nadia, dev):  # noqa: F811
    policy = published(nadia, by=dev, body=[section(), section("Time", "<p>In your shift.</p>")])
    first = policy.editions.get()
    republish(
        policy,
        writer=nadia,
        by=dev,
        edition=2,
        changes=[change("time", "Paid time.", "it is work")],
        body=[section(), section("Time", "<p>In your paid shift.</p>")],
    )
    policy = republish(
        policy,
        writer=nadia,
        by=dev,
        edition=3,
        changes=[change(), change("", "It is shorter.", "you asked")],
        body=[
            section(html="<p>Sign with the name you choose.</p>"),
            section("Time", "<p>In your paid shift.</p>"),
        ],
    )
    found = differences.between(first, policy.editions.latest())
    assert [(item.anchor, [one["why"] for one in item.why]) for item in found] == [
        ("", ["you asked"]),
        ("be-a-person", ["safer at home"]),
        ("time", ["it is work"]),
    ]
    assert all(item.explained for item in found)
