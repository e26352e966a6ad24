"""What the buttons on the pages of an assessment do: for each the form that it sends, and the
service that it calls. Whether somebody may is for the services to say."""

from collections.abc import Callable
from dataclasses import dataclass

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ideas.risk import assessing, consulting, forms, mitigating, scales, scoring, waiving
from ideas.risk.method import NOTHING
from portal.numbers import whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A button. ``form(page, target, data, prefix)`` gives its form; ``act(page, target, form,
    mark)`` does it; ``of`` says which line of the sight it is about."""

    form: Callable[..., Form]
    act: Callable[..., object]
    said: str | Promise
    of: str = "assessment"


def _bare(form):
    """A form that needs nothing of the page."""
    return lambda page, target, data, prefix: form(data, prefix=prefix)


def _scored(form, when, initial):
    """A form of scores, filled in with what ``initial(line)`` gives."""

    def made(page, line, data, prefix):
        risk, method = line.risk, page.sight.method
        nothing = risk.category == NOTHING
        return (scales.NothingScoreForm if nothing and when == "before" else form)(
            data,
            method=method,
            columns=method.categories[risk.category].columns[: 2 if nothing else None],
            when="nothing" if nothing else when,
            prefix=prefix,
            initial=initial(line),
        )

    return made


def _scenario(page, line, data, prefix):
    if line is not None and line.risk.number == 0:
        initial = forms.wording_of(line.risk)
        return forms.NothingForm(data, prefix=prefix, initial=initial)
    initial = forms.wording_of(line.risk) if line else {"guide_word": page.word}
    return forms.ScenarioForm(data, method=page.sight.method, prefix=prefix, initial=initial)


def _mitigation(page, line, data, prefix):
    needed = "add" in page.sight.may and line.risk.standing == line.risk.Standing.TAKEN
    return forms.MitigationForm(data, people=page.people, needed=needed, prefix=prefix)


def _plan(page, line, data, prefix):
    initial = forms.plan_of(line.mitigation)
    # The name is there already, so the page is spared another list of names.
    return forms.MitigationForm(data, people=[], needed=True, initial=initial, prefix=prefix)


def _owned(page, line, data, prefix):
    initial = forms.plan_of(line.mitigation)
    return forms.OwnedForm(data, people=page.people, initial=initial, prefix=prefix)


def _progress(page, line, data, prefix):
    return forms.ProgressForm(data, statuses=page.statuses(line), prefix=prefix)


def _advice(page, line, data, prefix):
    return forms.AdviceForm(data, consultation=line.consultation, prefix=prefix)


def _leave(page, above, data, prefix):
    initial = {"category": above.category.key, "level": above.level} if above else {}
    return forms.LeaveForm(data, initial=initial, prefix=prefix)


def _worth(page, target, data, prefix):
    sight = page.sight
    return forms.WorthForm(data, method=sight.method, assessment=sight.assessment, prefix=prefix)


def _reword(page, line, form, mark):
    if line.risk.number == 0:
        assessing.describe_nothing(
            page.sight.assessment, by=page.person, mark=mark, **form.cleaned_data
        )
    else:
        assessing.reword(line.risk, by=page.person, mark=mark, **form.cleaned_data)


POSTS = {
    "open": Post(
        form=_bare(Form),
        act=lambda page, target, form, mark: assessing.open(page.idea),
        said=_("It’s open. Begin with what happens if we do nothing."),
    ),
    "risk": Post(
        form=_scenario,
        act=lambda page, target, form, mark: assessing.add_risk(
            page.sight.assessment, by=page.person, **form.cleaned_data
        ),
        said=_("Kept. It’s on the list now."),
    ),
    "reword": Post(form=_scenario, act=_reword, said=_("Kept."), of="risk"),
    "take": Post(
        form=_bare(Form),
        act=lambda page, line, form, mark: assessing.answer(line.risk, by=page.person, take=True),
        said=_("Taken up. Whoever thought of it is told."),
        of="risk",
    ),
    "aside": Post(
        form=_bare(forms.SetAsideForm),
        act=lambda page, line, form, mark: assessing.answer(
            line.risk, by=page.person, take=False, **form.cleaned_data
        ),
        said=_("Set aside, with your words. Whoever thought of it is told."),
        of="risk",
    ),
    "first": Post(
        form=_scored(scales.FirstScoreForm, "before", lambda line: {}),
        act=lambda page, line, form, mark: scoring.first(line.risk, by=page.person, **form.score()),
        said=_("Kept. Now you see what others think."),
        of="risk",
    ),
    "agree": Post(
        form=_scored(scales.AgreeForm, "before", scales.begun),
        act=lambda page, line, form, mark: scoring.agree(
            line.risk, by=page.person, mark=mark, **form.score()
        ),
        said=_("Kept. That’s what it is before anything is done."),
        of="risk",
    ),
    "after": Post(
        form=_scored(
            scales.ScoreForm, "after", lambda line: scales.at(line.target or line.inherent)
        ),
        act=lambda page, line, form, mark: scoring.after(
            line.risk, by=page.person, mark=mark, **form.score()
        ),
        said=_("Kept. That’s what is left of it."),
        of="risk",
    ),
    "current": Post(
        form=_scored(
            scales.ScoreForm, "now", lambda line: scales.at(line.current or line.inherent)
        ),
        act=lambda page, line, form, mark: scoring.current(
            line.risk, by=page.person, mark=mark, **form.score()
        ),
        said=_("Kept. That’s where it is now."),
        of="risk",
    ),
    "mitigate": Post(
        form=_mitigation,
        act=lambda page, line, form, mark: mitigating.propose(
            line.risk, by=page.person, **form.cleaned_data
        ),
        said=_("Kept. It’s on the list now."),
        of="risk",
    ),
    "m-take": Post(
        form=_owned,
        act=lambda page, line, form, mark: mitigating.answer(
            line.mitigation, by=page.person, take=True, **form.cleaned_data
        ),
        said=_("Taken up. Whoever does it is told."),
        of="mitigation",
    ),
    "m-aside": Post(
        form=_bare(forms.SetAsideForm),
        act=lambda page, line, form, mark: mitigating.answer(
            line.mitigation, by=page.person, take=False, **form.cleaned_data
        ),
        said=_("Set aside, with your words. Whoever thought of it is told."),
        of="mitigation",
    ),
    "m-plan": Post(
        form=_plan,
        act=lambda page, line, form, mark: mitigating.plan(
            line.mitigation, by=page.person, mark=mark, **form.cleaned_data
        ),
        said=_("Kept."),
        of="mitigation",
    ),
    "m-progress": Post(
        form=_progress,
        act=lambda page, line, form, mark: mitigating.progress(
            line.mitigation, by=page.person, **form.cleaned_data
        ),
        said=_("Kept. Everybody concerned is told."),
        of="mitigation",
    ),
    "advise": Post(
        form=_advice,
        act=lambda page, line, form, mark: consulting.answer(
            line.consultation, by=page.person, **form.told()
        ),
        said=_("Thank you. Whoever weighs it reads your answer."),
        of="consultation",
    ),
    "talk": Post(
        form=_advice,
        act=lambda page, line, form, mark: consulting.note_talk(
            line.consultation, by=page.person, **form.told()
        ),
        said=_("Written down. Whoever said it is told, and may say it differently."),
        of="consultation",
    ),
    "hand-on": Post(
        form=_bare(forms.HandOnForm),
        act=lambda page, line, form, mark: consulting.hand_on(
            line.consultation, by=page.person, **form.cleaned_data
        ),
        said=_("Done. They are asked now."),
        of="consultation",
    ),
    "worth": Post(
        form=_worth,
        act=lambda page, target, form, mark: assessing.evaluate(
            page.sight.assessment,
            by=page.person,
            version=whole(mark),
            **form.told(),
        ),
        said=_("Kept. It stands beside the risk, and is never added to it."),
    ),
    "leave": Post(
        form=_leave,
        act=lambda page, above, form, mark: waiving.ask(
            page.sight.assessment, by=page.person, **form.cleaned_data
        ),
        said=_("Asked. An executive sponsor answers."),
        of="above",
    ),
    "leave-answer": Post(
        form=_bare(forms.LeaveAnswerForm),
        act=lambda page, line, form, mark: waiving.answer(
            line.waiver, by=page.person, **form.told()
        ),
        said=_("Answered, in your words."),
        of="waiver",
    ),
}
