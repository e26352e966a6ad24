"""Challenges as people read them: a question, who asks, by when they decide, and what came in."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas import audience, listing, shown
from ideas.compact import PUBLIC
from ideas.models import ChallengePage, Idea
from portal import look, paging
from portal.people import leaving
from portal.prepared import PERSON, TODAY, Rows
from portal.short_lists import NAMES

ON_A_PAGE = 20
PAST_SHOWN = 20  # challenges that are over, on the list of all


def index_context(index, person):
    """What the list of challenges needs: open ones by closing day, coming ones, past ones."""
    today = timezone.localdate()
    found = LISTED.ask(person=person.pk, today=today)
    for one in found:
        one.address = address(index.slug, one.slug)
    opened = [one for one in found if one.opens_on <= today <= one.closes_on]
    coming = [one for one in found if one.opens_on > today]
    past = [one for one in found if one.closes_on < today]
    return {
        "open_ones": sorted(opened, key=lambda one: one.closes_on),
        "coming": sorted(coming, key=lambda one: one.opens_on),
        "past": sorted(past, key=lambda one: one.closes_on, reverse=True),
    }


def address(*slugs):
    """Where a page at the top stands, or one below it."""
    return reverse("wagtail_serve", args=["".join(f"{slug}/" for slug in slugs)])


def _listed():
    """Those that are not over, and the last ones that are, each with how many ideas came in that
    PERSON may see."""
    live = ChallengePage.objects.live()
    past = live.filter(closes_on__lt=TODAY).order_by("-closes_on", "pk").values("pk")[:PAST_SHOWN]
    visible = Idea.objects.visible_to(PERSON).filter(challenge=OuterRef("pk"), state__in=PUBLIC)
    number = visible.order_by().values("challenge").annotate(n=Count("pk")).values("n")
    return (
        live.filter(Q(closes_on__gte=TODAY) | Q(pk__in=past))
        .select_related("leader")
        .annotate(shared=Coalesce(Subquery(number), 0))
        .only(*SHOWN, *(f"leader__{name}" for name in NAMES))
        .order_by("path")
    )


SHOWN = ("title", "slug", "question", "opens_on", "closes_on", "decides_on", "decision", "leader")
LISTED = Rows(_listed)


def context(challenge, person, query):
    """What a challenge's page needs; ``query`` is request.GET."""
    ideas = Idea.objects.visible_to(person).filter(challenge=challenge.pk, state__in=PUBLIC)
    count = ideas.count()
    cut = paging.cut(_with_people(ideas), query, by=("submitted_at", "pk"), size=ON_A_PAGE)
    known = audience.known_to(person, cut.rows)
    return {
        "rows": [_row(idea, idea.pk in known) for idea in cut.rows],
        "count": count,
        "previous_url": cut.previous_url,
        "next_url": cut.next_url,
        "share_url": f"{reverse('ideas:new')}?challenge={challenge.pk}",
        "promise": promise(challenge),
        "above": address(challenge.url_path.split("/")[-3]),
    }


def _with_people(ideas):
    return ideas.select_related("author", "holder", "site").prefetch_related("co_authors")


def _row(idea, known):
    return listing.Row(idea, audience.Names(idea, known), *shown.progress(idea))


def promise(challenge):
    """Where it stands, and what its leader promised, in a sentence or two."""
    today = timezone.localdate()
    said = {
        "leader": challenge.leader,
        "opens": look.day(challenge.opens_on),
        "closes": look.day(challenge.closes_on),
        "decides": look.day(challenge.decides_on),
    }
    if challenge.opens_on > today:
        return _("It opens on %(opens)s. %(leader)s decides by %(decides)s.") % said
    if challenge.closes_on >= today:
        return _("Open until %(closes)s. %(leader)s decides by %(decides)s.") % said
    if challenge.decision:
        return _("It closed on %(closes)s, and %(leader)s has decided.") % said
    if challenge.decides_on >= today:
        return _("It closed on %(closes)s. %(leader)s decides by %(decides)s.") % said
    return (
        _(
            "%(leader)s promised to decide by %(decides)s, and hasn’t yet. That’s late, and we "
            "say so here until it’s done."
        )
        % said
    )


def undecided(person):
    """Challenges that this person still has to decide about, as a query."""
    return ChallengePage.objects.filter(leader=person, decision="")


def held(person):
    """In words, the challenges that need another leader; an empty string for none."""
    count = undecided(person).count()
    if not count:
        return ""
    return ngettext("leader of %(n)s challenge", "leader of %(n)s challenges", count) % {"n": count}


def hand_over(person, successor, by):
    """What is not decided yet goes to the successor."""
    undecided(person).update(leader=successor)


leaving.register_handover("challenges", hand_over, held=held)
