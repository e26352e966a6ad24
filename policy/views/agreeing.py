"""Agreeing to a policy, and the page that stands in front of the portal once one is overdue."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from policy import agreeing, context, differences, duties, editions
from policy.forms import AgreeForm
from policy.models import PolicyPage
from portal import submissions
from portal.models import User


def policy_for(request, slug):
    """The policy of this address and the edition that people read now. Raises Http404."""
    policy = get_object_or_404(
        PolicyPage.objects.live().select_related("owner_person__department__head"), slug=slug
    )
    edition = editions.live(policy)
    restrictions = policy.get_view_restrictions()
    if edition is None or not all(rule.accept_request(request) for rule in restrictions):
        raise Http404
    request.zero_owner = policy.owner_person
    return policy, edition


@require_safe
def due(request):
    """What this person owes, kindly, and the way on. Where the gate leads."""
    owed = context.owed(request)
    overdue = [duty for duty in context.duties_of(request) if duty.overdue]
    return render(
        request,
        "policy/due.html",
        {
            "owed": owed,
            "overdue": overdue,
            "minutes": sum(line.minutes for line in owed if line.overdue) or None,
            "owners": User.objects.filter(pk__in={one.policy.owner_person_id for one in overdue}),
            "next": context.came_from(request),
            "hide_duties": True,
        },
    )


@require_POST
def agree(request, slug):
    """The person of the session agrees to the text that was shown; nobody agrees for another."""
    policy, edition = policy_for(request, slug)
    form = AgreeForm(request.POST, edition=edition)
    with submissions.once(request, "policy.agree") as first:
        if first.repeated:
            return redirect(first.answer)
        try:
            agreeing.agree(
                person=request.user,
                policy=policy,
                digest=request.POST.get("digest", ""),
                answer=request.POST.get("answer", ""),
            )
        except agreeing.WrongAnswer as refused:
            form.add_error("answer", refused.reason)
            return again(request, policy, {"agree_form": form, "form": form}, status=422)
        except agreeing.Stale as stale:
            return overtaken(request, policy, stale)
        except agreeing.Refused as refused:
            messages.warning(request, refused.reason)
            return again(request, policy, {}, status=409)
        messages.success(
            request,
            _("Thank you, %(name)s. You agreed to “%(policy)s”, edition %(edition)s.")
            % {
                "name": request.user.first_name or request.user,
                "policy": edition.title,
                "edition": edition.label,
            },
        )
        return first.redirect(context.came_from(request) or duties.address(policy))


def again(request, policy, more, *, status):
    """The policy's page once more, with what the person typed."""
    shown = policy.get_context(request) | more
    return render(request, policy.get_template(request), shown, status=status)


def overtaken(request, policy, stale):
    """409: the text is a newer one now. What differs, word by word, and the new form below it."""
    return render(
        request,
        "policy/overtaken.html",
        context.reader(request, policy, stale.current)
        | {
            "reason": stale.reason,
            "old": stale.shown,
            "found": differences.between(stale.shown, stale.current),
            "again_url": f"{duties.address(policy)}?{urlencode({'next': came})}"
            if (came := context.came_from(request))
            else duties.address(policy),
        },
        status=409,
    )
