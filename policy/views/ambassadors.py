"""/ambassadors/: find a person by topic, ask whether one may answer, ask somebody who may."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policy import ambassadors, clearance, may_i
from policy.licence_forms import AskForm, ProfileForm, ReplyForm
from policy.models import AmbassadorProfile, Channel, PolicyPage, Topic
from policy.views.acting import act
from policy.views.reading import Crumb
from portal import submissions
from portal.views import errors

SHOWN = 30  # who is free stands first; a topic makes it shorter
LONGEST = 200  # characters of a question that count


def crumbs():
    """The way back up."""
    return [Crumb(_("Ambassadors"), reverse("policy:ambassadors"))]


def chosen(request):
    """(all topics, the typed words, the topics they or the address mean, best first)."""
    topics = list(Topic.objects.select_related("pass_to", "champion"))
    typed = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST]
    slug = request.GET.get("topic", "")
    if slug:
        return topics, typed, [topic for topic in topics if topic.slug == slug]
    return topics, typed, may_i.matching(typed, topics) if typed else []


@require_safe
def roster(request):
    """/ambassadors/: who likes to be asked, by topic, by what somebody typed, or all of them."""
    topics, typed, wanted = chosen(request)
    topic = wanted[0] if wanted else None
    searched = bool(typed or request.GET.get("topic"))
    found = [] if searched and topic is None else ambassadors.roster(topic=topic, topics=topics)
    profile = _card_of(request.user)
    context = {
        "topics": [one for one in topics if not one.red],
        "typed": typed,
        "topic": topic,
        "others": wanted[1:4],
        "searched": searched,
        "found": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "on_roster": profile is not None and profile.joined_at is not None,
        "fallback": None if found else _fallback(topic),
    }
    return render(request, "policy/ambassadors.html", context)


def _fallback(topic):
    """Whom to turn to when nobody is found."""
    return topic.pass_to or may_i.fallback(topic) if topic else None


@require_safe
def may_i_answer(request):
    """/ambassadors/may-i/?topic=&channel=: yes, no, or ask this person."""
    topics, typed, wanted = chosen(request)
    channels = list(Channel.objects.all())
    channel = next((one for one in channels if one.slug == request.GET.get("channel")), None)
    answer = may_i.answer(request.user, topic=wanted[0], channel=channel) if wanted else None
    context = {
        "topics": topics,
        "channels": channels,
        "typed": typed,
        "answer": answer,
        "others": wanted[1:4],
        "asked": bool(typed or request.GET.get("topic")),
        "rules": rules(),
        "crumbs": crumbs(),
    }
    return render(request, "policy/may_i.html", context)


def rules():
    """[(policy, its green, amber and red lists)] of the policies that the licence belongs to."""
    policies = PolicyPage.objects.live().filter(courses__live=True).distinct().order_by("path")
    found = []
    for policy in policies:
        lists = (
            part.value
            for section in policy.body
            for part in section.value["body"]
            if part.block_type == "rules"
        )
        if value := next(lists, None):
            found.append((policy, value))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def me(request):
    """/ambassadors/me/: one's own card, and the questions that wait."""
    profile = _card_of(request.user)
    if request.method != "POST":
        first = {"chosen_name": request.user.first_name or request.user.username}
        form = ProfileForm(instance=profile) if profile else ProfileForm(initial=first)
        return _me(request, form, profile)
    return act(
        request,
        "ambassador.keep",
        form=ProfileForm(request.POST, instance=profile),
        do=lambda **fields: ambassadors.keep(person=request.user, **fields),
        said=lambda profile: _("Saved. Others see you as %(name)s.") % {"name": profile},
        back=reverse("policy:ambassador_me"),
        again=lambda form, status: _me(request, form, _card_of(request.user), status),
    )


def _card_of(person):
    """Their card as it is stored, or None."""
    return AmbassadorProfile.objects.filter(person=person).first()


def _me(request, form, profile, status=200):
    judge = clearance.Judge([request.user])
    told = judge.clearance(request.user)
    mine = judge.evidence.topics_of(request.user) if told else ()
    asked = ambassadors.visible_to(request.user)
    context = {
        "form": form,
        "profile": profile,
        "on_roster": profile is not None and profile.joined_at is not None,
        "clearance": told,
        "topics": Topic.objects.filter(red=False, name__in=mine),
        "waiting": asked.filter(ambassador=profile).filter(ambassadors.OPEN)[:SHOWN],
        "own": asked.filter(asker=request.user).order_by("-asked_at")[:SHOWN],
        "crumbs": crumbs(),
    }
    return render(request, "policy/ambassador_me.html", context, status=status)


@require_POST
def leave(request):
    """Leave the roster, in one click."""
    with submissions.once(request, "ambassador.leave") as first:
        if first.repeated:
            return redirect(first.answer)
        ambassadors.leave(person=request.user)
        messages.success(request, _("You’re off the list. Come back whenever you like."))
        return first.redirect("policy:ambassador_me")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, pk):
    """/ambassadors/<pk>/ask/: a question to one of them. Who is not listed is not found."""
    found = ambassadors.find(pk)
    if found is None:
        raise Http404
    if request.method != "POST":
        slug = request.GET.get("topic")
        topic = next((one for one in found.topics if one.slug == slug), found.topics[0])
        return _ask(request, found, AskForm(topics=found.topics, initial={"topic": topic.pk}))
    return act(
        request,
        "ambassador.ask",
        form=AskForm(request.POST, topics=found.topics),
        do=lambda **said: ambassadors.ask(asker=request.user, profile=found.profile, **said),
        said=lambda asked: (
            _("%(name)s has your question, and you hear as soon as there’s an answer.")
            % {"name": found.profile}
        ),
        back=ambassadors.url_of,
        again=lambda form, status: _ask(request, found, form, status),
    )


def _ask(request, found, form, status=200):
    own = found.profile.person_id == request.user.pk
    context = {"found": found, "form": form, "own": own, "crumbs": crumbs()}
    return render(request, "policy/ambassador_ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk):
    """/ambassadors/asked/<pk>/: for whoever asked and whoever was asked; nobody else knows."""
    asked = get_object_or_404(ambassadors.visible_to(request.user), pk=pk)
    theirs = asked.ambassador.person_id == request.user.pk
    is_open = asked.answered_at is None and asked.closed_at is None
    if request.method != "POST":
        return _question(request, asked, ReplyForm() if theirs and is_open else None)
    if not theirs:
        return errors.forbidden(request, _("This was asked of somebody else."))
    return act(
        request,
        "ambassador.answer",
        form=ReplyForm(request.POST),
        do=lambda text: ambassadors.answer(asked, by=request.user, text=text),
        said=lambda asked: _("%(name)s has your answer.") % {"name": asked.asker},
        back=ambassadors.url_of(asked),
        again=lambda form, status: _question(request, asked, form, status),
    )


def _question(request, asked, form, status=200):
    context = {"asked": asked, "answer_form": form, "crumbs": crumbs()}
    return render(request, "policy/ambassador_question.html", context, status=status)
