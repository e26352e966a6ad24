from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    """The cache that all processes share lives in the database."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_append_only")]
    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop)]
