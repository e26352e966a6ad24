"""The three promises in the CMS: one form for each, with the editions that came before."""

from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from ideas import promises
from ideas.cms_risk import AdministratorsViewSet, administrators_only
from ideas.compact import Party
from ideas.models import Promise
from portal import submissions


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request):
    """Read the promises, and publish another edition of one of them."""
    if request.method != "POST":
        return _page(request)
    party = request.POST.get("party", "")
    if party not in Promise.Of.values:
        return redirect("promises:index")
    seen = request.POST.get("seen", "")
    with submissions.once(request, "promise.publish") as first:
        if first.repeated:
            return redirect(first.answer)
        try:
            made = promises.publish(
                by=request.user,
                party=Party(party),
                text=request.POST.get("text", ""),
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
            )
        except promises.Refused as refused:
            return _page(request, refused=refused, party=party)
        told = _("Edition %(number)s counts from now on: %(whose)s.")
        messages.success(request, told % {"number": made.number, "whose": made.get_party_display()})
        return first.redirect("promises:index")


def _page(request, *, refused=None, party=""):
    current = promises.current()
    earlier = {}
    for promise in Promise.objects.select_related("made_by"):
        earlier.setdefault(promise.party, []).append(promise)
    shown = [
        {
            "promise": current[Party(one)],
            "text": request.POST.get("text", "") if one == party else current[Party(one)].text,
            "refusal": refused.reason if one == party else "",
            "stale": one == party and refused.status == 409,
            "earlier": earlier[one][1:],
        }
        for one in Promise.Of.values
    ]
    context = {
        "promises": shown,
        "being_sealed": promises.being_sealed().count(),
        "longest": promises.LONGEST,
    }
    status = refused.status if refused else 200
    return render(request, "ideas/cms/promises.html", context, status=status)


class PromisesViewSet(AdministratorsViewSet):
    """What each party signs."""

    name = "promises"
    icon = "pick"
    menu_label = gettext_lazy("The three promises")

    def get_urlpatterns(self):
        return [path("", edit, name="index")]
