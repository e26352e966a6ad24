"""For load balancers and monitors; no sign-in, no personal data."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import jobs, roster


@require_safe
@never_cache
@login_not_required
def alive(request):
    """This process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@login_not_required
def ready(request):
    """The database answers and has every migration; 503 with the reason otherwise.

    Without anybody on the duty roster, or with jobs that nobody runs (is the clockwork on?), the
    portal still serves, so that is a warning, not a 503: taking this process out of service would
    help nobody.
    """
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            return JsonResponse({"status": "migrations waiting", "count": len(plan)}, status=503)
        state = jobs.state()
        warnings = _warnings(state)
    except DatabaseError:
        return JsonResponse({"status": "database away"}, status=503)
    clockwork = {name: state[name] for name in ("last_run", "late", "mail", "webhooks")}
    return JsonResponse({"status": "ok", "warnings": warnings, "clockwork": clockwork})


def _warnings(state):
    """What an operator should look at, though everybody is served."""
    found = [] if roster.on_roster().exists() else ["duty roster empty"]
    if state["silent"]:
        found.append("clockwork silent")
    found += [f"job late: {name}" for name in state["late"]]
    found += [f"job failed: {name}" for name in state["failed_jobs"]]
    for name in ("mail", "webhooks"):
        if lost := state[name]["failed"]:
            found.append(f"{name} given up: {lost}")
    return found
