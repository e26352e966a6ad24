from django.db import migrations

from portal.append_only import lock

WRITTEN_ONCE = ("criteria", "promise", "round", "deed", "signature", "firstscore")


def begin_the_first_round(apps, editor):
    """Ideas that were shared before rounds were written down are in their first."""
    Idea, Round = apps.get_model("ideas", "Idea"), apps.get_model("ideas", "Round")
    shared = Idea.objects.filter(round__gte=1).values_list("pk", "round", "author", "submitted_at")
    Round.objects.bulk_create(
        Round(idea_id=pk, number=number, why="first", by_id=author, at=at)
        for pk, number, author, at in shared
    )


class Migration(migrations.Migration):
    dependencies = [("ideas", "0003_the_compact"), ("portal", "0002_append_only")]
    operations = [
        migrations.RunPython(begin_the_first_round, migrations.RunPython.noop),
        *(lock(f"ideas_{name}") for name in WRITTEN_ONCE),
    ]
