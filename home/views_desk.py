"""The desk, and the champions' board."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from home import board as boards
from home import desk as desks
from ideas import desk, taking
from ideas.models import Idea
from ideas.seats import Refused
from portal import roles, submissions
from portal.people import own
from portal.roles import Role
from portal.views import errors

DECIDES = (Role.MANAGER, Role.CHAMPION, Role.SPONSOR)


@require_safe
def desk_page(request):
    """What waits for me, in order, and how full I am."""
    return _desk(request)


def _desk(request, *, refused="", status=200):
    """``refused`` is the sentence that says why something was not done."""
    context = {
        "desk": desks.desk_of(request.user),
        "is_champion": roles.has(request.user, Role.CHAMPION),
        "decides": any(roles.has(request.user, role) for role in DECIDES),
        "refused": refused,
    }
    return render(request, "home/desk.html", context, status=status)


@require_safe
def board(request):
    """What looks for an IT champion, and what this one has in hand."""
    _need_champion(request)
    return _board(request)


def _board(request, *, refused="", status=200):
    context = {"board": boards.board_of(request.user), "refused": refused}
    return render(request, "home/board.html", context, status=status)


def _need_champion(request):
    if not roles.has(request.user, Role.CHAMPION):
        raise PermissionDenied(
            _("The workbench is where IT champions choose what they adopt. Your desk has yours.")
        )


@require_POST
def full(request):
    """Say that one is full, or that one has room again."""
    with submissions.once(request, "home.full") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        wanted = request.POST.get("is_full") == "yes"
        own.change_settings(request.user, is_full=wanted)
        messages.success(
            request,
            _("Done. New work goes to somebody else.")
            if wanted
            else _("Done. Good to have you back."),
        )
        return first.redirect(f"{reverse('home:desk')}#room")


@require_POST
def take_over(request):
    """Take a turn over for a colleague who is away."""
    waiting = Idea.objects.filter(holder__in=desk.covered_by(request.user))
    in_sight = Idea.objects.visible_to(request.user)
    return _take(request, in_sight | waiting, taking.take_over, _desk, reverse("home:desk"))


@require_POST
def pick_up(request):
    """A champion takes what a colleague can't get to."""
    _need_champion(request)
    in_sight = Idea.objects.visible_to(request.user)
    return _take(request, in_sight, taking.pick_up, _board, reverse("home:board"))


def _take(request, ideas, service, page, back):
    """Run a service on the one of ``ideas`` that the form names; 404 for any other."""
    named = request.POST.get("idea", "").replace("\0", "")
    idea = get_object_or_404(ideas, reference=named)
    with submissions.once(request, back) as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        try:
            taken = service(idea, by=request.user)
        except Refused as refused:
            if refused.status == 403:
                raise PermissionDenied(refused.reason) from refused
            if refused.status == 409:
                return errors.conflict(request, refused.reason, back_url=back)
            return page(request, refused=refused.reason, status=refused.status)
        messages.success(request, _taken(request, taken))
        return first.redirect(back)


def _taken(request, idea):
    """What taking it did. Where the compact was sealed already, it goes back to be sealed again."""
    if idea.holder == request.user:
        return _("It’s yours now, and everybody involved knows.")
    return _(
        "It’s yours now. %(name)s seals it again first, because somebody else promises now."
    ) % {"name": idea.holder}
