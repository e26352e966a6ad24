"""The three promises of the compact, in editions. The latest counts, and it is what people sign."""

from django.db import connections, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import rounds, seats
from ideas.compact import SEALING, Party
from ideas.models import Deed, Idea, Promise, Round
from portal import roles, trail
from portal.roles import Role

BATCH = 100  # ideas in one query; each is locked as it is changed
LONGEST = 2000

# Stored data, so plain English; administrators put it in their own words in the CMS.
FIRST = {
    Party.AUTHOR: (
        "I try new things inside the frame we agreed here.\n"
        "I put the customer first, always.\n"
        "I say early when something goes wrong.\n"
        "I tell what happened, the good and the bad."
    ),
    Party.SPONSOR: (
        "I encourage this, out loud.\n"
        "I give it real time, not spare time.\n"
        "I help to manage the risk, and we carry it together.\n"
        "I never punish an honest mistake."
    ),
    Party.CHAMPION: (
        "I support this from the first day.\n"
        "I keep our customers’ details safe.\n"
        "I say in plain words what is possible.\n"
        "I help it to grow when it works."
    ),
}

trail.register(
    "promise.published",
    gettext_lazy("%(actor)s published edition %(number)s of a promise: %(of)s."),
    *("number", "of"),
)


class Refused(seats.Refused):
    """It was not published; ``reason`` says why."""


def current():
    """{party: its Promise in force}"""
    latest = {}
    for promise in Promise.objects.order_by("number"):
        latest[Party(promise.party)] = promise
    return latest


def being_sealed():
    """The ideas whose compact is written down and not in force yet, as a query."""
    deeds = Deed.objects.filter(idea=OuterRef("pk"), round=OuterRef("round"))
    open_ones = Idea.objects.filter(Exists(deeds), state__in=(*SEALING, *rounds.WAITING))
    return open_ones.order_by("pk")


@transaction.atomic
def publish(*, by, party, text, seen=None):
    """Publish another edition of one party's promise and return it. ``seen`` is the number of the
    edition that the person changed, when it matters that nobody published one meanwhile.

    Every idea that is being sealed begins another round: whoever signed is asked again. What is in
    force keeps the words that were signed.

    Raises Refused for somebody without the role (403), a text that is empty, too long or the same
    as before, and a stale ``seen`` (409).
    """
    if not roles.has(by, Role.ADMINISTRATOR):
        raise Refused(_("Administrators look after the promises."), status=403)
    text = "\n".join(line.strip() for line in text.replace("\0", "").strip().splitlines())
    list(Promise.objects.select_for_update().filter(number=1))  # one publication at a time
    latest = current()[Party(party)]
    if seen is not None and seen != latest.number:
        raise Refused(
            _(
                "%(person)s changed this promise meanwhile. Your words are below; read the new "
                "ones beside them, then publish yours on top."
            )
            % {"person": latest.made_by or _("Somebody")},
            status=409,
        )
    if problem := _problem(text, latest):
        raise Refused(problem)
    made = Promise.objects.create(party=party, number=latest.number + 1, text=text, made_by=by)
    trail.record(
        "promise.published", actor=by, subject=made, number=made.number, of=str(Party(party).label)
    )
    _ask_again(made, by=by)
    return made


def _problem(text, latest):
    if not text:
        return _("A promise needs words.")
    if len(text) > LONGEST:
        return _("Keep it under %(n)s characters: people read it before they sign.") % {
            "n": LONGEST
        }
    if text == latest.text:
        return _("These are the words that stand already, so there is nothing to publish.")
    return None


def _ask_again(promise, *, by):
    """A new round for each idea whose deed carries this promise."""
    pks = list(being_sealed().values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        some = Idea.objects.filter(pk__in=pks[start : start + BATCH]).order_by("pk")
        for idea in some.select_related("author").select_for_update(of=("self",)):
            if promise.party != Party.CHAMPION or idea.needs_it:
                rounds.changed(idea, Round.Why.PROMISE, by=by)


def keep(sender=None, using="default", **kwargs):
    """Make the first edition of each promise that has none. Kept after each migrate, safe to
    repeat; does nothing before the table exists."""
    if Promise._meta.db_table not in connections[using].introspection.table_names():
        return
    kept = set(Promise.objects.using(using).values_list("party", flat=True))
    for party, text in FIRST.items():
        if party.value not in kept:
            Promise.objects.using(using).create(party=party, number=1, text=text)
