"""Tell the company's chat what everybody may know, through an outbox of its own.

A room declares what it may tell, once, and says it inside the transaction that made it true::

    webhooks.register("idea.stage", _("An idea moved on"))
    webhooks.publish("idea.stage", sentence, url=url, key=f"idea.step:{step.pk}")

Only facts that everybody in the company may know: whoever calls ``publish`` answers for that. The
same ``key`` again tells nobody twice. portal.posting sends it.
"""

import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import outside, trail
from portal.accounts import sealing
from portal.models import Posting, Webhook
from portal.prepared import Rows

PURPOSE = b"portal webhook\0"
TRIAL = "portal.trial"
LONGEST = 500  # characters of a sentence

KINDS: dict[str, str] = {}

trail.register("webhook.kept", gettext_lazy("%(actor)s set up the webhook %(subject)s."), "host")
trail.register("webhook.removed", gettext_lazy("%(actor)s removed the webhook %(subject)s."))


class Refused(Exception):
    """A rule says no. ``reason`` is the sentence that people read, ``field`` where it belongs."""

    def __init__(self, reason, field=""):
        super().__init__(str(reason))
        self.reason = reason
        self.field = field


def register(kind, label):
    """Declare what may be told. Raises ValueError for a name that is taken."""
    if kind in KINDS or kind == TRIAL:
        raise ValueError(f"The webhook kind {kind} is declared twice.")
    KINDS[kind] = label


SWITCHED_ON = Rows(lambda: Webhook.objects.filter(is_on=True))


def publish(kind, sentence, *, url="", key):
    """Put one public fact into the outbox of every webhook that wants its kind.

    ``sentence`` may be lazy: it is said in the company's language. ``url`` is a path of ours.
    Raises KeyError for an undeclared kind.
    """
    _label = KINDS[kind]
    wanting = [hook for hook in SWITCHED_ON.ask() if kind in hook.kinds]
    if wanting:
        _put(wanting, kind, sentence, url, key)


def _put(hooks, kind, sentence, url, key):
    with translation.override(settings.LANGUAGE_CODE):
        said = " ".join(str(sentence).split())[:LONGEST]
    Posting.objects.bulk_create(
        [
            Posting(
                webhook=hook,
                kind=kind,
                key=key,
                sentence=said,
                url=f"{settings.BASE_URL}{url}" if url else "",
                created_at=timezone.now(),
                not_before=timezone.now(),
            )
            for hook in hooks
        ],
        ignore_conflicts=True,
    )


def look_at(address):
    """Whether we would send to an address: looks its name up, so never inside a transaction.

    Raises Refused.
    """
    try:
        outside.addresses_of(outside.place_of(address))
    except outside.Unreachable as error:
        raise Refused(error.reason, "address") from error


@transaction.atomic
def keep(hook, *, by, address="", secret=""):
    """Save a webhook, new or changed, whose address somebody had looked at (see ``look_at``).

    What is left empty stays as it was. Address and secret are sealed, and nobody reads them back.
    Raises Refused for an address that we never send to, and for a program that could not tell our
    words from a stranger's.
    """
    if not address and not hook.sealed_address:
        raise Refused(_("Paste the address that the receiver gave you."), "address")
    if address:
        try:
            hook.host = outside.place_of(address).host
        except outside.Unreachable as error:
            raise Refused(error.reason, "address") from error
        hook.sealed_address = sealing.seal(address, PURPOSE)
    if secret:
        hook.sealed_secret = sealing.seal(secret, PURPOSE)
    if hook.shape == Webhook.Shape.JSON and not hook.sealed_secret:
        raise Refused(
            _("Give it a secret, so that it can tell our words from a stranger’s."), "secret"
        )
    hook.kinds = [kind for kind in KINDS if kind in hook.kinds]
    hook.save()
    trail.record("webhook.kept", actor=by, subject=hook, host=hook.host)
    return hook


@transaction.atomic
def remove(hook, *, by):
    """Take a webhook away, with all that waits for it."""
    trail.record("webhook.removed", actor=by, subject=hook)
    hook.delete()


def opened(hook):
    """(address, secret) of a webhook. Raises sealing.Unopened."""
    secret = hook.sealed_secret and sealing.opened(hook.sealed_secret, PURPOSE)
    return sealing.opened(hook.sealed_address, PURPOSE), secret


def try_out(hook, *, by):
    """Send one line, so that whoever sets it up sees it arrive."""
    sentence = _("%(name)s set this up. News that everybody may know comes here.") % {"name": by}
    _put([hook], TRIAL, sentence, "/", f"{TRIAL}:{secrets.token_hex(8)}")
