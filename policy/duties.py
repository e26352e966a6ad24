"""Who owes what, and by when: one query over policies, audiences and agreements.

Nothing is stored per person and policy. A person owes a policy while it is live, asks for
agreement, is meant for them, and they have not agreed to its current edition.
"""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta

from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Length
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policy import editions
from policy.models import Agreement, Edition, PolicyPage, SectionText
from portal import look
from portal.clock import company_day
from portal.prepared import NOW, PERSON, Given, OneOf, Question, Rows
from portal.templatetags.look import spelt

DEFAULT_DAYS = 28
BANNER_DAYS = 7  # a banner on every page from a week before the due date


@dataclass(frozen=True, slots=True)
class Owed:
    """What a duty tells of its policy. Every page asks for duties, so it is no more than that."""

    pk: int
    title: str
    slug: str
    edition: int
    owner_person_id: int
    joiner_days: int
    due_on: date | None
    published: datetime  # when its edition came out

    def __str__(self):
        return self.title


@dataclass(frozen=True, slots=True)
class Duty:
    """One policy that a person still has to agree to."""

    policy: Owed
    due: date
    today: date
    agreed_number: int  # the edition they agreed to last; 0 for none
    joiner: bool = False

    @property
    def overdue(self):
        return self.today > self.due

    @property
    def soon(self):
        """Near enough for a banner on every page, or past."""
        return self.today + timedelta(days=BANNER_DAYS) >= self.due

    @property
    def again(self):
        """They agreed to an earlier edition, so what changed is marked for them."""
        return self.agreed_number > 0

    @property
    def url(self):
        """The page to read; what changed stands first on it."""
        return address(self.policy)

    @property
    def title(self):
        if self.again:
            return _("See what changed in %(policy)s") % {"policy": self.policy.title}
        return _("Read and agree to %(policy)s") % {"policy": self.policy.title}


@dataclass(frozen=True, slots=True)
class Reading:
    """How much there is to read for a duty: what changed, or all of it."""

    minutes: int
    changes: int = 0

    def says(self, duty):
        """The small line under a duty's title, by when and how little it is."""
        day = {"day": look.day(duty.due)}
        when = _("We hoped for it by %(day)s.") if duty.overdue else _("By %(day)s.")
        if not self.changes:
            return when % day
        marked = ngettext(
            "One change. We have marked it for you.",
            "%(n)s changes. We have marked them for you.",
            self.changes,
        )
        return f"{marked % {'n': capfirst(spelt(self.changes))}} {when % day}"


def above():
    """/policies/, where the list of them stands."""
    return reverse("wagtail_serve", args=["policies/"])


def address(policy):
    """/policies/<slug>/, without asking the database for the place of the page in its tree."""
    return reverse("wagtail_serve", args=[f"policies/{policy.slug}/"])


def common_due(policy):
    """The last day for everybody who did not join lately. ``policy`` comes from ``asking``.

    A date from before the edition came out was set for an earlier one and holds no more.
    """
    published = company_day(policy.published)
    if policy.due_on and policy.due_on >= published:
        return policy.due_on
    return published + timedelta(days=DEFAULT_DAYS)


def due_date(policy, joined):
    """The last day to agree, and whether that is a joiner's date.

    ``joined`` is the moment the person came. Whoever joined lately has ``policy.joiner_days`` from
    that day; whichever date is later holds.
    """
    common = common_due(policy)
    joiner = company_day(joined) + timedelta(days=policy.joiner_days)
    return max(common, joiner), joiner > common


def asking(now=None):
    """Live policies that ask for agreement, each with the moment its edition came out. Nobody is
    asked before that moment."""
    first = Edition.objects.filter(
        policy=OuterRef("pk"), number=OuterRef("edition"), correction=0
    ).values("published_at")[:1]
    return (
        PolicyPage.objects.live()
        .filter(needs_agreement=True)
        .annotate(published=Subquery(first))
        .filter(published__lte=now or timezone.now())
    )


DEPARTMENT = Given("department", BigIntegerField())


def _owed():
    """The policies that somebody owes: never agreed to, or to an older edition only."""
    agreed = Agreement.objects.filter(policy=OuterRef("pk"), person=PERSON).order_by("-number")
    policies = (
        asking(now=NOW)
        .meant_for(PERSON, DEPARTMENT)
        .annotate(agreed_number=Subquery(agreed.values("number")[:1]))
        .filter(Q(agreed_number=None) | Q(agreed_number__lt=F("edition")))
    )
    return policies.order_by().values_list(*OWED, "agreed_number")


OWED = tuple(field.name for field in fields(Owed))
_question = Question(lambda: [_owed()])


def _moment(value):
    """SQLite gives moments as text, in UTC, and does not say so."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _day(value):
    return date.fromisoformat(value) if isinstance(value, str) else value


def duties_of(person, *, today=None):
    """What this person owes, the nearest due date first. One query."""
    now = timezone.now()
    today = today or company_day(now)
    asked = _question.ask(person=person.pk, department=person.department_id, now=now)
    duties = []
    for *told, due_on, published, agreed_number in asked:
        policy = Owed(*told, due_on=_day(due_on), published=_moment(published))
        due, joiner = due_date(policy, person.date_joined)
        duties.append(Duty(policy, due, today, agreed_number or 0, joiner))
    return sorted(duties, key=lambda duty: (duty.due, duty.policy.title))


def readings(duties):
    """{policy id: Reading} of these duties. One query, however many."""
    agreed = {duty.policy.pk: duty.agreed_number for duty in duties}
    lengths, notes, seen = {}, {pk: [] for pk in agreed}, set()
    for edition in _told.ask(policies=list(agreed)):
        policy, number = edition.policy_id, edition.number
        lengths[policy] = edition.characters or 0
        if number > agreed[policy] > 0 and (policy, number) not in seen:
            seen.add((policy, number))
            notes[policy] += edition.changes
    return {
        pk: Reading(minutes=reading_minutes(lengths.get(pk, 0), notes[pk]), changes=len(notes[pk]))
        for pk in agreed
    }


def characters(policy):
    """How many characters the text of a policy has that people read now, as part of a query."""
    texts = SectionText.objects.order_by().filter(policy=OuterRef(policy)).values("policy")
    return Subquery(texts.annotate(characters=Sum(Length("text"))).values("characters"))


def _editions():
    told = Edition.objects.filter(OneOf("policy", "policies")).only("policy", "number", "changes")
    told = told.annotate(characters=characters("policy"))
    return told.order_by("policy", "number", "-correction")


_told = Rows(_editions)


def reading_minutes(length, changes):
    """Minutes for a text of so many characters, or for what changed in it where that is told.

    Each change is read as it was and as it is, with its why; nobody reads more than all.
    """
    characters = sum(2 * len(change["what"]) + len(change["why"]) for change in changes)
    return editions.minutes_for(min(characters, length) if changes else length)
