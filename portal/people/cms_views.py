"""Pages of the CMS of our own making: bring people in from a file, record a leaving, a return."""

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from portal import submissions
from portal.models import User
from portal.people import columns, importing, leaving
from portal.people.errors import Refused
from portal.people.forms import LeaveForm, UploadForm
from portal.people.labels import HELP, column_labels

KEPT_FOR = 3600  # seconds between the look and the word
SHOWN = 200  # problems, or people who change, on one page


@permission_required("portal.add_user")
@require_safe
def example(request):
    """A file to start from. Nothing in it is a formula."""
    response = HttpResponse(columns.SAMPLE, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


@permission_required("portal.add_user")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request):
    """First look at a file, then bring in exactly what was shown."""
    if request.method != "POST":
        return _page(request, UploadForm())
    if "seal" in request.POST:
        return _take(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    raw = form.cleaned_data["file"].read()
    create_places = form.cleaned_data["create_places"]
    plan = importing.look_at(raw, by=request.user, create_places=create_places)
    if not plan.problems:
        kept = {
            "raw": raw,
            "create_places": create_places,
            "name": form.cleaned_data["file"].name,
        }
        cache.set(_key(request, plan.digest), kept, KEPT_FOR)
    return _page(request, form, plan=plan, status=422 if plan.problems else 200)


def _take(request):
    digest, seal = request.POST.get("digest", ""), request.POST.get("seal", "")
    with submissions.once(request, "people.import") as first:
        if first.repeated:
            return redirect(first.answer)
        kept = cache.get(_key(request, digest))
        if kept is None:
            form = UploadForm()
            return _page(
                request,
                form,
                refusal=_("We kept that file for an hour, and it is over. Choose it again."),
                status=409,
            )
        try:
            plan = importing.take(
                kept["raw"],
                by=request.user,
                create_places=kept["create_places"],
                seal=seal,
                name=kept["name"],
            )
        except importing.Moved as moved:
            return _page(request, UploadForm(), plan=moved.plan, refusal=moved.reason, status=409)
        except Refused as refused:
            return _page(request, UploadForm(), refusal=refused.reason, status=409)
        messages.success(request, _told(plan))
        return first.redirect("wagtailusers_users:index")


def _key(request, digest):
    """Where the file waits: only this person finds it, and only under its own fingerprint."""
    return f"people.import:{request.user.pk}:{digest[:64]}"


def _told(plan):
    new = ngettext("%(n)s new person", "%(n)s new people", len(plan.new)) % {"n": len(plan.new)}
    changed = ngettext("%(n)s changed", "%(n)s changed", len(plan.changed)) % {
        "n": len(plan.changed)
    }
    return _("Done: %(new)s, %(changed)s, %(same)s as before.") % {
        "new": new,
        "changed": changed,
        "same": plan.unchanged,
    }


def _page(request, form, *, plan=None, refusal="", status=200):
    labels = column_labels()
    changed = plan.changed if plan else []
    context = {
        "form": form,
        "plan": plan,
        "refusal": refusal,
        "problems": plan.problems[:SHOWN] if plan else [],
        "more_problems": max(len(plan.problems) - SHOWN, 0) if plan else 0,
        "changed": [
            (entry.row, entry.person, ", ".join(str(labels[name]) for name in entry.changes))
            for entry in changed[:SHOWN]
        ],
        "more_changed": max(len(changed) - SHOWN, 0),
        "columns": [(name, label, HELP.get(name, "")) for name, label in labels.items()],
        "required": columns.REQUIRED,
    }
    return render(request, "portal/cms/import.html", context, status=status)


@permission_required("portal.change_user")
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, pk):
    """Record that somebody left, with what they hold in sight and somebody to take over."""
    person = get_object_or_404(User.objects.with_place(), pk=pk)
    form = LeaveForm(request.POST or None)
    form.fields["successor"].suggest(_near(person))
    if request.method == "POST" and form.is_valid():
        with submissions.once(request, f"people.leave:{pk}") as first:
            if first.repeated:
                return redirect(first.answer)
            try:
                leaving.leave(person, by=request.user, **form.cleaned_data)
            except Refused as refused:
                field = refused.field if refused.field in form.fields else None
                form.add_error(field, refused.reason)
            else:
                done = _("%(name)s has left. Their sessions are ended.") % {"name": person}
                messages.success(request, done)
                return first.redirect("wagtailusers_users:index")
    context = {"form": form, "person": person, "holdings": leaving.holdings(person)}
    return render(request, "portal/cms/leave.html", context, status=422 if form.errors else 200)


def _near(person):
    """Who may well take over: the same department first, then anybody."""
    people = User.objects.present().exclude(pk=person.pk)
    near = people.filter(department=person.department) if person.department_id else people
    return near if near.exists() else people


@permission_required("portal.change_user")
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request, pk):
    """Record that somebody works here again."""
    person = get_object_or_404(User, pk=pk)
    refusal = ""
    if request.method == "POST":
        with submissions.once(request, f"people.return:{pk}") as first:
            if first.repeated:
                return redirect(first.answer)
            try:
                leaving.come_back(person, by=request.user)
            except Refused as refused:
                refusal = refused.reason
            else:
                messages.success(
                    request, _("%(name)s is back. Give them their groups.") % {"name": person}
                )
                return first.redirect(reverse("wagtailusers_users:edit", args=[pk]))
    context = {"person": person, "refusal": refusal}
    return render(request, "portal/cms/return.html", context, status=409 if refusal else 200)
