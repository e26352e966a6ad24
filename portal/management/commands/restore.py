"""manage.py restore: bring a backup back, and prove that it is what it was."""

import tarfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal import backups


class Command(BaseCommand):
    help = (
        "Reads and checks the whole backup, puts it in place, and verifies the trail. Refuses to "
        "replace a portal that has people in it unless it is told to. Stop the portal first."
    )

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path)
        parser.add_argument(
            "--over-live", action="store_true", help="replace a portal that has people in it"
        )

    def handle(self, *, backup, over_live, **options):
        try:
            report = backups.restore(backup, over_live=over_live)
        except (backups.Refused, OSError, tarfile.TarError) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        except backups.Unfinished as error:
            raise CommandError(
                f"The database is restored, and the uploads are not all there. {error} Mend that, "
                "and restore again with --over-live before you start the portal."
            ) from error
        for problem in report.problems:
            self.stdout.write(problem)
        if report.problems:
            raise CommandError(
                f"It is restored, but {len(report.problems)} places of the history are not as "
                "they were written. Is AUDIT_KEY the one of that time?"
            )
        if report.waiting:
            self.stdout.write(
                f"Restored with {report.files} uploads. It is of an older portal, so run migrate "
                f"now ({len(report.waiting)} changes wait). Then prove it: "
                f"verify_history --checkpoint {report.checkpoint}"
            )
            return
        self.stdout.write(f"Restored with {report.files} uploads, and the history is whole.")
