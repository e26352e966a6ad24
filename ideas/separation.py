"""What the database itself refuses about seats and seals, whoever asks, raw SQL included.

Nobody sits in a seat of their own idea, or writes in an idea in which they have a seat. Nobody
sits in two seats that stay apart, and a seal is put on by whoever sits there. What depends on the
level of a risk (whether the same person weighs and backs it) the database can't look up:
ideas.seats says that.

SQLite refuses to rebuild a table while a trigger of another one reads it, so the triggers are
taken down before migrations and put back after them, on both databases.
"""

from django.db import connections

from ideas.compact import APART, BOTH, SEATS, Party

# Each pair once. Weighing and backing may be one person's where no risk is above Low.
PAIRS = sorted(
    {tuple(sorted((one, other))) for one, others in APART.items() for other in others}
    - {tuple(sorted(BOTH))}
)


def _names(one, other):
    return f"('{SEATS[one].permission}', '{SEATS[other].permission}')"


CLASH = " OR ".join(
    f"(theirs.codename IN {_names(*pair)} AND mine.codename IN {_names(*pair)}"
    " AND theirs.id <> mine.id)"
    for pair in PAIRS
)
AUTHORS = (
    "EXISTS (SELECT 1 FROM ideas_idea WHERE id = NEW.content_object_id"
    " AND NEW.user_id IN (author_id, written_by_id))"
    " OR EXISTS (SELECT 1 FROM ideas_coauthor WHERE idea_id = NEW.content_object_id"
    " AND person_id = NEW.user_id)"
)
SECOND_SEAT = (
    "EXISTS (SELECT 1 FROM ideas_ideaseat seat"  # noqa: S608, every part of it is written here
    " JOIN auth_permission mine ON mine.id = NEW.permission_id"
    " JOIN auth_permission theirs ON theirs.id = seat.permission_id"
    " WHERE seat.content_object_id = NEW.content_object_id AND seat.user_id = NEW.user_id"
    f" AND ({CLASH}))"
)
SEATED = "EXISTS (SELECT 1 FROM ideas_ideaseat WHERE content_object_id = {idea} AND user_id {who})"
PARTIES = " ".join(f"WHEN '{seat.permission}' THEN '{party}'" for party, seat in SEATS.items())
STRANGER = (
    f"CASE WHEN NEW.party = '{Party.AUTHOR}' THEN NOT EXISTS (SELECT 1 FROM ideas_idea"  # noqa: S608
    " WHERE id = NEW.idea_id AND author_id = NEW.signer_id)"
    " ELSE NOT EXISTS (SELECT 1 FROM ideas_ideaseat seat"
    " JOIN auth_permission mine ON mine.id = seat.permission_id"
    " WHERE seat.content_object_id = NEW.idea_id AND seat.user_id = NEW.signer_id"
    f" AND CASE mine.codename {PARTIES} END = NEW.party) END"
)
# {name of the trigger: (event, table, condition that refuses the new row)}
RULES = {
    "idea_seat_is_no_authors": ("INSERT", "ideas_ideaseat", AUTHORS),
    "idea_seat_moves_to_no_author": ("UPDATE", "ideas_ideaseat", AUTHORS),
    "idea_seat_stands_apart": ("INSERT", "ideas_ideaseat", SECOND_SEAT),
    "idea_seat_moves_apart": ("UPDATE", "ideas_ideaseat", SECOND_SEAT),
    "idea_co_author_has_no_seat": (
        "INSERT",
        "ideas_coauthor",
        SEATED.format(idea="NEW.idea_id", who="= NEW.person_id"),
    ),
    "idea_author_has_no_seat": (
        "UPDATE OF author_id, written_by_id",
        "ideas_idea",
        SEATED.format(idea="NEW.id", who="IN (NEW.author_id, NEW.written_by_id)"),
    ),
    "idea_seal_is_its_partys": ("INSERT", "ideas_signature", STRANGER),
}
SQLITE = (
    "CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {refused} BEGIN "
    "SELECT RAISE(ABORT, '{name}'); END;"
)
POSTGRES = (
    "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF ({refused}) THEN RAISE EXCEPTION '{name}' "
    "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;",
    "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();",
)


def take_down(using="default", **_signal):
    """Drop the triggers, whichever are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for name, (_event, table, _refused) in RULES.items():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            elif table in tables:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def put_up(using="default", **_signal):
    """Create the triggers on the tables as they are now."""
    take_down(using)
    connection = connections[using]
    statements = (SQLITE,) if connection.vendor == "sqlite" else POSTGRES
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for name, (event, table, refused) in RULES.items():
            if table in tables:
                for statement in statements:
                    cursor.execute(
                        statement.format(name=name, event=event, table=table, refused=refused)
                    )
