from django.db import migrations
from django.db.models import F


def make_learn_page(apps, schema_editor):
    """Open /learn/ below the home page, after whatever stands there already."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("home", "HomePage")
    LearnIndexPage = apps.get_model("policy", "LearnIndexPage")
    Page = apps.get_model("wagtailcore", "Page")
    home = HomePage.objects.get()
    last = (
        Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
        .order_by("-path")
        .values_list("path", flat=True)
        .first()
    )
    # treebeard numbers in base 36; a new portal has /policies/ and nothing else here.
    step = int(last[len(home.path) :], 36) + 1 if last else 1
    kind, _made = ContentType.objects.get_or_create(model="learnindexpage", app_label="policy")
    LearnIndexPage.objects.create(
        title="Learn",
        draft_title="Learn",
        slug="learn",
        introduction="Short courses that start with something that really happens.",
        content_type=kind,
        path=f"{home.path}{base36(step):0>4}",
        depth=home.depth + 1,
        numchild=0,
        url_path=f"{home.url_path}learn/",
        locale_id=home.locale_id,
    )
    HomePage.objects.filter(pk=home.pk).update(numchild=F("numchild") + 1)


def base36(number):
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text


class Migration(migrations.Migration):
    dependencies = [("home", "0003_policies_page"), ("policy", "0003_learning")]
    operations = [migrations.RunPython(make_learn_page, migrations.RunPython.noop)]
