"""How each party keeps the compact: what was promised, and how much of it was kept.

By party, never by person: nobody is ranked.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.insights.findings import Finding, bars_of
from ideas.compact import Party, State
from ideas.models import Condition, Idea, Mitigation, Report, Step, Trial
from ideas.tripwires import KEYS

A_WEEK = timedelta(days=7)  # five working days, by the calendar
WEEK = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One promise of one party: how often it was due, and how often it was kept."""

    party: str
    promise: str
    due: float
    kept: float

    @property
    def share(self):
        return round(self.kept * 100 / self.due) if self.due else None


def lines(scope):
    """The Lines of all three parties."""
    return [*_heroes(scope), *_managers(scope), *_it(scope)]


def _heroes(scope):
    party = _("HEROes")
    whole = Q(*[(f"tripwires__{key}__isnull", False) for key in KEYS])
    asked = scope.ideas().filter(kind=Idea.Kind.NEW)
    counted = asked.aggregate(due=Count("pk"), kept=Count("pk", filter=whole))
    yield Line(party, _("Answer the eight questions about risk"), **counted)
    over = scope.ideas().filter(state__in=(State.CELEBRATED, State.LEARNED))
    stopped = Exists(Step.objects.filter(idea=OuterRef("pk"), verb="stop"))
    lesson = Q(result__lesson__gt="") | stopped
    counted = over.aggregate(due=Count("pk"), kept=Count("pk", filter=lesson))
    yield Line(party, _("Share what was learned"), **counted)
    owned = Mitigation.objects.filter(
        risk__assessment__idea__in=scope.ideas(), standing=Mitigation.Standing.TAKEN
    )
    done = Q(status__in=(Mitigation.Status.IN_PLACE, Mitigation.Status.VERIFIED))
    due = owned.filter(owner=F("risk__assessment__idea__author"), due_on__lte=timezone.localdate())
    counted = due.aggregate(due=Count("pk"), kept=Count("pk", filter=done))
    yield Line(party, _("Do what makes it safer"), **counted)


def _managers(scope):
    party = _("Managers")
    counted = scope.ideas().aggregate(
        due=Count("pk", filter=Q(first_reply_at__isnull=False)),
        kept=Count("pk", filter=Q(first_reply_at__lte=F("reply_by"))),
    )
    yield Line(party, _("Answer in person within two working days"), **counted)
    no = Step.objects.filter(verb="decline", idea__in=scope.ideas())
    explained = ~Q(words__reason="") & ~Q(words__would_be_yes="")
    counted = no.aggregate(due=Count("pk"), kept=Count("pk", filter=explained))
    yield Line(party, _("Say why not, and what would make it a yes"), **counted)
    yield Line(party, _("Give the hours that were pledged"), *_hours(scope))


def _hours(scope):
    """(pledged until the last report, given) in hours, of trials that have begun. Two queries."""
    trials = Trial.objects.filter(idea__in=scope.ideas(), launched_at__isnull=False)
    given = Report.objects.filter(trial__in=trials).aggregate(sum=Sum("hours"))["sum"] or 0
    last = Report.objects.filter(trial=OuterRef("pk")).order_by("-at").values("at")[:1]
    spans = (  # few different pledges, however many trials
        trials.filter(hours_pledged__gt=0)
        .annotate(span=Subquery(last) - F("launched_at"))
        .order_by()
        .values_list("hours_pledged")
        .annotate(time=Sum("span"))
    )
    pledged = sum(float(hours) * (time / timedelta(days=WEEK)) for hours, time in spans if time)
    return round(pledged, 1), float(given)


def _it(scope):
    party = _("IT")
    came = Step.objects.filter(
        idea=OuterRef("idea"), after=State.SIGN_OFF, at__lt=OuterRef("at")
    ).exclude(before=State.SIGN_OFF)
    left = (
        Step.objects.filter(idea__in=scope.ideas(), before=State.SIGN_OFF)
        .exclude(after=State.SIGN_OFF)
        .annotate(came=Subquery(came.order_by("-at").values("at")[:1]))
    )
    helpful = Q(verb__in=("adopt", "adopt-with", "advise"))
    counted = left.aggregate(
        due=Count("pk", filter=Q(came__isnull=False)),
        kept=Count("pk", filter=Q(at__lte=F("came") + A_WEEK)),
        decided=Count("pk", filter=helpful | Q(verb="decline")),
        helped=Count("pk", filter=helpful),
    )
    yield Line(party, _("Answer within a week"), counted["due"], counted["kept"])
    promise = _("Adopt it, or say how it can be done")
    yield Line(party, promise, counted["decided"], counted["helped"])
    asked = Condition.objects.filter(idea__in=scope.ideas(), party=Party.CHAMPION)
    counted = asked.aggregate(due=Count("pk"), kept=Count("pk", filter=Q(met_at__isnull=False)))
    yield Line(party, _("See its own conditions met"), **counted)


def scorecard(scope):
    """What each party promised and kept."""
    found = lines(scope)
    told = [line for line in found if line.due]
    weakest = min(told, key=lambda line: line.share, default=None)
    return Finding(
        key="compact",
        headline=_headline_of(told, weakest),
        note=_("The three parties of the compact, in this time. No person is counted by name."),
        columns=(_("Party"), _("Promised"), _("How often"), _("Kept"), _("Of a hundred")),
        rows=[
            [
                line.party,
                line.promise,
                line.due,
                line.kept,
                "" if line.share is None else line.share,
            ]
            for line in found
        ],
        bars=bars_of(
            [(f"{line.party}: {line.promise}", line.share) for line in told],
            whole=100,
            stands_out=weakest and f"{weakest.party}: {weakest.promise}",
        ),
        wide=True,
    )


def _headline_of(told, weakest):
    if weakest is None:
        return _("Nothing has been promised in this time")
    if weakest.share >= 100:
        return ngettext(
            "The one promise that was due was kept",
            "All %(n)s kinds of promises were kept",
            len(told),
        ) % {"n": len(told)}
    return _("Hardest to keep: %(promise)s") % {"promise": weakest.promise}
