"""What a finding is: a headline that says what was found, a chart, and the table behind it."""

from dataclasses import dataclass, field

SMALL = 8  # people: a smaller group is never told apart


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``share`` is a percentage of the width."""

    label: str
    value: str
    share: float
    stands_out: bool = False


@dataclass(frozen=True, slots=True)
class Square:
    """One of a hundred squares; ``look`` is a class of the stylesheet (c1, c2, cq, cx, cb)."""

    x: int
    y: int
    look: str


@dataclass(frozen=True, slots=True)
class Key:
    """What a colour of the squares means."""

    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many risks lie where: ``rows`` from likelihood 5 down to 1, each of five Cells."""

    title: str
    caption: str
    rows: tuple


@dataclass(frozen=True, slots=True)
class Cell:
    count: int
    band: int  # 1 low to 4 severe


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the numbers say. ``key`` names its export; ``wide`` takes the whole width."""

    key: str
    headline: str
    note: str
    columns: tuple
    rows: list
    bars: tuple = ()
    squares: tuple = ()
    keys: tuple = ()
    matrices: tuple = field(default=())
    wide: bool = False


def bars_of(pairs, *, whole=None, stands_out=None):
    """Bars for [(label, number)], against ``whole`` (100, of a hundred) or the largest of them.

    ``stands_out`` is the label of the bar that the headline speaks of.
    """
    largest = whole or max([number for _label, number in pairs], default=0) or 1
    return tuple(
        Bar(
            label=str(label),
            value=f"{number:g}",
            share=round(number / largest * 100, 1),
            stands_out=label == stands_out,
        )
        for label, number in pairs
    )


def squares_of(parts):
    """A hundred squares for [(look, number)], the largest remainders rounded up."""
    total = sum(number for _look, number in parts)
    if not total:
        return ()
    exact = [(look, number * 100 / total) for look, number in parts]
    counts = [int(share) for _look, share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place][1])
    for place in by_remainder[: 100 - sum(counts)]:
        counts[place] += 1
    looks = [
        look for (look, _share), count in zip(exact, counts, strict=True) for _i in range(count)
    ]
    return tuple(
        Square(x=place % 20 * 20 + 1, y=place // 20 * 20 + 1, look=look)
        for place, look in enumerate(looks)
    )
