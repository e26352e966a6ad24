"""The desk's door: who is there, write to them, be rung back; and the desk's own list."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import addresses, submissions, zero
from portal.models import ZeroCall
from portal.views import errors
from portal.zero_forms import AnswerForm, HandOverForm, MessageForm, RingForm

SENT = "portal.zero.sent"  # salt of the link to the thank-you page
SENT_FOR = 24 * 3600
STRANGERS_LIMIT = 5  # calls of one address that is not signed in, in an hour
HOUR = 3600
OPEN_AT_MOST = 100  # open calls in one list; the longest waiting come first
PER_PAGE = 20


def _author(request):
    return request.user if request.user.is_authenticated else None


def _page(request, *, message=None, ring=None, wait=False, status=200):
    """The page of the desk, with a form as somebody typed it if one is given."""
    author = _author(request)
    duty, after = zero.on_duty_and_after(reader=author, turns=zero.turns_of(request))
    message = message or MessageForm(author=author)
    message.promise(duty.person)
    context = {
        "duty": duty,
        "after": after[:3],
        "came_from": addresses.sent_as("from", request),
        "message": message,
        "ring": ring or RingForm(author=author),
        "form": message if message.is_bound else ring,  # so that the title says "Error:"
        "wait": wait,
    }
    return render(request, "portal/zero.html", context, status=status)


@login_not_required
@require_safe
def desk(request):
    """Who is on duty, and every way to reach them. Open to everybody."""
    return _page(request)


@login_not_required
@require_POST
def message(request):
    """Write to whoever is on duty."""
    form = MessageForm(request.POST, author=_author(request))
    return _call(request, form, ZeroCall.Wish.WRITE, "message")


@login_not_required
@require_POST
def ring(request):
    """Ask to be rung back."""
    form = RingForm(request.POST, author=_author(request))
    return _call(request, form, ZeroCall.Wish.RING, "ring")


def _call(request, form, wish, name):
    """Store the call once and say who has it; or show the form again with what was typed."""
    if not form.is_valid():
        return _page(request, **{name: form}, status=422)
    with submissions.once(request, f"zero.{name}") as first:
        if first.repeated:
            return first.redirect(first.answer)
        if _author(request) is None and not _within_limit(request):
            return _page(request, **{name: form}, wait=True, status=429)
        try:
            made = zero.call(
                author=_author(request),
                wish=wish,
                page=addresses.sent_as("from", request),
                **form.cleaned_data,
            )
        except zero.CallRefused as refused:
            form.add_error(None, refused.reason)
            return _page(request, **{name: form}, status=refused.status)
        return first.redirect("portal:zero_sent", signing.dumps(made.pk, salt=SENT))


def _within_limit(request):
    """Take one of the hour's places of this address; each is free again an hour after its use."""
    address = get_adapter().get_client_ip(request)
    places = (f"zero:{address}:{n}" for n in range(STRANGERS_LIMIT))
    return any(cache.add(place, 1, HOUR) for place in places)


@login_not_required
@require_safe
def sent(request, token):
    """Who has it and when they answer. The link says nothing about who wrote, or what."""
    try:
        pk = signing.loads(token, salt=SENT, max_age=SENT_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    made = get_object_or_404(ZeroCall.objects.select_related("holder"), pk=pk)
    mine = request.user.is_authenticated and made.author_id == request.user.pk
    context = {"call": made, "duty": zero.on_duty(), "mine": mine}
    return render(request, "portal/zero_sent.html", context)


@require_safe
def calls(request):
    """What I hold or may answer, and what I asked."""
    me = request.user
    mine = zero.visible_to(me)
    still_open = mine.filter(answered_at=None).order_by("made_at")[:OPEN_AT_MOST]
    answered = mine.exclude(answered_at=None).order_by("-answered_at", "-pk")
    page = Paginator(answered, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"call": call, "name": zero.name_of(call, me)} for call in still_open]
    context = {
        "waiting": [row for row in rows if row["call"].author != me],
        "asked": [row for row in rows if row["call"].author == me],
        "done": [{"call": call, "name": zero.name_of(call, me)} for call in page],
        "previous_url": f"?page={page.number - 1}" if page.has_previous() else "",
        "next_url": f"?page={page.number + 1}" if page.has_next() else "",
    }
    return render(request, "portal/zero_calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one_call(request, pk):
    """One call; the desk answers it here or hands it over. A stranger finds nothing."""
    made = get_object_or_404(zero.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _one(request, made)
    handing = "to" in request.POST
    form = (HandOverForm if handing else AnswerForm)(request.POST, call=made)
    if not form.is_valid():
        return _one(request, made, **{"over" if handing else "answer": form}, status=422)
    with submissions.once(request, "zero.hand_over" if handing else "zero.answer") as first:
        if first.repeated:
            return first.redirect(first.answer)
        try:
            if handing:
                to = form.cleaned_data["to"]
                zero.hand_over(made, by=request.user, to=to)
                messages.success(request, _("%(name)s has it now, and knows.") % {"name": to})
                return first.redirect("portal:zero_calls")
            zero.answer(made, by=request.user, text=form.cleaned_data["text"])
            messages.success(request, _("Sent. That’s one person who was not left waiting."))
            return first.redirect(zero.url_of(made))
        except zero.CallRefused as refused:
            return _refused(request, made, form, handing, refused)


def _refused(request, made, form, handing, refused):
    if refused.status == 409:
        return errors.conflict(request, refused.reason, typed=form.cleaned_data.get("text", ""))
    form.add_error(None, refused.reason)
    return _one(request, made, **{"over" if handing else "answer": form}, status=refused.status)


def _one(request, made, *, answer=None, over=None, status=200):
    may = made.answered_at is None and zero.may_answer(made, request.user)
    context = {
        "call": made,
        "name": zero.name_of(made, request.user),
        "mine": made.author == request.user,
        "answer": (answer or AnswerForm(call=made)) if may else None,
        "over": (over or HandOverForm(call=made)) if may and not made.keep_name_out else None,
        "form": answer or over,
    }
    return render(request, "portal/zero_call.html", context, status=status)
