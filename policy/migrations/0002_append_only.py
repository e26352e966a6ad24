from django.db import migrations

from portal.append_only import lock


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial"), ("portal", "0002_append_only")]
    operations = [lock("policy_edition"), lock("policy_agreement")]
