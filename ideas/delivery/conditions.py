"""What the sponsor or IT asked for when they signed: whoever sits there says when it is met."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.compact import Party, State
from ideas.models import Condition, Idea
from ideas.seats import Refused
from portal import notices, trail

WHILE = (State.TRIAL, State.MEASURING)


def may_meet(condition, person):
    """The sentence that says why this person can't mark it as met, or None."""
    idea = condition.idea
    if Party(condition.party) not in idea.parties_of(person):
        asked_by = idea.seated(Party(condition.party)) or condition.by
        return _("%(person)s asked for it, and says when it is met.") % {"person": asked_by}
    if State(idea.state) not in WHILE:
        return _("That is said while it is being tried, or counted.")
    return None


@transaction.atomic
def meet(condition, *, by):
    """Say that a condition is met; a second time changes nothing. Raises Refused."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=condition.idea_id)
    condition = Condition.objects.select_related("by").get(pk=condition.pk)
    condition.idea = idea
    if reason := may_meet(condition, by):
        raise Refused(reason, status=403)
    if condition.met_at:
        return condition
    condition.met_at, condition.met_by = timezone.now(), by
    condition.save(update_fields=["met_at", "met_by"])
    trail.record("idea.condition_met", actor=by, subject=idea, text=condition.text[:300])
    notices.tell(
        {idea.author, idea.seated(Party.SPONSOR)} - {by, None},
        "idea.condition_met",
        key=f"idea.condition_met:{condition.pk}",
        url=idea.get_absolute_url(),
        actor=by,
        title=idea.told_as,
    )
    return condition


trail.register(
    "idea.condition_met", gettext_lazy("%(actor)s says that it is met: %(text)s"), "text"
)
notices.register(
    "idea.condition_met",
    gettext_lazy("%(actor)s says that a condition of the compact is met."),
    "title",
    group=notices.Group.GOOD,
    detail=gettext_lazy("%(title)s"),
)
