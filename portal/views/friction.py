"""“This got in my way”: say it, see what others stumble over, and what came of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal import addresses, friction, places, submissions
from portal.friction_forms import AnswerForm, FrictionForm
from portal.views import errors

PER_PAGE = 20
OPEN_AT_MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
def everything(request):
    """The form for the page that somebody came from, and below it what is looked at."""
    if request.method != "POST":
        return _page(request, FrictionForm())
    form = FrictionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    came_from = addresses.sent_as("page", request)
    with submissions.once(request, "friction.report") as first:
        if first.repeated:
            return first.redirect(first.answer)
        try:
            friction.report(
                by=request.user,
                place=places.of(request, came_from or request.path),
                words=form.cleaned_data["words"],
            )
        except friction.Refused as refused:
            form.add_error(None, refused.reason)
            return _page(request, form, status=refused.status)
        messages.success(request, _("Thank you. It’s noted, and your name stays out of it."))
        return first.redirect(came_from or "portal:friction")


def _page(request, form, *, status=200):
    tasks = friction.visible_to(request.user).annotate(times=Count("reports"))
    answered = tasks.filter(answered_at__isnull=False).select_related("answered_by")
    answered = answered.order_by("-answered_at", "-pk")
    page = Paginator(answered, PER_PAGE).get_page(request.GET.get("after"))
    context = {
        "form": form,
        "came_from": addresses.sent_as("page", request),
        "open": tasks.filter(answered_at=None).select_related("owner")[:OPEN_AT_MOST],
        "answered": page,
        "previous_url": f"?after={page.number - 1}" if page.has_previous() else "",
        "next_url": f"?after={page.number + 1}" if page.has_next() else "",
        "many": friction.MANY,
        "days": friction.DAYS,
    }
    return render(request, "portal/friction.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request, pk):
    """One place that got in people's way; its owner answers here."""
    tasks = friction.visible_to(request.user).select_related("owner", "answered_by")
    task = get_object_or_404(tasks, pk=pk)
    if request.method != "POST":
        return _one(request, task, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _one(request, task, form, status=422)
    with submissions.once(request, "friction.answer") as first:
        if first.repeated:
            return first.redirect(first.answer)
        said = form.cleaned_data
        try:
            friction.answer(task, by=request.user, changed=said["changed"], text=said["answer"])
        except friction.Refused as refused:
            if refused.status == 409:
                return errors.conflict(request, refused.reason, typed=said["answer"])
            form.add_error(None, refused.reason)
            return _one(request, task, form, status=refused.status)
        messages.success(request, _("Answered. Whoever said it has been told."))
        return first.redirect(friction.url_of(task))


def _one(request, task, form, *, status=200):
    mine = friction.may_answer(task, request.user)
    context = {
        "task": task,
        "times": task.reports.count(),
        "said": task.reports.exclude(words="").values_list("words", flat=True) if mine else [],
        "mine": mine,
        "form": form if mine and not task.answered_at else None,
    }
    return render(request, "portal/friction_task.html", context, status=status)
