"""An upgrade while people write: the old version serves all along, before, during and after.

The new version is a copy of this one with one more migration, of the kind that a release may have
(tests/test_upgrading.py holds every real one to that). Only PostgreSQL: several processes and
versions on one database are for it.
"""

import shutil

from tests.production import proof
from tests.production.company import WRITERS
from tests.production.databases import rows
from tests.production.servers import ROOT, manage, served
from tests.production.writers import Crowd

NEXT = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("ideas", "{newest}")]
    operations = [
        migrations.AddField("idea", "next_word", models.CharField(max_length=20, null=True)),
        migrations.AddField("idea", "next_count", models.IntegerField(db_default=0)),
        migrations.AddField("comment", "next_count", models.IntegerField(db_default=0)),
        migrations.CreateModel("Next", [
            ("id", models.BigAutoField(primary_key=True)),
            ("idea", models.ForeignKey("ideas.idea", models.CASCADE, related_name="+")),
        ]),
        AddIndexConcurrently("idea", models.Index(fields=["next_count"], name="idea_next")),
    ]
"""


def next_version(folder):
    """The code of the next version, in a folder of its own."""
    for name in ("portal", "policy", "ideas", "home", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "gunicorn.conf.py"):
        shutil.copy(ROOT / name, folder)
    there = folder / "ideas" / "migrations"
    newest = max(path.stem for path in there.glob("[0-9]*.py"))
    (there / "9999_next.py").write_text(NEXT.format(newest=newest))
    return folder


def test_nobody_notices_an_upgrade(server, tmp_path):
    database = server.fresh(tmp_path)
    (tmp_path / "data").mkdir()
    code = next_version(tmp_path / "next")
    with (
        served(tmp_path, database, workers=2) as old,
        served(tmp_path / "data", database, code=code, workers=1) as new,
        Crowd(old.address, WRITERS[:3]) as crowd,
    ):
        crowd.goes_on(more=2)
        assert (old.status("/readyz"), new.status("/readyz")) == (200, 503)
        failed, said = manage(tmp_path, database, "migrate", code=code)
        assert failed == 0, said
        crowd.goes_on(more=4)
        assert (old.status("/readyz"), new.status("/readyz")) == (200, 200)
        with Crowd(new.address, WRITERS[3:5]) as others:
            others.goes_on(more=2)
            crowd.goes_on(more=2)
    assert crowd.borne() == others.borne() == [0, 0], "somebody had to wait"
    assert rows(database, "SELECT count(*) FROM ideas_idea WHERE next_count = 0") != [(0,)]
    everything = crowd.said.now()
    for kind, what in others.said.now().items():
        everything.setdefault(kind, []).extend(what)
    proof.nothing_is_lost(database, everything)
    proof.nothing_is_half(database)
