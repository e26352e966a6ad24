"""Press zero: who answers, now or next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from portal.models import DutyShift, User


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The person to turn to. ``person`` is None only when the roster is empty."""

    person: User | None
    until: datetime | None = None  # None: nobody is on duty now, ``starts`` says when
    starts: datetime | None = None
    owner: bool = False  # answers because the page is theirs

    @property
    def name(self):
        return str(self.person) if self.person else settings.DESK_NAME

    @property
    def phone(self):
        return settings.DESK_PHONE


def spans(shifts, at):
    """(start, end, shift) of each shift from yesterday to a week ahead, in the company's zone."""
    zone = timezone.get_default_timezone()
    today = at.astimezone(zone).date()
    for shift in shifts:
        for offset in range(-1, 8):
            day = today + timedelta(days=offset)
            if day.isoweekday() != shift.weekday:
                continue
            start = datetime.combine(day, shift.starts, zone)
            last_day = day + timedelta(days=shift.ends <= shift.starts)
            yield start, datetime.combine(last_day, shift.ends, zone), shift


def on_duty(at=None):
    """Who is at the desk at a moment (default: now), or else who picks up next."""
    at = at or timezone.now()
    shifts = DutyShift.objects.filter(person__is_active=True).select_related("person")
    all_spans = sorted(spans(shifts, at), key=lambda span: (span[0], span[2].pk))
    now = [(end, shift) for start, end, shift in all_spans if start <= at < end]
    if now:
        end, shift = max(now, key=lambda pair: pair[0])
        return OnDuty(shift.person, until=end)
    for start, _end, shift in all_spans:
        if start > at:
            return OnDuty(shift.person, starts=start)
    return OnDuty(None)


def person_for(request):
    """Who the strip names on this page: the page's owner if a view set one, else the desk.

    A view says whose page it is with ``request.zero_owner = person``.
    """
    owner = getattr(request, "zero_owner", None)
    if owner is not None and owner.is_active:
        return OnDuty(owner, owner=True)
    return on_duty()
