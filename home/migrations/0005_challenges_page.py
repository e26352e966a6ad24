from django.db import migrations
from django.db.models import F


def make_challenges_page(apps, schema_editor):
    """Open /challenges/ below the home page."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("home", "HomePage")
    ChallengeIndexPage = apps.get_model("ideas", "ChallengeIndexPage")
    home = HomePage.objects.get()
    kind, _made = ContentType.objects.get_or_create(model="challengeindexpage", app_label="ideas")
    ChallengeIndexPage.objects.create(
        title="Challenges",
        draft_title="Challenges",
        slug="challenges",
        content_type=kind,
        path=f"{home.path}{home.numchild + 1:04d}",
        depth=home.depth + 1,
        numchild=0,
        url_path=f"{home.url_path}challenges/",
        locale_id=home.locale_id,
    )
    HomePage.objects.filter(pk=home.pk).update(numchild=F("numchild") + 1)


class Migration(migrations.Migration):
    dependencies = [("home", "0004_learn_page"), ("ideas", "0001_initial")]
    operations = [migrations.RunPython(make_challenges_page, migrations.RunPython.noop)]
