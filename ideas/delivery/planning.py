"""The plan of a trial: what is counted, what it is now, what we compare it with, when it ends.

All of it stands before the trial is launched, so that nobody chooses the measure afterwards.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import reading
from ideas.compact import Party, State
from ideas.models import Idea, Trial
from ideas.seats import Refused
from portal import trail

# What must be there before a launch, and the sentence that asks for it.
MISSING = {
    "where": gettext_lazy("Say where you try it, and with whom."),
    "measure": gettext_lazy("Say what you count."),
    "unit": gettext_lazy("Say in what you count it: calls, minutes, pounds."),
    "baseline": gettext_lazy("Say what the figure is now."),
    "baseline_source": gettext_lazy(
        "Say where that figure comes from. Without a source it counts for nothing."
    ),
    "comparison": gettext_lazy("Say what you compare it with."),
    "stop_rule": gettext_lazy("Say what would make you stop."),
    "hours_pledged": gettext_lazy("Whoever backs it says how many hours a week there are for it."),
    "ends_on": gettext_lazy("Say until when you try it."),
}
FIELDS = (*MISSING, "lower_is_better")
OF_THE_SPONSOR = ("hours_pledged",)
PLANNERS = {Party.AUTHOR, Party.SPONSOR}


def of(idea):
    """The Trial of an idea, or an empty one that is not stored yet."""
    known, trial = reading.one(idea, "trial")
    if not known:
        trial = Trial.objects.filter(idea=idea).first()
    return trial or Trial(idea=idea)


def may_plan(idea, trial, person):
    """The sentence that says why this person can't change the plan, or None."""
    if not idea.parties_of(person) & PLANNERS:
        return _("The plan is for the HERO and whoever backs the idea.")
    if State(idea.state) != State.TRIAL:
        return _("There is a plan to make once all seals are on.")
    if trial.launched_at:
        return _("It has begun, so the plan stays as it is. You can stop it, or give it longer.")
    return None


@transaction.atomic
def save(idea, *, by, version, **fields):
    """Keep what is known of the plan; half of it is fine. Returns the Trial.

    ``version`` is the one the writer saw. The hours are the sponsor's to promise. Raises Refused.
    """
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    trial = of(idea)
    if reason := may_plan(idea, trial, by):
        raise Refused(reason, status=403)
    if trial.pk and trial.version != version:
        raise Refused(_("Somebody saved the plan while you were writing. Look at both."), 409)
    changed = [name for name in FIELDS if name in fields and getattr(trial, name) != fields[name]]
    if set(changed) & set(OF_THE_SPONSOR) and Party.SPONSOR not in idea.parties_of(by):
        raise Refused(
            _("The hours are for %(person)s to promise.") % {"person": idea.seated(Party.SPONSOR)},
            status=403,
        )
    if reason := _out_of_reach(fields):
        raise Refused(reason)
    if not changed:
        return trial
    for name in changed:
        setattr(trial, name, fields[name])
    trial.planned_by, trial.saved_at = by, timezone.now()
    trial.version += 1 if trial.pk else 0
    trial.save()
    trail.record("idea.planned", actor=by, subject=idea, fields=", ".join(sorted(changed)))
    return trial


def _out_of_reach(fields):
    ends_on, hours = fields.get("ends_on"), fields.get("hours_pledged")
    if ends_on and ends_on <= timezone.localdate():
        return _("Pick a day after today for the end.")
    if hours is not None and not 0 <= hours <= 40:
        return _("Promise between 0 and 40 hours a week.")
    return None


def missing(trial):
    """What the plan still needs, as a list of sentences, in order."""
    return [
        str(sentence) for name, sentence in MISSING.items() if getattr(trial, name) in (None, "")
    ]


trail.register("idea.planned", gettext_lazy("%(actor)s worked on the plan of the trial."), "fields")
