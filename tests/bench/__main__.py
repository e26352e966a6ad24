"""Build, serve, measure, tell. ``python -m tests.bench --help``.

Without DATABASE_URL it runs a PostgreSQL of its own; with --keep FOLDER that one stays there, with
what was built, for the next run.
"""

import argparse
import os
import sys
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path

from tests.bench.builder import Builder
from tests.bench.databases import Postgres

ROOT = Path(__file__).resolve().parent.parent.parent
SPEED = ROOT / "docs" / "speed.md"
SIZES = [1_000, 10_000, 100_000]
ROUNDS, SENDS = 60, 40


def main():
    asked = arguments()
    os.chdir(ROOT)
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "var" / "bench").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(folder)
    given = "DATABASE_URL" in os.environ
    with server(asked.keep) as address:
        postgres = Postgres(address)
        builder = Builder(postgres, say=tell)
        built = builder.build(asked.sizes)
        prove(postgres, builder.name(min(asked.sizes)))
        if not asked.only_build:
            if not given:
                postgres.durable()
            report(asked, measure(asked, postgres, builder, built, folder))


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="numbers of ideas")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each page is asked")
    parser.add_argument("--sends", type=int, default=SENDS, help="how often each form is sent")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the databases in this folder")
    parser.add_argument("--only-build", action="store_true", help="build, and measure nothing")
    parser.add_argument("--write", action="store_true", help="write docs/speed.md")
    asked = parser.parse_args()
    asked.sizes = sorted(set(asked.sizes))
    return asked


def tell(text):
    sys.stderr.write(f"{text}\n")


def server(keep):
    """The address of a PostgreSQL, as long as the ``with``."""
    if address := os.environ.get("DATABASE_URL"):
        return nullcontext(address)
    from tests.postgres import served

    return served(keep)


def prove(postgres, name):
    """What was built obeys the rules: the portal's own checks say so, or the bench ends here."""
    for check in ("verify_history", "check_promises"):
        tell(postgres.manage(name, check).strip())


def measure(asked, postgres, builder, built, folder):
    """Serve every size side by side, so that each moment's noise is everybody's."""
    from tests.bench import measuring, pages, serving, wire, writes
    from tests.bench.report import Found

    serving.collect_static(postgres, builder.name(asked.sizes[0]), folder)
    with ExitStack() as stack:
        servers, crowds, writers = {}, {}, {}
        for size in asked.sizes:
            name = builder.name(size)
            servers[size] = stack.enter_context(serving.Served(postgres, name, folder))
            connection = postgres.connect(name, autocommit=True)
            stack.enter_context(closing(connection))
            crowds[size] = measuring.Crowd(servers[size].port, pages.people(connection))
            writers[size] = writes.Writer(crowds[size], connection)
        tell("asking for pages …")
        reads = measuring.read(crowds, asked.rounds)
        tell("sending forms …")
        sends = measuring.send(writers, asked.sends)
        return Found(
            reads=reads,
            sends=sends,
            memory={size: one.memory() for size, one in servers.items()},
            wire=wire.measure(crowds[asked.sizes[-1]]),
            built=built,
            postgres=postgres.version,
            rounds=asked.rounds,
        )


def report(asked, found):
    from tests.bench import report

    told = list(report.lines(found))
    sys.stdout.write("\n".join([*told, ""]))
    if asked.write:
        report.write(SPEED, told)


if __name__ == "__main__":
    main()
