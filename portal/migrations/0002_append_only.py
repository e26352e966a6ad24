from django.db import migrations

from portal.append_only import lock


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [lock("portal_event")]
