"""Play the course of the ideas: one day after the other, each step by the service of a click.

A step of a file has ``ago`` (working days), perhaps an ``hour``, who does it (``by``; else whoever
it falls to) and what it ``does``: one of DOES, or a verb of the compact. What else it has are
the words.
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from ideas import deeds, drafts, services, support, talk
from ideas.compact import BY_VERB, Party
from ideas.delivery import planning, results, stories
from ideas.demo import news, weighing
from ideas.models import Comment, Idea
from portal.demo import travel
from portal.models import User

TEXTS = ("kind", "title", "moment", "help", "technology", "category")
PRIVACY = ("confidential", "hidden_from_manager")
ABOUT = {"ago", "hour", "by", "does"}  # what of a step are no words
DATES = ("until", "look_again")
SEALS = {Party.SPONSOR: "sponsor", Party.CHAMPION: "adopt", Party.AUTHOR: "sign"}
READ = 4  # working days: by now everybody has read what is older
MORNING, NOON, EVENING = 9, 11, 17


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to the idea of a file."""

    day: date
    hour: int
    does: str
    told: dict  # the idea's file
    words: dict

    @property
    def by(self):
        return person(self.words["by"]) if "by" in self.words else None


def play(ideas, challenges, days):
    """Everything that happened, in order. What happened in one hour is one trip back."""
    written = {}
    steps = [step for told in ideas for step in steps_of(told, days)]
    steps.append(Step(days.ago(READ), EVENING, "read the news", {}, {}))
    for (day, hour), together in groupby(sorted(steps, key=when), key=when):
        with travel.back(days.back(day), hour=hour):
            for step in together:
                take(step, challenges, days, written)


def when(step):
    return step.day, step.hour


def take(step, challenges, days, written):
    """One step. ``written`` is {title: id}, and grows."""
    title = step.told.get("title")
    if step.does == "read the news":
        news.read()
    elif step.does == "write":
        written[title] = write(step.told, challenges).pk
    else:
        DOES.get(step.does, move)(fresh(written[title]), step, days)


def steps_of(told, days):
    """What a file tells: it is written, people like it, and then its course."""
    day = days.ago(told["ago"])
    yield Step(day, MORNING, "write", told, {})
    if not told.get("draft"):
        yield Step(day, MORNING, "submit", told, {})
        yield Step(day, EVENING, "gather", told, {})
    for words in told.get("course", ()):
        hour = words.get("hour", NOON)
        yield Step(days.ago(words["ago"]), hour, words["does"], told, words)


def person(username):
    return User.objects.get(username=username)


def fresh(pk):
    """The idea as it is now."""
    return Idea.objects.select_related("author", "holder").get(pk=pk)


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


def gather(idea, step, days):
    """Colleagues join, are behind it, and follow it."""
    told = step.told
    if "co_author" in told:
        colleague = person(told["co_author"])
        drafts.invite(idea, colleague, by=idea.author)
        drafts.answer_invitation(idea, by=colleague, yes=True)
    for username in told.get("behind", ()):
        support.give(idea=idea, person=person(username))
    for username in told.get("followed_by", ()):
        support.follow(idea=idea, person=person(username))


def say(idea, step, days):
    """Somebody writes in the conversation; whoever holds the idea, unless it says who."""
    everyone = Comment.Audience.EVERYONE
    talk.say(idea=idea, by=step.by or idea.holder, text=step.words["text"], for_whom=everyone)


def move(idea, step, days):
    """A move of the compact, with the words it costs."""
    answers = {name: text for name, text in step.words.items() if name not in ABOUT}
    for name in set(DATES) & set(answers):
        answers[name] = days.ahead(answers[name]).isoformat()
    verb = BY_VERB[step.does]
    mover = step.by or idea.seated(services.seat_of(verb, idea))
    if verb.signs:
        answers |= {"deed": deeds.of_round(idea).digest, "name": str(mover)}
    services.perform(idea, step.does, by=mover, answers=answers)


def seal(idea, step, days):
    """Whoever's turn it is puts their seal on."""
    move(idea, replace(step, does=SEALS[idea.stage.holder]), days)


def plan(idea, step, days):
    """The author plans the trial, and the sponsor promises the hours."""
    fields = {name: text for name, text in step.words.items() if name not in ABOUT}
    hours = fields.pop("hours_pledged")
    fields["ends_on"] = days.ahead(fields.pop("ends"))
    trial = planning.save(idea, by=idea.author, version=1, **fields)
    sponsor = idea.seated(Party.SPONSOR)
    planning.save(idea, by=sponsor, version=trial.version, hours_pledged=hours)


def result(idea, step, days):
    """The author tells what changed, in words and figures."""
    for figure in step.words["figures"]:
        results.add_figure(idea, by=idea.author, **figure)
    told = {name: step.words[name] for name in ("effect", "words", "lesson")}
    results.tell(idea, by=idea.author, version=results.of(idea).version, **told)


def thank(idea, step, days):
    told = {name: step.words[name] for name in ("thanks", "quote", "quote_by")}
    stories.thank(idea, by=step.by, **told)


def cheer(idea, step, days):
    for username in step.words["people"]:
        stories.cheer(idea, by=person(username))


DOES = {
    "gather": gather,
    "say": say,
    "seal": seal,
    "plan": plan,
    "result": result,
    "thank": thank,
    "cheer": cheer,
    "advise": weighing.advise,
    "assess": weighing.assess,
    "prove": weighing.prove,
    "propose": weighing.propose,
    "ask leave": weighing.ask_leave,
    "grant leave": weighing.grant_leave,
}
