"""An exception: leave to run above what we accept in one category, for at most ninety days.

Nobody grants one that they asked for themselves, and nobody above whom there is nobody.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import audience
from ideas.compact import Party
from ideas.models import Round, Waiver
from ideas.risk import method
from ideas.risk.ground import Ground, one_of, words
from ideas.risk.method import Level
from ideas.seats import Refused, authors_of
from portal import notices, roles
from portal.models import User
from portal.roles import Role

LONGEST = timedelta(days=90)
SEVERE = gettext_lazy("Nobody may back a severe risk. Change the idea or stop it.")
OTHERS = gettext_lazy("An executive sponsor decides on an exception, and never the one who asked.")


def may_answer(waiver, person, idea):
    """Whether this person may grant or refuse it: an executive sponsor, who is none of its authors
    and did not ask for it. What is above the appetite is always at Medium or higher."""
    return (
        person.pk not in authors_of(idea) | {waiver.asked_by_id}
        and roles.has(person, Role.SPONSOR)
        and bool(audience.who_sees(idea, [person]))
    )


def in_force(waiver, today):
    """Whether it was granted and has not ended."""
    return bool(waiver.granted) and waiver.until >= today


@transaction.atomic
def ask(assessment, *, by, category, level, why, until):
    """Ask for an exception: ``level`` is what the risk would be allowed to be in this category.

    An ended one is asked for anew. Raises Refused.
    """
    at = Ground(assessment.pk, by)
    at.need("ask_leave")
    at.need_alive()
    one_of(category, [key for key in at.method.categories if key != method.NOTHING])
    one_of(level, Level.values)
    if level == Level.SEVERE:
        raise Refused(SEVERE)
    if not method.exceeds_appetite(at.method, category, level):
        raise Refused(_("That much is accepted here anyway, so no exception is needed."))
    why = words(why, _("Say why it is worth it, in a sentence or two."))
    if at.assessment.waivers.filter(category=category, granted=None).exists():
        raise Refused(_("This is asked already, and waits for its answer."))
    waiver = Waiver(
        assessment=at.assessment,
        category=category,
        level=level,
        why=why,
        until=_until(until),
        asked_by=by,
    )
    asked = [person for person in _sponsors() if may_answer(waiver, person, at.idea)]
    if not asked:
        raise Refused(
            _(
                "No executive sponsor who could grant it sees this idea. Hand the sponsor’s seat "
                "to one of them, then ask."
            )
        )
    waiver.save()
    at.record("idea.waiver_asked", category=category, level=level, until=waiver.until, why=why)
    at.tell(asked, "idea.waiver_asked", key=_key(waiver), why=why)
    return waiver


def _sponsors():
    return User.objects.present().filter(groups__name=Role.SPONSOR.value)


def _until(until):
    today = timezone.localdate()
    if not isinstance(until, date) or not today < until <= today + LONGEST:
        raise Refused(_("An exception ends: pick a day within the next ninety days."))
    return until


def _key(waiver):
    return f"idea.waiver_asked:{waiver.pk}"


@transaction.atomic
def answer(waiver, *, by, granted, conditions="", why=""):
    """Grant it under conditions, or refuse it with the reason; once. Raises Refused."""
    at = Ground(waiver.assessment_id, by)
    waiver = at.assessment.waivers.select_related("asked_by").get(pk=waiver.pk)
    if not may_answer(waiver, by, at.idea):
        raise Refused(OTHERS, 403)
    at.need_alive()
    if waiver.granted is not None:
        raise Refused(_("This is answered already. When it ends, it is asked for anew."), 409)
    if granted:
        conditions = words(conditions, _("Say under which conditions."))
        _until(waiver.until)
    else:
        why = words(why, _("Say why not, in a sentence."))
    waiver.granted, waiver.answered_by, waiver.answered_at = granted, by, timezone.now()
    waiver.conditions, waiver.answer = words(conditions) if granted else "", words(why)
    waiver.save()
    kind = "idea.waiver_granted" if granted else "idea.waiver_refused"
    said = waiver.conditions if granted else waiver.answer
    at.record(kind, category=waiver.category, until=waiver.until, said=said)
    notices.settle(_key(waiver))
    people = [waiver.asked_by, *at.seated(Party.AUTHOR, Party.ASSESSOR, Party.SPONSOR)]
    at.tell(people, kind, key=f"{kind}:{waiver.pk}", said=said)
    if granted:
        at.changed(Round.Why.ASSESSMENT)
    return waiver
