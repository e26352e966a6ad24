"""Photos and files of an idea: add, take away, and serve them to whoever may see the idea."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ideas import attachments
from ideas.seats import Refused
from ideas.views.page import find
from portal import submissions
from portal.views import away

# Whatever a file holds, a browser that opens it may run nothing and reach nothing.
ALONE = "default-src 'none'; sandbox"


def context(request, idea):
    """What templates/ideas/_files.html needs."""
    return {
        "idea": idea,
        "files": list(idea.attachments.all()),
        "may_attach": attachments.may_change(idea, request.user),
        "accept": attachments.ACCEPT,
        "most_files": attachments.MOST,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def files(request, slug):
    """The files of an idea; POST adds some. What can't be kept is said, the others are kept."""
    idea = find(request, slug)
    if request.method != "POST":
        return render(request, "ideas/files.html", context(request, idea))
    if not attachments.may_change(idea, request.user):
        return _refused(
            request, idea, [_("Only the people whose idea it is add files to it.")], 403
        )
    checked, problems = _looked_into(request.FILES.getlist("files"))
    with submissions.once(request, "ideas.files") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        added, more, status = _kept(idea, checked, request)
        problems += more
        if added:
            for problem in problems:
                messages.warning(request, problem)
            return first.redirect(reverse("ideas:attach", args=[idea.slug]))
    return _refused(request, idea, problems, status)


def _looked_into(uploads):
    """What can be kept, and the sentences about what can't. Before any transaction: it is slow."""
    if not uploads:
        return [], [_("Choose a photo or a file first.")]
    checked, problems = [], []
    for upload in uploads[: attachments.MOST]:
        try:
            checked.append(attachments.look_into(upload))
        except Refused as refusal:
            problems.append(refusal.reason)
    if len(uploads) > attachments.MOST:
        problems.append(_("That was more than ten at once. The first ten were looked at."))
    return checked, problems


def _kept(idea, checked, request):
    """How many were added, why the others were not, and the status if none was."""
    added, problems, status = 0, [], 422
    description = request.POST.get("description", "")
    for one in checked:
        try:
            attachments.add(idea, one, by=request.user, description=description)
        except Refused as refusal:
            problems.append(refusal.reason)
            status = 503 if refusal.status == 503 else status
            break
        added += 1
    return added, problems, status


def _refused(request, idea, problems, status):
    typed = {"problems": problems, "description": request.POST.get("description", "")}
    page = render(request, "ideas/files.html", context(request, idea) | typed, status=status)
    if status == 503:
        page["Retry-After"] = away.RETRY_AFTER
    return page


@require_safe
def file(request, slug, key):
    """One file. Its address opens nothing to people who may not see the idea."""
    attachment = get_object_or_404(find(request, slug).attachments, key=key)
    etag = quote_etag(attachment.sha256)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            opened = attachment.file.open("rb")
        except FileNotFoundError as error:
            raise Http404("The file is not on the disk any more.") from error
        response = FileResponse(
            opened,
            as_attachment=not attachment.is_photo,
            filename=attachment.name,
            content_type=attachment.content_type,
        )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"  # ask each time: sight of an idea may end
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
def remove(request, slug, key):
    """Take a file away."""
    idea = find(request, slug)
    with submissions.once(request, "ideas.file_removed") as first:
        if first.repeated:
            return HttpResponseRedirect(first.answer)
        attachment = idea.attachments.filter(key=key).first()
        if attachment is None:  # taken away before, in another tab
            return redirect("ideas:attach", idea.slug)
        try:
            attachments.remove(attachment, by=request.user)
        except Refused as refusal:
            return _refused(request, idea, [refusal.reason], refusal.status)
        messages.success(request, _("“%(name)s” is gone.") % {"name": attachment.name})
        return first.redirect(reverse("ideas:attach", args=[idea.slug]))
