"""Something of everything that Today, the desk and the workbench can show one person."""

from datetime import timedelta

from django.utils import timezone

from ideas.compact import Party, State
from ideas.models import (
    Assessment,
    Boots,
    CoAuthor,
    Comment,
    Consultation,
    Criteria,
    Idea,
    Mitigation,
    Risk,
    Waiver,
)
from policy.models import PolicyQuestion
from portal.models import Absence, FrictionTask, Notice, ZeroCall
from tests.home.making import laid
from tests.policy.making import published

DAY = timedelta(days=1)


def wait_for(me, *, author, away, manager, policy, number):
    """One thing more of each kind. ``away`` is a colleague whom ``me`` covers for; ``policy`` is
    one that ``me`` looks after."""
    now = timezone.now()
    ZeroCall.objects.create(author=author, wish=ZeroCall.Wish.WRITE, body="A shelf.", holder=me)
    FrictionTask.objects.create(place=f"/place-{number}/", owner=me, due_at=now + DAY)
    PolicyQuestion.objects.create(
        policy=policy, edition=policy.editions.get(), asker=author, text="May I?"
    )
    published(manager, by=me, title=f"Owed {number}", slug=f"owed-{number}")
    Notice.objects.create(person=me, kind="zero.called", key=f"call-{number}", url="/")
    held_and_covered(me, author, away, manager)
    asked(me, author, manager, number)
    own(me, author, manager, number)
    told(me, author, away)
    on_the_workbench(me, author, away)


def held_and_covered(me, author, away, manager):
    laid(author, assessor=me)
    laid(author, State.SPONSORSHIP, assessor=me, sponsor=manager)
    laid(author, assessor=away, pen_name="The Owl")
    laid(author, State.SPONSORSHIP, sponsor=away, confidential=True)


def asked(me, author, manager, number):
    """A tripwire, a proposal, a promise about a risk, an exception, and two questions."""
    criteria = Criteria.objects.first()
    weighed = Assessment.objects.create(idea=laid(author, assessor=me), criteria=criteria)
    risk = a_risk(weighed, author)
    given = {"standing": "taken", "owner": me, "proposed_by": author, "text": "A cosy."}
    Mitigation.objects.create(risk=risk, due_on=timezone.localdate() + DAY, **given)
    other = laid(author, assessor=manager, pen_name="The Owl")
    other = Assessment.objects.create(idea=other, criteria=criteria)
    Consultation.objects.create(assessment=other, tripwire="T3", person=me)
    until = timezone.localdate() + 30 * DAY
    Waiver.objects.create(
        assessment=other, category="staff", level="M", why="W", until=until, asked_by=author
    )
    written = Idea.objects.create(author=me, written_by=author, token=f"draft-for{number:07}")
    CoAuthor.objects.create(idea=laid(author, assessor=manager), person=me)
    assert written.state == State.DRAFT


def a_risk(assessment, by, **more):
    return Risk.objects.create(
        assessment=assessment,
        number=1,
        side=Risk.Side.STAFF,
        category="staff",
        event="Somebody is scalded.",
        proposed_by=by,
        **more,
    )


def own(me, author, manager, number):
    """Drafts, and turns of an author for which somebody waits."""
    Idea.objects.create(author=me, token=f"draft-own{number:07}", title="A draft")
    laid(me, State.CLARIFYING, returns_to=State.ASSESSING, assessor=manager)
    laid(me, State.COUNTERSIGN, sponsor=manager)
    told_me = laid(author, State.LEARNED)
    Comment.objects.create(idea=told_me, author=me, text="Thanks.", audience="everyone")


def told(me, author, away):
    """A story, and first replies that were late for one reason or another."""
    story = laid(author, State.CELEBRATED, pen_name="The Owl")
    Boots.objects.create(idea=story, person=author, part=Party.AUTHOR)
    late = timezone.now() - timedelta(minutes=1)
    for holder in (me, away):
        laid(author, assessor=holder, reply_by=late)


def on_the_workbench(me, author, away):
    looking = laid(author, State.SIGN_OFF, champion=away, pen_name="The Owl")
    mine = laid(author, State.SIGN_OFF, champion=me)
    for idea in (looking, mine):
        weighed = Assessment.objects.create(idea=idea, criteria=Criteria.objects.first())
        scores = {"target_likelihood": 2, "target_impacts": {"staff": 2}}
        a_risk(weighed, author, standing=Risk.Standing.TAKEN, **scores)


def a_covers_for(person, delegate, days=2):
    """``person`` is away from today on."""
    today = timezone.localdate()
    return Absence.objects.create(
        person=person, delegate=delegate, starts=today, ends=today + days * DAY
    )
