"""The pages of an assessment: all of it, one risk, and another risk."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ideas import applies, services
from ideas.compact import BY_VERB, Party, State
from ideas.models import Risk
from ideas.risk import method as methods
from ideas.risk import shown, triggers
from ideas.risk.hats import Hat
from ideas.step_forms import StepForm
from ideas.views.assessment_fast import BUTTONS, INSTEAD, fast, is_fast, late
from ideas.views.assessment_page import Page, send

OF_ALL = ("open", "advise", "talk", "hand-on", "worth", "leave", "leave-answer")
OF_RISK = (
    *("reword", "take", "aside", "first", "agree", "after", "current", "mitigate"),
    *("m-take", "m-aside", "m-plan", "m-progress"),
)
PAGES = ["GET", "HEAD", "POST"]


@require_http_methods(PAGES)
def assessment(request, slug):
    """All that could happen, who says what, and what it comes to. Ideas without any yes or
    technology have one page for it."""
    page = Page(request, slug)
    if is_fast(page):
        return fast(page)
    if request.POST.get("do") in BUTTONS:
        return late(page)
    if request.method == "POST":
        return send(page, OF_ALL, show)
    return show(page)


def show(page, status=200):
    """The whole assessment, or the button that opens it."""
    if page.sight is None:
        return _shown(page, "closed", status, open_it=page.form("open"))
    sight, idea, names = page.sight, page.idea, page.names
    panels = [
        shown.panel(sight, line, idea, names)
        for line in (sight.nothing, *sight.risks, *sight.proposed)
    ]
    return _shown(
        page,
        "page",
        status,
        panels=panels,
        todo=next((panel for panel in panels if panel.mine), None),
        set_aside=[shown.panel(sight, line, idea, names) for line in sight.set_aside],
        consultations=[_consulted(page, line) for line in sight.consultations],
        above=[_above(page, one) for one in sight.above] if shown.shows_levels(sight) else [],
        waivers=[_waived(page, line) for line in sight.waivers],
        worth=page.form("worth") if "evaluate" in sight.may else None,
        points=shown.points(sight, idea),
        level=shown.level(sight),
        decider=shown.decider(sight),
        weighs=Hat.ASSESSOR in sight.hats and idea.state == State.ASSESSING,
        weigh=_weigh(page),
        instead=INSTEAD,
        people=_people(page),
        applies=applies.for_idea(idea, page.person),
        again=triggers.due(idea),
    )


def _shown(page, name, status, **more):
    context = page.context(**more)
    return render(page.request, f"ideas/assessment/{name}.html", context, status=status)


def _consulted(page, line):
    """A colleague who was asked, with the forms of whoever is reading."""
    pk = line.consultation.pk
    forms = {"answer": "advise", "note_talk": "talk", "hand_on": "hand-on"}
    made = {
        verb: page.form(name, line, pk) if verb in line.may else None
        for verb, name in forms.items()
    }
    return {
        "line": line,
        **made,
        "mine": line.consultation.person_id == page.person.pk,
        "does": shown.consulted(line),
    }


def _above(page, above):
    """A category above what is accepted; with the form to ask for an exception, if none waits."""
    key = above.category.key
    asked = any(
        line.category.key == key and line.waiver.granted is None for line in page.sight.waivers
    )
    open_to = "ask_leave" in page.sight.may and not asked and above.waiver is None
    ask = page.form("leave", above, key) if open_to else None
    return {"above": above, "ask": ask, "band": methods.rank(above.level)}


def _waived(page, line):
    may = "answer" in line.may
    answer = page.form("leave-answer", line, line.waiver.pk) if may else None
    return {
        "line": line,
        "answer": answer,
        "by": page.names.of(line.waiver.asked_by),
        "band": methods.rank(line.waiver.level),
    }


def _weigh(page):
    """The form that finishes the weighing, once nothing is missing for it."""
    idea, move = page.idea, BY_VERB["weigh"]
    if page.sight.open_points or not services.may(page.person, move, idea):
        return None
    return StepForm(move=move, idea=idea)


def _people(page):
    """Who does what, in the order of the work: (person or None, name, what they do)."""
    idea, names = page.idea, page.names
    seats = [(party, idea.seated(party)) for party in (Party.ASSESSOR, Party.AUTHOR)]
    return [
        (names.face(person), names.of(person), shown.DOES[party])
        for party, person in seats
        if person
    ]


@require_http_methods(PAGES)
def risk(request, slug, number):
    """One risk: its words, what people think of it, what is done about it, what is left of it."""
    page = Page(request, slug, number)
    if request.method == "POST":
        return send(page, OF_RISK, show_risk)
    return show_risk(page)


FORMS = (  # what a line may, and the button for it
    ("reword", "reword"),
    ("take", "take"),
    ("set_aside", "aside"),
    ("first", "first"),
    ("agree", "agree"),
    ("after", "after"),
    ("current", "current"),
    ("mitigate", "mitigate"),
)
MITIGATION_FORMS = (("take", "m-take"), ("set_aside", "m-aside"), ("plan", "m-plan"))


def show_risk(page, status=200):
    sight, line = page.sight, page.line
    forms = {name: page.form(name, line) for verb, name in FORMS if verb in line.may}
    if not line.risk.number:
        forms.pop("first", None)  # one score is enough for what goes on as it is
        if "describe_nothing" in sight.may:
            forms["reword"] = page.form("reword", line)
    others = [one for one in page.lines if one.risk.standing != Risk.Standing.SET_ASIDE]
    follows = next((one for one in others if one.risk.number > line.risk.number), None)
    return _shown(
        page,
        "risk",
        status,
        line=line,
        panel=shown.panel(sight, line, page.idea, page.names),
        forms=forms,
        opinions=shown.opinions(sight, line, page.names),
        mitigations=[_mitigated(page, one) for one in line.mitigations],
        matrix=shown.drawing(sight, line),
        verdict=shown.verdict(sight, line),
        before=shown.in_words(sight, line, line.inherent),
        after=shown.in_words(sight, line, line.target),
        needs=shown.needs(),
        need=shown.need(sight, line),
        answered_by=page.names.of(line.risk.answered_by),
        category=sight.method.categories[line.risk.category],
        next_url=shown.url_of(page.idea, follows.risk) if follows else "",
        next_title=shown.title(follows.risk) if follows else "",
        all_url=page.all_url,
    )


def _mitigated(page, line):
    one, pk = line.mitigation, line.mitigation.pk
    forms = {
        name.removeprefix("m-"): page.form(name, line, pk)
        for verb, name in MITIGATION_FORMS
        if verb in line.may
    }
    if page.statuses(line):
        forms["progress"] = page.form("m-progress", line, pk)
    return {
        "one": one,
        "by": page.names.of(one.proposed_by),
        "owner": page.names.of(one.owner),
        "answered_by": page.names.of(one.answered_by),
        "verified_by": page.names.of(one.verified_by),
        "forms": forms,
        "open": any(form.is_bound for form in forms.values()),
    }


@require_http_methods(PAGES)
def another(request, slug):
    """Something else that could go wrong, in one sentence, along a guide word."""
    page = Page(request, slug)
    if request.method == "POST" and page.sight:
        return send(page, ("risk",), show_another, lambda page, made: shown.url_of(page.idea, made))
    return show_another(page)


def show_another(page, status=200):
    may = page.sight is not None and page.sight.may & {"propose", "add"}
    return _shown(page, "another", status, new=page.form("risk") if may else None)
