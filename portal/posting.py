"""Send what waits in the webhooks' outbox.

As with mail (portal.delivery): of many workers one claims a row before it sends it, a claim ends
after ten minutes, and a worker that dies between the receiver's yes and our note of it sends the
same X-Hero-Delivery twice. After eight tries, or two days in which nobody tried, it is given up
and the CMS says so.
"""

import hashlib
import hmac
import json
import logging
import re
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import outside, webhooks
from portal.accounts import sealing
from portal.models import Posting, Webhook

logger = logging.getLogger(__name__)

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 720)]
LIMIT = len(PAUSES) + 1  # attempts
CLAIM = timedelta(minutes=10)
STALE = timedelta(days=2)  # overdue for so long, nobody calls it news
KEPT = timedelta(days=30)
MOST = 20  # in one run, so that other jobs get their turn
GONE = {404, 410}  # the receiver is not there any more, and will not be
State = Posting.State


def deliver(now=None):
    """Send what is due; returns how many were taken. One that fails keeps the rest of its webhook
    for the next run, and stops no other."""
    now = now or timezone.now()
    taken, silent = 0, set()
    for _turn in range(MOST):
        posting = claim(now, besides=silent)
        if posting is None:
            break
        if send(posting):
            taken += 1
        else:
            silent.add(posting.webhook_id)
    return taken


def _due(now):
    waiting = Q(state=State.WAITING, not_before__lte=now)
    died = Q(state=State.CLAIMED, claimed_at__lte=now - CLAIM)
    return Posting.objects.filter(waiting | died, webhook__is_on=True)


@transaction.atomic
def claim(now, besides=()):
    """Take the next one, or None. What is too old or was tried too often is given up on the way."""
    tired = Q(attempts__gte=LIMIT) | Q(not_before__lte=now - STALE)
    for posting in _locked(_due(now).filter(tired)):
        _give_up(posting, posting.error or _("It waited too long to still be news."))
    rows = _due(now).exclude(tired).exclude(webhook__in=besides).select_related("webhook")
    posting = _locked(rows.order_by("not_before", "pk")).first()
    if posting is None:
        return None
    posting.claimed_at, posting.attempts = timezone.now(), posting.attempts + 1
    Posting.objects.filter(pk=posting.pk).update(
        state=State.CLAIMED, claimed_at=posting.claimed_at, attempts=F("attempts") + 1
    )
    return posting


def _locked(rows):
    if not connection.features.has_select_for_update:
        return rows  # SQLite: this transaction is the only one that writes
    return rows.select_for_update(skip_locked=True, of=("self",))


def _ours(posting):
    """The row, as long as our claim holds."""
    return Posting.objects.filter(pk=posting.pk, state=State.CLAIMED, claimed_at=posting.claimed_at)


def send(posting):
    """Send one that we claimed; returns whether it was taken. A failure is noted for later."""
    try:
        address, secret = webhooks.opened(posting.webhook)
        body = body_of(posting)
        status = outside.post(address, body, headers_of(posting, body, secret))
    except outside.Unreachable as error:
        return _try_later(posting, error.reason)
    except sealing.Unopened:
        return _give_up(posting, _("SECRET_KEY was changed. Paste address and secret again."))
    except Exception as error:  # one that cannot be sent must not stop the others
        logger.exception("A webhook could not be told")
        return _try_later(posting, type(error).__name__)
    if 200 <= status < 300:
        _ours(posting).update(state=State.SENT, sent_at=timezone.now(), error="")
        return True
    reason = _("%(host)s answered %(status)s.") % {
        "host": posting.webhook.host,
        "status": status,
    }
    return _give_up(posting, reason) if status in GONE else _try_later(posting, reason)


def _give_up(posting, reason):
    Posting.objects.filter(pk=posting.pk).exclude(state=State.SENT).update(
        state=State.FAILED, error=reason[:300]
    )
    return False


def _try_later(posting, reason):
    if posting.attempts >= LIMIT:
        return _give_up(posting, reason)
    _ours(posting).update(
        state=State.WAITING,
        not_before=timezone.now() + PAUSES[posting.attempts - 1],
        error=reason[:300],
    )
    return False


def headers_of(posting, body, secret):
    """With a signature over the time and the body, if the webhook has a secret."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "HERO-Compact",
        "X-Hero-Delivery": str(posting.pk),
    }
    if secret:
        at = str(int(timezone.now().timestamp()))
        headers |= {"X-Hero-Timestamp": at, "X-Hero-Signature": signature(secret, at, body)}
    return headers


def signature(secret, at, body):
    """What a receiver computes again: HMAC-SHA256 of ``time.body`` under the secret."""
    digest = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def body_of(posting):
    """The JSON that the receiver understands, as bytes."""
    shape = {Webhook.Shape.SLACK: _slack, Webhook.Shape.TEAMS: _teams}
    said = shape.get(posting.webhook.shape, _plain)(posting)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _slack(posting):
    """Slack reads & < > as its own; a blank of no width keeps @channel from calling everybody."""
    escaped = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@\u200b"}
    text = re.sub("[&<>@]", lambda found: escaped[found[0]], posting.sentence)
    if posting.url:
        text += f"\n<{posting.url}>"
    return {"text": text, "mrkdwn": False, "link_names": False}


def _teams(posting):
    """A RichTextBlock, because a TextBlock would read a title as Markdown."""
    line = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": posting.sentence}]}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [line],
    }
    if posting.url:
        card["actions"] = [
            {"type": "Action.OpenUrl", "title": _("Have a look"), "url": posting.url}
        ]
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [content]}


def _plain(posting):
    return {
        "id": str(posting.pk),
        "kind": posting.kind,
        "sentence": posting.sentence,
        "url": posting.url,
        "at": posting.created_at.isoformat(),
    }


def try_again(hook=None):
    """Give what was given up a fresh start, of one webhook or of all; returns how many."""
    lost = Posting.objects.filter(state=State.FAILED)
    if hook is not None:
        lost = lost.filter(webhook=hook)
    return lost.update(state=State.WAITING, attempts=0, not_before=timezone.now())


def forget(now):
    """Delete what is done with for thirty days; returns how many."""
    done = Posting.objects.filter(state__in=[State.SENT, State.FAILED])
    return done.filter(created_at__lt=now - KEPT).delete()[0]


def state(hook=None):
    """{"waiting": due but not sent, "failed": given up}, of one webhook or of all."""
    due, lost = _due(timezone.now()), Posting.objects.filter(state=State.FAILED)
    if hook is not None:
        due, lost = due.filter(webhook=hook), lost.filter(webhook=hook)
    return {"waiting": due.count(), "failed": lost.count()}


def why(hook):
    """The reason why something was given up last, or an empty string."""
    lost = hook.postings.filter(state=State.FAILED).order_by("-pk")
    return lost.values_list("error", flat=True).first() or ""
