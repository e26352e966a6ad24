"""The compact as a document: read it, print it, take it away, check a printed one."""

import json

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ideas import (
    applies,
    audience,
    deed_check,
    deed_pdf,
    deed_shown,
    deeds,
    reading,
    services,
    shown,
)
from ideas.compact import Party
from ideas.seal_form import SealForm
from ideas.views.page import find

CHECKS = 60  # proofs that one person may look up in ten minutes
REST = 600  # seconds


@require_safe
def compact(request, slug):
    """The deed of the round that counts; with ?round= an earlier one."""
    idea = for_party(request, slug)
    deed = _wanted(request, idea)
    if deed is None:
        return not_yet(request, idea)
    return page(request, idea, deed)


def for_party(request, slug):
    """The idea, for its parties: 403 with a sentence for others who may see it, else 404."""
    idea = find(request, slug, reading.OF_DEED)
    if not audience.is_party(idea, request.user):
        raise PermissionDenied(
            _(
                "The compact is for the people who make it. You can read the idea itself, and ask "
                "in the conversation."
            )
        )
    return idea


def _wanted(request, idea):
    """The Deed that the address asks for; None if this round has none yet."""
    number = request.GET.get("round", "")
    if not number:
        return deeds.of_round(idea)
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise Http404
    found = next((deed for deed in idea.deeds.all() if deed.round == int(number)), None)
    if found is None:
        raise Http404
    return found


def page(request, idea, deed, *, forms=None, preview=False, status=200, **told):
    """The deed with its seals, and the moves that are this person's.

    ``forms`` {verb: form} are forms that were sent and come back with what was typed. ``preview``:
    the deed is not stored yet, it is how it would read with their condition. ``told`` may have the
    ``reason`` that stands against it, the ``difference`` to what was read, and what was ``typed``.
    """
    forms = forms or {}
    request.zero_owner = idea.holder if idea.holder != request.user else None
    counts = preview or deed.round == idea.round
    mine = services.moves_for(request.user, idea) if counts else []
    seals = _signing(request, idea, deed, mine, forms)
    may_sign = any(seal["form"] for seal in seals)
    context = {
        "idea": idea,
        "shown": deed_shown.show(idea, deed, request.user, may_sign=may_sign),
        "seals": seals,
        "preview": preview,
        "pdf": deed_pdf.engine() is not None,
        "form": next((form for form in forms.values() if form.errors), None),
        **told,
    }
    if not preview:
        context |= {
            "lapsed": deed_shown.lapsed(idea),
            "fitted": deed_shown.fitted(idea, deed),
            # What else this person can do instead of signing.
            "others": [move for move, verdict in mine if verdict and not move.signs],
        }
    if any(seal["sent"] for seal in seals):
        context["typed"] = ""  # it stands in the form
    return render(request, "ideas/deed/deed.html", context, status=status)


def _signing(request, idea, deed, mine, forms):
    """The moves of this person that sign: each with its form, or with the sentence against it."""
    signed = [one for one in idea.signatures.all() if one.deed_id == deed.pk]
    on = any(one.signer_id == request.user.pk for one in signed)
    seals = []
    for move, verdict in mine:
        if not move.signs or (forms and move.verb not in forms) or (on and not verdict):
            continue
        text = None if move.renews else deed
        form = forms.get(move.verb) or SealForm(
            move=move, idea=idea, person=request.user, deed=text
        )
        seals.append(
            {
                "move": move,
                "form": form if verdict or form.is_bound else None,
                "reason": verdict.reason,
                "needs": () if verdict else _needs(move, idea, request.user),
                "sent": move.verb in forms,
                "whole": "name" in form.fields,
            }
        )
    return seals


def _needs(move, idea, person):
    """What is still to be read or learned before this seal, with its minutes."""
    return applies.for_idea(idea, person).needs if Party.AUTHOR in move.by else ()


def not_yet(request, idea, *, status=200, **told):
    """Nothing is written down in this round yet: what is missing, and whose turn it is."""
    request.zero_owner = idea.holder if idea.holder != request.user else None
    context = {
        "idea": idea,
        "where": shown.where(idea, audience.Names(idea, True), list(idea.steps.all())),
        "lapsed": deed_shown.lapsed(idea),
        **told,
    }
    return render(request, "ideas/deed/none.html", context, status=status)


@require_safe
def as_json(request, slug):
    """The canonical text with its digest and signatures, to be kept and checked anywhere."""
    idea = for_party(request, slug)
    deed = _wanted(request, idea)
    if deed is None:
        raise Http404
    body = json.dumps(deed_check.record(deed), ensure_ascii=False, indent=2)
    return _download(body, "application/json", f"{idea.reference}-{deed.round}.json")


@require_safe
def as_pdf(request, slug):
    """The deed on paper; without the package that makes it, how to get it from the browser."""
    idea = for_party(request, slug)
    deed = _wanted(request, idea)
    if deed is None:
        raise Http404
    if deed_pdf.engine() is None:
        return render(request, "ideas/deed/no_pdf.html", {"idea": idea}, status=503)
    made = deed_pdf.make(deed_shown.show(idea, deed, request.user))
    return _download(made, "application/pdf", f"{idea.reference}-{deed.round}.pdf")


def _download(body, kind, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=kind, headers=headers)


@require_safe
def check(request):
    """Whether a printed compact is the one that counts, by the proof on it."""
    typed = request.GET.get("proof", "")[:200]
    if not typed:
        return render(request, "ideas/deed/check.html", {"typed": ""})
    if not _within_limit(request.user):
        return render(request, "ideas/deed/check.html", {"typed": typed, "wait": True}, status=429)
    answer = deed_check.answer(typed, request.user)
    return render(request, "ideas/deed/check.html", {"typed": typed, "answer": answer})


def _within_limit(person):
    """Whether this person may look up one more: nobody finds a proof by trying them all."""
    key = f"compact-check:{person.pk}"
    return cache.add(key, 1, REST) or cache.incr(key) <= CHECKS
