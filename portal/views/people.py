"""A person's page: who they are, what they can help with, how to reach them."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal import clock
from portal.models import User
from portal.people import labels, leaving, own
from portal.roles import Role


@require_safe
def person(request, username):
    """Anybody who is signed in sees it. Whoever left has a page that says whom to ask instead."""
    found = get_object_or_404(User.objects.with_place(), username__iexact=username)
    if not found.is_active:
        heir = leaving.successor_of(found)
        return render(request, "portal/person_left.html", {"person": found, "heir": heir})
    groups = set(found.groups.values_list("name", flat=True))
    absence = own.away_now(found)
    zone = clock.zone_of(found)
    context = {
        "person": found,
        "roles": [role.label for role in Role if role.value in groups],
        "hours": labels.working_hours(found),
        "zone": "" if zone.key == timezone.get_current_timezone_name() else zone.key,
        "absence": absence,
        "cover": clock.delegate_of(found, timezone.localdate()) if absence else None,
    }
    return render(request, "portal/person.html", context)
