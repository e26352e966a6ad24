"""What of the licence to speak somebody holds when they leave, and what ends with them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from policy import ambassadors, licensing, revoking
from policy.models import Appeal, Sponsorship, Topic
from portal import notices
from portal.people import leaving

notices.register(
    "licence.heir",
    _("%(name)s backed %(people)s to speak for us. Look whether you put your name to them."),
    "name",
    "people",
    group=notices.Group.TURN,
    label=_("See your people"),
)


def backed_by(person):
    """In words, how many people this person backs; an empty string for nobody."""
    count = Sponsorship.objects.filter(sponsor=person, ended_at=None).count()
    if not count:
        return ""
    return ngettext("sponsor of %(n)s person", "sponsor of %(n)s people", count) % {"n": count}


def end_backing(person, successor, by):
    """A name is not handed on. The sponsorships end, and the successor is asked to look."""
    ended = licensing.end_given_by(person, by=by)
    notices.tell(
        [successor],
        "licence.heir",
        key=f"licence.heir:{ended[0].pk}",
        url=licensing.url_of_people(),
        name=str(person),
        people=licensing.names_of(one.person for one in ended),
    )


def topics_of(person):
    """In words, the topics that name this person."""
    named = Topic.objects.filter(Q(champion=person) | Q(pass_to=person))
    names = licensing.names_of(named)
    return str(_("named for the topics %(topics)s") % {"topics": names}) if names else ""


def move_topics(person, successor, by):
    """Topics never name somebody who is gone."""
    Topic.objects.filter(champion=person).update(champion=successor)
    Topic.objects.filter(pass_to=person).update(pass_to=successor)


def appeals_of(person):
    """In words, the appeals that wait for this person."""
    count = Appeal.objects.filter(holder=person, decided_at=None).count()
    if not count:
        return ""
    return ngettext("%(n)s open appeal", "%(n)s open appeals", count) % {"n": count}


def end(person, by):
    """Nobody backs whoever left, and nobody asks them."""
    licensing.end_held_by(person, by=by)
    ambassadors.leave(person=person, by=by)


leaving.register_handover("sponsorships", end_backing, held=backed_by)
leaving.register_handover("topics", move_topics, held=topics_of)
leaving.register_handover(
    "appeals",
    lambda person, successor, by: revoking.pass_on_appeals(person, by=by),
    held=appeals_of,
)
leaving.register_ending(end)
