"""What changed between two editions, section by section, word by word, with the why."""

from dataclasses import dataclass, field

from django.db.models import BigIntegerField
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from policy import markup
from policy.editions import POLICY
from policy.models import Edition
from portal.prepared import Given, Rows

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"


@dataclass(slots=True)
class SectionDifference:
    """One section of two editions. ``anchor`` is empty for the title and the summary on top."""

    anchor: str
    kind: str  # SAME: the words are the same, but it moved, or somebody has a why for it
    title: str  # safe markup, as the rest
    summary: str = ""
    html: str = ""
    before: int | None = None  # its number in the old edition
    after: int | None = None
    moved: bool = False
    old_title: str = ""
    new_title: str = ""
    why: list = field(default_factory=list)  # [{anchor, what, why, asked_by}]

    @property
    def explained(self):
        return bool(self.why)

    @property
    def renumbered(self):
        """Counted anew because of what happened to another section."""
        return None not in (self.before, self.after) and self.before != self.after

    @property
    def says(self):
        """What happened to the section as a whole, as sentences."""
        places = {"before": self.before, "after": self.after, "title": self.old_title}
        said = []
        if self.kind == ADDED:
            said.append(_("This section is new."))
        if self.kind == REMOVED:
            said.append(_("This was section %(before)s. It’s gone.") % places)
        if self.moved:
            said.append(_("It moved: section %(before)s is section %(after)s now.") % places)
        elif self.renumbered:
            said.append(_("It was section %(before)s.") % places)
        if self.old_title and self.new_title and self.old_title != self.new_title:
            said.append(_("It was called “%(title)s”.") % places)
        return said


def between(old, new):
    """The sections that differ from one Edition to another, in reading order.

    A section is known by its anchor. One that only got another number is in the list too, because
    people cite numbers. Equal editions give an empty list.
    """
    whys = reasons(old, new)
    was = {section["anchor"]: section for section in old.sections}
    now = {section["anchor"]: section for section in new.sections}
    moved = moved_anchors(list(was), list(now))
    found = [_head(old, new)]
    for anchor in reading_order(list(was), list(now)):
        before, after = was.get(anchor), now.get(anchor)
        found.append(_section(before, after, anchor in moved))
    for difference in found:
        difference.why = whys.pop(difference.anchor, [])
    found[0].why += [change for changes in whys.values() for change in changes]
    return [item for item in found if item.kind != SAME or item.says or item.why]


def reasons(old, new):
    """{anchor: changes} of every edition after ``old`` up to ``new``; one query."""
    told = _told.ask(policy=new.policy_id, after=old.number, upto=new.number)
    latest = {one.number: one.changes for one in told}  # its last correction has the say
    whys = {}
    for changes in latest.values():
        for change in changes:
            whys.setdefault(change["anchor"], []).append(change)
    return whys


def _changes():
    after, upto = (Given(name, BigIntegerField()) for name in ("after", "upto"))
    told = Edition.objects.filter(policy=POLICY, number__gt=after, number__lte=upto)
    return told.only("number", "changes").order_by("number", "correction")


_told = Rows(_changes)


def reading_order(old, new):
    """All anchors: the new order, and what is gone where it used to stand."""
    order = list(new)
    for place, anchor in enumerate(old):
        if anchor not in new:
            ahead = [other for other in old[:place] if other in order]
            order.insert(order.index(ahead[-1]) + 1 if ahead else 0, anchor)
    return order


def moved_anchors(old, new):
    """Anchors that changed their place among the sections that stayed: the fewest that explain
    the new order."""
    stayed = [anchor for anchor in old if anchor in new]
    places = [new.index(anchor) for anchor in stayed]
    runs = []  # for each section, the longest run in order that ends with it
    for number, place in enumerate(places):
        earlier = [run for run, end in zip(runs, places, strict=False) if end < place]
        runs.append([*max(earlier, key=len, default=[]), number])
    kept = {stayed[number] for number in max(runs, key=len, default=[])}
    return set(stayed) - kept


def _head(old, new):
    """The title and the summary of the whole policy."""
    return _compared("", _titled(old.title, old.summary), _titled(new.title, new.summary))


def _titled(title, summary):
    return {"title": title, "summary": summary, "html": "", "people": []}


def _section(before, after, moved):
    if before is None or after is None:
        return _alone(before or after, ADDED if before is None else REMOVED)
    difference = _compared(after["anchor"], before, after)
    difference.before, difference.after = before["number"], after["number"]
    difference.moved = moved
    return difference


def _compared(anchor, before, after):
    equal = (
        before["title"] == after["title"]
        and before["summary"] == after["summary"]
        and markup.same(full(before), full(after))
    )
    return SectionDifference(
        anchor=anchor,
        kind=SAME if equal else CHANGED,
        title=_words(before["title"], after["title"]),
        summary=_words(before["summary"], after["summary"]),
        html="" if equal else markup.difference(full(before), full(after)),
        old_title=before["title"],
        new_title=after["title"],
    )


def _alone(section, kind):
    change = markup.NEW if kind == ADDED else markup.OLD
    return SectionDifference(
        anchor=section["anchor"],
        kind=kind,
        title=format_html("{}", section["title"]),
        summary=markup.marked(format_html("{}", section["summary"]), change),
        html=markup.marked(full(section), change),
        before=section["number"] if kind == REMOVED else None,
        after=section["number"] if kind == ADDED else None,
    )


def _words(old, new):
    return markup.difference(format_html("{}", old), format_html("{}", new))


def full(section):
    """A section's frozen markup, and the people to ask as a reader of the record sees them."""
    people = format_html_join(
        "", "<p>{}: {}</p>", ((person["name"], person["why"]) for person in section["people"])
    )
    return section["html"] + people
