"""manage.py backup: the database and every upload in one file."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import backups


class Command(BaseCommand):
    help = (
        "Writes the database and every upload into one file, while the portal goes on. The keys "
        "are not in it: keep SECRET_KEY and AUDIT_KEY somewhere else."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to",
            type=Path,
            default=settings.DATA_DIR / "backups",
            metavar="FOLDER",
            help="where to write it (backups, in DATA_DIR)",
        )

    def handle(self, *, to, **options):
        try:
            path = backups.make(to)
        except (backups.Refused, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        self.stdout.write(f"{path}: {path.stat().st_size:,} bytes")
