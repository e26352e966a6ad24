"""Ask for every page again and again, in turn, so that what disturbs one disturbs all."""

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median, quantiles

from tests.bench import pages
from tests.bench.visitor import Visitor

SLOW, SELDOM = 1.0, 6  # seconds; pages that take longer are asked for in every sixth round
WARM_UP = 6  # rounds that nobody counts: both workers have loaded everything by then


@dataclass
class Timings:
    """What one page took, in seconds, and its queries."""

    seconds: list = field(default_factory=list)
    queries: int = 0
    size: int = 0

    def add(self, answer):
        self.seconds.append(answer.seconds)
        self.queries = max(self.queries, answer.queries)
        self.size = len(answer.body)

    @property
    def median(self):
        return median(self.seconds)

    @property
    def p95(self):
        return quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else self.seconds[0]


class Crowd:
    """The people at one server, each signed in once."""

    def __init__(self, port, named):
        self.port, self.named, self.there = port, named, {}

    def __getitem__(self, who):
        username = self.named.get(who, who)
        if username not in self.there:
            self.there[username] = Visitor(self.port, username)
        return self.there[username]


def read(crowds, rounds):
    """{size: {page: Timings}} of all pages at all servers ({size: Crowd})."""
    found = {size: defaultdict(Timings) for size in crowds}
    slow = set()
    for turn in range(WARM_UP + rounds):
        for page in (pages.BARE, pages.DOOR, *pages.PAGES):
            if page in slow and turn % SELDOM:
                continue
            for size, crowd in crowds.items():
                answer = crowd[page.who].get(page.path)
                if turn >= WARM_UP:
                    found[size][page].add(answer)
                elif answer.seconds > SLOW:
                    slow.add(page)
    return found


def send(writers, rounds):
    """{size: {write: Timings}} of all writes at all servers ({size: Writer})."""
    for turn in range(WARM_UP + rounds):
        for writer in writers.values():
            writer.round(turn, counts=turn >= WARM_UP)
    return {size: writer.timings for size, writer in writers.items()}
