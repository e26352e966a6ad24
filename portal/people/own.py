"""What people decide for themselves: settings, hours of peace, days away."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import look, notices, trail
from portal.models import Absence, User
from portal.people.errors import Refused

FIELDS = (
    "quiet_from",
    "quiet_until",
    "delivery",
    "digest_at",
    "is_full",
    "load_limit",
    "phone",
    "reach",
    "about",
    "theme",
    "language",
    "time_zone",
    "zero_key",
)


@transaction.atomic
def change_settings(person, **fields):
    """A person changes their own settings, those of FIELDS. Returns them fresh. Raises Refused."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"Not a setting of one's own: {sorted(unknown)}")
    person = User.objects.select_for_update().get(pk=person.pk)
    changed = sorted(name for name, value in fields.items() if getattr(person, name) != value)
    if not changed:
        return person
    for name in changed:
        setattr(person, name, fields[name])
    if (person.quiet_from is None) != (person.quiet_until is None):
        missing = "quiet_from" if person.quiet_from is None else "quiet_until"
        raise Refused(_("Quiet hours need both ends. Leave both empty for none."), missing)
    try:
        person.clean_fields(exclude={f.name for f in User._meta.fields} - set(changed))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field) from error
    person.save(update_fields=changed)
    if "delivery" in changed:
        notices.stop_unwanted(person)
    trail.record("person.settings_changed", subject=person, actor=person, fields=changed)
    return person


@transaction.atomic
def plan_absence(person, *, delegate, starts, ends):
    """Days away, with somebody who gets what would have come. Returns the Absence.

    Raises Refused for days in the past or planned already, and for a delegate who has left, is
    the person themself, or is away on one of those days.
    """
    User.objects.select_for_update().get(pk=person.pk)
    today = timezone.localdate()
    if ends < starts:
        raise Refused(_("The last day comes before the first. Swap them round."), "ends")
    if ends < today:
        raise Refused(
            _("Those days are over. Pick days from %(today)s on.") % {"today": look.day(today)},
            "ends",
        )
    if delegate.pk == person.pk:
        raise Refused(_("Choose somebody else: you’ll be away yourself."), "delegate")
    if not delegate.is_active:
        raise Refused(
            _("%(name)s has left. Choose somebody who works here.") % {"name": delegate},
            "delegate",
        )
    if other := overlapping(person, starts, ends):
        raise Refused(
            _("You’re already away from %(starts)s to %(ends)s. Take that back first.")
            % {"starts": look.day(other.starts), "ends": look.day(other.ends)},
            "starts",
        )
    if other := overlapping(delegate, starts, ends):
        raise Refused(
            _("%(name)s is away from %(starts)s to %(ends)s. Choose somebody who is here.")
            % {"name": delegate, "starts": look.day(other.starts), "ends": look.day(other.ends)},
            "delegate",
        )
    absence = Absence.objects.create(person=person, delegate=delegate, starts=starts, ends=ends)
    trail.record(
        "person.away_planned",
        subject=person,
        actor=person,
        starts=starts,
        ends=ends,
        delegate_id=str(delegate.pk),
    )
    return absence


@transaction.atomic
def drop_absence(absence, *, by):
    """Take days away back. Only the person themself can. Raises Refused."""
    if absence.person_id != by.pk:
        raise Refused(_("Only %(name)s can take this back.") % {"name": absence.person})
    trail.record(
        "person.away_dropped", subject=by, actor=by, starts=absence.starts, ends=absence.ends
    )
    absence.delete()


def overlapping(person, starts, ends):
    """The first absence of the person that touches these days, or None."""
    return person.absences.filter(starts__lte=ends, ends__gte=starts).first()


def away_now(person, *, on=None):
    """The absence of this day (default today) with its delegate, or None."""
    on = on or timezone.localdate()
    found = person.absences.filter(starts__lte=on, ends__gte=on)
    return found.select_related("delegate").first()
