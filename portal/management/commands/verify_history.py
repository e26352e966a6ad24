"""manage.py verify_history: is the history as it was written?"""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal import history


class Command(BaseCommand):
    help = (
        "Re-computes every chain of events and every signed document, and compares checkpoints "
        "that you hand to it. Names the first event of each chain that is off, and exits with 1."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--checkpoint",
            action="append",
            default=[],
            metavar="FILE",
            type=argparse.FileType("r", encoding="utf-8"),
            help="checkpoints kept from an earlier day, one per line; may be given often",
        )
        parser.add_argument(
            "--write-checkpoint",
            metavar="FILE",
            type=Path,
            help="write today's checkpoints here; keep the file away from the database",
        )

    def handle(self, *, checkpoint, write_checkpoint, **options):
        tally = history.Tally()
        off = 0
        for problem in self.problems(tally, checkpoint):
            off += 1
            self.stdout.write(str(problem))
        if off:
            raise CommandError(
                f"{off} places are not as they were written "
                f"({tally.events} events in {tally.chains} chains read)."
            )
        self.stdout.write(
            f"{tally.events} events in {tally.chains} chains are as they were written."
        )
        if write_checkpoint:
            history.keep_checkpoint(write_checkpoint)

    @staticmethod
    def problems(tally, files):
        yield from history.verify(tally)
        for lines in files:
            with lines:
                yield from history.compare(lines)
