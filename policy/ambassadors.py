"""Ambassadors: colleagues who like to be asked, found by topic, under the name they chose.

Being on the roster is a person's own choice. What they are listed for follows from their licence
(policy.clearance): a topic that is no longer theirs disappears from the roster by itself.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policy import clearance
from policy.licensing import Refused
from policy.models import AmbassadorProfile, Ask, Topic
from portal import look, notices, trail
from portal.models import Absence, User
from portal.templatetags.look import spelt

trail.register("ambassador.joined", gettext_lazy("%(subject)s joined the ambassadors."))
trail.register("ambassador.left", gettext_lazy("%(subject)s left the ambassadors."))
notices.register(
    "ambassador.asked",
    gettext_lazy("%(actor)s has a question about “%(topic)s”, and thought of you."),
    "topic",
    group=notices.Group.TURN,
    label=gettext_lazy("Read and answer it"),
)
notices.register(
    "ambassador.answered",
    gettext_lazy("%(name)s answered your question about “%(topic)s”."),
    "name",
    "topic",
    group=notices.Group.GOOD,
    label=gettext_lazy("Read the answer"),
)
notices.register(
    "ambassador.gone",
    gettext_lazy("%(name)s can’t answer your question about “%(topic)s” any more. Others can."),
    "name",
    "topic",
    label=gettext_lazy("Ask somebody else"),
)

OPEN = Q(answered_at=None, closed_at=None)


@dataclass(frozen=True, slots=True)
class Ambassador:
    """Somebody on the roster as others see them today."""

    profile: AmbassadorProfile
    topics: tuple[Topic, ...]
    waiting: int
    away_until: date | None

    @property
    def free(self):
        """Whether one more question may go to them now."""
        return self.away_until is None and self.waiting < self.profile.limit

    @property
    def load(self):
        """How much they have to answer, in words."""
        if self.away_until is not None:
            return _("Left in peace until %(day)s") % {"day": look.day(self.away_until)}
        if self.waiting >= self.profile.limit:
            return _("Has enough for now")
        if not self.waiting:
            return _("Free for a question")
        return ngettext("Has one question waiting", "Has %(n)s questions waiting", self.waiting) % {
            "n": spelt(self.waiting)
        }

    @property
    def place(self):
        """Where they work, if they chose to say so."""
        site = self.profile.person.site if self.profile.show_site else None
        return str(site or "")


def roster(*, topic=None, channel=None, but=None, topics=None):
    """The Ambassadors who may speak today (on this topic and channel), those who are free first.

    ``but`` is somebody to leave out, ``topics`` all that there are, if the caller has them. A fixed
    number of queries, however many there are.
    """
    profiles = _listed().exclude(person=but) if but else _listed()
    if topic is not None:
        profiles = profiles.filter(
            Exists(
                Topic.objects.filter(
                    pk=topic.pk,
                    red=False,
                    sponsorships__person=OuterRef("person"),
                    sponsorships__ended_at=None,
                )
            )
        )
    judge = clearance.Judge(User.objects.filter(pk__in=profiles.values("person")))
    names = {one.name: one for one in topics or Topic.objects.all() if not one.red}
    found = []
    for profile in profiles.select_related("person__site"):
        if not judge.clearance(profile.person, topic=topic, channel=channel):
            continue
        mine = sorted(judge.evidence.topics_of(profile.person) & set(names))
        if mine:
            found.append(_ambassador(profile, tuple(names[name] for name in mine)))
    return sorted(found, key=lambda one: (not one.free, one.waiting, str(one.profile)))


def topics():
    """Topics that people may be asked about."""
    return Topic.objects.filter(red=False).order_by("pk")


def url_of_topic(topic):
    """The roster of a topic."""
    return f"{reverse('policy:ambassadors')}?topic={topic.slug}"


def _listed():
    """Profiles on the roster, each with ``waiting`` questions and ``absent_until``, as a query."""
    today = timezone.localdate()
    away = Absence.objects.filter(person=OuterRef("person"), starts__lte=today, ends__gte=today)
    return AmbassadorProfile.objects.filter(
        joined_at__isnull=False, person__is_active=True
    ).annotate(
        waiting=Count("asks", filter=Q(asks__answered_at=None, asks__closed_at=None)),
        absent_until=Subquery(away.order_by("-ends").values("ends")[:1]),
    )


def _ambassador(profile, topics):
    today = timezone.localdate()
    quiet = profile.quiet_until if profile.quiet_until and profile.quiet_until >= today else None
    ends = [day for day in (quiet, profile.absent_until) if day]
    return Ambassador(profile, topics, profile.waiting, max(ends) if ends else None)


def find(pk):
    """The Ambassador with this key as others see them, or None when they are not listed."""
    profile = _listed().filter(pk=pk).select_related("person__site").first()
    if profile is None or not (judge := clearance.Judge([profile.person])).clearance(
        profile.person
    ):
        return None
    topics = Topic.objects.filter(red=False, name__in=judge.evidence.topics_of(profile.person))
    return _ambassador(profile, tuple(topics)) if topics else None


@transaction.atomic
def keep(*, person, **fields):
    """Join the roster, or change one's card. Returns the AmbassadorProfile. Raises Refused."""
    person = User.objects.select_for_update().get(pk=person.pk)
    name = " ".join(fields.pop("chosen_name", "").split())
    if not name:
        raise Refused(_("Choose the name that others see."))
    profile = AmbassadorProfile.objects.filter(person=person).first()
    profile = profile or AmbassadorProfile(person=person)
    profile.chosen_name = name
    for field, value in fields.items():
        setattr(profile, field, value)
    joins = profile.joined_at is None
    if joins:
        profile.joined_at = timezone.now()
    profile.full_clean(exclude=["person"])
    profile.save()
    if joins:
        trail.record("ambassador.joined", subject=person, actor=person)
    return profile


