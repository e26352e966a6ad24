"""What a move does beyond changing the state. Each runs inside the move's transaction."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ideas import references, seats
from ideas.compact import Party
from ideas.models import Idea
from portal.models import User


def open_the_door(idea, person, answers):
    """Give the reference, and find somebody to weigh it."""
    idea.reference = references.next_reference(timezone.localdate().year)
    idea.submitted_at = timezone.now()
    idea.round = 1
    if idea.site_id is None:
        idea.site = idea.author.site
    if not idea.title.strip():
        idea.title = first_sentence(idea.help or idea.moment or idea.already.get("what", ""))
    Idea.objects.filter(pk=idea.pk).update(
        reference=idea.reference,
        submitted_at=idea.submitted_at,
        round=idea.round,
        site=idea.site,
        title=idea.title,
    )
    proposal = seats.propose_assessor(idea)
    seats.fill(idea, Party.ASSESSOR, proposal.person, by=None)


def first_sentence(text):
    """A title for an idea that has none: its first sentence, at most 120 characters."""
    sentence = text.strip().split("\n")[0].split(". ")[0].strip()
    return sentence if len(sentence) <= 120 else sentence[:117].rsplit(" ", 1)[0] + "…"


def remember_who_asked(idea, person, answers):
    """So that the answer goes back to the state that asked."""
    Idea.objects.filter(pk=idea.pk).update(returns_to=idea.state)


def seat_the_next(idea, person, answers):
    """Hand the holder's seat to somebody who may sit there."""
    party = idea.stage.holder
    successor = User.objects.present().filter(username=answers["to"]).first()
    if successor is None:
        raise seats.Refused(_("Nobody of that name works here. Choose somebody from the list."))
    if successor.pk == person.pk:
        raise seats.Refused(_("You have it already. Choose somebody else to hand it to."))
    seats.fill(idea, party, successor, by=person)
    answers["to"] = str(successor)


def seat_another_assessor(idea, person, answers):
    """An appeal goes to a manager who has not decided on it yet."""
    decided = User.objects.filter(
        pk__in=idea.steps.filter(verb="decline").values("by"), is_active=True
    )
    proposal = seats.propose_assessor(idea, besides=decided)
    seats.fill(idea, Party.ASSESSOR, proposal.person, by=None)
