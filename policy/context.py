"""What the pages of a reader need: the banner everywhere, and the parts of a policy's own page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from policy import asking, differences, duties, standing
from policy.editions import POLICY
from policy.forms import AgreeForm, QuestionForm
from policy.models import Agreement
from portal import addresses
from portal.prepared import PERSON, Rows


def duties_of(request):
    """What the person of this request owes: asked once, by the gate or the banner."""
    if not hasattr(request, "_duties"):
        request._duties = duties.duties_of(request.user)
    return request._duties


def page(request):
    """Context processor: the duties that deserve a banner, asked for only if the page shows it."""
    user = getattr(request, "user", None)
    if not (user and user.is_authenticated):
        return {"duties_soon": []}
    return {
        "duties_soon": SimpleLazyObject(lambda: [duty for duty in duties_of(request) if duty.soon])
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A duty as components/task.html shows it."""

    title: str
    url: str
    text: str
    minutes: int
    overdue: bool
    state: str = "turn"


def owed(request):
    """What the person of this request owes, as lines of a list; the way back is kept in them."""
    mine = duties_of(request)
    if not mine:
        return []
    readings = duties.readings(mine)
    headed = came_from(request)
    return [
        Line(
            title=duty.title,
            url=duty.url + (f"?{urlencode({'next': headed})}" if headed else ""),
            text=readings[duty.policy.pk].says(duty),
            minutes=readings[duty.policy.pk].minutes,
            overdue=duty.overdue,
        )
        for duty in mine
    ]


@dataclass(frozen=True, slots=True)
class Door:
    """A way on, beside the list of policies."""

    label: str
    url: str


def doors(request):
    """Where else somebody may want to go from the list of policies."""
    found = [Door(_("Questions and answers"), reverse("policy:questions"))]
    if standing.scope_of(request.user):
        found.append(Door(_("Who has agreed"), reverse("policy:cover")))
    return found


def came_from(request):
    """Where the person was headed when we stopped them: an address of ours, or ""."""
    return addresses.sent_as("next", request)


def reader(request, policy, edition):
    """What templates/policy/_agree.html, _changes.html and _questions.html show to this person.

    ``edition`` is the one that people read now. Four queries, one of them shared with the gate.
    """
    given = _given.ask(person=request.user.pk, policy=policy.pk)
    agreement = next((one for one in given if one.number == edition.number), None)
    before = next((one for one in given if one.number < edition.number), None)
    open_to_agree = policy.needs_agreement and agreement is None
    return {
        "policy": policy,
        "edition": edition,
        "agreement": agreement,
        "agreed_before": before,
        "duty": next((duty for duty in duties_of(request) if duty.policy.pk == policy.pk), None),
        "agree_form": agree_form(request, edition) if open_to_agree else None,
        "earlier": [one.edition for one in given if one.edition_id != edition.pk],
        "address": duties.address(policy),
        "compare_url": reverse("policy:compare", args=[policy.slug]),
        "changes_since": changes_since(before.edition, edition) if before else [],
        "questions": asking.shown_on(policy),
        "question_form": QuestionForm(edition=edition),
    }


_given = Rows(
    lambda: (
        Agreement.objects.filter(person=PERSON, policy=POLICY)
        .select_related("edition")
        .defer("edition__sections", "edition__changes", "edition__check_question")
        .order_by("-number")
    )
)


def agree_form(request, edition):
    """An empty form for the text that is shown now."""
    return AgreeForm(
        edition=edition, initial={"digest": edition.digest, "next": came_from(request)}
    )


def changes_since(before, edition):
    """Every change with its why since the edition that somebody agreed to, as the text runs now.

    ``section`` is the number of its section today, or None for the whole or where it is gone.
    """
    numbers = {section["anchor"]: section["number"] for section in edition.sections}
    whys = differences.reasons(before, edition)
    found = [
        change | {"section": numbers.get(anchor)}
        for anchor, changes in whys.items()
        for change in changes
    ]
    return sorted(found, key=lambda change: change["section"] or 0)
