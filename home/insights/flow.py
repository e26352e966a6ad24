"""What becomes of ideas: how they come in, how soon somebody answers, where they wait."""

from datetime import timedelta

from django.db.models import Case, CharField, Count, F, Min, Q, Value, When
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from home.insights.findings import Finding, Key, bars_of, squares_of
from ideas.compact import PROMISED, STAGES, State
from ideas.models import Step

# What became of an idea, in the order of the squares.
FATES = {
    "celebrated": (gettext_lazy("%(n)s celebrated"), "c2", (State.CELEBRATED,)),
    "tried": (gettext_lazy("%(n)s being tried"), "cq", (State.TRIAL, State.MEASURING)),
    "moving": (
        gettext_lazy("%(n)s in motion"),
        "c1",
        (
            State.CLARIFYING,
            State.ASSESSING,
            State.SPONSORSHIP,
            State.SIGN_OFF,
            State.COUNTERSIGN,
            State.PARKED,
        ),
    ),
    "learned": (gettext_lazy("%(n)s taught us something"), "ck", (State.LEARNED,)),
    "declined": (gettext_lazy("%(n)s not now"), "cx", (State.DECLINED,)),
    "withdrawn": (gettext_lazy("%(n)s taken back"), "cb", (State.WITHDRAWN,)),
}
WITHIN = (
    (1, gettext_lazy("Within a day")),
    (2, gettext_lazy("Two days")),
    (4, gettext_lazy("Three or four days")),
    (7, gettext_lazy("A week")),
)


def pipeline(scope):
    """What became of every idea. One query."""
    counted = dict(scope.ideas().values_list("state").annotate(n=Count("pk")))
    fates = {
        name: sum(counted.get(state, 0) for state in states)
        for name, (_text, _look, states) in FATES.items()
    }
    total = sum(fates.values())
    return Finding(
        key="pipeline",
        headline=_headline_of(fates, total),
        note=_("Every idea is in one of these squares. None is lost."),
        columns=(_("Where it is"), _("Ideas")),
        rows=[
            [str(State(state).label), counted.get(state, 0)]
            for state in State
            if state != State.DRAFT
        ],
        squares=squares_of([(FATES[name][1], number) for name, number in fates.items()]),
        keys=tuple(
            Key(_KEYS[look], str(text) % {"n": fates[name]})
            for name, (text, look, _states) in FATES.items()
            if fates[name]
        ),
    )


_KEYS = {"c2": "k2", "cq": "kq", "c1": "k1", "ck": "kk", "cx": "kx", "cb": "k0"}


def _headline_of(fates, total):
    if not total:
        return _("No idea has been shared in this time")
    came_of_it = fates["celebrated"] + fates["tried"] + fates["learned"]
    return ngettext(
        "%(tried)s of %(total)s idea was tried for real",
        "%(tried)s of %(total)s ideas were tried for real",
        total,
    ) % {"tried": came_of_it, "total": total}


def months(scope):
    """New ideas, month by month, of the last twelve months that have any. One query."""
    counted = (
        scope.ideas()
        .annotate(month=TruncMonth("submitted_at"))
        .values("month")
        .annotate(n=Count("pk"), technology=Count("pk", filter=Q(technology=True)))
        .order_by("-month")[:12]
    )
    rows = [
        [f"{MONTHS[row['month'].month]} {row['month'].year}", row["n"], row["technology"]]
        for row in reversed(counted)
    ]
    most = max(rows, key=lambda row: row[1], default=None)
    return Finding(
        key="months",
        headline=(
            _("Most ideas came in %(month)s") % {"month": most[0]}
            if most
            else _("No idea has been shared in this time")
        ),
        note=_("New ideas each month. Being asked is what makes people share."),
        columns=(_("Month"), _("New ideas"), _("With technology")),
        rows=rows,
        bars=bars_of([(row[0], row[1]) for row in rows], stands_out=most and most[0]),
    )


