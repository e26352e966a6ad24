"""An owner leaves: the policies and the questions that wait go to somebody else at once."""

from django.utils.translation import ngettext

from policy import asking
from policy.models import PolicyPage, PolicyQuestion
from portal import notices
from portal.people import leaving


def held(person):
    """In words, the policies that need another owner; an empty string for none."""
    count = PolicyPage.objects.filter(owner_person=person).count()
    if not count:
        return ""
    return ngettext("owner of %(n)s policy", "owner of %(n)s policies", count) % {"n": count}


def hand_over(person, successor, by):
    """Policies go to the successor, who is told of the questions that wait for an answer.

    A text that was written before still names who left: see publishing.keep_owner.
    """
    policies = PolicyPage.objects.filter(owner_person=person)
    waiting = PolicyQuestion.objects.filter(policy__in=policies, answered_at=None)
    waiting = list(waiting.select_related("policy", "asker"))
    policies.update(owner_person=successor)
    for question in waiting:
        notices.settle(f"policy.asked:{question.pk}", person=person)
        if question.asker != successor:
            notices.tell(
                [successor],
                "policy.asked",
                key=f"policy.asked:{question.pk}",
                url=asking.url_of(question),
                actor=question.asker,
                policy=question.policy.title,
            )


leaving.register_handover("policies", hand_over, held=held)
