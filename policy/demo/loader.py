"""Larkfield's policies: written by Nadia, read by Dev before they go out, agreed to by people.

Everything goes the way a click would: a draft, the workflow, the approval, the agreement.
"""

import json
import tomllib
from copy import deepcopy
from datetime import timedelta
from pathlib import Path

from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.models import Locale

from policy import agreeing, editions
from policy.models import PolicyIndexPage, PolicyPage
from portal.models import User

SOURCE = Path(__file__).with_name("policy.toml")
WRITER, READER = "nadia.brandt", "dev.patel"
DAYS_LEFT = 5  # near enough for a banner, far enough that nobody is stopped on the first day
INTRODUCTION = (
    "What keeps you, our customers and your ideas safe. Short, in plain words, and each with "
    "somebody to ask."
)


def load():
    """Publish the policies, and let people agree as they might have done by now."""
    told = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    index = PolicyIndexPage.objects.get()
    index.introduction = INTRODUCTION
    index.save_revision(user=person(WRITER)).publish(
        user=person(READER), skip_permission_checks=True
    )
    speaking = publish(draft(index, told, second_edition(told), number=told["edition"] - 1))
    for more in told["more_policies"]:
        everybody_agrees(publish(draft(index, more, more["sections"], number=more["edition"])))
    everybody_agrees(speaking)
    third = next_edition(speaking, told)
    for someone in early_birds():
        agree(someone, third)


def person(username):
    return User.objects.get(username=username)


def second_edition(told):
    """The sections as edition 2 had them."""
    sections = deepcopy(told["sections"])
    places = {section["anchor"]: section for section in sections}
    for override in [*told["edition2_overrides"], *told["edition2_record"]]:
        blocks = places[override["anchor"]]["blocks"]
        if override["op"] == "remove":
            del blocks[override["block"]]
        else:
            blocks[override["block"]] = override["content"]
    return sections


def draft(index, told, sections, number):
    """A draft of a policy that is not out yet."""
    today = timezone.localdate()
    policy = PolicyPage(
        title=told["title"],
        slug=told["slug"],
        summary=told["summary"],
        search_description=told.get("search_description", ""),
        owner_person=person(told["owner"]),
        edition=number,
        in_force=today - timedelta(days=200),
        review_by=today + timedelta(days=30 * told["review_months"]),
        due_on=today + timedelta(days=28),
        check_question=json.dumps([question(told["question"])]),
        body=body(sections),
        live=False,
        locale=Locale.get_default(),
    )
    return index.add_child(instance=policy)


def next_edition(policy, told):
    """Raise the edition: the text as it is today, every change with its why."""
    today = timezone.localdate()
    policy = PolicyPage.objects.get(pk=policy.pk)
    policy.edition = told["edition"]
    policy.in_force = today
    policy.due_on = today + timedelta(days=DAYS_LEFT)
    policy.joiner_days = DAYS_LEFT  # everybody joined today, in the demo
    policy.body = body(told["sections"])
    policy.changes = json.dumps(
        [{"type": "change", "value": facts(one)} for one in told["changes"]]
    )
    return publish(policy)


def facts(change):
    """A change as the block keeps it."""
    return {
        "anchor": change["anchor"],
        "what": change["summary"],
        "why": f"{capfirst(change['why'])}.",
        "asked_by": change["asked_by"],
    }


def publish(policy):
    """Nadia sends it, Dev reads and approves it. Returns the policy as it is live."""
    policy.save_revision(user=person(WRITER))
    policy.get_workflow().start(policy, person(WRITER))
    state = policy.current_workflow_task_state
    state.task.specific.on_action(state, person(READER), "approve")
    return PolicyPage.objects.get(pk=policy.pk)


def question(told):
    """The question before agreeing, as its block keeps it."""
    answers = [
        {
            "text": text,
            "right": number == told["answer"],
            "feedback": told["right"] if number == told["answer"] else told["wrong"],
        }
        for number, text in enumerate(told["choices"])
    ]
    return {"type": "check", "value": {"question": told["text"], "answers": answers}}


def body(sections):
    """Sections as the page keeps them."""
    return json.dumps(
        [
            {
                "type": "section",
                "value": {
                    "title": section["title"],
                    "anchor": section["anchor"],
                    "summary": section["summary"],
                    "body": [block(told) for told in section["blocks"]],
                },
            }
            for section in sections
        ]
    )


def block(told):
    """One block of a section."""
    kind = told["type"]
    if kind == "text" and told["html"].startswith("<table>"):
        return {"type": "table", "value": table(told["html"])}
    if kind == "text":
        return {"type": "text", "value": told["html"]}
    if kind == "note":
        return {"type": "note", "value": told["text"]}
    return {"type": kind, "value": {key: told[key] for key in told if key != "type"}}


def table(html):
    """A table that is told as markup: its first row names the columns."""
    rows = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in BeautifulSoup(html, "html.parser").find_all("tr")
    ]
    return {"columns": rows[0], "rows": rows[1:]}


def everybody_agrees(policy):
    """All but Sam, who has never got round to it."""
    for someone in User.objects.present().exclude(username="sam.whitlock").order_by("pk"):
        agree(someone, policy)


def early_birds():
    """Who has agreed to the newest text already: the writers, and every third of the others.

    Amina has not: she has four changes to look at.
    """
    people = User.objects.present().exclude(username__in=["sam.whitlock", "amina.yusuf"])
    writers = {WRITER, READER, "marcus.bell", "tomasz.wrobel", "priya.nair", "ada.lund"}
    return [
        someone
        for place, someone in enumerate(people.order_by("pk"))
        if someone.username in writers or place % 3 == 0
    ]


def agree(someone, policy):
    """They read it, answer the question and agree."""
    edition = editions.live(policy)
    right = next(
        (str(n) for n, answer in enumerate(agreeing.answers_of(edition)) if answer["right"]), ""
    )
    agreeing.agree(person=someone, policy=policy, digest=edition.digest, answer=right)
