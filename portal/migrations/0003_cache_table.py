from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    """The cache that all processes share lives in the database, also behind a Redis."""
    database = schema_editor.connection.alias
    call_command("createcachetable", "portal_cache", database=database, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_append_only")]
    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop)]
