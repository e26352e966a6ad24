"""What people write never becomes anything but words, lists and links."""

import re
from html.parser import HTMLParser

import pytest

from ideas import markdown

SCRIPTS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.y></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    "<style>@import 'http://x'</style>",
    "<link rel=stylesheet href=http://x>",
    "<base href=//x.y>",
    "<meta http-equiv=refresh content=0;url=http://x>",
    "<form action=http://x><input name=password>",
    "<object data=x>",
    "<embed src=x>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<x style=position:fixed>",
]
LINKS = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "<data:text/html;base64,x>",
    "[x](http://a'onmouseover='alert(1))",
    '[x](http://a"onmouseover="alert(1))',
    '[x](http://a "t\\"onmouseover=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
]
PICTURES = ["![x](http://evil.example/p.png)", "![x](/ideas/1)", "![x][y]\n\n[y]: http://e/p.png"]
WRAPS = ["{}", "> {}", "- {}", "`{}", "```\n{}", "*{}*", "[{}](http://a)", "a\n\n{}\n\nb", "\\{}"]

ALLOWED = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "a"}


class Seen(HTMLParser):
    """The elements and attributes that a browser would make."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


@pytest.mark.parametrize("hostile", [*SCRIPTS, *LINKS, *PICTURES])
@pytest.mark.parametrize("wrap", WRAPS)
def test_hostile_words_stay_words(hostile, wrap):
    html = markdown.render(wrap.format(hostile))
    seen = Seen(html)
    assert seen.tags <= ALLOWED
    for name, value in seen.attributes:
        assert name in {"href", "rel"}
        if name == "href":
            start = re.sub(r"[\x00-\x20]", "", value).lower()
            assert re.match(r"(https?:|mailto:|tel:|/|#|[^:]*$)", start), value


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*soon* and **now**", "<p><em>soon</em> and <strong>now</strong></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("# not a heading", "<p># not a heading</p>"),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
        (
            "[us](https://larkfield.example)",
            '<p><a href="https://larkfield.example" rel="nofollow noopener noreferrer">us</a></p>',
        ),
    ],
)
def test_plain_markdown(typed, shown):
    assert markdown.render(typed).strip() == shown


@pytest.mark.parametrize(
    "heavy", ["[" * 5000, "*" * 5000, "> " * 2500, "`" * 4999 + "a", "- " * 2500, "<" * 5000]
)
def test_heavy_text_is_only_text(heavy):
    assert Seen(markdown.render(heavy)).tags <= ALLOWED
