"""Mail what waits in the outbox, one letter per person.

Of many workers, one claims the rows of a letter before it is written, so nobody gets it twice.
A worker that dies keeps its claim for ten minutes; then the same rows go out as the same letter
with the same Message-ID. Only a worker that dies between the mail server's yes and our note of it
leaves a repeat, and its Message-ID lets the mail program see that it is one.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import mail
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from portal import clock, letters, notices
from portal.models import Notice, User

logger = logging.getLogger(__name__)

LIMIT = 5  # attempts
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
CLAIM = timedelta(minutes=10)
MOST = 1000  # notices that one letter stands for; it names fewer (see letters.fitting)


@dataclass(frozen=True, slots=True)
class Letter:
    """The notices that one worker claimed for one person. ``claimed_at`` proves the claim."""

    person: User
    notices: tuple[Notice, ...]
    claimed_at: datetime

    def rows(self):
        """The rows, as long as they are still ours."""
        ids = [notice.pk for notice in self.notices]
        return Notice.objects.filter(
            pk__in=ids, mail=Notice.Mail.CLAIMED, claimed_at=self.claimed_at
        )

    @property
    def message_id(self):
        """The same for the same notices, however often they are tried."""
        ids = ",".join(str(notice.pk) for notice in self.notices)
        return hashlib.sha256(ids.encode()).hexdigest()[:32]


def deliver(now=None):
    """Send what is due, at most one letter to each person; returns how many went out.

    Raises OSError (as smtplib does) when the mail server cannot be reached: then nothing has been
    tried, nothing counts as an attempt, and the next run finds it all still waiting.
    """
    now = now or timezone.now()
    people = list(_due(now).order_by("person").values_list("person", flat=True).distinct())
    server = mail.get_connection() if people else None
    sent = 0
    try:
        for person_id in people:
            server.open()  # does nothing while it is open
            letter = claim(person_id, now)
            if letter is None:
                continue
            if send(letter, server):
                sent += 1
            else:
                server.close()  # perhaps it was the connection
    finally:
        if server is not None:
            server.close()
    return sent


def _due(now):
    """Rows whose hour has come, and rows whose worker has not been heard of."""
    waiting = Q(mail=Notice.Mail.WAITING, not_before__lte=now)
    return Notice.objects.filter(waiting | Q(mail=Notice.Mail.CLAIMED, claimed_at__lte=now - CLAIM))


def _locked(rows):
    if not connection.features.has_select_for_update:
        return rows  # SQLite: this transaction is the only one that writes
    return rows.select_for_update(skip_locked=True, no_key=True)


@transaction.atomic
def claim(person_id, now):
    """Take what is due for one person; returns a Letter, or None if nothing is to be sent now.

    What need not be sent (the person left, has no address, has read it here) is put away, and
    what came due in their quiet hours, because the clockwork stood still, waits until these end.
    """
    person = _locked(User.objects.filter(pk=person_id)).first()
    if person is None:
        return None  # somebody claims their letter right now; half of it would be a second one
    rows = list(_locked(_due(now).filter(person=person_id)).order_by("not_before", "pk"))
    if not rows:
        return None
    rows = _one_letter(rows)
    rows = _put_away(rows, [row for row in rows if _is_unwanted(row, person)], Notice.Mail.UNWANTED)
    rows = _put_away(rows, [row for row in rows if row.attempts >= LIMIT], Notice.Mail.FAILED)
    rows = _wait_for_morning(rows, person, now)[:MOST]
    if not rows:
        return None
    claimed_at = timezone.now()
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(
        mail=Notice.Mail.CLAIMED, claimed_at=claimed_at, attempts=F("attempts") + 1
    )
    for row in rows:
        row.attempts += 1
    return Letter(person, tuple(sorted(rows, key=lambda row: row.pk)), claimed_at)


def _one_letter(rows):
    """Those that go out together: what was tried before stays the same letter."""

    def letter_of(row):
        if row.mail == Notice.Mail.CLAIMED:
            return row.claimed_at
        return row.not_before if row.attempts else None

    return [row for row in rows if letter_of(row) == letter_of(rows[0])]


def _is_unwanted(row, person):
    if not person.is_active or not person.email:
        return True
    kind = notices.KINDS.get(row.kind)
    return row.read_at is not None and not row.attempts and (kind is None or kind.can_mute)


def _put_away(rows, some, state):
    """Give ``some`` of the rows a final state; returns the others."""
    if some:
        Notice.objects.filter(pk__in=[row.pk for row in some]).update(mail=state)
    return [row for row in rows if row not in some]


def _wait_for_morning(rows, person, now):
    """Leave in peace who is off duty, except for what is urgent; returns what may go now."""
    calendar = clock.calendar_of(person)
    if not clock.quiet(calendar, now):
        return rows
    urgent = [row for row in rows if row.kind in notices.KINDS and notices.KINDS[row.kind].urgent]
    later = [row.pk for row in rows if row not in urgent]
    Notice.objects.filter(pk__in=later).update(
        mail=Notice.Mail.WAITING, not_before=clock.next_loud_moment(calendar, now)
    )
    return urgent


def send(letter, server):
    """Write and send one letter; returns whether it went out. A failure is noted for later."""
    if letter.rows().count() != len(letter.notices):
        return False  # we slept so long that somebody else took it
    try:
        message = letters.compose(letter)
        message.connection = server
        message.send()
    except Exception as error:  # one letter that cannot be written must not stop the others
        logger.exception("A letter could not be sent")
        _try_later(letter, error)
        return False
    letter.rows().update(mail=Notice.Mail.SENT, sent_at=timezone.now(), error="")
    return True


def _try_later(letter, error):
    attempts = max(notice.attempts for notice in letter.notices)
    text = f"{type(error).__name__}: {error}"[:300]
    if attempts >= LIMIT:
        letter.rows().update(mail=Notice.Mail.FAILED, error=text)
    else:
        letter.rows().update(
            mail=Notice.Mail.WAITING, not_before=timezone.now() + PAUSES[attempts - 1], error=text
        )


def try_again():
    """Give every letter that could not be sent a fresh start; returns how many notices."""
    return Notice.objects.filter(mail=Notice.Mail.FAILED).update(
        mail=Notice.Mail.WAITING, attempts=0, not_before=timezone.now()
    )


def state():
    """{"waiting": due but not sent, "failed": given up}, for operators."""
    return {
        "waiting": _due(timezone.now()).count(),
        "failed": Notice.objects.filter(mail=Notice.Mail.FAILED).count(),
    }
