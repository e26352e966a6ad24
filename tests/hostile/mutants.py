"""Does the permission table notice when a rule is gone? Not in the suite; asked for by name::

    PORTAL_ENV=test pytest tests/hostile/mutants.py -q

Each mutant takes a rule away where it stands, and some cell of the table must be wrong then.
"""

import gc
from contextlib import contextmanager
from unittest.mock import patch

from django.db.models import Exists, OuterRef, Q

from ideas import drafts, rewording, services, support
from ideas.compact import PUBLIC, Party
from ideas.delivery import boots, planning, results
from ideas.models import Consultation, Idea, IdeaSeat
from ideas.models.idea import IdeaQuerySet
from ideas.risk import hats
from ideas.seats import authors_of
from ideas.views import people as people_view
from portal.models import Absence
from portal.prepared import Question, Rows
from tests.hostile import table, world
from tests.hostile.sending import taken_back
from tests.hostile.test_permissions import (  # noqa: F401
    asked,
    company,
    ideas,
    known,
    moves_of_pairs,
    sender,
    sight_of_everybody,
)

PARTIES_OF, MAY_WRITE, VISIBLE_TO = Idea.parties_of, drafts.may_write, IdeaQuerySet.visible_to
SEEN = Q(state__in=PUBLIC)


def everybody_sees(self, person):
    return self.all()


def confidential_is_forgotten(self, person):
    return self.filter(SEEN | self.party_condition(person))


def drafts_are_open(self, person):
    return self.filter(Q(confidential=False) | self.party_condition(person))


def asked_see_nothing(self, person):
    return self.filter(SEEN & Q(confidential=False) | self.party_condition(person))


def managers_see_everything(self, person):
    asked_too = Exists(Consultation.objects.filter(assessment__idea=OuterRef("pk"), person=person))
    mine = Q(author__manager=person)
    return self.filter(
        SEEN & Q(confidential=False) | self.party_condition(person) | asked_too | mine
    )


def superusers_sit_everywhere(self, person):
    return set(Party) if person.is_superuser else PARTIES_OF(self, person)


def deputies_sit(self, person):
    covered = Absence.objects.filter(delegate=person).values_list("person", flat=True)
    seats = IdeaSeat.objects.filter(content_object=self, user__in=covered)
    codes = set(seats.values_list("permission__codename", flat=True))
    held = {party for party, seat in services.SEATS.items() if seat.permission in codes}
    return PARTIES_OF(self, person) | held


def co_authors_speak(self, person):
    joined = Party.AUTHOR if person.pk in authors_of(self) else None
    return PARTIES_OF(self, person) | ({joined} - {None})


def anybody_invited_writes(idea, person):
    return None if person.pk in authors_of(idea) else MAY_WRITE(idea, person)


# {what is broken: (where, its name, what stands there instead, rows of the table to look at)}
MUTANTS = {
    "everybody sees everything": (IdeaQuerySet, "visible_to", everybody_sees, ()),
    "confidential is forgotten": (IdeaQuerySet, "visible_to", confidential_is_forgotten, ()),
    "drafts are open": (IdeaQuerySet, "visible_to", drafts_are_open, ()),
    "the consulted see nothing": (IdeaQuerySet, "visible_to", asked_see_nothing, ()),
    "managers see everything": (IdeaQuerySet, "visible_to", managers_see_everything, ()),
    "superusers sit everywhere": (Idea, "parties_of", superusers_sit_everywhere, ("plan",)),
    "deputies sit where they cover": (Idea, "parties_of", deputies_sit, ("plan",)),
    "co-authors speak as the author": (Idea, "parties_of", co_authors_speak, ("result",)),
    "anybody writes": (drafts, "may_write", lambda idea, person: None, ("edit", "attach")),
    "the invited write": (drafts, "may_write", anybody_invited_writes, ("edit",)),
    "words in force change": (rewording, "refusal", lambda idea: None, ("edit",)),
    "anybody plans": (planning, "may_plan", lambda *_given: None, ("plan",)),
    "anybody tells the result": (results, "may_tell", lambda *_given: None, ("result", "figure")),
    "anybody acts": (services, "_may_act", lambda *_given: services.Verdict(), ()),
    "anybody evaluates": (hats, "may", lambda worn, verb: True, ("worth",)),
    "work goes on for ever": (hats, "is_alive", lambda idea: True, ("risk",)),
    "what is agreed changes": (hats, "is_worked_on", lambda idea: True, ("worth", "advise")),
    "anybody arranges whose it is": (people_view, "_check_party", lambda *_given: None, ("join",)),
    "anybody wears the boots": (boots, "_set", lambda *_given, **_more: None, ("boots",)),
    "one is behind one's own": (support, "authors_of", lambda idea: set(), ("support",)),
}


def forget_statements():
    """Rules stand in the SQL that a process keeps: let it be built anew."""
    for one in gc.get_objects():
        if type(one) in (Question, Rows):  # isinstance() would wake what is lazy
            vars(one).update({name: None for name in vars(one) if name in ("_kept", "_statement")})


@contextmanager
def broken(where, name, instead):
    with patch.object(where, name, instead):
        forget_statements()
        yield
    forget_statements()


def holes(sender, known, ideas, rows):  # noqa: F811
    """Cells of the table that are wrong now."""
    for confidential in (False, True):
        with taken_back():
            Idea.objects.update(confidential=confidential)
            yield from sight_of_everybody(known, ideas, confidential=confidential)
            for place in ("draft", "assessing", "launched", "measuring", "celebrated"):
                yield from asked(
                    *(sender, known, ideas[place], place, rows, lambda _name: world.RELATIONS),
                    confidential=confidential,
                )
    yield from moves_of_pairs(known, {"sponsorship": ideas["sponsorship"]})


def test_the_table_notices(sender, known, ideas, subtests):  # noqa: F811
    assert not list(holes(sender, known, ideas, ("plan",)))
    for what, (where, name, instead, rows) in MUTANTS.items():
        assert set(rows) <= set(table.ROWS)
        with subtests.test(what), broken(where, name, instead):
            hole = next(holes(sender, known, ideas, rows), None)
            assert hole, "survived"
