"""What was measured, as text: for the terminal, and for docs/speed.md."""

import os
import platform
from dataclasses import dataclass, field

from django.utils import timezone

from tests.bench import pages, writes

FIRST_VISIT, SECOND_VISIT = 120, 25  # kB
WORKER = 150  # MB
BEGIN, END = "<!-- measured -->", "<!-- end -->"


@dataclass
class Found:
    """Everything that a run found out. Times are {size: {page or write: Timings}}."""

    reads: dict
    sends: dict
    memory: dict  # {size: (RSS, PSS) in MB}
    wire: tuple | None  # bytes of the first and the second visit
    built: dict  # {size: seconds}
    postgres: str
    rounds: int
    missed: list = field(default_factory=list)

    @property
    def sizes(self):
        return sorted(self.reads)

    def check(self, name, value, aim, unit=""):
        """“yes”, or what was missed, which is remembered."""
        if value <= aim:
            return "yes"
        told = f"{value:.0f}" if value == int(value) else f"{value:.1f}"
        self.missed.append(f"{name}: {told}{unit}, aim {aim:g}{unit}")
        return "no"


def lines(found):
    """The whole report."""
    yield from _machine(found)
    yield from ["", "## Pages", ""]
    yield from _table(_pages(found))
    yield from ["", "## What people send", ""]
    yield from _table(_sends(found))
    yield from ["", "## Memory and the wire", ""]
    yield from _rest(found)
    yield from ["", "## Aims", ""]
    yield from _aims(found)


def _machine(found):
    sizes = ", ".join(f"{size:,}" for size in found.sizes)
    built = ", ".join(f"{size:,} in {took:.0f} s" for size, took in found.built.items() if took)
    yield f"Ideas: {sizes}. People: 10,000. Policies: 1,000."
    yield (
        f"{timezone.now():%-d %B %Y}, {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, PostgreSQL {found.postgres}, "
        f"gunicorn with 2 sync workers, {found.rounds} rounds."
    )
    if built:
        yield f"Built: {built}."


def _pages(found):
    """Rows of the table of pages: heads first."""
    least, most = found.sizes[0], found.sizes[-1]
    heads = ["page", "queries", *(f"{size:,}" for size in found.sizes)]
    yield [*heads, "95 %", "× bare", "aim", "× ours", "growth", "met"]
    now = found.reads[most]
    bare, door = now[pages.BARE].median, now[pages.DOOR].median
    for page, timings in now.items():
        medians = [found.reads[size][page].median for size in found.sizes]
        ratio, growth = timings.median / bare, medians[-1] / medians[0]
        met = [found.check(f"{page.name}, queries", timings.queries, pages.MOST_QUERIES)]
        if page.aim:
            met.append(found.check(f"{page.name}, times the bare page", ratio, page.aim))
        if most > least:
            met.append(found.check(f"{page.name}, growth", growth, pages.MOST_GROWTH))
        yield [
            page.name,
            timings.queries,
            *(f"{one * 1000:.1f}" for one in medians),
            f"{timings.p95 * 1000:.1f}",
            f"{ratio:.1f}",
            f"{page.aim:g}" if page.aim else "",
            f"{timings.median / door:.1f}",
            f"{growth:.2f}",
            "yes" if set(met) == {"yes"} else "no",
        ]


def _sends(found):
    yield ["write", "queries", *(f"{size:,}" for size in found.sizes), "95 %", "× bare", "met"]
    most = found.sizes[-1]
    bare = found.sends[most][writes.BARE].median
    for name, timings in found.sends[most].items():
        ratio = timings.median / bare
        yield [
            name,
            timings.queries,
            *(f"{found.sends[size][name].median * 1000:.1f}" for size in found.sizes),
            f"{timings.p95 * 1000:.1f}",
            f"{ratio:.1f}",
            found.check(f"{name}, times a bare write", ratio, writes.MOST),
        ]


def _table(rows):
    """A table in Markdown that reads well as text too."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    rows.insert(1, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
    for row in rows:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        yield f"| {' | '.join(cells)} |"


def _rest(found):
    rss, pss = found.memory[found.sizes[-1]]
    met = found.check("The memory of a worker (RSS)", rss, WORKER, " MB")
    yield (
        f"The larger worker, after all of it: {rss:.0f} MB resident (aim: {WORKER}, met: {met}); "
        f"{pss:.0f} MB when what it shares is divided (PSS)."
    )
    if found.wire is None:
        yield "The wire was not measured: there is no Chromium here."
        return
    for name, size, aim in zip(
        ("The first visit to Today", "The second"),
        found.wire,
        (FIRST_VISIT, SECOND_VISIT),
        strict=True,
    ):
        met = found.check(name, size / 1000, aim, " kB")
        yield f"{name}: {size / 1000:.0f} kB over the wire (aim: {aim}, met: {met})."


def _aims(found):
    if not found.missed:
        yield "All are met."
    for one in found.missed:
        yield f"- Missed: {one}"


def write(path, told):
    """docs/speed.md: the words around stay, the report between the marks is new."""
    before, _mark, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _old, _mark, after = rest.partition(END)
    text = "\n".join([f"{before}{BEGIN}", "", *told, "", f"{END}{after}"])
    path.write_text(text, encoding="utf-8")
