"""Who owes what, and by when: one query over policies, audiences and agreements.

Nothing is stored per person and policy. A person owes a policy while it is live, asks for
agreement, is meant for them, and they have not agreed to its current edition.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from policy.models import Agreement, Edition, PolicyPage

DEFAULT_DAYS = 28
BANNER_DAYS = 7  # a banner on every page from a week before the due date
WORDS_A_MINUTE = 220


@dataclass(frozen=True, slots=True)
class Duty:
    """One policy that a person still has to agree to."""

    policy: PolicyPage
    due: date
    today: date
    agreed_number: int  # the edition they agreed to last; 0 for none
    joiner: bool = False

    @property
    def overdue(self):
        return self.today > self.due

    @property
    def soon(self):
        """Near enough for a banner on every page."""
        return self.today + timedelta(days=BANNER_DAYS) >= self.due

    @property
    def again(self):
        """They agreed to an earlier edition, so only what changed needs reading."""
        return self.agreed_number > 0

    @property
    def title(self):
        if self.again:
            return _("See what changed in %(policy)s") % {"policy": self.policy.title}
        return _("Read and agree to %(policy)s") % {"policy": self.policy.title}


def due_date(policy, *, published, joined):
    """The last day to agree, and whether that is a joiner's date.

    ``published`` is the day the edition came out, ``joined`` the person's first day. Whoever
    joined lately has ``policy.joiner_days`` from that day; whichever is later holds.
    """
    common = policy.due_on or published + timedelta(days=DEFAULT_DAYS)
    joiner = joined + timedelta(days=policy.joiner_days)
    return max(common, joiner), joiner > common


def asking():
    """Live policies that ask for agreement, each with the day its edition came out."""
    first = Edition.objects.filter(
        policy=OuterRef("pk"), number=OuterRef("edition"), correction=0
    ).values("published_at")[:1]
    return (
        PolicyPage.objects.live()
        .filter(needs_agreement=True)
        .annotate(published=Subquery(first))
        .filter(published__isnull=False)
    )


def owed_by(person):
    """The policies that this person owes, as a query."""
    agreed = Agreement.objects.filter(policy=OuterRef("pk"), person=person)
    return (
        asking()
        .for_person(person)
        .filter(~Exists(agreed.filter(number=OuterRef("edition"))))
        .annotate(agreed_number=Subquery(agreed.order_by("-number").values("number")[:1]))
        .select_related("owner_person")
    )


def duties_of(person, *, today=None):
    """What this person owes, the nearest due date first. One query."""
    today = today or timezone.localdate()
    joined = timezone.localdate(person.date_joined)
    duties = []
    for policy in owed_by(person):
        due, joiner = due_date(
            policy, published=timezone.localdate(policy.published), joined=joined
        )
        duties.append(Duty(policy, due, today, policy.agreed_number or 0, joiner))
    return sorted(duties, key=lambda duty: (duty.due, duty.policy.title))
