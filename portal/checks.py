"""System checks: what would leave somebody without a person, said before it happens.

What an operator should see before a portal goes live is in portal.checks_live.
"""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from portal import clock


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


@register()
def the_holidays_are_known(app_configs, **kwargs):
    """A misspelt HOLIDAYS would break the first due date; it shows at the start instead."""
    try:
        clock.public_holidays(settings.HOLIDAYS, 2026)
    except NotImplementedError as error:
        return [
            Error(
                f"HOLIDAYS={settings.HOLIDAYS!r} is no country or region we know: {error}",
                hint="Use a country (IE), a region (GB-ENG), or leave it empty. Example: GB-ENG",
                id="portal.E003",
            )
        ]
    return []
