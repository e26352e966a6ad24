"""Putting one's name to somebody, and taking it back. What rests a licence is policy.revoking.

A sponsor is a named person with a part to play: a manager for their own people and those of whom
they cover for, an executive sponsor for anybody, and so a manager who owns the policy. Nobody backs
themselves.
"""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policy.models import Sponsorship
from policy.ties import leads, ties
from portal import notices, roles, trail
from portal.models import Notice, User
from portal.prepared import PERSON, Rows
from portal.roles import Role

Ended = Sponsorship.Ended

trail.register(
    "licence.sponsored",
    _("%(actor)s put their name to %(subject)s: %(topics)s, on %(channels)s."),
    "topics",
    "channels",
)
trail.register(
    "licence.unsponsored",
    _("%(sponsor)s no longer backs %(subject)s to speak."),
    "sponsor",
    "why",
)
trail.register("licence.wanted", _("%(subject)s asked %(name)s for a sponsor’s name."), "name")
notices.register(
    "licence.wanted",
    _("%(actor)s would like to speak for us on %(topics)s, and asks for your name behind it."),
    "topics",
    group=notices.Group.TURN,
    label=_("Have a look"),
)
notices.register(
    "licence.sponsored",
    _("%(actor)s put their name to you, for %(topics)s."),
    "topics",
    group=notices.Group.GOOD,
    label=_("See your licence"),
)
notices.register(
    "licence.unsponsored",
    _("%(name)s no longer backs you to speak."),
    "name",
    "words",
    detail="%(words)s",
    label=_("See your licence"),
    can_mute=False,
)


class Refused(Exception):
    """The step is not possible. ``reason`` is the sentence to show, ``status`` its HTTP code."""

    def __init__(self, reason, status=422):
        super().__init__(str(reason))
        self.reason = reason
        self.status = status


def url_of(person):
    """Where others see the licence of a person and act on it."""
    return reverse("policy:licence_person", args=[person.username])


def url_of_people():
    """Where sponsors see the people they may back."""
    return reverse("policy:licence_people")


def may_sponsor(by, person):
    """Whether ``by`` may put their name to ``person``."""
    return _why_not(by, person) is None


def _why_not(by, person):
    """The Refused that stands against it, or None."""
    if by.pk == person.pk:
        return Refused(_("Nobody backs themselves. Ask your manager."), 403)
    if not person.is_active:
        return Refused(_("%(name)s doesn’t work here any more.") % {"name": person}, 409)
    if roles.has(by, Role.SPONSOR):
        return None
    if not roles.has(by, Role.MANAGER):
        return Refused(_("A manager or an executive sponsor can put their name to it."), 403)
    tied = ties(by, person)
    if not tied.looked_after and not leads(by, tied):
        return Refused(
            _("%(name)s isn’t one of your people. Their own manager can do this.")
            % {"name": person},
            403,
        )
    return None


def names_of(things):
    """Topics or channels in words."""
    return ", ".join(sorted(str(thing) for thing in things))


def usual_sponsor(person):
    """Who is asked first: the nearest manager above who may, or None."""
    seen, above = {person.pk}, person.manager_id
    while above is not None and above not in seen:
        boss = BOSS.first(person=above)
        own = boss.pk == person.manager_id and person.is_active and roles.has(boss, Role.MANAGER)
        if boss.is_active and (own or may_sponsor(boss, person)):
            return boss
        seen.add(boss.pk)
        above = boss.manager_id
    return None


BOSS = Rows(lambda: User.objects.with_roles().filter(pk=PERSON).order_by())


@transaction.atomic
def ask_for_sponsor(*, person, topics):
    """Ask the person's manager to put their name to it; returns who was asked. Raises Refused."""
    topics = _answerable(topics)
    sponsor = usual_sponsor(person)
    if sponsor is None:
        raise Refused(_("We don’t know who leads your team. Press 0, and a person sorts it out."))
    trail.record("licence.wanted", subject=person, actor=person, name=str(sponsor))
    day = timezone.localdate().isoformat()
    notices.tell(
        [sponsor],
        "licence.wanted",
        key=f"licence.wanted:{person.pk}:{day}:{names_of(topics)}"[:200],
        url=url_of(person),
        actor=person,
        topics=names_of(topics),
    )
    return sponsor


