"""Questions about a policy: they reach its owner, who answers on the page or in private."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policy.editions import POLICY
from policy.models import PolicyQuestion
from portal import notices, trail, zero
from portal.models import Absence, Department, User
from portal.prepared import Rows

trail.register("policy.asked", _("%(actor)s asked a question about a policy."), "policy", "edition")
trail.register(
    "policy.answered", _("%(actor)s answered a question about a policy."), "policy", "public"
)
notices.register(
    "policy.asked",
    _("%(actor)s has a question about “%(policy)s”."),
    "policy",
    group=notices.Group.TURN,
    label=_("Read and answer it"),
)
notices.register(
    "policy.answered",
    _("%(actor)s answered your question about “%(policy)s”."),
    "policy",
    group=notices.Group.GOOD,
    label=_("Read the answer"),
)


class Refused(Exception):
    """The step is not possible. ``reason`` is the sentence to show, ``status`` its HTTP code."""

    def __init__(self, reason, status=422):
        super().__init__(str(reason))
        self.reason = reason
        self.status = status


def shown_on(policy):
    """The questions that stand on the page with their answers, the newest first, unnamed."""
    return _shown.ask(policy=policy.pk)


_shown = Rows(
    lambda: (
        PolicyQuestion.objects.filter(policy=POLICY, public=True)
        .select_related("answered_by")
        .order_by("-answered_at")[:20]
    )
)


def answerer(question):
    """Who answers a question: the owner of the policy; once they have left, the head of their
    department; else whoever is at the desk. Nobody answers themselves. None: nobody is there."""
    owner = question.policy.owner_person
    head = owner.department.head if owner.department else None
    for person in (owner, head):
        if person and person.is_active and person != question.asker:
            return person
    on_duty = zero.on_duty().person
    return on_duty if on_duty != question.asker else None


def _today():
    return timezone.localdate(timezone=timezone.get_default_timezone())


def for_answering(person, *, today=None, on_desk=None):
    """Questions that this person may answer, as a query: the owner, who stands in, the heirs.

    ``today`` is the company's, and ``on_desk`` whether they answer for the desk now: both are found
    out where they are not given.
    """
    today = _today() if today is None else today
    away = Absence.objects.filter(starts__lte=today, ends__gte=today, person__is_active=True)
    covered = away.filter(delegate=person).values("person")
    covered_twice = away.filter(delegate__in=covered).values("person")
    mine = (
        Q(policy__owner_person=person)
        | Q(policy__owner_person__in=covered)
        | Q(policy__owner_person__in=covered_twice)
    )
    left = Q(policy__owner_person__is_active=False) | Q(policy__owner_person=F("asker"))
    heads = Department.objects.filter(
        pk=OuterRef("policy__owner_person__department"), head__is_active=True
    ).exclude(head=OuterRef("asker"))
    mine |= left & Exists(heads.filter(head=person))
    if zero.is_desk(person) if on_desk is None else on_desk:
        mine |= left & ~Exists(heads)
    return PolicyQuestion.objects.filter(mine).exclude(asker=person)


def asked_by(person):
    """This person's own questions, the newest first."""
    return PolicyQuestion.objects.filter(asker=person).select_related(
        "policy", "asker", "answered_by"
    )


def visible_to(person):
    """Questions that this person may open: their own, and those that are theirs to answer."""
    return PolicyQuestion.objects.filter(
        Q(asker=person) | Q(pk__in=for_answering(person).values("pk"))
    ).select_related("policy__owner_person", "edition", "asker", "answered_by")


@transaction.atomic
def ask(*, person, policy, edition, text, anchor="", may_be_shown=True):
    """Put a question to the owner of a policy; whoever answers for it is told at once.

    ``edition`` is the text that the person read. Returns the PolicyQuestion. Raises Refused.
    """
    if not text.strip():
        raise Refused(_("Tell us in a few words what it’s about."))
    question = PolicyQuestion.objects.create(
        policy=policy,
        edition=edition,
        anchor=anchor,
        asker=person,
        text=text.strip(),
        may_be_shown=may_be_shown,
    )
    trail.record(
        "policy.asked", subject=question, actor=person, policy=policy.title, edition=edition.label
    )
    someone = answerer(question)
    notices.tell(
        [someone] if someone else zero.administrators().exclude(pk=person.pk),
        "policy.asked",
        key=f"policy.asked:{question.pk}",
        url=url_of(question),
        actor=person,
        policy=policy.title,
    )
    return question


@transaction.atomic
def answer(question, *, by, text, public):
    """Write the answer; the asker is told. ``public`` puts both on the page, without their name.

    Returns the PolicyQuestion. Raises Refused.
    """
    fresh = PolicyQuestion.objects.select_for_update(of=("self",)).select_related("policy")
    fresh = fresh.get(pk=question.pk)
    if not for_answering(by).filter(pk=fresh.pk).exists():
        raise Refused(_("This one is for the person who looks after the policy."), 403)
    if fresh.answered_at:
        raise Refused(_("%(name)s answered this a moment ago.") % {"name": fresh.answered_by}, 409)
    if not text.strip():
        raise Refused(_("Write your answer, a sentence is plenty."))
    if public and not fresh.may_be_shown:
        raise Refused(_("They asked to keep it between you, so answer them alone."))
    fresh.answer, fresh.public = text.strip(), public
    fresh.answered_by, fresh.answered_at = by, timezone.now()
    fresh.save(update_fields=["answer", "public", "answered_by", "answered_at"])
    trail.record(
        "policy.answered", subject=fresh, actor=by, policy=fresh.policy.title, public=public
    )
    notices.settle(f"policy.asked:{fresh.pk}")
    notices.tell(
        User.objects.get(pk=fresh.asker_id),
        "policy.answered",
        key=f"policy.answered:{fresh.pk}",
        url=url_of(fresh),
        actor=by,
        policy=fresh.policy.title,
    )
    return fresh


def url_of(question):
    """Where a question is read and answered."""
    return reverse("policy:question", args=[question.pk])
