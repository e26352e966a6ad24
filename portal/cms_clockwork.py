"""The clockwork in the CMS: what ran, what waits, what was given up, and a way to try again."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem

from portal import delivery, jobs, posting, submissions, webhooks
from portal.models import Webhook

PERMISSION = "portal.change_webhook"  # administrators hold it


@permission_required(PERMISSION)
@require_safe
def page(request):
    """Each job with its newest run, the mail, and each webhook."""
    rows = [
        {
            "hook": hook,
            "newest": hook.postings.exclude(sent_at=None).order_by("sent_at").last(),
            "why": posting.why(hook),
            **posting.state(hook),
        }
        for hook in Webhook.objects.all()
    ]
    context = {"state": jobs.state(), "webhooks": rows}
    return render(request, "portal/cms/clockwork.html", context)


def _again(what):
    """A button: does ``what(request, ...)``, which returns the sentence to show, once."""

    @permission_required(PERMISSION)
    @require_POST
    def view(request, **arguments):
        with submissions.once(request, f"clockwork.{what.__name__}") as first:
            if first.repeated:
                return redirect(first.answer)
            messages.success(request, what(request, **arguments))
            return first.redirect("clockwork")

    return view


def mail_again(request):
    lost = delivery.try_again()
    return _("The mail is tried again: %(n)s notices.") % {"n": lost}


def job_again(request, name):
    if jobs.try_again(name):
        return _("“%(job)s” runs again in a moment.") % {"job": name}
    return _("“%(job)s” has nothing to run again.") % {"job": name}


def webhook_again(request, pk):
    hook = get_object_or_404(Webhook, pk=pk)
    lost = posting.try_again(hook)
    return _("%(n)s things are sent to “%(webhook)s” again.") % {"n": lost, "webhook": hook}


def webhook_trial(request, pk):
    hook = get_object_or_404(Webhook, pk=pk)
    webhooks.try_out(hook, by=request.user)
    return _("One line is on its way to “%(webhook)s”.") % {"webhook": hook}


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("clockwork/", page, name="clockwork"),
        path("clockwork/mail/", _again(mail_again), name="clockwork_mail"),
        path("clockwork/jobs/<str:name>/", _again(job_again), name="clockwork_job"),
        path("clockwork/webhooks/<int:pk>/", _again(webhook_again), name="clockwork_webhook"),
        path("clockwork/webhooks/<int:pk>/try/", _again(webhook_trial), name="clockwork_trial"),
    ]


class ClockworkItem(MenuItem):
    """In the menu “Reports” of those who look after it."""

    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)


@hooks.register("register_reports_menu_item")
def menu_item():
    return ClockworkItem(
        gettext_lazy("Clockwork"),
        reverse("clockwork"),
        name="clockwork",
        icon_name="time",
        order=900,
    )
