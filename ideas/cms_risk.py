"""The risk criteria in the CMS: edit, look at what an edition changed, never take one back."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from ideas.models import Assessment, Criteria
from ideas.risk import changes, criteria
from ideas.risk.editing import CriteriaForm
from ideas.risk.method import Level
from portal import roles, submissions
from portal.roles import Role

SHOWN = 50  # editions in the list, the newest first


def administrators_only(view):
    """Refuse a page of the CMS to everybody without the role, superusers too."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not roles.has(request.user, Role.ADMINISTRATOR):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class AdministratorsMenuItem(MenuItem):
    """In the menu of those who hold the role."""

    def is_shown(self, request):
        return roles.has(request.user, Role.ADMINISTRATOR)


class AdministratorsViewSet(ViewSet):
    """Pages of our own making, for administrators."""

    @cached_property
    def menu_item_class(self):
        return AdministratorsMenuItem


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request):
    """The criteria as they stand, to change and publish as another edition."""
    current = criteria.current()
    if request.method != "POST":
        return _page(request, CriteriaForm(body=current.body), base=current, current=current)
    base = Criteria.objects.filter(number=_number(request, "base")).first() or current
    form = CriteriaForm(request.POST, body=base.body)
    status = 422
    with submissions.once(request, "criteria.publish") as first:
        if first.repeated:
            return redirect(first.answer)
        if form.is_valid():
            try:
                made = criteria.publish(
                    by=request.user,
                    body=form.to_body(),
                    why=form.cleaned_data["why"],
                    seen=_number(request, "seen"),
                )
            except criteria.Refused as refused:
                form.refuse(refused)
                status = refused.status
            else:
                messages.success(request, _("Edition %(n)s is in force.") % {"n": made.number})
                return first.redirect("criteria:edition", made.number)
    return _page(request, form, base=base, current=criteria.current(), status=status)


def _number(request, name):
    """A whole number that the page sent along, or None."""
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _page(request, form, *, base, current, status=200):
    editions = Criteria.objects.select_related("made_by")
    stale = Assessment.objects.filter(criteria__number__lt=current.number, completed_at=None)
    context = {
        "form": form,
        "base": base,
        "current": current,
        "editions": editions.defer("body")[:SHOWN],
        "outdated": stale.count(),
        "meanwhile": changes.between(base.body, current.body) if base != current else [],
        **_laid_out(form),
    }
    return render(request, "ideas/cms/criteria.html", context, status=status)


def _laid_out(form):
    """The fields of the form, part by part, as the template walks them."""

    def many(part, number, *names):
        return [[form[f"{part}-{row}-{name}"] for name in names] for row in range(number)]

    answers = [f"answers-{n}" for n in range(5)]
    return {
        "likelihoods": many("likelihoods", 5, "label", "share"),
        "matrix": [
            (row + 1, form[f"likelihoods-{row}-label"].value(), _cells(form, row))
            for row in reversed(range(5))
        ],
        "impacts": many("columns", len(form.body["columns"]), "label", *_anchors()),
        "categories": [_category(form, row) for row in range(len(form.rows["categories"]))],
        "words": many("guide_words", len(form.rows["guide_words"]), "label", "ask", "example"),
        "questions": [
            (_("How much effort"), many("effort", 5, "label", *answers)),
            (_("How much value"), many("value", 5, "label", *answers)),
        ],
        "problems": [
            (form[name] if name in form.fields else None, sentence)
            for name, sentences in form.errors.items()
            for sentence in sentences
        ],
    }


def _anchors():
    return [f"anchors-{number}" for number in range(5)]


def _cells(form, row):
    return [form[f"matrix-{row}-{column}"] for column in range(5)]


def _category(form, row):
    """The fields of one category: the first is its name, the risk of doing nothing has fewer."""
    names = ("label", "columns", "appetite", "relaxed", "vulnerable")
    return [
        form[f"categories-{row}-{name}"]
        for name in names
        if f"categories-{row}-{name}" in form.fields
    ]


@administrators_only
@require_safe
def edition(request, number):
    """What an edition says, and what it changed of the one before."""
    shown = get_object_or_404(Criteria.objects.select_related("made_by"), number=number)
    before = Criteria.objects.filter(number=number - 1).first()
    context = {
        "edition": shown,
        "changes": changes.between(before.body, shown.body) if before else [],
        "first": before is None,
        "matrix": [
            (row + 1, [Level(level) for level in shown.body["matrix"][row]])
            for row in reversed(range(5))
        ],
        "lines": changes.said(shown.body).items(),
        "newest": criteria.current().number == number,
    }
    return render(request, "ideas/cms/edition.html", context)


class CriteriaViewSet(AdministratorsViewSet):
    """How risk is judged here."""

    name = "criteria"
    icon = "tasks"
    menu_label = gettext_lazy("How risk is judged")

    def get_urlpatterns(self):
        return [path("", edit, name="index"), path("<int:number>/", edition, name="edition")]
