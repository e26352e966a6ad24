from django.db import migrations

from portal.append_only import lock


class Migration(migrations.Migration):
    dependencies = [("policy", "0003_learning"), ("portal", "0002_append_only")]
    operations = [lock("policy_certificate")]
