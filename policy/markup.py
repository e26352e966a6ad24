"""Compare two pieces of markup word by word, and show it as valid markup with <ins> and <del>.

We tried lxml.html.diff 6.1 first: it puts <del> between table rows, moves words across cells and
writes "Link: /x/" into the text. So: the markup becomes boxes (paragraphs, lists, tables) and
leaves (running words). Boxes are paired by likeness and leaves compared by difflib, so <ins> and
<del> stand around words only, and every box that is in one version only says so itself.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from bs4 import BeautifulSoup, Comment, NavigableString
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

FLOW = ("p", "div", "section", "aside", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol", "li", "dl", "dt", "dd")
TABLES = ("table", "caption", "thead", "tbody", "tr", "th", "td")
BOXES = frozenset({*FLOW, *LISTS, *TABLES})
VOID = frozenset({"br", "hr", "img"})
ALIKE = 0.3  # below this, two boxes are two things and not one that changed
SAME_LEAF = 0.2  # below this, running text is shown whole, old and new
OLD, NEW, BOTH = "removed", "added", ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word with the inline tags around it. ``glued``: no blank before it."""

    text: str
    around: tuple = ()
    glued: bool = False
    markup: bool = False  # text is a void element such as <br>, not words


@dataclass(frozen=True, slots=True)
class Leaf:
    words: tuple


@dataclass(frozen=True, slots=True)
class Box:
    tag: str
    attributes: tuple
    inside: tuple


def parse(html):
    """The boxes and leaves of a piece of markup, as a tuple."""
    return _nodes(BeautifulSoup(html, "html.parser"))


def same(old, new):
    """Whether two pieces of markup say the same: blanks between words do not count."""
    return parse(old) == parse(new)


def difference(old, new):
    """Safe markup of both texts, <del> around what went and <ins> around what came."""
    return mark_safe("".join(_compare(parse(old), parse(new))))


def marked(html, change):
    """All of ``html`` as removed (OLD) or added (NEW)."""
    return mark_safe("".join(_whole(node, change) for node in parse(html)))


# ---- reading


def _nodes(element):
    found, run = [], []

    def close():
        if words := _words(run):
            found.append(Leaf(words))
        run.clear()

    for child in element.children:
        if isinstance(child, NavigableString) or not _is_box(child):
            run.append(child)
            continue
        close()
        found.append(Box(child.name, _attributes(child), _nodes(child)))
    close()
    return tuple(found)


def _is_box(tag):
    return tag.name in BOXES or tag.find(BOXES) is not None


def _attributes(tag):
    return tuple(
        (name, " ".join(value) if isinstance(value, list) else value)
        for name, value in sorted(tag.attrs.items())
    )


def _words(run):
    words, blank = [], True
    for text, around, markup in _pieces(run, ()):
        for piece in [text] if markup else re.findall(r"\s+|\S+", text):
            if piece.isspace():
                blank = True
                continue
            words.append(Word(piece, around, not blank and bool(words), markup))
            blank = False
    return tuple(words)


def _pieces(nodes, around):
    for node in nodes:
        if isinstance(node, Comment):
            continue
        if isinstance(node, NavigableString):
            yield str(node), around, False
        elif node.name in VOID:
            yield str(node), around, True
        else:
            yield from _pieces(node.children, (*around, (node.name, _attributes(node))))


# ---- comparing


def _compare(old, new, parent=""):
    for before, after in _pairs(old, new, parent):
        if before is None or after is None:
            yield _whole(before or after, NEW if before is None else OLD)
        elif isinstance(before, Leaf):
            yield _leaf(before.words, after.words)
        else:
            inside = "".join(_compare(before.inside, after.inside, before.tag))
            yield _tag(after.tag, after.attributes, inside)


def _pairs(old, new, parent):
    """(old, new) in reading order; None stands where one version has nothing."""
    # Cells keep their column whatever they say.
    if parent == "tr" and len(old) == len(new) and all(map(_fits, old, new)):
        return list(zip(old, new, strict=True))
    pairs = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pairs += zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            pairs += _alike(old[i1:i2], new[j1:j2])
    return pairs


