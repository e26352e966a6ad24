"""manage.py prepare: all that `make run` needs before it serves, in one process to be quick."""

from io import StringIO

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Build the type faces, bring the database up to date and load the demo company."
    requires_system_checks = []  # migrate and demo run them

    def handle(self, *args, **options):
        try:
            call_command("build_fonts", stdout=StringIO())
        except CommandError as error:
            self.stderr.write(f"{error} Until then the system's own faces serve.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Laying out the database (once, some seconds) …")
            self.stdout.flush()
            call_command("migrate", verbosity=0)
        call_command("demo")
