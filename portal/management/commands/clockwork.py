"""manage.py clockwork: mail, reminders and tidying, by the clock, until it is told to stop."""

import logging
import signal
from threading import Event

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from portal import delivery, jobs

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Sends mail and runs what is due, every few seconds until SIGTERM or SIGINT. "
        "Run one, or one beside each web process: each thing still happens once."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="run what is due and stop")
        parser.add_argument(
            "--retry-mail", action="store_true", help="give mail that was given up a fresh start"
        )
        parser.add_argument(
            "--pause", type=float, default=5, metavar="SECONDS", help="between two looks (5)"
        )

    def handle(self, *, once, retry_mail, pause, **options):
        if retry_mail:
            self.stdout.write(f"{delivery.try_again()} notices will be mailed again.")
        if once:
            self.report(jobs.run_due())
            return
        stop = Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_args: stop.set())
        self.stdout.write("The clockwork is running.")
        while not stop.is_set():
            self.look()
            stop.wait(pause)
        self.stdout.write("The clockwork has stopped.")

    def look(self):
        """Run what is due. A database that is away for a while does not stop the clock."""
        close_old_connections()
        try:
            self.report(jobs.run_due())
        except DatabaseError:
            logger.exception("The clockwork cannot reach the database")
            connection.close()

    def report(self, runs):
        for run in runs:
            if run.error:
                self.stderr.write(f"{run.name}: {run.error}")
            elif run.done:
                self.stdout.write(f"{run.name}: {run.done}")
