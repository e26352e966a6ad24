"""How far training and policies reach."""

from django.utils.translation import gettext as _

from home.insights.findings import Finding, bars_of
from policy import training
from portal.models import User


def training_cover(scope):
    """Who holds each course's certificate today. Two queries."""
    people = User.objects.present()
    if scope.department:
        people = people.filter(department=scope.department)
    rows = []
    for row in training.rows(people, training.courses().order_by("title", "pk")):
        passed = row.counts[training.PASSED] + row.counts[training.DUE]
        share = round(passed * 100 / row.people) if row.people else 0
        rows.append([row.course.title, row.people, passed, share])
    least = min(rows, key=lambda row: row[3], default=None)
    return Finding(
        key="training",
        headline=(
            _("%(share)s of a hundred hold “%(course)s”") % {"share": least[3], "course": least[0]}
            if least
            else _("There is no course yet")
        ),
        note=_("Certificates that are good today. The period above makes no difference here."),
        columns=(_("Course"), _("People"), _("Hold it"), _("Of a hundred")),
        rows=rows,
        bars=bars_of([(row[0], row[3]) for row in rows], whole=100),
    )
