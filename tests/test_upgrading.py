"""Migrations that old code can live with: while an upgrade runs, both versions serve.

A release may add what the one before does not know: a table, an index, a column that may be empty
or that the database fills by itself (``db_default``). It takes away nothing, and asks for nothing,
that the release before still uses: that is the next release's. docs/operate.md tells operators.
"""

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

ROOMS = ("portal", "policy", "ideas", "home")
# What everybody runs. Move it forward with each release.
BASELINE = {"portal": "0007", "policy": "0006", "ideas": "0008", "home": "0005"}
# Migrations that do it all the same, each with the reason why no old code minds.
REASONS = {}

TAKES_AWAY = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
ASKS_FOR_MORE = (migrations.AddConstraint, migrations.AlterUniqueTogether)
DANGEROUS_SQL = ("DROP", "RENAME", "NOT NULL")


def complaints(migration, state):
    """What old code would stumble over, as sentences. ``state`` is what stands before it."""
    made = set()
    for operation in migration.operations:
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", None) not in made:
            yield from of_one(operation, migration.app_label, state)
        operation.state_forwards(migration.app_label, state)


def of_one(operation, app, state):
    if isinstance(operation, TAKES_AWAY):
        yield f"{operation.describe()}: old code still uses it."
    elif isinstance(operation, ASKS_FOR_MORE):
        yield f"{operation.describe()}: old code may write what it refuses."
    elif isinstance(operation, migrations.AddField) and not fills_itself(operation.field):
        yield f"{operation.describe()}: old code writes rows without it. Give it a db_default."
    elif isinstance(operation, migrations.AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name]
        if asks_for_more(before, operation.field):
            yield f"{operation.describe()}: old code may write what it refuses."
    elif isinstance(operation, migrations.RunSQL) and is_dangerous(operation.sql):
        yield f"{operation.describe()}: old code may still use it."


def is_dangerous(sql):
    return any(word in str(sql).upper() for word in DANGEROUS_SQL)


def fills_itself(field):
    """Whether a row that does not name this column can be written."""
    return field.null or field.many_to_many or field.has_db_default()


def asks_for_more(before, after):
    """Whether a value that was good before is refused by the database now."""
    shorter = (after.max_length or 0) < (before.max_length or 0)
    return (
        type(before) is not type(after)
        or (before.null and not after.null)
        or (after.unique and not before.unique)
        or shorter
    )


def newer():
    """(migration, the state before it) of each that came after the baseline."""
    loader = MigrationLoader(None)
    for app, name in sorted(loader.graph.nodes):
        if app in ROOMS and name[:4] > BASELINE[app]:
            parents = [parent.key for parent in loader.graph.node_map[app, name].parents]
            yield loader.graph.nodes[app, name], loader.project_state(parents)


def test_old_code_can_live_with_every_new_migration():
    found = {
        f"{migration.app_label}.{migration.name}": list(complaints(migration, state))
        for migration, state in newer()
    }
    wrong = {name: said for name, said in found.items() if said and name not in REASONS}
    assert not wrong
    assert set(REASONS) <= set(found), "a reason for a migration that is not there"


def text(**more):
    return models.CharField(**{"max_length": 20} | more)


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        (migrations.AddField("idea", "word", text()), "db_default"),
        (migrations.AddField("idea", "word", text(default="x")), "db_default"),
        (migrations.AddField("idea", "word", text(db_default="x")), ""),
        (migrations.AddField("idea", "word", text(null=True)), ""),
        (migrations.AddField("new", "word", text()), ""),
        (migrations.AlterField("idea", "title", text(max_length=10)), "refuses"),
        (migrations.AlterField("idea", "title", text(max_length=10, null=True)), "refuses"),
        (migrations.AlterField("idea", "title", models.IntegerField()), "refuses"),
        (migrations.AlterField("idea", "title", text(unique=True)), "refuses"),
        (migrations.AlterField("idea", "free", text()), "refuses"),
        (migrations.AlterField("idea", "title", text(max_length=30, help_text="x")), ""),
        (migrations.RemoveField("idea", "title"), "still uses"),
        (migrations.RenameField("idea", "title", "name"), "still uses"),
        (migrations.RenameModel("idea", "thought"), "still uses"),
        (migrations.DeleteModel("idea"), "still uses"),
        (migrations.AddIndex("idea", models.Index(fields=["title"], name="by_title")), ""),
        (
            migrations.AddConstraint(
                "idea", models.UniqueConstraint(fields=["title"], name="one_title")
            ),
            "refuses",
        ),
        (migrations.RunSQL("ALTER TABLE idea ALTER title SET NOT NULL"), "still use"),
        (migrations.RunSQL("UPDATE idea SET title = ''"), ""),
    ],
)
def test_what_old_code_would_stumble_over(operation, says):
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("title", text())]
    state.add_model(ModelState("ideas", "Idea", [*fields, ("free", text(null=True))]))
    migration = migrations.Migration("9999_next", "ideas")
    migration.operations = [migrations.CreateModel("New", fields), operation]
    said = list(complaints(migration, state))
    assert bool(said) is bool(says)
    assert says in "".join(said)


def test_every_room_has_a_baseline():
    assert {app.label for app in apps.get_app_configs() if app.name in ROOMS} == set(BASELINE)
