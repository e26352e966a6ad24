"""One's due dates in one's own calendar: the page that gives the address, and what it answers."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import feeds, submissions
from portal.models import CalendarAddress


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request):
    """What there is; a POST makes a new address and shows it, this one time."""
    if request.method != "POST":
        return _page(request)
    with submissions.once(request, "calendar.make") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        secret = feeds.make(request.user)
        first.redirect("portal:calendar")  # for whoever sends it twice: it is shown only once
    return _page(request, secret)


def _page(request, secret=""):
    way = reverse("portal:calendar_file", args=[secret]) if secret else ""
    context = {
        "kept": CalendarAddress.objects.filter(person=request.user).first(),
        "address": f"{settings.BASE_URL}{way}" if secret else "",
    }
    return render(request, "portal/calendar.html", context)


@require_POST
def end(request):
    """End the address."""
    with submissions.once(request, "calendar.end") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        feeds.end(request.user)
        messages.success(request, _("Ended. Nobody reads your calendar there any more."))
        return first.redirect("portal:calendar")


@login_not_required
@never_cache
@require_safe
def file(request, secret):
    """For calendar programs, which cannot sign in: the secret in the address is the proof."""
    person = feeds.owner_of(secret)
    if person is None:
        raise Http404
    response = HttpResponse(
        feeds.calendar(person), content_type="text/calendar; charset=utf-8; method=PUBLISH"
    )
    response["Content-Disposition"] = 'inline; filename="hero.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