def _answerable(topics):
    topics = list(topics)
    if not topics:
        raise Refused(_("Choose at least one topic."))
    if red := [topic for topic in topics if topic.red]:
        raise Refused(
            _("Nobody answers “%(topic)s” in public. Leave it out.") % {"topic": red[0].name}
        )
    return topics


@transaction.atomic
def sponsor(*, person, by, topics, channels):
    """Put one's name to somebody for these topics on these channels; replaces what one gave before.

    Returns the Sponsorship. Raises Refused.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if refusal := _why_not(by, person):
        raise refusal
    topics, channels = _answerable(topics), list(channels)
    if not channels:
        raise Refused(_("Choose at least one channel."))
    for before in person.sponsorships.filter(sponsor=by, ended_at=None):
        _end(before, Ended.CHANGED)
    given = Sponsorship.objects.create(person=person, sponsor=by)
    given.topics.set(topics)
    given.channels.set(channels)
    trail.record(
        "licence.sponsored",
        subject=person,
        actor=by,
        topics=names_of(topics),
        channels=names_of(channels),
    )
    settle_wish(person)
    notices.tell(
        [person],
        "licence.sponsored",
        key=f"licence.sponsored:{given.pk}",
        url=reverse("policy:licence"),
        actor=by,
        topics=names_of(topics),
    )
    return given


def settle_wish(person):
    """Whoever was asked for their name is not asked any more."""
    open_ones = Notice.objects.filter(
        kind="licence.wanted", key__startswith=f"licence.wanted:{person.pk}:", settled_at=None
    )
    notices.settle(*open_ones.values_list("key", flat=True))


@transaction.atomic
def end_sponsorship(sponsorship, *, by, words=""):
    """Take one's name back (then it needs a word why), or give it back as the person backed.

    Returns the Sponsorship as it is now. Raises Refused.
    """
    fresh = Sponsorship.objects.select_for_update(of=("self",)).select_related("person", "sponsor")
    fresh = fresh.get(pk=sponsorship.pk)
    if by.pk not in (fresh.sponsor_id, fresh.person_id):
        raise Refused(_("Only the two of them can end this."), 403)
    if fresh.ended_at:
        raise Refused(_("This has ended already."), 409)
    words = words.strip()
    if by.pk == fresh.person_id:
        _end(fresh, Ended.PERSON, actor=by)
        return fresh
    if not words:
        raise Refused(_("Say why in a line. %(name)s reads it.") % {"name": fresh.person})
    _end(fresh, Ended.SPONSOR, actor=by, words=words)
    _tell_ended(fresh, words)
    return fresh


def _end(sponsorship, why, *, actor=None, words=""):
    sponsorship.ended_at, sponsorship.ended_why = timezone.now(), why
    sponsorship.words = words[:300]
    sponsorship.save(update_fields=["ended_at", "ended_why", "words"])
    if why != Ended.CHANGED:
        trail.record(
            "licence.unsponsored",
            subject=sponsorship.person,
            actor=actor,
            sponsor=str(sponsorship.sponsor),
            why=str(why),
        )


def _tell_ended(sponsorship, words=""):
    notices.tell(
        [sponsorship.person],
        "licence.unsponsored",
        key=f"licence.unsponsored:{sponsorship.pk}",
        url=reverse("policy:licence"),
        name=str(sponsorship.sponsor),
        words=words,
    )


def end_given_by(person, *, by):
    """A sponsor leaves: their name stands behind nobody any more, and those people hear it.

    Returns the Sponsorships that ended. Inside the transaction of the leaving.
    """
    open_ones = Sponsorship.objects.filter(sponsor=person, ended_at=None)
    ended = list(open_ones.select_related("person", "sponsor"))
    for one in ended:
        _end(one, Ended.SPONSOR_LEFT, actor=by)
        _tell_ended(one)
    return ended


def end_held_by(person, *, by):
    """Somebody leaves: nobody backs them any more, so that coming back begins afresh."""
    for one in person.sponsorships.filter(ended_at=None).select_related("person", "sponsor"):
        _end(one, Ended.PERSON_LEFT, actor=by)
