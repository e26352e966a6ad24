"""What people wrote in their own words, for whoever reads it and writes a line back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from policy.learning import own_words
from policy.learning.refusals import Refused
from portal import submissions
from portal.numbers import whole
from portal.views import errors

OPEN_AT_MOST = 100
PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request):
    """The list: what waits for a line, longest first, and what has one."""
    if request.method != "POST":
        return _list(request)
    number = whole(request.POST.get("answer", ""))
    mine = own_words.readable_by(request.user).select_related("source__course")
    answer = get_object_or_404(mine, pk=number)
    text = request.POST.get("text", "")
    with submissions.once(request, "learn.reply") as first:
        if first.repeated:
            return redirect(first.answer)
        try:
            own_words.reply(answer, by=request.user, text=text)
        except Refused as refused:
            if refused.status == 409:
                return errors.conflict(request, refused.reason, typed=text)
            return _list(request, wrong=answer, typed=text, refused=refused)
        messages.success(request, _("Sent. %(name)s will be glad of it.") % {"name": answer.person})
        return first.redirect("policy:reading")


def _list(request, *, wrong=None, typed="", refused=None):
    mine = own_words.readable_by(request.user).select_related(
        "person", "source__course", "replied_by"
    )
    done = Paginator(mine.filter(replied_at__isnull=False).order_by("-replied_at"), PER_PAGE)
    page = done.get_page(request.GET.get("page"))
    context = {
        "waiting": mine.filter(replied_at=None).order_by("written_at")[:OPEN_AT_MOST],
        "done": page,
        "wrong": wrong,
        "typed": typed,
        "problem": refused.reason if refused else "",
        "previous_url": f"?page={page.number - 1}" if page.has_previous() else "",
        "next_url": f"?page={page.number + 1}" if page.has_next() else "",
    }
    status = refused.status if refused else 200
    return render(request, "learn/reading.html", context, status=status)
