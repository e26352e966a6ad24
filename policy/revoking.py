"""Putting a licence to rest, and looking at it again: with reasons, in words, by different people.

Whoever looks after the policy may put a licence to rest. The person reads why and may appeal once,
to an executive sponsor who was not part of it.
"""

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policy import duties
from policy.licensing import Refused, url_of
from policy.models import Appeal, Revocation
from policy.ties import ties
from portal import clock, notices, roles, trail, zero
from portal.models import Absence, User
from portal.roles import Role

DAYS = 5  # working days in which an appeal is decided
Outcome = Appeal.Outcome

trail.register("licence.revoked", _("%(actor)s put the licence of %(subject)s to rest."))
trail.register("licence.lifted", _("%(actor)s gave %(subject)s the licence back."))
trail.register(
    "licence.appealed",
    _("%(subject)s asked for a second look at their licence, by %(due)s."),
    "due:day",
    "holder",
)
trail.register(
    "licence.appeal_passed_on", _("%(holder)s now looks at the appeal of %(subject)s."), "holder"
)
trail.register(
    "licence.appeal_decided",
    _("%(actor)s looked again at the licence of %(subject)s."),
    "outcome",
)
notices.register(
    "licence.revoked",
    _("%(actor)s put your licence to rest. The page says why, and what you can do."),
    label=_("Read it, and answer"),
    can_mute=False,
)
notices.register(
    "licence.lifted",
    _("Your licence is back. %(actor)s saw to it."),
    group=notices.Group.GOOD,
    label=_("See your licence"),
    can_mute=False,
)
notices.register(
    "licence.appealed",
    _("%(actor)s asks you to look at their licence again, by %(due)s."),
    "due:day",
    group=notices.Group.TURN,
    label=_("Read it and decide"),
)
notices.register(
    "licence.appeal_homeless",
    _("%(actor)s appealed, and there is no executive sponsor who could look at it. Name one."),
    group=notices.Group.TURN,
    label=_("Have a look"),
)
notices.register(
    "licence.appeal_stands",
    _("%(actor)s looked at your licence again. It rests a while longer, and they wrote you why."),
    label=_("Read what they wrote"),
    can_mute=False,
)


def may_revoke(by, person):
    """Whether ``by`` may put the licence of ``person`` to rest, and lift that again."""
    if by.pk == person.pk:
        return False
    if roles.has(by, Role.EDITOR) or roles.has(by, Role.ADMINISTRATOR):
        return True
    return ties(by, person).looked_after


def may_decide(by, appeal):
    """Whether ``by`` may decide this appeal: an executive sponsor who had no part in it."""
    part = (appeal.revocation.by_id, appeal.revocation.person_id)
    return by.pk not in part and roles.has(by, Role.SPONSOR)


def url_of_appeal(appeal):
    """Where an appeal is read and decided."""
    return reverse("policy:licence_appeal", args=[appeal.pk])


def _must_revoke(by, person):
    if by.pk == person.pk:
        raise Refused(_("This is about you, so somebody else decides it."), 403)
    if not may_revoke(by, person):
        raise Refused(_("Whoever looks after the policy can do this."), 403)


def open_of(person):
    """The Revocation that holds for this person now, or None."""
    found = Revocation.objects.filter(person=person, lifted_at=None)
    return found.select_related("by", "appeal__decided_by", "appeal__holder").first()


