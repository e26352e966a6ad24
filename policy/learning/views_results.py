"""What came of it: certificates, the check by number, and the export of results."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policy.learning import pages, progress, steps, xapi
from policy.models import Certificate
from portal.look import today


@require_safe
def certificate(request, number):
    """One's own certificate, to print; for colleagues the check: name, course, good or not."""
    found = get_object_or_404(
        Certificate.objects.select_related("person", "course__owner_person"), number=number
    )
    request.zero_owner = found.course.owner_person
    mine = found.person_id == request.user.pk
    context = {"certificate": found, "good": found.expires_on >= today()}
    if not mine:
        return render(request, "learn/certificate_check.html", context)
    context |= {
        "standing": progress.standing(request.user, found.course),
        "course_url": steps.url_of(found.course),
    }
    return render(request, "learn/certificate.html", context)


@require_safe
def results(request, course):
    """Every finished try as an xAPI statement, for the owner of the course and for editors."""
    found = pages.find_course(request, course)
    if not pages.keeps(request.user, found):
        raise PermissionDenied(
            _("Results are for %(name)s, who looks after this course, and for policy editors.")
            % {"name": found.owner_person}
        )
    response = JsonResponse(
        {"statements": list(xapi.statements(found))}, json_dumps_params={"ensure_ascii": False}
    )
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-results.json"'
    return response
