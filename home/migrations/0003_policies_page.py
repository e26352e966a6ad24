from django.db import migrations


def make_policies_page(apps, schema_editor):
    """Open /policies/ below the home page."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("home", "HomePage")
    PolicyIndexPage = apps.get_model("policy", "PolicyIndexPage")
    home = HomePage.objects.get()
    kind, _made = ContentType.objects.get_or_create(model="policyindexpage", app_label="policy")
    PolicyIndexPage.objects.create(
        title="Policies",
        draft_title="Policies",
        slug="policies",
        content_type=kind,
        path=f"{home.path}0001",
        depth=home.depth + 1,
        numchild=0,
        url_path=f"{home.url_path}policies/",
        locale_id=home.locale_id,
    )
    HomePage.objects.filter(pk=home.pk).update(numchild=1)


class Migration(migrations.Migration):
    dependencies = [("home", "0002_home_page"), ("policy", "0001_initial")]
    operations = [migrations.RunPython(make_policies_page, migrations.RunPython.noop)]
