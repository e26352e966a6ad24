"""What must be true of a portal after whatever happened to it, asked of the database itself."""

import json
from collections import Counter

from tests.production.databases import rows
from tests.production.servers import manage

# Each row of the first is one of the events of the second: (what, rows, kind of the events).
PAIRS = (
    ("ideas", "SELECT id FROM ideas_idea WHERE state <> 'draft'", "idea.submit"),
    ("comments", "SELECT idea_id FROM ideas_comment", "idea.said"),
    ("ideas", "SELECT idea_id FROM ideas_step WHERE verb = 'submit'", "idea.submit"),
    ("moves", "SELECT id FROM ideas_idea WHERE state = 'withdrawn'", "idea.withdraw"),
    ("moves", "SELECT idea_id FROM ideas_step WHERE verb = 'withdraw'", "idea.withdraw"),
    ("agreements", "SELECT person_id FROM policy_agreement", "policy.agreed"),
)
WRITTEN = {
    "ideas": "SELECT title FROM ideas_idea WHERE state <> 'draft'",
    "comments": "SELECT text FROM ideas_comment",
    "moves": "SELECT words FROM ideas_step WHERE verb = 'withdraw'",
    "agreements": (
        "SELECT person.username, page.slug FROM policy_agreement agreement"
        " JOIN portal_user person ON person.id = agreement.person_id"
        " JOIN wagtailcore_page page ON page.id = agreement.policy_id"
    ),
}


def stored(database, kind):
    """Each thing of this kind that the database holds, with how often."""
    found = rows(database, WRITTEN[kind])
    return Counter(reason(row[0]) if len(row) == 1 else row for row in found)


def reason(words):
    """The reason of a step; a text as it is. SQLite gives JSON as text, PostgreSQL read."""
    if isinstance(words, str):
        words = json.loads(words) if words.startswith("{") else words
    return words if isinstance(words, str) else words["reason"]


def nothing_is_lost(database, said):
    """What was acknowledged is there, and nothing is there twice. ``said``: Said.now()."""
    for kind in WRITTEN:
        there = stored(database, kind)
        twice = [what for what, times in there.items() if times > 1]
        assert not twice, f"{kind} that are there twice: {twice}"
        lost = [what for what in said.get(kind, ()) if what not in there]
        assert not lost, f"{kind} that were acknowledged, and are gone: {lost}"


def nothing_is_half(database):
    """No event without its row, no row without its event, no key without its answer."""
    for kind, statement, event in PAIRS:
        there = Counter(str(row[0]) for row in rows(database, statement))
        told = rows(database, "SELECT subject_id FROM portal_event WHERE kind = %s", event)
        assert Counter(row[0] for row in told) == there, f"{kind} and {event} differ"
    half = rows(database, "SELECT form FROM portal_submissionkey WHERE answer = ''")
    assert not half, f"keys without an answer: {half}"
    unsent = rows(
        database,
        "SELECT idea.id FROM ideas_idea idea WHERE state = 'assessing'"
        " AND (holder_id IS NULL OR due_at IS NULL)",
    )
    assert not unsent, f"ideas that nobody holds: {unsent}"


def the_history_is_whole(folder, database):
    """The commands that an operator would run say so too."""
    for command in ("verify_history", "check_promises"):
        code, said = manage(folder, database, command)
        assert code == 0, said
