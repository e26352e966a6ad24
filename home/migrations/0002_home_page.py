from django.db import migrations


def make_home_page(apps, schema_editor):
    """Put our home page where Wagtail's welcome page stands, as the root of the only site."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("home", "HomePage")
    Page.objects.filter(slug="home", depth=2).delete()
    kind, _made = ContentType.objects.get_or_create(model="homepage", app_label="home")
    home = HomePage.objects.create(
        title="Today",
        draft_title="Today",
        slug="home",
        content_type=kind,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=Locale.objects.first(),
    )
    Site.objects.create(
        hostname="localhost", site_name="HERO Compact", root_page=home, is_default_site=True
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("wagtailcore", "0002_initial_data")]
    operations = [migrations.RunPython(make_home_page, migrations.RunPython.noop)]
