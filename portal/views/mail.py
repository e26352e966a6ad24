"""Stop mail from the mail itself, without signing in (RFC 8058)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal import topics
from portal.people import own_mail


@csrf_exempt  # the signed address is the proof; mail programs send nothing else
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Ask on GET, because scanners follow links; do it on POST, which mail programs send."""
    found = own_mail.read(token)
    if found is None:
        raise Http404
    person, topic = found
    if request.method == "POST":
        own_mail.stop(person, topic)
    context = {
        "topic": topics.TOPICS.get(topic),
        "stopped": own_mail.has_stopped(person, topic),
    }
    response = render(request, "portal/mail_stop.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
