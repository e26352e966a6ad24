"""Who has agreed: managers see their own people, owners their policies, editors everybody."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from policy import reminding, standing
from policy.cover import AgreedFilter, people_table, policies_table
from policy.views.reading import Crumb
from portal import exports, paging, submissions

POLICIES_ON_A_PAGE = 20
PEOPLE_ON_A_PAGE = 50
BY_TITLE = ("title", "pk")
BY_NAME = ("first_name", "last_name", "pk")


def scope_for(request):
    """What this person may see. Raises PermissionDenied with a sentence on who can help."""
    scope = standing.scope_of(request.user)
    if scope is None:
        raise PermissionDenied(
            _(
                "Managers see here who of their own people has agreed, and policy owners see it "
                "for their policies. If you need a number, ask the HERO desk."
            )
        )
    return scope


def shown_policies(scope):
    """The policies of the report, light enough for a list."""
    return scope.policies().select_related("owner_person").defer("body", "changes")


@require_safe
def policies(request):
    """/policies/cover/: a row for each policy."""
    scope = scope_for(request)
    asked = shown_policies(scope)
    form = request.GET.get("format")
    if form in exports.FORMATS:
        rows = standing.rows(scope, list(asked.order_by(*BY_TITLE)))
        return exports.answer(form, "who-has-agreed", *policies_table(rows))
    page = paging.cut(asked, request.GET, by=BY_TITLE, size=POLICIES_ON_A_PAGE)
    context = {
        "rows": standing.rows(scope, page.rows),
        "page": page,
        "scope": scope,
        "past_review": standing.past_review(scope)[:POLICIES_ON_A_PAGE],
    }
    return render(request, "policy/cover.html", context)


def policy_and_people(request, slug):
    """The scope, the policy of this address and the people in sight. 404 outside the scope."""
    scope = scope_for(request)
    policy = get_object_or_404(shown_policies(scope), slug=slug)
    return scope, policy, standing.people_of(policy, scope.people(policy))


@require_safe
def people(request, slug):
    """/policies/cover/<slug>/: one policy, person by person, with filters and exports."""
    scope, policy, asked = policy_and_people(request, slug)
    request.zero_owner = policy.owner_person
    chosen = AgreedFilter(request.GET, people=asked)
    asked = chosen.applied(asked).select_related("department", "manager")
    form = request.GET.get("format")
    if form in exports.FORMATS:
        rows = asked.order_by(*BY_NAME).iterator(chunk_size=2000)
        return exports.answer(form, policy.slug, *people_table(policy, rows))
    page = paging.cut(asked, request.GET, by=BY_NAME, size=PEOPLE_ON_A_PAGE)
    columns, rows = people_table(policy, page.rows, shown=True)
    context = {
        "policy": policy,
        "row": standing.rows(scope, [policy])[0],
        "columns": columns,
        "rows": list(rows),
        "page": page,
        "filter": chosen,
        "query": chosen.query(),
        "crumbs": [
            Crumb(_("Policies"), reverse("wagtail_serve", args=["policies/"])),
            Crumb(_("Who has agreed"), reverse("policy:cover")),
        ],
    }
    return render(request, "policy/cover_people.html", context)


@require_POST
def remind(request, slug):
    """One click: those in sight who have not agreed hear of it, each once a day."""
    scope = scope_for(request)
    policy = get_object_or_404(shown_policies(scope), slug=slug)
    with submissions.once(request, "policy.remind") as first:
        if first.repeated:
            return redirect(first.answer)
        done = reminding.remind(by=request.user, policy=policy, people=scope.people(policy))
        messages.success(request, " ".join(told(done)))
        return first.redirect("policy:cover_people", slug)


def told(done):
    """What a reminder did, as sentences."""
    if not (done.now or done.already or done.away):
        yield _("Nobody to remind: everybody has agreed.")
        return
    if done.now:
        yield ngettext(
            "We’ve reminded %(n)s person. Their quiet hours stay quiet.",
            "We’ve reminded %(n)s people. Their quiet hours stay quiet.",
            done.now,
        ) % {"n": done.now}
    if done.already:
        yield ngettext(
            "%(n)s was reminded today already.",
            "%(n)s were reminded today already.",
            done.already,
        ) % {"n": done.already}
    if done.away:
        yield ngettext(
            "%(n)s is away and left in peace.", "%(n)s are away and left in peace.", done.away
        ) % {"n": done.away}
