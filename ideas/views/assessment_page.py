"""What every page of an assessment stands on: the idea, what this person sees of it, its forms."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ideas import audience, reading
from ideas.models import Mitigation
from ideas.risk import shown, sight
from ideas.seats import Refused
from ideas.views.assessment_posts import POSTS
from ideas.views.page import find
from portal import submissions
from portal.models import User
from portal.people.fields import SUGGESTED


@dataclass(frozen=True, slots=True)
class Back:
    """A form that was not taken, as it was typed, with the place it was on the page."""

    name: str
    which: str
    form: Form
    status: int


class Page:
    """An assessment before one person. ``line`` is the risk that the address names, if it does."""

    def __init__(self, request, slug, number=None):
        self.request, self.slug, self.number = request, slug, number
        self.person, self.back, self.given_back = request.user, None, False
        self.word = request.GET.get("word", "")
        self.look()

    def look(self):
        """Read it as it stands now."""
        self.idea = find(self.request, self.slug, reading.OF_WORK)
        if not self.idea.reference:
            raise Http404
        self.sight = sight.of(self.idea, self.person)
        self.names = audience.Names(self.idea, audience.is_party(self.idea, self.person))
        self.line = self._line()
        holder = self.names.face(self.idea.holder)
        self.request.zero_owner = holder if holder != self.person else None

    def _line(self):
        if self.number is None:
            return None
        lines = self.lines if self.sight else ()
        found = next((line for line in lines if line.risk.number == self.number), None)
        if found is None:
            raise Http404
        return found

    @property
    def lines(self):
        """Every risk, the one of doing nothing first."""
        sight = self.sight
        return (sight.nothing, *sight.risks, *sight.proposed, *sight.set_aside)

    @property
    def all_url(self):
        return reverse("ideas:assessment", args=[self.idea.slug])

    @property
    def url(self):
        return shown.url_of(self.idea, self.line.risk) if self.line else self.all_url

    def statuses(self, line):
        """What this person may say of how far a mitigation is."""
        return [status for status in Mitigation.Status if status.value in line.may]

    def form(self, name, target=None, which=""):
        """The form of a button: as it was typed when it was not taken, else fresh."""
        if self.back and (self.back.name, self.back.which) == (name, str(which)):
            self.given_back, form = True, self.back.form
            form.stands = _stands(self._made(name, target, which)) if self.stale else []
        else:
            form = self._made(name, target, which)
        form.do, form.which, form.mark = name, which, self._mark(name, target)
        form.keep = f"{self.person.pk}.{self.idea.pk}.{self.number}.{name}{which}"
        return form

    def _made(self, name, target, which, data=None):
        return POSTS[name].form(self, target, data, f"{name}{which}")

    def _mark(self, name, target):
        """What the form was drawn from, so that two people don't write over each other."""
        if name == "worth":
            return str(self.sight.assessment.version)
        return getattr(target, "mark", "")

    @cached_property
    def people(self):
        """Whom its forms suggest: people who may see the idea."""
        people = User.objects.present()
        if self.idea.confidential:
            people = people.filter(pk__in=audience.parties(self.idea))
        return list(people[:SUGGESTED])

    @property
    def stale(self):
        return self.back is not None and self.back.status == 409

    def target(self, of, which):
        """The line of the sight that a button is about. Raises Http404."""
        if of == "assessment":
            return None
        if of == "risk":
            return self.line
        rows = {
            "mitigation": lambda: [(one.mitigation.pk, one) for one in self.line.mitigations],
            "consultation": lambda: [(o.consultation.pk, o) for o in self.sight.consultations],
            "waiver": lambda: [(one.waiver.pk, one) for one in self.sight.waivers],
            "above": lambda: [(one.category.key, one) for one in self.sight.above],
        }[of]()
        found = next((one for key, one in rows if str(key) == which), None)
        if found is None:
            raise Http404
        return found

    def context(self, **more):
        """What every template gets. Call it last, when it is known which forms are shown."""
        back = self.back
        hidden = back is not None and not self.given_back
        return {
            "idea": self.idea,
            "sight": self.sight,
            "names": self.names,
            "page": self,
            "form": back.form if back else None,
            "stale": self.stale,
            "typed": _typed(back.form) if hidden else [],
            **more,
        }


def send(page, names, show, where=None):
    """Do what was pressed, or show the page again with all that was typed and the sentence.

    ``names`` are the buttons of this page, ``show(page, status)`` draws it, ``where(page, done)``
    is where a button leads that does not lead back here.
    """
    request = page.request
    name, which = request.POST.get("do", ""), request.POST.get("of", "")
    if name not in names:
        messages.warning(request, _("Press one of the buttons, so we know what you want."))
        return show(page, 422)
    post = POSTS[name]
    target = page.target(post.of, which)
    form = post.form(page, target, request.POST, f"{name}{which}")
    with submissions.once(request, "ideas.assessment") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        if not form.is_valid():
            page.back = Back(name, which, form, 422)
            return show(page, 422)
        try:
            done = post.act(page, target, form, request.POST.get("mark", ""))
        except Refused as refused:
            form.add_error(None, refused.reason)
            page.back = Back(name, which, form, refused.status)
            page.look()
            return show(page, refused.status)
        messages.success(request, post.said)
        return first.redirect(where(page, done) if where else page.url)


def _stands(fresh):
    """What a form would show now, in words: (label, text)."""
    told = []
    for bound in fresh:
        value, choices = bound.value(), dict(getattr(bound.field, "choices", ()))
        text = choices.get(value, "") if choices else value
        if text and not bound.is_hidden:
            told.append((bound.label, text))
    return told


def _typed(form):
    """What was typed into a form that the page has no place for any more."""
    return [(bound.label, bound.data) for bound in form if bound.data and not bound.is_hidden]