@transaction.atomic
def revoke(*, person, by, reason):
    """Put the whole licence to rest; the person reads the reason. Returns the Revocation.

    Raises Refused.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    _must_revoke(by, person)
    if not person.is_active:
        raise Refused(_("%(name)s doesn’t work here any more.") % {"name": person}, 409)
    if open_of(person):
        raise Refused(_("This licence rests already."), 409)
    if not reason.strip():
        raise Refused(_("Say why, so that %(name)s can put it right.") % {"name": person})
    made = Revocation.objects.create(person=person, by=by, reason=reason.strip())
    trail.record("licence.revoked", subject=person, actor=by)
    notices.tell(
        [person],
        "licence.revoked",
        key=f"licence.revoked:{made.pk}",
        url=reverse("policy:licence"),
        actor=by,
    )
    return made


@transaction.atomic
def lift(*, person, by):
    """Give the licence back without an appeal, or before it is decided. Raises Refused."""
    person = User.objects.select_for_update().get(pk=person.pk)
    _must_revoke(by, person)
    found = open_of(person)
    if found is None:
        raise Refused(_("This licence isn’t resting."), 409)
    appeal = getattr(found, "appeal", None)
    if appeal is not None and not appeal.outcome:
        raise Refused(_("An appeal is open. Whoever looks at it decides."), 409)
    _lift(found, by=by)
    return found


def _lift(revocation, *, by):
    revocation.lifted_at, revocation.lifted_by = timezone.now(), by
    revocation.save(update_fields=["lifted_at", "lifted_by"])
    trail.record("licence.lifted", subject=revocation.person, actor=by)
    notices.tell(
        [revocation.person],
        "licence.lifted",
        key=f"licence.lifted:{revocation.pk}",
        url=reverse("policy:licence"),
        actor=by,
    )


@transaction.atomic
def appeal(revocation, *, by, text):
    """Ask an executive sponsor to look again; once. Returns the Appeal. Raises Refused."""
    person = User.objects.select_for_update().get(pk=revocation.person_id)
    found = Revocation.objects.select_related("by").get(pk=revocation.pk)
    if by.pk != person.pk:
        raise Refused(_("Only %(name)s can ask for this.") % {"name": person}, 403)
    if found.lifted_at:
        raise Refused(_("Your licence is back already. There is nothing to appeal."), 409)
    if Appeal.objects.filter(revocation=found).exists():
        raise Refused(_("You have asked for this already."), 409)
    if not text.strip():
        raise Refused(_("Tell them in your own words what they should know."))
    now = timezone.now()
    holder = _holder(found)
    made = Appeal.objects.create(
        revocation=found,
        text=text.strip(),
        at=now,
        holder=holder,
        due_at=clock.due(holder or found.by, now, days=DAYS),
    )
    trail.record(
        "licence.appealed",
        subject=person,
        actor=person,
        due=duties.company_day(made.due_at),
        holder=str(holder or ""),
    )
    _tell_holder(made)
    return made


def _holder(revocation, *, but=None):
    """The executive sponsor who had no part in it, is here and has the least to do, or None."""
    today = timezone.localdate()
    away = Absence.objects.filter(person=OuterRef("pk"), starts__lte=today, ends__gte=today)
    part = [revocation.by_id, revocation.person_id, *([but.pk] if but else [])]
    fit = User.objects.present().filter(groups__name=Role.SPONSOR.value).exclude(pk__in=part)
    waiting = Count("licence_appeals", filter=Q(licence_appeals__decided_at=None))
    fit = fit.annotate(waiting=waiting, away=Exists(away))
    return fit.order_by("away", "is_full", "waiting", "pk").first()


def _tell_holder(made):
    person = made.revocation.person
    if made.holder is None:
        notices.tell(
            zero.administrators().exclude(pk=person.pk),
            "licence.appeal_homeless",
            key=f"licence.appealed:{made.pk}",
            url=url_of(person),
            actor=person,
        )
        return
    notices.tell(
        [made.holder],
        "licence.appealed",
        key=f"licence.appealed:{made.pk}",
        url=url_of_appeal(made),
        actor=person,
        due=duties.company_day(made.due_at),
    )


@transaction.atomic
def decide_appeal(appeal, *, by, outcome, words):
    """Decide in words the person reads: the licence is back, or it stays. Returns the Appeal.

    Raises Refused.
    """
    User.objects.select_for_update().get(pk=appeal.revocation.person_id)
    fresh = Appeal.objects.select_related("revocation__person", "decided_by").get(pk=appeal.pk)
    if not may_decide(by, fresh):
        raise Refused(_("An executive sponsor who had no part in it decides this."), 403)
    if fresh.outcome:
        raise Refused(_("%(name)s has decided this already.") % {"name": fresh.decided_by}, 409)
    if outcome not in (Outcome.LIFTED, Outcome.STANDS):
        raise Refused(_("Choose one of the two."))
    if not words.strip():
        raise Refused(_("Write a few words. Whoever waits for this deserves them."))
    fresh.outcome, fresh.words = outcome, words.strip()
    fresh.decided_by, fresh.decided_at = by, timezone.now()
    fresh.save(update_fields=["outcome", "words", "decided_by", "decided_at"])
    person = fresh.revocation.person
    trail.record("licence.appeal_decided", subject=person, actor=by, outcome=str(outcome))
    notices.settle(f"licence.appealed:{fresh.pk}")
    if outcome == Outcome.LIFTED and fresh.revocation.lifted_at is None:
        _lift(fresh.revocation, by=by)
    elif outcome == Outcome.STANDS:
        notices.tell(
            [person],
            "licence.appeal_stands",
            key=f"licence.appeal_stands:{fresh.pk}",
            url=reverse("policy:licence"),
            actor=by,
        )
    return fresh


def pass_on_appeals(person, *, by):
    """An executive sponsor leaves: their open appeals go to another one."""
    waiting = Appeal.objects.filter(holder=person, decided_at=None)
    for one in waiting.select_related("revocation__person"):
        notices.settle(f"licence.appealed:{one.pk}", person=person)
        one.holder = _holder(one.revocation, but=person)
        one.save(update_fields=["holder"])
        trail.record(
            "licence.appeal_passed_on",
            subject=one.revocation.person,
            actor=by,
            holder=str(one.holder or _("nobody yet")),
        )
        _tell_holder(one)