@transaction.atomic
def leave(*, person, by=None):
    """Leave the roster, at any time and without a reason; who waits is told to ask another."""
    person = User.objects.select_for_update().get(pk=person.pk)
    profile = AmbassadorProfile.objects.filter(person=person, joined_at__isnull=False).first()
    if profile is None:
        return
    profile.joined_at = None
    profile.save(update_fields=["joined_at"])
    trail.record("ambassador.left", subject=person, actor=by or person)
    for one in profile.asks.filter(OPEN).select_related("asker", "topic"):
        one.closed_at = timezone.now()
        one.save(update_fields=["closed_at"])
        notices.settle(f"ambassador.asked:{one.pk}")
        notices.tell(
            [one.asker],
            "ambassador.gone",
            key=f"ambassador.gone:{one.pk}",
            url=url_of_topic(one.topic),
            name=str(profile),
            topic=one.topic.name,
        )


@transaction.atomic
def ask(*, asker, profile, topic, text):
    """Ask an ambassador about a topic; they are told. Returns the Ask. Raises Refused."""
    locked = AmbassadorProfile.objects.select_for_update().get(pk=profile.pk)
    if locked.person_id == asker.pk:
        raise Refused(_("That’s you. You know the answer already, or whom to ask."), 403)
    found = find(locked.pk)
    if found is None or topic not in found.topics:
        raise Refused(
            _("%(name)s isn’t listed for this any more. Somebody else is.") % {"name": locked}, 409
        )
    if not found.free:
        raise Refused(
            _("%(name)s has enough for now. Pick somebody else, or try again tomorrow.")
            % {"name": locked},
            409,
        )
    if not text.strip():
        raise Refused(_("Tell them in a few words what it’s about."))
    made = Ask.objects.create(asker=asker, ambassador=locked, topic=topic, text=text.strip())
    notices.tell(
        [found.profile.person],
        "ambassador.asked",
        key=f"ambassador.asked:{made.pk}",
        url=url_of(made),
        actor=asker,
        topic=topic.name,
    )
    return made


@transaction.atomic
def answer(asked, *, by, text):
    """Answer a question; whoever asked reads it under the chosen name. Returns the Ask.

    Raises Refused.
    """
    fresh = Ask.objects.select_for_update(of=("self",)).select_related("ambassador", "topic")
    fresh = fresh.get(pk=asked.pk)
    if fresh.ambassador.person_id != by.pk:
        raise Refused(_("This was asked of somebody else."), 403)
    if fresh.answered_at or fresh.closed_at:
        raise Refused(_("This one is done already."), 409)
    if not text.strip():
        raise Refused(_("Write your answer, a sentence is plenty."))
    fresh.answer, fresh.answered_at = text.strip(), timezone.now()
    fresh.save(update_fields=["answer", "answered_at"])
    notices.settle(f"ambassador.asked:{fresh.pk}")
    notices.tell(
        [User.objects.get(pk=fresh.asker_id)],
        "ambassador.answered",
        key=f"ambassador.answered:{fresh.pk}",
        url=url_of(fresh),
        name=str(fresh.ambassador),
        topic=fresh.topic.name,
    )
    return fresh


def visible_to(person):
    """Questions that this person asked or was asked; nobody else knows of them."""
    return Ask.objects.filter(Q(asker=person) | Q(ambassador__person=person)).select_related(
        "asker", "ambassador__person", "topic"
    )


def url_of(asked):
    """Where a question is read and answered."""
    return reverse("policy:ambassador_question", args=[asked.pk])
