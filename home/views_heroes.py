"""/heroes/: the wall, and one story; cheers, thanks, and one's own boots."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from home import heroes
from ideas.delivery import boots, stories
from ideas.models import Boots, Story
from ideas.seats import Refused
from portal import submissions


class ThanksForm(forms.ModelForm):
    """A leader's own words, and what a customer said."""

    class Meta:
        model = Story
        fields = ("thanks", "quote", "quote_by")
        labels = {
            "thanks": gettext_lazy("Your thanks"),
            "quote": gettext_lazy("What a customer said"),
            "quote_by": gettext_lazy("Who said it, as they would like to be called"),
        }
        help_texts = {
            "thanks": gettext_lazy("In your own words, to these people. Nobody writes it for you.")
        }
        widgets = {"thanks": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "thanks": {"required": gettext_lazy("Say thank you in a sentence or two of your own.")}
        }


class SizeForm(forms.ModelForm):
    """For real boots. Only the desk that orders them reads it."""

    class Meta:
        model = Boots
        fields = ("size",)
        labels = {"size": gettext_lazy("Your size, for a real pair")}
        help_texts = {"size": gettext_lazy("Only the desk that orders them reads it.")}


@require_safe
def wall(request):
    """Everybody who carried an idea to something a customer noticed, the newest first."""
    number = request.GET.get("page", "1")
    if number == "1":
        ideas, more = heroes.first(request.user)
        newer, earlier = 0, 2 if more else 0
    else:
        page = Paginator(heroes.stories(request.user), heroes.ON_A_PAGE).get_page(number)
        ideas = page.object_list
        newer = page.previous_page_number() if page.has_previous() else 0
        earlier = page.next_page_number() if page.has_next() else 0
    context = {"cards": heroes.wall(ideas), "newer": newer, "earlier": earlier}
    return render(request, "home/heroes.html", context)


@require_safe
def story(request, reference):
    """One story."""
    return _page(request, _find(request, reference))


def _find(request, reference):
    found = heroes.STORY.first(person=request.user.pk, reference=reference)
    if found is None:
        raise Http404
    return found


def _page(request, idea, *, thanks=None, size=None, refused="", status=200):
    page = heroes.page(idea, request.user)
    may_thank = stories.may_thank(idea, request.user) is None
    context = {
        "page": page,
        "idea": idea,
        "thanks": (thanks or ThanksForm(instance=page.card.story)) if may_thank else None,
        "size": (size or SizeForm(instance=page.mine)) if page.mine else None,
        "refused": refused,
    }
    return render(request, "home/hero.html", context, status=status)


def _once(request, name, idea, do, **forms_of):
    """Do it once and come back; or say why not, with everything that was typed."""
    form = next(iter(forms_of.values()), None)
    with submissions.once(request, f"home.heroes.{name}") as first:
        if first.repeated:
            return redirect(first.answer)
        if form is not None and not form.is_valid():
            return _page(request, idea, status=422, **forms_of)
        try:
            said, url = do()
        except Refused as refused:
            return _page(request, idea, refused=refused.reason, status=refused.status, **forms_of)
        messages.success(request, said)
        return first.redirect(url)


@require_POST
def cheer(request, reference):
    """Cheer, once."""
    idea = _find(request, reference)

    def do():
        stories.cheer(idea, by=request.user)
        return _("They hear you."), reverse("home:hero", args=[idea.reference])

    return _once(request, "cheer", idea, do)


@require_POST
def thank(request, reference):
    """A leader's thanks."""
    idea = _find(request, reference)
    form = ThanksForm(request.POST)

    def do():
        stories.thank(idea, by=request.user, **form.cleaned_data)
        return _("Thank you for saying it."), reverse("home:hero", args=[idea.reference])

    return _once(request, "thank", idea, do, thanks=form)


@require_POST
def own(request, reference):
    """One's own boots: shown or not, and a size."""
    idea = _find(request, reference)
    form = SizeForm(request.POST)
    pressed = request.POST.get("do")

    def do():
        if pressed == "decline":
            boots.decline(idea, by=request.user)
            said = _("You’re shown nowhere with it. You can come back any time.")
        elif pressed == "accept":
            boots.accept(idea, by=request.user)
            said = _("There you are.")
        else:
            boots.fit(idea, by=request.user, size=form.cleaned_data["size"])
            said = _("Noted, for your eyes and the desk’s.")
        return said, reverse("home:hero", args=[idea.reference])

    return _once(request, "own", idea, do, size=form)


@require_POST
def take(request, reference):
    """Start an idea of one's own from this one."""
    idea = _find(request, reference)

    def do():
        draft = stories.take(idea, by=request.user)
        said = _("Yours to change. It says where it came from.")
        return said, reverse("ideas:edit", args=[draft.slug])

    return _once(request, "take", idea, do)