def _alike(old, new):
    """Pair what resembles each other most, in order; the rest stands alone."""
    likeness = [[_likeness(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = best[i + 1][j + 1] + likeness[i][j] if likeness[i][j] >= ALIKE else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        like = likeness[i][j]
        if like >= ALIKE and best[i][j] == best[i + 1][j + 1] + like:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    pairs += [(node, None) for node in old[i:]]
    return pairs + [(None, node) for node in new[j:]]


def _fits(one, other):
    """Whether two nodes may be one that changed."""
    if isinstance(one, Leaf) or isinstance(other, Leaf):
        return isinstance(one, Leaf) and isinstance(other, Leaf)
    return (one.tag, one.attributes) == (other.tag, other.attributes)


def _likeness(one, other):
    if not _fits(one, other):
        return 0.0
    ratio = SequenceMatcher(None, list(_texts(one)), list(_texts(other)), autojunk=False).ratio()
    # A table has one head and one body, however much they changed.
    return max(ratio, 0.5) if getattr(one, "tag", "") in {"thead", "tbody"} else ratio


def _texts(node):
    if isinstance(node, Leaf):
        yield from (word.text for word in node.words)
    else:
        for inner in node.inside:
            yield from _texts(inner)


def _leaf(old, new):
    """Two runs of words as one."""
    parts = _steady(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    kept = sum(i2 - i1 for kind, i1, i2, _j1, _j2 in parts if kind == "equal")
    if kept < SAME_LEAF * max(len(old), len(new)):
        parts = [("replace", 0, len(old), 0, len(new))]
    pieces = [piece for _kind, *ends in parts for piece in _cut(old, new, *ends) if piece]
    tight = any(piece[0].glued for piece in pieces)
    written = ""
    for kind, i1, i2, j1, j2 in parts:
        if kind == "equal":
            written += _blank(written, new[j1]) + _run(new[j1:j2])
            continue
        for words, change in zip(_cut(old, new, i1, i2, j1, j2), (OLD, NEW), strict=True):
            if words:
                written += _changed(words, change, _blank(written, words[0]), tight)
    return written


def _cut(old, new, i1, i2, j1, j2):
    return old[i1:i2], new[j1:j2]


def _steady(parts):
    """One lonely word between two changes reads as a stutter: make it part of the change."""
    steady = []
    for number, (kind, i1, i2, j1, j2) in enumerate(parts):
        lonely = kind == "equal" and i2 - i1 == 1 and 0 < number < len(parts) - 1
        if steady and steady[-1][0] != "equal" and (lonely or kind != "equal"):
            _kind, start, _i2, begin, _j2 = steady[-1]
            steady[-1] = ("replace", start, i2, begin, j2)
        else:
            steady.append((kind, i1, i2, j1, j2))
    return steady


# ---- writing


def _blank(written, word):
    return " " if written and not word.glued else ""


def _changed(words, change, blank, tight):
    """Words in <ins> or <del>, with a word for those who listen.

    Where words stick together without a blank, the blank belongs to the change.
    """
    tag = "del" if change == OLD else "ins"
    says = gettext("Removed:") if change == OLD else gettext("Added:")
    hidden = f'<span class="vh">{escape(says)} </span>'
    before, inside = ("", blank) if tight else (blank, "")
    return f"{before}<{tag}>{hidden}{inside}{_run(words)}</{tag}>"


def _run(words):
    """Words with their inline tags, each tag opened once for all the words that share it."""
    written, group = "", []
    for word in words:
        if group and word.around != group[0].around:
            written += _group(group, written)
            group = []
        group.append(word)
    return written + _group(group, written)


def _group(words, before):
    text = ""
    for word in words:
        text += _blank(text, word) + (word.text if word.markup else escape(word.text))
    for tag, attributes in reversed(words[0].around):
        text = _tag(tag, attributes, text)
    return _blank(before, words[0]) + text


def _whole(node, change):
    if isinstance(node, Leaf):
        return _changed(node.words, change, "", False)
    inside = "".join(_whole(inner, change) for inner in node.inside)
    return _tag(node.tag, (*node.attributes, ("data-change", change)), inside)


def _tag(tag, attributes, inside):
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes)
    return f"<{tag}{written}>{inside}</{tag}>"
