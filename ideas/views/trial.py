"""/ideas/<REF>/trial/: the plan, how it goes, and what changed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ideas import audience, reading, services
from ideas.compact import Party, State
from ideas.delivery import conditions, planning, results, safety, shown
from ideas.delivery.forms import FigureForm, PlanForm, ResultForm
from ideas.models import Condition, Figure
from ideas.seats import Refused
from ideas.views.page import find
from portal import submissions

WHOLE = reading.OF_WORK
TRIED = (State.TRIAL, State.MEASURING, State.CELEBRATED, State.LEARNED)
OF_A_TRIAL = {
    *("launch", "report", "extend", "widen", "finish", "stop"),
    *("confirm", "confirm-lesson", "send-back", "celebrate", "reopen"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request, slug):
    """Everybody who sees the idea reads how it goes; the HERO and the sponsor make the plan."""
    idea = _tried(request, slug)
    if request.method != "POST":
        return _page(request, idea)
    plan = planning.of(idea)
    form = PlanForm(request.POST, instance=plan, pledges=_pledges(idea, request.user))
    return _keep(
        request,
        idea,
        "plan",
        form,
        lambda: planning.save(
            idea, by=request.user, version=form.cleaned_data["version"], **form.given()
        ),
        _("The plan is kept."),
    )


@require_POST
def result(request, slug):
    """What changed, in the author's words."""
    idea = _tried(request, slug)
    form = ResultForm(request.POST, instance=results.of(idea))
    return _keep(
        request,
        idea,
        "result",
        form,
        lambda: results.tell(idea, by=request.user, **form.cleaned_data),
        _("What changed is kept."),
    )


@require_POST
def figure(request, slug):
    """One more line in the value ledger."""
    idea = _tried(request, slug)
    form = FigureForm(request.POST)
    return _keep(
        request,
        idea,
        "figure",
        form,
        lambda: results.add_figure(idea, by=request.user, **form.cleaned_data),
        _("The figure is in."),
    )


@require_POST
def remove_figure(request, slug, pk):
    """Take a line out of the ledger again."""
    idea = _tried(request, slug)
    line = get_object_or_404(Figure, pk=pk, result__idea=idea)
    return _keep(
        request,
        idea,
        "",
        None,
        lambda: results.remove_figure(line, by=request.user),
        _("The figure is out again."),
    )


@require_POST
def condition(request, slug, pk):
    """Whoever asked for something says that it is met."""
    idea = _tried(request, slug)
    asked = get_object_or_404(Condition, pk=pk, idea=idea)
    return _keep(
        request,
        idea,
        "safe",
        None,
        lambda: conditions.meet(asked, by=request.user),
        _("It is met, and the others know."),
    )


def _tried(request, slug):
    """The idea, once it is being tried. Before that the page is not there."""
    idea = find(request, slug, WHOLE)
    if State(idea.state) not in TRIED:
        raise Http404
    return idea


def _pledges(idea, person):
    return Party.SPONSOR in idea.parties_of(person)


def _keep(request, idea, name, form, do, said):
    """Do it once and come back to the page; or say why not, with everything that was typed."""
    here = f"{reverse('ideas:trial', args=[idea.slug])}#{name}"
    with submissions.once(request, f"ideas.trial.{name}") as first:
        if first.repeated:
            return first.redirect(first.answer)
        if form is not None and not form.is_valid():
            return _page(request, find(request, idea.slug, WHOLE), status=422, **{name: form})
        try:
            do()
        except Refused as refused:
            idea = find(request, idea.slug, WHOLE)  # as it stands, without what was typed
            if form is None:
                return _page(request, idea, status=refused.status, refused=refused.reason)
            form.add_error(None, refused.reason)
            return _page(request, idea, status=refused.status, **{name: form})
        messages.success(request, said)
        return first.redirect(here)


def _page(request, idea, *, plan=None, result=None, figure=None, refused="", status=200):
    me, kept, told = request.user, planning.of(idea), results.of(idea)
    reports = list(kept.reports.all()) if kept.pk else []
    may_plan = planning.may_plan(idea, kept, me) is None
    may_tell = results.may_tell(idea, me) is None
    names = audience.Names(idea, audience.is_party(idea, me))
    holder = names.face(idea.holder)
    request.zero_owner = holder if holder != me else None
    context = {
        "idea": idea,
        "trial": kept,
        "terms": shown.terms(kept),
        "lacking": shown.lacking(kept),
        "marks": shown.marks(kept, reports),
        "reports": [(report, names.face(report.by), names.of(report.by)) for report in reports],
        "hours": shown.hours(kept, reports),
        "safety": safety.of(idea, me, names),
        "result": told,
        "figures": shown.figures(told),
        "plan_form": (plan or PlanForm(instance=kept, pledges=_pledges(idea, me)))
        if may_plan
        else None,
        "result_form": (result or ResultForm(instance=told)) if may_tell else None,
        "figure_form": (figure or FigureForm()) if may_tell else None,
        "moves": [pair for pair in services.moves_for(me, idea) if pair[0].verb in OF_A_TRIAL],
        "refused": refused,
    }
    return render(request, "ideas/trial.html", context, status=status)
