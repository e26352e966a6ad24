"""The fast lane: one page on which one manager weighs an idea, in ten minutes.

What is complete can be kept for later; whatever is refused comes back as it was typed.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from ideas import services
from ideas.compact import BY_VERB, State
from ideas.models import Idea, Risk
from ideas.risk import assessing, mitigating, scoring, shown
from ideas.risk.fast import Parts
from ideas.risk.hats import Hat
from ideas.seats import Refused
from portal import submissions
from portal.views import errors

FINISH = "finish"
BUTTONS = (FINISH, "keep")
# What whoever weighs an idea may do instead.
INSTEAD = [BY_VERB[verb] for verb in ("ask", "decline", "hand-over")]


def is_fast(page):
    """Whether the one page is enough: for whoever weighs an idea that nothing makes special, as
    long as there is one risk and nobody waits for an answer. ``?all`` leads to the long way."""
    sight, idea = page.sight, page.idea
    if sight is None or not idea.fast_lane or idea.state != State.ASSESSING:
        return False
    if Hat.ASSESSOR not in sight.hats or "all" in page.request.GET:
        return False
    if len(sight.risks) > 1 or sight.proposed or sight.consultations:
        return False
    helps = [one.mitigation.standing for line in sight.risks for one in line.mitigations]
    return helps in ([], [Risk.Standing.TAKEN])


def fast(page):
    """The page, or what was pressed on it."""
    if page.request.method != "POST":
        return _page(page, _parts(page))
    request, parts = page.request, _parts(page, page.request.POST)
    finishing = request.POST.get("do") == FINISH
    wanted = parts.wanted(finishing)
    with submissions.once(request, "ideas.assessment") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        if [part for part in wanted if not part.is_valid()]:
            return _page(page, parts, 422)
        try:
            with transaction.atomic():  # all of it, or nothing
                _keep(page, parts, wanted)
                if finishing:
                    services.perform(
                        page.idea, "weigh", by=page.person, answers=parts.words.answers()
                    )
        except Refused as refused:
            parts.words.add_error(None, refused.reason)
            page.look()
            return _page(page, parts, refused.status)
        _remember(page, {} if finishing else parts.said)
        messages.success(request, _done(page) if finishing else _("Kept. Carry on whenever."))
        return first.redirect(page.idea if finishing else page.url)


def late(page):
    """Something happened while somebody was filling in the one page: what they typed stays."""
    verdict = services.may(page.person, BY_VERB["weigh"], page.idea)
    if verdict.status == 403 and not verdict:
        raise PermissionDenied(verdict.reason)
    reason = services.MOVED
    if page.idea.state == State.ASSESSING:
        reason = _("Somebody added something while you were writing. Answer it, then finish.")
    typed = [
        text
        for name, text in page.request.POST.items()
        if name in ("heard", "note") or name.partition("-")[0] in ("n", "s", "m")
    ]
    typed = "\n\n".join(text for text in typed if text)
    return errors.conflict(page.request, reason, back_url=page.url, typed=typed)


def _parts(page, data=None):
    return Parts(
        page.sight,
        idea=page.idea,
        people=page.people,
        said=page.request.session.get(_place(page)),
        data=data,
    )


def _place(page):
    return f"weighing.{page.idea.pk}"


def _remember(page, said):
    """The last words of an unfinished page belong to nobody yet, so they wait with the person."""
    if said:
        page.request.session[_place(page)] = said
    else:
        page.request.session.pop(_place(page), None)


def _page(page, parts, status=200):
    line = parts.line or page.sight.nothing
    context = page.context(
        parts=parts,
        matrix=shown.drawing(page.sight, line, marks=False),
        needs=shown.needs(),
        instead=INSTEAD,
        stands=[shown.sentence(one.risk) for one in page.lines] if status == 409 else [],
    )
    context["form"] = parts
    return render(page.request, "ideas/assessment/fast.html", context, status=status)


def _keep(page, parts, wanted):
    """Call the services for the parts that are wanted, in the order in which they build."""
    by, sight, sent = page.person, page.sight, page.request.POST
    if parts.nothing in wanted:
        told = parts.nothing.cleaned_data
        assessing.describe_nothing(sight.assessment, by=by, mark=sent.get("mark-n", ""), **told)
    if parts.nothing_score in wanted:
        scoring.agree(sight.nothing.risk, by=by, **parts.nothing_score.score())
    risk = parts.line and parts.line.risk
    if parts.scenario in wanted:
        told = parts.scenario.cleaned_data | {"category": parts.category}
        if risk is None:
            risk = assessing.add_risk(sight.assessment, by=by, **told)
        else:
            assessing.reword(risk, by=by, mark=sent.get("mark-s", ""), **told)
    if parts.score in wanted or parts.plan in wanted:
        _score(by, parts, wanted, risk)


def _score(by, parts, wanted, risk):
    """First score, agreed score, what is done about it, and what is left then."""
    if risk is None:
        raise Refused(_("First say what could go wrong. Then score it."))
    if parts.score in wanted:
        score = parts.score.score()
        if parts.line is None or parts.line.mine is None:
            first = {name: one for name, one in score.items() if name != "treatment"}
            scoring.first(risk, by=by, **first)
        scoring.agree(risk, by=by, **score)
    if parts.plan in wanted:
        _plan(by, parts, risk)
    if parts.after in wanted:
        scoring.after(risk, by=by, **parts.after.score())
    elif parts.score in wanted:
        same = {name: score[name] for name in ("likelihood", "impacts")}
        scoring.after(risk, by=by, **same)


def _plan(by, parts, risk):
    told = parts.plan.cleaned_data
    known = parts.line.mitigations if parts.line else ()
    if known:
        mitigating.plan(known[0].mitigation, by=by, **told)
    else:
        mitigating.propose(risk, by=by, **told)


def _done(page):
    """What happened, and whose turn it is now."""
    holder = Idea.objects.select_related("holder").get(pk=page.idea.pk).holder
    if holder and holder != page.person:
        return _("Weighed. %(person)s has it now.") % {"person": holder}
    return _("Weighed. It’s written down.")
