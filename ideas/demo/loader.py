"""Larkfield's ideas and challenges: written, sent, answered and backed as people would do it."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from wagtail.models import Locale

from ideas import drafts, services, support, talk
from ideas.models import ChallengeIndexPage, ChallengePage, Comment, Idea
from portal.models import User

SOURCE = Path(__file__).with_name("ideas.toml")
INTRODUCTION = (
    "Somebody who can decide asks, says by when they will, and reads every answer. "
    "An idea needn’t fit any of these: share it all the same."
)
TEXTS = ("kind", "title", "moment", "help", "technology", "category")
PRIVACY = ("confidential", "hidden_from_manager")


def load():
    """Two challenges, then the ideas of domain.md, each as far as it has come."""
    told = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    challenges = {one["slug"]: publish(one) for one in told["challenges"]}
    for one in told["ideas"]:
        idea = write(one, challenges)
        if not one.get("draft"):
            services.perform(idea, "submit", by=idea.author)
            live(one, fresh(idea))


def person(username):
    return User.objects.get(username=username)


def fresh(idea):
    """The idea as it is now."""
    return Idea.objects.select_related("author", "holder").get(pk=idea.pk)


def day(days):
    return timezone.localdate() + timedelta(days=days)


def publish(told):
    """A challenge, as its leader would have it published."""
    leader = person(told["leader"])
    index = ChallengeIndexPage.objects.get()
    if not index.introduction:
        index.introduction = INTRODUCTION
        index.save_revision(user=leader).publish(user=leader, skip_permission_checks=True)
    challenge = ChallengePage(
        **{name: told[name] for name in ("slug", "title", "question", "why", "good")},
        limits=told.get("limits", ""),
        leader=leader,
        opens_on=day(told["opens"]),
        closes_on=day(told["closes"]),
        decides_on=day(told["decides"]),
        live=False,
        locale=Locale.get_default(),
    )
    index.add_child(instance=challenge)
    challenge.save_revision(user=leader).publish(user=leader, skip_permission_checks=True)
    return ChallengePage.objects.get(pk=challenge.pk)


def write(told, challenges):
    """A draft, in its author's words."""
    author = person(told["author"])
    fields = {name: told[name] for name in (*TEXTS, *PRIVACY) if name in told}
    if "yes" in told:
        fields["tripwires"] = {f"T{n}": f"T{n}" in told["yes"] for n in range(1, 9)}
    if told.get("kind") == Idea.Kind.ALREADY:
        fields["already"] = {name: told[name] for name in drafts.QUESTIONS}
    if "challenge" in told:
        fields["challenge"] = challenges[told["challenge"]]
    if author.site_id:
        fields["site"] = author.site
    return drafts.start(by=author, **fields)


def live(told, idea):
    """What people said and did about it since it was shared."""
    if "co_author" in told:
        colleague = person(told["co_author"])
        drafts.invite(idea, colleague, by=idea.author)
        drafts.answer_invitation(idea, by=colleague, yes=True)
    for username in told.get("behind", ()):
        if username != told.get("co_author"):
            support.give(idea=idea, person=person(username))
    for username in told.get("followed_by", ()):
        support.follow(idea=idea, person=person(username))
    for said in told.get("said", ()):
        by = person(said["by"])
        talk.say(idea=idea, by=by, text=said["text"], for_whom=Comment.Audience.EVERYONE)
    decide(told, fresh(idea))


def decide(told, idea):
    """The move that somebody has made already, if any."""
    if "ask" in told:
        services.perform(idea, "ask", by=idea.holder, answers={"question": told["ask"]})
    if "hand_over" in told:
        to, reason = told["hand_over"]
        if idea.holder.username != to:
            answers = {"to": to, "reason": reason}
            services.perform(idea, "hand-over", by=idea.holder, answers=answers)
    if "decline" in told:
        answers = told["decline"] | {"look_again": day(told["decline"]["look_again"]).isoformat()}
        services.perform(idea, "decline", by=idea.holder, answers=answers)