def first_reply(scope):
    """How soon a person answered. One query."""
    counted = {row["waited"]: row for row in _waited(scope)}
    named = [(str(days), label) for days, label in WITHIN]
    named += [("later", _("Longer")), ("none", _("Still waiting"))]
    rows = [[str(label), counted[key]["n"] if key in counted else 0] for key, label in named]
    told = {
        "heard": sum(number for _label, number in rows[:-1]),
        "on_time": sum(row["on_time"] for row in counted.values()),
    }
    return Finding(
        key="first-reply",
        headline=(
            _("%(on_time)s of %(heard)s were answered by a person when we said they would be")
            % told
            if told["heard"]
            else _("Nobody has been answered in this time")
        ),
        note=_(
            "We promise two working days of whoever answers. The bars are days by the calendar; "
            "automatic receipts don’t count."
        ),
        columns=(_("A first answer came"), _("Ideas")),
        rows=rows,
        bars=bars_of([(row[0], row[1]) for row in rows], stands_out=rows[-1][0]),
    )


def _waited(scope):
    """How many ideas ``waited`` so many days for a person's words, and how many not too long."""
    waited = Case(
        When(first_reply_at__isnull=True, then=Value("none")),
        *(
            When(
                first_reply_at__lte=F("submitted_at") + timedelta(days=days), then=Value(str(days))
            )
            for days, _label in WITHIN
        ),
        default=Value("later"),
        output_field=CharField(),
    )
    on_time = Count("pk", filter=Q(first_reply_at__lte=F("reply_by")))
    ideas = scope.ideas().annotate(waited=waited)
    return ideas.values("waited").annotate(n=Count("pk"), on_time=on_time)


def waiting(scope):
    """Where ideas are now, how many of them are late, and since when the longest waits."""
    now = timezone.now()
    counted = {
        row["state"]: row
        for row in scope.ideas()
        .filter(state__in=PROMISED)
        .values("state")
        .annotate(
            n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)), since=Min("state_since")
        )
    }
    rows = []
    for state in PROMISED:
        if row := counted.get(state):
            days = (now - row["since"]).days
            rows.append([str(state.label), row["n"], row["late"], days, STAGES[state].days])
    most = max(rows, key=lambda row: (row[2], row[1]), default=None)
    if most is None:
        headline = _("Nothing waits for anybody")
    elif most[2]:
        headline = _("The longest queue past its date: %(stage)s") % {"stage": most[0]}
    else:
        headline = _("Nothing is late")
    return Finding(
        key="waiting",
        headline=headline,
        note=_("Ideas at each stage now. In the table: how many are past the day we promised."),
        columns=(
            _("Stage"),
            _("Ideas"),
            _("Past their date"),
            _("Longest there, in days"),
            _("Promised, in working days"),
        ),
        rows=rows,
        bars=bars_of([(row[0], row[1]) for row in rows], stands_out=most and most[0]),
    )


def declined(scope):
    """The newest "not now"s with their reasons, as far as everybody may read them. One query."""
    steps = (
        Step.objects.filter(verb="decline", idea__in=scope.ideas(), idea__confidential=False)
        .filter(idea__state=State.DECLINED, idea__hidden_from_manager=False)
        .order_by("-at")
        .values_list("idea__reference", "idea__title", "words", "at")[:200]
    )
    return [
        [
            reference,
            title,
            words.get("reason", ""),
            words.get("would_be_yes", ""),
            timezone.localtime(at).date(),
        ]
        for reference, title, words, at in steps
    ]


def declines(scope):
    """Every "not now", with its reason. Two queries."""
    counted = scope.ideas().filter(state=State.DECLINED).count()
    return Finding(
        key="declines",
        headline=ngettext(
            "%(n)s idea is at “not now”, with a reason",
            "%(n)s ideas are at “not now”, each with a reason",
            counted,
        )
        % {"n": counted},
        note=_("A no costs effort: the reason, and what would make it a yes."),
        columns=(
            _("Idea"),
            _("In one sentence"),
            _("Why not now"),
            _("What would make it a yes"),
            _("When"),
        ),
        rows=declined(scope),
        wide=True,
    )
