"""The story of a celebrated idea: a leader's own words, and cheers."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import audience, drafts
from ideas.compact import State
from ideas.models import Cheer, Idea, Story
from ideas.seats import Refused, authors_of
from portal import notices, roles, trail
from portal.models import User
from portal.prepared import Rows
from portal.roles import Role

LONGEST = 3000
SPONSORS = Rows(lambda: User.objects.present().filter(groups__name=Role.SPONSOR).order_by("pk"))


def leader_of(idea):
    """Who should write the thanks: the leader of its challenge, the head of the author's
    department, or an executive sponsor; never one of its authors, nor somebody who may not see
    it. None when nobody can."""
    own = authors_of(idea)
    department = idea.author.department
    candidates = [
        idea.challenge.leader if idea.challenge else None,
        department.head if department else None,
        *SPONSORS.ask(),
    ]
    able = [one for one in candidates if one and one.is_active and one.pk not in own]
    return next(iter(audience.who_sees(idea, able)), None)


def may_thank(idea, person):
    """The sentence that says why this person can't write the thanks, or None."""
    if State(idea.state) != State.CELEBRATED:
        return _("There is a story to write once it is celebrated.")
    if person.pk in authors_of(idea):
        return _("Somebody else writes the thanks for your idea.")
    if roles.has(person, Role.SPONSOR):
        return None
    leader = leader_of(idea)
    if person != leader:
        asked = leader or Role.SPONSOR.label
        return _("The thanks come from a leader: %(person)s.") % {"person": asked}
    return None


def ask_for_thanks(idea):
    """Tell the leader that somebody deserves their words. In the caller's transaction."""
    if leader := leader_of(idea):
        notices.tell(
            leader,
            "idea.thanks",
            key=f"idea.thanks:{idea.pk}",
            url=idea.get_absolute_url(),
            **audience.letter(idea),
        )


@transaction.atomic
def thank(idea, *, by, thanks, quote="", quote_by=""):
    """Write the thanks, in one's own words; again to put them better. Raises Refused."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if reason := may_thank(idea, by):
        raise Refused(reason, status=403)
    if len(thanks.split()) < 5:
        raise Refused(_("Say thank you in a sentence or two of your own."))
    if quote.strip() and not quote_by.strip():
        raise Refused(_("Say who said that, as they would like to be called."))
    story, _made = Story.objects.update_or_create(
        idea=idea,
        defaults={
            "thanks": thanks.strip()[:LONGEST],
            "quote": quote.strip(),
            "quote_by": quote_by.strip(),
            "by": by,
        },
    )
    trail.record("idea.thanked", actor=by, subject=idea)
    notices.settle(f"idea.thanks:{idea.pk}")
    return story


@transaction.atomic
def take(idea, *, by):
    """Begin a draft that takes this idea to one's own shop, and credits it. Returns the draft.

    Raises Refused for what is not celebrated, one's own, and too many drafts.
    """
    if State(idea.state) != State.CELEBRATED:
        raise Refused(_("It can go to other shops once it is celebrated."))
    if by.pk in authors_of(idea):
        raise Refused(_("It is your own already. Ask whoever backs it to take it wider."))
    draft = drafts.start(
        by=by,
        title=idea.title,
        help=idea.help,
        technology=idea.technology,
        category=idea.category,
        tripwires=idea.tripwires,
        site=by.site,
    )
    draft.borrowed_from = idea
    draft.save(update_fields=["borrowed_from"])
    trail.record("idea.taken", actor=by, subject=idea)
    return draft


@transaction.atomic
def cheer(idea, *, by):
    """Cheer for a story, once. Raises Refused for one's own."""
    if State(idea.state) != State.CELEBRATED:
        raise Refused(_("There is a story to cheer for once it is celebrated."))
    if by.pk in authors_of(idea):
        raise Refused(_("It is your own. The others cheer for you."))
    return Cheer.objects.get_or_create(idea=idea, person=by)[0]


trail.register("idea.taken", gettext_lazy("%(actor)s takes the idea to another place."))
trail.register("idea.thanked", gettext_lazy("%(actor)s wrote the thanks."))
notices.register(
    "idea.thanks",
    gettext_lazy("Somebody deserves your thanks, in your own words."),
    "title",
    group=notices.Group.TURN,
    detail=gettext_lazy("%(title)s"),
)
