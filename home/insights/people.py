"""Whether everybody is heard alike. Groups of fewer than eight people are never told apart."""

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from home.insights.findings import SMALL, Finding, bars_of
from ideas.compact import State
from portal.models import User

GROUPS = {"grade": "grade", "site": "site__name", "shift": "shift"}
CAME_THROUGH = (State.TRIAL, State.MEASURING, State.CELEBRATED, State.LEARNED)


def voices(scope):
    """How many in a hundred have shared something, by site. Two queries."""
    people = User.objects.present().exclude(site=None).order_by()
    if scope.department:
        people = people.filter(department=scope.department)
    there = dict(people.values_list("site__name").annotate(n=Count("pk")))
    sharing = people.filter(pk__in=scope.ideas().values("author"))
    shared = dict(sharing.values_list("site__name").annotate(n=Count("pk")))
    rows = [
        [site, number, round(shared.get(site, 0) * 100 / number)]
        for site, number in sorted(there.items())
        if number >= SMALL
    ]
    least = min(rows, key=lambda row: row[2], default=None)
    return Finding(
        key="voices",
        headline=(
            _("%(site)s has the fewest voices") % {"site": least[0]}
            if len(rows) > 1
            else _("No two places are large enough to compare")
        ),
        note=_(
            "People who have shared, out of every hundred. Places with fewer than eight people "
            "are not told apart."
        ),
        columns=(_("Place"), _("People"), _("Shared, of a hundred")),
        rows=rows,
        bars=bars_of(
            [(row[0], row[2]) for row in rows],
            whole=100,
            stands_out=least[0] if len(rows) > 1 else None,
        ),
    )


def fairness(scope):
    """How soon people are answered and how often their ideas come through, by grade, place and
    shift; only for groups in which at least eight people shared. One query."""
    counted = list(_counted(scope.ideas()))
    names = {"grade": _("Grade"), "site": _("Place"), "shift": _("Shift")}
    rows = [
        [names[name], group, soon, through]
        for place, name in enumerate(GROUPS)
        for group, soon, through in _shares(counted, place)
    ]
    gap = _widest_gap(rows)
    return Finding(
        key="fairness",
        headline=_headline_of(gap),
        note=_(
            "Of a hundred ideas: how many were answered when we said, and how many were "
            "tried. Only groups in which eight people or more have shared."
        ),
        columns=(_("By"), _("Group"), _("Answered soon, of a hundred"), _("Tried, of a hundred")),
        rows=rows,
        bars=bars_of([(f"{row[0]}: {row[1]}", row[2]) for row in rows], whole=100),
    )


def _counted(ideas):
    """(grade, place, shift, people, ideas, answered soon, tried) of everybody with these three.
    A person has one of each, so people may be added up."""
    return (
        ideas.values_list(*(f"author__{field}" for field in GROUPS.values()))
        .annotate(
            people=Count("author", distinct=True),
            ideas=Count("pk"),
            soon=Count("pk", filter=Q(first_reply_at__lte=F("reply_by"))),
            through=Count("pk", filter=Q(state__in=CAME_THROUGH)),
        )
        .order_by()
    )


def _shares(counted, place):
    """(group, answered soon of a hundred, tried of a hundred) by one of the three; large enough
    groups only."""
    groups = {}
    for row in counted:
        sums = groups.setdefault(row[place], [0, 0, 0, 0])
        sums[:] = (one + more for one, more in zip(sums, row[len(GROUPS) :], strict=True))
    return [
        (group, round(soon * 100 / number), round(through * 100 / number))
        for group, (people, number, soon, through) in sorted(groups.items(), key=str)
        if group and people >= SMALL
    ]


def _widest_gap(rows):
    """The largest difference in being answered soon between groups of one kind, in points; None
    where no two groups can be compared."""
    kinds = {}
    for kind, _group, soon, _through in rows:
        kinds.setdefault(kind, []).append(soon)
    return max((max(soon) - min(soon) for soon in kinds.values() if len(soon) > 1), default=None)


def _headline_of(gap):
    if gap is None:
        return _("No two groups are large enough to compare")
    if gap > 25:
        return _("Not everybody is answered alike: %(gap)s points apart") % {"gap": gap}
    return _("Everybody is answered much alike")
