"""Write the mail about some notices to one person: their language, their time, a real sender."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import ngettext

from portal import clock, notices, topics, zero
from portal.models import User
from portal.notices import Group
from portal.people import own_mail

LONGEST = 50  # notices in one mail, so that it can be read
SUBJECT = 120  # characters; longer ones are cut by most mail programs


def compose(letter):
    """The mail for a portal.delivery.Letter, ready to send."""
    person = letter.person
    on_duty = zero.on_duty()
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(clock.zone_of(person)):
        named = fitting(letter.notices)
        stop = stop_of(letter)
        context = {
            "person": person,
            "groups": grouped(named),
            "several": len(letter.notices) > 1,
            "more": len(letter.notices) - len(named),
            "bell": f"{settings.BASE_URL}{reverse('portal:notices')}",
            "zero": on_duty,
            "home": settings.BASE_URL,
            "choices": f"{settings.BASE_URL}{reverse('portal:me')}#mail",
            "stop": stop,
            "daily": person.delivery == User.Delivery.DAILY,
            "language": language,
            "demo": settings.DEMO,
        }
        subject = subject_of(letter.notices)
        text = render_to_string("emails/notices.txt", context)
        html = render_to_string("emails/notices.html", context)
    host = urlsplit(settings.BASE_URL).hostname
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[person.email],
        reply_to=reply_to(letter.notices, on_duty),
        headers={
            "Message-ID": f"<{letter.message_id}@{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **(one_click(stop["url"]) if stop else {}),
        },
    )
    message.attach_alternative(html, "text/html")
    return message


def fitting(rows):
    """Those that one mail names: all that nobody may switch off, and then the newest news.

    So somebody who was away for a month gets one mail on their first day, not six.
    """
    must = [
        row for row in rows if row.kind in notices.KINDS and not notices.KINDS[row.kind].may_stop
    ]
    news = [row for row in rows if row not in must]
    too_many = max(len(news) - max(LONGEST - len(must), 0), 0)
    return sorted([*must, *news[too_many:]], key=lambda row: row.pk)


def stop_of(letter):
    """How this person stops what is in a letter: its address and the topic's name ("": all news).

    None where nothing in it may be stopped: then the mail offers nothing that would not hold.
    """
    topic = own_mail.about(letter.notices)
    if topic is None:
        return None
    way = reverse("portal:mail_stop", args=[own_mail.token(letter.person, topic)])
    label = topics.TOPICS[topic].label if topic else ""
    return {"url": f"{settings.BASE_URL}{way}", "topic": label}


def one_click(address):
    """The headers behind the button of mail programs (RFC 2369 and RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def grouped(rows):
    """[(heading, [item, ...])] in the order of the page, without empty groups."""
    groups = []
    for group in Group:
        items = [item_of(row) for row in rows if notices.group_of(row) == group]
        if items:
            groups.append((group.label, items))
    return groups


def item_of(notice):
    """What the templates need of one notice."""
    return {
        "text": notices.sentence(notice),
        "detail": notices.detail(notice),
        "label": notices.label(notice),
        "covers_for": notice.covers_for,
        "url": f"{settings.BASE_URL}{reverse('portal:notice', args=[notice.pk])}",
    }


def subject_of(rows):
    """One notice is its own subject. A round-up says how much of it needs the person."""
    if len(rows) == 1:
        one_line = " ".join(notices.sentence(rows[0]).split())
        return Truncator(one_line).chars(SUBJECT)
    needs = sum(notices.group_of(row) == Group.TURN for row in rows)
    if needs:
        return ngettext(
            "%(n)s thing needs you, and some news",
            "%(n)s things need you, and some news",
            needs,
        ) % {"n": needs}
    return ngettext(
        "%(n)s piece of news, and nothing needs you",
        "%(n)s pieces of news, and nothing needs you",
        len(rows),
    ) % {"n": len(rows)}


def reply_to(rows, on_duty):
    """A human reads every answer: whoever did the one thing, or else the desk."""
    people = [rows[0].actor] if len(rows) == 1 else []
    people.append(on_duty.person)
    for someone in people:
        if someone is not None and someone.is_active and someone.email:
            return [someone.email]
    return []
