"""What changed: told by the author with figures and their sources, confirmed by somebody else."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import reading
from ideas.compact import Party, State
from ideas.delivery import planning
from ideas.models import Figure, Idea, Result
from ideas.seats import Refused
from portal import trail

MOST_FIGURES = 12
TELLERS = {Party.AUTHOR, Party.SPONSOR}


def of(idea):
    """The Result of an idea, or an empty one that is not stored yet."""
    known, result = reading.one(idea, "result")
    if not known:
        result = Result.objects.filter(idea=idea).first()
    return result or Result(idea=idea)


def may_tell(idea, person):
    """The sentence that says why this person can't tell the result, or None."""
    if Party.AUTHOR not in idea.parties_of(person):
        return _("What changed is for the HERO to tell, in their own words.")
    if State(idea.state) != State.TRIAL:
        return _("The result is with somebody who checks it. They can send it back.")
    if not planning.of(idea).launched_at:
        return _("There is a result to tell once the trial has begun.")
    return None


def _locked(idea, by):
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if reason := may_tell(idea, by):
        raise Refused(reason, status=403)
    return idea


@transaction.atomic
def tell(idea, *, by, version, effect, words, lesson):
    """Keep what changed, in words; half of it is fine. Returns the Result. Raises Refused."""
    idea = _locked(idea, by)
    result = of(idea)
    if result.pk and result.version != version:
        raise Refused(_("Somebody saved the result while you were writing. Look at both."), 409)
    if effect and effect not in Result.Effect.values:
        raise Refused(_("Say whether it got better, worse, or made no difference."))
    result.effect, result.words, result.lesson = effect, words.strip(), lesson.strip()
    result.told_by, result.saved_at = by, timezone.now()
    result.version += 1 if result.pk else 0
    result.save()
    trail.record("idea.result_told", actor=by, subject=idea)
    return result


@transaction.atomic
def add_figure(idea, *, by, kind, what, before, after, source, unit="", lower_is_better=True):
    """Add a line to the value ledger. Raises Refused for one without a source."""
    idea = _locked(idea, by)
    result, _made = Result.objects.get_or_create(idea=idea, defaults={"told_by": by})
    if kind not in Figure.Kind.values or not what.strip():
        raise Refused(_("Say what you counted, and what kind of thing it is."))
    if not source.strip():
        raise Refused(
            _("Say where the figures come from. Without a source they count for nothing.")
        )
    if result.figures.count() >= MOST_FIGURES:
        raise Refused(_("Twelve figures are enough. Keep the ones that say most."))
    figure = Figure.objects.create(
        result=result,
        kind=kind,
        what=what.strip(),
        unit=unit.strip(),
        before=before,
        after=after,
        lower_is_better=lower_is_better,
        source=source.strip(),
    )
    trail.record("idea.figure_added", actor=by, subject=idea, what=figure.what)
    return figure


@transaction.atomic
def remove_figure(figure, *, by):
    """Take a line out again, before anybody confirmed it. Raises Refused."""
    idea = _locked(figure.result.idea, by)
    trail.record("idea.figure_removed", actor=by, subject=idea, what=figure.what)
    figure.delete()


def missing(result):
    """What the result still needs before somebody can check it, as a list of sentences."""
    lacking = []
    if not result.effect:
        lacking.append(_("Say whether it got better, worse, or made no difference."))
    if not result.words:
        lacking.append(_("Say in your own words what changed."))
    if not result.lesson:
        lacking.append(_("Say what you would tell the next shop."))
    if result.pk is None or not result.figures.all():
        lacking.append(_("Give at least one figure, with where it comes from."))
    return lacking


trail.register("idea.result_told", gettext_lazy("%(actor)s wrote down what changed."))
trail.register("idea.figure_added", gettext_lazy("%(actor)s added a figure: %(what)s."), "what")
trail.register(
    "idea.figure_removed", gettext_lazy("%(actor)s took out a figure: %(what)s."), "what"
)
