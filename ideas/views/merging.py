"""Saying that two ideas are one, and the authors' yes, no, or second thoughts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ideas import merging, same
from ideas.merge_form import MergeForm
from ideas.models import Idea
from ideas.seats import Refused
from ideas.views.page import find, show
from portal import submissions


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request, slug):
    """Name the idea that this one is the same as. It goes on; this one would step aside."""
    duplicate = find(request, slug)
    if duplicate.reference is None:
        raise PermissionDenied(_("Send it first. Then it can become one with another."))
    form = MergeForm(request.POST or None, initial={"kept": request.GET.get("with", "")})
    if request.method != "POST" or not form.is_valid():
        return _page(request, duplicate, form, status=422 if form.is_bound else 200)
    kept = Idea.objects.visible_to(request.user).filter(reference=form.cleaned_data["kept"])
    if not (other := kept.first()):
        form.add_error("kept", _("We don’t find an idea of that number that you can see."))
        return _page(request, duplicate, form, status=422)
    with submissions.once(request, "ideas.merge") as first:
        if first.repeated:
            return first.redirect(first.answer)
        try:
            merging.suggest(
                duplicate=duplicate, kept=other, by=request.user, why=form.cleaned_data["why"]
            )
        except Refused as refused:
            form.add_error(None, refused.reason)
            return _page(request, duplicate, form, status=refused.status)
        messages.success(request, _("Thank you. The people who wrote them decide."))
        return first.redirect(other)


def _page(request, duplicate, form, *, status=200):
    context = {"idea": duplicate, "form": form}
    return render(request, "ideas/merge.html", context, status=status)


ANSWERS = {
    "yes": (merging.agree, gettext_lazy("You said yes.")),
    "no": (merging.refuse, gettext_lazy("They stay two ideas.")),
    "undo": (merging.undo, gettext_lazy("They are two ideas again.")),
}


@require_POST
def answer(request, slug, pk):
    """An author's yes or no to a suggestion, or, within thirty days, two ideas again."""
    idea = find(request, slug)
    merge = get_object_or_404(same.open_for(idea), pk=pk)
    do, said = ANSWERS.get(request.POST.get("answer"), ANSWERS["no"])
    with submissions.once(request, "ideas.merge_answer") as first:
        if first.repeated:
            return first.redirect(first.answer)
        try:
            do(merge, by=request.user)
        except Refused as refused:
            messages.warning(request, refused.reason)
            return show(request, idea, status=refused.status)
        messages.success(request, said)
        return first.redirect(merge.kept)
