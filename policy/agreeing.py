"""Agreeing to a policy: only to the text that was shown, once, and never undone."""

from django.db import transaction
from django.db.models import BigIntegerField, IntegerField
from django.utils.translation import gettext_lazy as _

from policy import editions
from policy.models import Agreement, Edition, PolicyPage
from portal import notices, trail
from portal.models import Notice
from portal.numbers import whole
from portal.prepared import PERSON, Given, Question, Rows

POLICY = Given("policy", BigIntegerField())

trail.register(
    "policy.agreed",
    _("%(subject)s agreed to “%(title)s”, edition %(edition)s."),
    "title",
    "edition",
    "digest",
    "language",
)


class Refused(Exception):
    """The agreement was not recorded; ``reason`` is the sentence that the person reads."""

    def __init__(self, reason):
        super().__init__(str(reason))
        self.reason = reason


class WrongAnswer(Refused):
    """The question before agreeing was answered wrongly, or not at all."""


class Stale(Refused):
    """The text was published anew while it was being read."""

    def __init__(self, reason, *, shown, current):
        super().__init__(reason)
        self.shown = shown
        self.current = current


@transaction.atomic
def agree(*, person, policy, digest, answer=""):
    """Record that ``person`` agrees to the text with this ``digest``; returns the Agreement.

    A second click returns the first agreement. ``answer`` is the number (from "0") of the chosen
    answer where the edition asks a question first.

    Raises Stale when a newer text was published meanwhile, WrongAnswer for the question, Refused
    when the policy is not in use or the text was never published.
    """
    # Publishing takes the same lock, so nobody agrees to a text while the next one goes out. What
    # stands in the tables is read after it was granted.
    LOCK.ask(policy=policy.pk)
    policy = PAGE.first(policy=policy.pk)
    if not policy.live or not policy.needs_agreement:
        raise Refused(_("Nobody is asked to agree to this policy now. There is nothing to do."))
    current = editions.newest(policy)
    shown = _shown(policy, current, digest)
    if shown is None or current is None:
        raise Refused(
            _("We can’t tell which text you read. Open the policy and read it once more.")
        )
    given = GIVEN.first(policy=policy.pk, number=current.number, person=person.pk)
    if given is not None:
        return given
    if shown.pk != current.pk:
        raise Stale(
            _("A newer text came out while you were reading. Here is what changed."),
            shown=shown,
            current=current,
        )
    check_answer(current, answer)
    current.policy = policy
    return record(person=person, edition=current, answer=answer)


LOCK = Rows(
    lambda: (
        PolicyPage.objects.order_by()
        .select_for_update(of=("self",))
        .filter(pk=POLICY)
        .values_list("pk")
    )
)
PAGE = Rows(lambda: PolicyPage.objects.filter(pk=POLICY))
GIVEN = Rows(
    lambda: Agreement.objects.filter(
        policy=POLICY, number=Given("number", IntegerField()), person=PERSON
    )
)


def _shown(policy, current, digest):
    """The edition that was read, or None."""
    if current is not None and current.digest == digest:
        return current
    return Edition.objects.filter(policy=policy, digest=digest).first()


def record(*, person, edition, answer):
    """Write the agreement down, in the trail too, and remind nobody of it any more."""
    agreement = Agreement.objects.create(
        person=person,
        policy=edition.policy,
        number=edition.number,
        edition=edition,
        digest=edition.digest,
        language=edition.language,
        answer=chosen_words(edition, answer),
    )
    trail.record(
        "policy.agreed",
        actor=person,
        subject=person,
        title=edition.title,
        edition=edition.label,
        digest=edition.digest,
        language=agreement.language,
    )
    settle_reminders(person, edition.policy)
    return agreement


def settle_reminders(person, policy):
    """Whoever has agreed is not reminded any more, by the bell or by mail."""
    of_it = f"policy.reminder:{policy.pk}:"
    keys = [key for (key,) in REMINDED.ask(person=person.pk) if key.startswith(of_it)]
    notices.settle(*keys, person=person)


REMINDED = Question(
    lambda: [
        Notice.objects.filter(person=PERSON, kind="policy.reminder", settled_at=None)
        .order_by()
        .values_list("key")
    ]
)


def answers_of(edition):
    """The answers that the edition's question offers; empty without a question."""
    return edition.check_question.get("answers", [])


def chosen(edition, answer):
    """The chosen answer as it is frozen in the edition, or None."""
    answers, place = answers_of(edition), whole(answer)
    if place is None or place >= len(answers):
        return None
    return answers[place]


def chosen_words(edition, answer):
    """What the person answered, in words."""
    option = chosen(edition, answer)
    return option["text"] if option else ""


def check_answer(edition, answer):
    """Raises WrongAnswer, with the feedback that belongs to the answer."""
    if not answers_of(edition):
        return
    option = chosen(edition, answer)
    if option is None:
        raise WrongAnswer(_("Answer the short question first. It is just above the button."))
    if not option["right"]:
        raise WrongAnswer(option["feedback"])
