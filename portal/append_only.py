"""Database triggers that refuse to change or delete rows of write-once tables.

The guard holds for raw SQL too. On SQLite, and for the owner of a PostgreSQL table, it guards
against accidents; docs/operate.md shows the two PostgreSQL roles that make it a wall.
"""

SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN "
    "SELECT RAISE(ABORT, '{table} rows are written once'); END;",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN "
    "SELECT RAISE(ABORT, '{table} rows are never deleted'); END;",
)
SQLITE_OFF = (
    "DROP TRIGGER IF EXISTS {table}_no_update;",
    "DROP TRIGGER IF EXISTS {table}_no_delete;",
)
POSTGRES = (
    "CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% rows are written once and never deleted', TG_TABLE_NAME; END $$;",
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();",
)
POSTGRES_OFF = ("DROP TRIGGER IF EXISTS {table}_append_only ON {table};",)


def _run(statements, table, schema_editor):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement.format(table=table), params=None)


def lock(table):
    """A migration operation that makes ``table`` append-only, and its reverse."""
    from django.db import migrations

    return migrations.RunPython(
        lambda apps, editor: lock_now(table, editor), lambda apps, editor: unlock_now(table, editor)
    )


def lock_now(table, schema_editor):
    """Create the triggers. ``schema_editor`` is one of ``connection.schema_editor()``."""
    _run({"sqlite": SQLITE, "postgresql": POSTGRES}, table, schema_editor)


def unlock_now(table, schema_editor):
    """Drop the triggers. For migrations only."""
    _run({"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF}, table, schema_editor)
