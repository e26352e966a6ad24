"""News for you: the bell's page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal import notices, submissions
from portal.models import Notice
from portal.notices import Group
from portal.people.own_forms import QuietForm
from portal.templatetags.look import spelt
from portal.views import me

LONGEST = 200  # notices on the page; whoever has more reads the newest


@require_safe
def everything(request):
    """Thirty days of notices in their groups."""
    rows = list(notices.recent(request.user)[:LONGEST])
    groups = [
        (group, [shown(row) for row in rows if notices.group_of(row) == group]) for group in Group
    ]
    needs = sum(notices.group_of(row) == Group.TURN for row in rows)
    context = {
        "groups": [(group, items) for group, items in groups if items],
        "new": any(row.read_at is None for row in rows),
        "lede": lede(needs, len(rows)),
        "form": QuietForm(person=request.user),
        "day": me.bar(request.user),
        "own_hours": request.user.quiet_from is not None,
    }
    return render(request, "portal/notices.html", context)


def lede(needs, total):
    """The sentence under the heading."""
    if not needs:
        return _("Nothing needs you. We only keep thirty days, so you can’t fall behind.")
    if needs == total:
        return ngettext(
            "One thing needs you, and that’s all there is.",
            "All of these need you. One at a time, whenever suits.",
            needs,
        )
    return ngettext(
        "One needs you. The rest is just nice to know. We only keep thirty days, so you can’t "
        "fall behind.",
        "%(n)s need you. The rest is just nice to know. We only keep thirty days, so you can’t "
        "fall behind.",
        needs,
    ) % {"n": capfirst(spelt(needs))}


def shown(notice):
    """One notice as components/note.html wants it."""
    return {
        "person": notice.actor,
        "text": notices.sentence(notice),
        "detail": notices.detail(notice),
        # through ``opened``, so that following the link is also reading it
        "url": reverse("portal:notice", args=[notice.pk]) if notice.url else "",
        "label": notices.label(notice),
        "at": notice.created_at,
        **tag(notice),
    }


def tag(notice):
    """The small word beside the time: whose turn, or that it is new."""
    if notices.group_of(notice) == Group.TURN:
        if notice.covers_for:
            text = _("You cover for %(name)s") % {"name": notice.covers_for}
        else:
            text = _("Your turn")
        return {"tag": text, "tag_kind": "turn"}
    return {"tag": _("New") if notice.read_at is None else "", "tag_kind": "line"}


@require_safe
def opened(request, pk):
    """Somebody follows a notice of theirs: it is read, and they go where it leads."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    if request.method == "GET":
        notices.mark_read(request.user, [notice.pk])
    if url_has_allowed_host_and_scheme(notice.url, allowed_hosts={request.get_host()}):
        return redirect(notice.url)
    return redirect("portal:notices")


@require_POST
def all_read(request):
    """Mark everything as read."""
    with submissions.once(request, "notices.read") as first:
        if first.repeated:
            return redirect(first.answer)
        notices.mark_read(request.user)
        messages.success(request, _("All caught up."))
        return first.redirect("portal:notices")
