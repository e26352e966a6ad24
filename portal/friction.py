"""“This got in my way”, on every page: five in thirty days ask its owner for an answer in public.

Five times by at least three people, so that one bad day of one person opens nothing, and so that
whoever reads it cannot tell who said it. Names of those who did are shown to nobody.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal import clock, jobs, notices, roles, trail, zero
from portal.models import Friction, FrictionTask, User
from portal.people import leaving
from portal.roles import Role

MANY, PEOPLE = 5, 3
WITHIN = timedelta(days=30)
DAYS = 10  # working days of the owner
AN_HOUR = 10  # of one person
OWNERS = ("owner_person", "leader")  # how pages of the CMS call whoever looks after them

trail.register("friction.opened", gettext_lazy("“%(subject)s” got in people’s way."), "owner")
trail.register("friction.answered", gettext_lazy("%(actor)s answered about “%(subject)s”."))
trail.register("friction.passed_on", gettext_lazy("%(to)s looks after “%(subject)s” now."), "to")
for _kind, _sentence in (
    ("friction.opened", gettext_lazy("“%(title)s” got in people’s way %(times)s times.")),
    ("friction.late", gettext_lazy("People still wait for your answer about “%(title)s”.")),
):
    notices.register(
        _kind,
        _sentence,
        "title",
        "times",
        "due:day",
        group=notices.Group.TURN,
        detail=gettext_lazy("Say by %(due)s what you changed, or why not. Everybody can read it."),
        label=gettext_lazy("Read what they wrote"),
    )
notices.register(
    "friction.answered",
    gettext_lazy("%(actor)s answered about what got in your way: “%(title)s”."),
    "title",
    group=notices.Group.GOOD,
    label=gettext_lazy("Read the answer"),
)


class Refused(Exception):
    """It was not done; ``reason`` is the sentence to show, ``status`` its HTTP code."""

    def __init__(self, reason, status=422):
        super().__init__(reason)
        self.reason = reason
        self.status = status


def visible_to(person):
    """What this person may read: everything but pages that are not open to everybody, unless it
    is theirs, or they said it too."""
    if roles.has(person, Role.ADMINISTRATOR):
        return FrictionTask.objects.all()
    said = Friction.objects.filter(person=person).values("task")
    return FrictionTask.objects.filter(Q(apart=False) | Q(owner=person) | Q(pk__in=said))


def waiting_for(person):
    """The tasks whose answer this person owes, the nearest date first."""
    return FrictionTask.objects.filter(owner=person, answered_at=None)


def url_of(task):
    return reverse("portal:friction_task", args=[task.pk])


@transaction.atomic
def report(*, by, place, words=""):
    """Note that something got in somebody's way at a Place. The fifth one asks its owner.

    Raises Refused after ten in an hour.
    """
    now = timezone.now()
    if Friction.objects.filter(person=by, at__gt=now - timedelta(hours=1)).count() >= AN_HOUR:
        raise Refused(
            _("That is a lot for one hour. Press 0 and tell us, so that we hear it properly."),
            429,
        )
    task = FrictionTask.objects.filter(place=place.name, answered_at=None).first()
    said = Friction.objects.create(
        place=place.name, words=words.strip(), person=by, at=now, task=task
    )
    if task is None:
        _ask_if_many(place, now)
    return said


def _ask_if_many(place, now):
    """Open the task of a place when enough people said it. Two at once open one."""
    lately = Friction.objects.filter(place=place.name, task=None, at__gt=now - WITHIN)
    found = lately.aggregate(times=Count("pk"), people=Count("person", distinct=True))
    if found["times"] < MANY or found["people"] < PEOPLE:
        return
    owner = owner_of(place)
    apart = bool(place.page and place.page.get_view_restrictions().exists())
    task, opened = FrictionTask.objects.get_or_create(
        place=place.name,
        answered_at=None,
        defaults={
            "title": place.page.title if place.page else "",
            "apart": apart,
            "owner": owner,
            "opened_at": now,
            "due_at": clock.due(owner or _company(), now, DAYS),
        },
    )
    lately.update(task=task)
    if opened:
        trail.record("friction.opened", subject=task, owner=str(owner or ""))
        _ask(task, "friction.opened", owner)


def _company():
    """The calendar that counts where nobody looks after a place."""
    return clock.Calendar(zone=timezone.get_default_timezone(), region=settings.HOLIDAYS)


def _ask(task, kind, people):
    """It is their turn. Where nobody looks after it, administrators are asked."""
    notices.tell(
        people or list(zero.administrators()),
        kind,
        key=f"{kind}:{task.pk}:{task.owner_id or 0}",
        url=url_of(task),
        title=str(task),
        times=str(task.reports.count()),
        due=clock.company_day(task.due_at),
    )


def owner_of(place):
    """Who looks after a place: the page's owner; else the administrator with the fewest of these;
    else whoever is at the desk. None if there is nobody."""
    for name in OWNERS:
        owner = getattr(place.page, name, None)
        if owner and owner.is_active:
            return owner
    still_open = Count("friction_tasks", filter=Q(friction_tasks__answered_at=None))
    administrators = zero.administrators().annotate(owed=still_open)
    return administrators.order_by("owed", "pk").first() or zero.on_duty().person


def may_answer(task, person):
    """The owner, and administrators."""
    return task.owner == person or roles.has(person, Role.ADMINISTRATOR)


@transaction.atomic
def answer(task, *, by, changed, text):
    """Say in public what changed, or why not; whoever said it is told. Raises Refused."""
    task = FrictionTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if not may_answer(task, by):
        raise Refused(_("That is for %(name)s to answer.") % {"name": task.owner}, 403)
    if task.answered_at:
        raise Refused(_("%(name)s answered this a moment ago.") % {"name": task.answered_by}, 409)
    if not text.strip():
        raise Refused(_("Say in a few words what you changed, or why not."))
    task.changed, task.answer = changed, text.strip()
    task.answered_by, task.answered_at = by, timezone.now()
    task.save(update_fields=["changed", "answer", "answered_by", "answered_at"])
    trail.record("friction.answered", subject=task, actor=by)
    _settle(task)
    notices.tell(
        User.objects.present().filter(pk__in=task.reports.values("person")),
        "friction.answered",
        key=f"friction.answered:{task.pk}",
        url=url_of(task),
        actor=by,
        title=str(task),
    )
    return task


def _settle(task):
    owner = task.owner_id or 0
    notices.settle(f"friction.opened:{task.pk}:{owner}", f"friction.late:{task.pk}:{owner}")


@jobs.every(minutes=jobs.DAY, name="got in my way")
def remind(now):
    """Remind owners whose date has passed, once, and forget what led to nothing; counts both."""
    late = FrictionTask.objects.filter(answered_at=None, due_at__lte=now).select_related("owner")
    told = [task for task in late if task.due_at > now - notices.FORGOTTEN]
    for task in told:
        _ask(task, "friction.late", task.owner and [task.owner, *zero.administrators()])
    forgotten = Friction.objects.filter(task=None, at__lte=now - WITHIN).delete()[0]
    return len(told) + forgotten


def held(person):
    """In words, the answers that a leaver still owes; an empty string for none."""
    count = waiting_for(person).count()
    if not count:
        return ""
    return ngettext("an answer to what got in people’s way", "%(n)s such answers", count) % {
        "n": count
    }


def hand_over(person, successor, by):
    """Whoever follows a leaver answers in their place."""
    for task in waiting_for(person).select_for_update(of=("self",)):
        _settle(task)
        task.owner = successor
        task.save(update_fields=["owner"])
        trail.record("friction.passed_on", subject=task, actor=by, to=str(successor))
        _ask(task, "friction.opened", successor)


leaving.register_handover("friction", hand_over, held=held)
