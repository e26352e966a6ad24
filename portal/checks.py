"""System checks: what would leave somebody without a person, said before it happens."""

from django.core.checks import Error, Tags, register
from django.db import DatabaseError


@register(Tags.database, deploy=True)
def somebody_is_on_the_roster(app_configs, databases, **kwargs):
    """Press zero must reach somebody. Runs with `check --deploy --database default`."""
    if not databases:
        return []
    from portal.models import DutyShift

    try:
        if DutyShift.objects.filter(person__is_active=True).exists():
            return []
    except DatabaseError:
        return [
            Error(
                "The database has no tables yet.", hint="Run manage.py migrate.", id="portal.E001"
            )
        ]
    return [
        Error(
            "Nobody is on the duty roster, so pressing zero reaches nobody.",
            hint="Add people in the CMS under Duty roster, or run manage.py demo.",
            id="portal.E002",
        )
    ]
