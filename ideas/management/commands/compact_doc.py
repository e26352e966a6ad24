"""manage.py compact_doc: write docs/compact.md from the table of the compact."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from ideas import diagram

PAGE = settings.BASE_DIR / "docs" / "compact.md"


class Command(BaseCommand):
    help = "Writes docs/compact.md from the table in ideas/compact."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit with 1 if it would change"
        )

    def handle(self, *, check, **options):
        with translation.override("en"):
            page = diagram.document()
        if not check:
            PAGE.write_text(page, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
            raise CommandError("docs/compact.md is not what the table says: run compact_doc.")
