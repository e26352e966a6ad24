"""/metrics, for a monitor that shows METRICS_TOKEN. Without one there is no such page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
@login_not_required
def metrics(request):
    """The numbers of portal.metrics; 401 for a wrong token."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "")
    if not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    from portal import metrics

    return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE)
