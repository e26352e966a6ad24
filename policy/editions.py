"""Editions: how a policy's text is frozen, named by a digest, and who may read it later."""

import hashlib
import math
import re
import unicodedata
from html import unescape

from django.db.models import BigIntegerField
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.text import slugify

from policy.models import Edition
from portal import roles, trail
from portal.models import User
from portal.prepared import Given, Rows
from portal.roles import Role

PREFIX = "policy/v1\0"
# What a reader can see. Number and correction are in the digest too, but name it, not change it.
CONTENT = (
    "language",
    "title",
    "summary",
    "sections",
    "changes",
    "check_question",
    "owner_name",
    "in_force",
)
BLOCK_TAG = re.compile(
    r"\s*(</?(?:p|div|section|aside|h[2-6]|ul|ol|li|dl|dt|dd|table|caption|thead|tbody|tr|th|td|br)"
    r"\b[^>]*>)\s*"
)
POLICY = Given("policy", BigIntegerField())  # the id of the policy that is read
CHARACTERS_A_MINUTE = 1150  # about 200 English words, counted without markup


def normal(value):
    """The same text however it was typed: NFC, LF, all the way down lists and dicts."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [normal(item) for item in value]
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    return value


def content(edition):
    """All that a reader sees of an edition, as one canonical text."""
    return trail.canonical(normal({name: getattr(edition, name) for name in CONTENT}))


def canonical(edition):
    """The text whose SHA-256 is the edition's digest: what it is called and what it says."""
    named = {name: getattr(edition, name) for name in CONTENT}
    named |= {
        "policy": edition.policy_id,
        "number": edition.number,
        "correction": edition.correction,
    }
    return PREFIX + trail.canonical(normal(named))


def digest_of(edition):
    """The SHA-256 of an edition, in hexadecimal."""
    return hashlib.sha256(canonical(edition).encode()).hexdigest()


def drafted(page):
    """What this page would say as an edition: an Edition that is not saved and has no digest.

    Rendered in the page's language and without a request, so that the same page always gives the
    same text, whoever asks.
    """
    language = page.locale.language_code
    with translation.override(language):
        return Edition(
            policy_id=page.pk,
            number=page.edition,
            language=language,
            title=normal(page.title),
            summary=normal(page.summary),
            sections=sections_of(page),
            changes=changes_of(page),
            check_question=_question(page),
            owner_name=normal(str(page.owner_person)),
            in_force=page.in_force,
        )


def sections_of(page):
    """The sections of a page as they are frozen: number, anchor, title, summary, html, people."""
    blocks = list(page.body)
    asked = {
        part.value["username"]
        for block in blocks
        for part in block.value["body"]
        if part.block_type == "person"
    }
    names = {person.username: str(person) for person in User.objects.filter(username__in=asked)}
    return [_section(number, block.value, names) for number, block in enumerate(blocks, 1)]


def _section(number, value, names):
    people = []
    for part in value["body"]:
        if part.block_type == "person":
            username = part.value["username"]
            people.append(
                {
                    "username": username,
                    "name": names.get(username, username),
                    "why": part.value.get("why") or "",
                }
            )
    html = "\n".join(
        squeezed(part.render()) for part in value["body"] if part.block_type != "person"
    )
    return normal(
        {
            "number": number,
            "anchor": anchor_of(value),
            "title": value["title"],
            "summary": value["summary"],
            "html": html,
            "people": people,
        }
    )


def anchor_of(section):
    """The anchor of a section: as it was set, or made from the title."""
    return slugify(section.get("anchor") or section["title"])[:60]


def squeezed(html):
    """Markup without the blanks that only the layout of a template put there."""
    return BLOCK_TAG.sub(r"\1", re.sub(r"\s+", " ", html)).strip()


def changes_of(page):
    """What a page says it changes: a list of {anchor, what, why, asked_by}."""
    return [
        normal({name: str(item or "") for name, item in block.value.items()})
        for block in page.changes
    ]


def _question(page):
    for block in page.check_question:
        return {
            "question": normal(block.value["question"]),
            "answers": [
                {
                    "text": normal(answer["text"]),
                    "right": bool(answer["right"]),
                    "feedback": normal(answer["feedback"]),
                }
                for answer in block.value["answers"]
            ],
        }
    return {}


def newest(policy):
    """The newest published edition with its corrections, or None."""
    return _newest.first(policy=policy.pk)


_newest = Rows(lambda: Edition.objects.filter(policy=POLICY).order_by("-number", "-correction")[:1])


def live(policy):
    """The edition that people read now, or None when the policy is not published."""
    return newest(policy) if policy.live else None


def plain_text(section):
    """A section's words, for search and for counting."""
    words = unescape(strip_tags(BLOCK_TAG.sub(r" \1 ", section["html"])))
    return " ".join([section["summary"], *words.split()])


def minutes_for(characters):
    """Minutes that reading so many characters takes; at least one."""
    return max(1, math.ceil(characters / CHARACTERS_A_MINUTE))


def minutes(edition):
    """Minutes that reading an edition takes."""
    return minutes_for(sum(len(plain_text(section)) for section in edition.sections))


def keeps(policy, person):
    """Whether this person owns the policy or edits policies."""
    return (
        policy.owner_person_id == person.pk
        or roles.has(person, Role.EDITOR)
        or roles.has(person, Role.ADMINISTRATOR)
    )


def may_read(edition, person):
    """Whether this person may open an edition: it is the live one, they agreed to it, they own
    the policy, or they edit policies."""
    current = live(edition.policy)
    return (
        (current is not None and current.pk == edition.pk)
        or keeps(edition.policy, person)
        or edition.agreements.filter(person=person).exists()
    )
