"""The conversation, support and following."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ideas import audience, markdown
from ideas import support as standing
from ideas import talk as conversation
from ideas.seats import Refused
from ideas.talk_form import CommentForm, RewordForm
from ideas.views.page import find, show
from portal import submissions


@require_POST
def say(request, slug):
    """Write a comment, or look at it first. What was typed comes back with any refusal."""
    idea = find(request, slug)
    form = CommentForm(request.POST, idea=idea)
    if not form.is_valid():
        return show(request, idea, talk_form=form, form=form, status=422)
    if "preview" in request.POST:
        looks = markdown.render(form.cleaned_data["text"])
        return show(request, idea, talk_form=form, preview=looks)
    with submissions.once(request, "ideas.say") as first:
        if first.repeated:
            return first.redirect(first.answer)
        try:
            comment = conversation.say(idea=idea, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return show(request, idea, talk_form=form, form=form, status=refused.status)
        return first.redirect(f"{idea.get_absolute_url()}#said-{comment.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def reword(request, slug, pk):
    """What a comment said before; its author rewords it here. Others read."""
    idea = find(request, slug)
    involved = audience.is_party(idea, request.user)
    comment = get_object_or_404(conversation.visible(idea, request.user, involved=involved), pk=pk)
    mine = comment.author_id == request.user.pk
    if not mine and comment.edited_at is None:
        raise Http404  # nothing was reworded, so there is nothing to read
    if request.method != "POST":
        form = RewordForm({"text": comment.text}) if mine else None
        return _reword_page(request, idea, comment, form, involved)
    if not mine:
        raise PermissionDenied(_("Only whoever wrote it can reword it."))
    form = RewordForm(request.POST)
    if not form.is_valid():
        return _reword_page(request, idea, comment, form, involved, status=422)
    with submissions.once(request, "ideas.reword") as first:
        if first.repeated:
            return first.redirect(first.answer)
        try:
            conversation.reword(comment=comment, by=request.user, text=form.cleaned_data["text"])
        except Refused as refused:
            form.add_error(None, refused.reason)
            return _reword_page(request, idea, comment, form, involved, status=refused.status)
        return first.redirect(f"{idea.get_absolute_url()}#said-{comment.pk}")


def _reword_page(request, idea, comment, form, involved, *, status=200):
    names = audience.Names(idea, involved)
    versions = [
        {"at": version.replaced_at, "looks": markdown.render(version.text)}
        for version in comment.versions.order_by("-replaced_at", "-pk")[: conversation.SHOWN]
    ]
    context = {
        "idea": idea,
        "comment": comment,
        "author": names.of(comment.author),
        "looks": markdown.render(comment.text),
        "versions": versions,
        "form": form,
    }
    return render(request, "ideas/comment.html", context, status=status)


@require_POST
def support(request, slug):
    """“I’m behind this” (``wanted=yes``), or not any more (``wanted=no``)."""
    return _wish(request, slug, "ideas.support", _support)


@require_POST
def follow(request, slug):
    """Hear how it goes on, or not any more."""
    return _wish(request, slug, "ideas.follow", _follow)


def _support(request, idea, wanted):
    if not wanted:
        standing.take_back(idea=idea, person=request.user)
        return _("You’re not behind it any more.")
    mine_too = request.POST.get("mine_too") == "1"
    standing.give(idea=idea, person=request.user, mine_too=mine_too)
    return _("You’re behind it. %(name)s sees that.") % {"name": idea.pen_name or idea.author}


def _follow(request, idea, wanted):
    if not wanted:
        standing.unfollow(idea=idea, person=request.user)
        return _("You won’t hear of it any more.")
    standing.follow(idea=idea, person=request.user)
    return _("You’ll hear how it goes on.")


def _wish(request, slug, form, change):
    """Do what was wished, once, and show the idea again."""
    idea = find(request, slug)
    with submissions.once(request, form) as first:
        if first.repeated:
            return first.redirect(first.answer)
        try:
            said = change(request, idea, request.POST.get("wanted", "yes") != "no")
        except Refused as refused:
            messages.warning(request, refused.reason)
            return show(request, idea, status=refused.status)
        messages.success(request, said)
        return first.redirect(idea)
