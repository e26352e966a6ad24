"""What is sent to an idea: complete forms, so that whoever may do it does it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ideas.models import Assessment, Consultation
from tests.hostile.world import CONSULTED
from tests.ideas import playing
from tests.ideas.delivery.conftest import FIGURE, PLAN, TOLD

SCALES = {f"worth-{scale}-{place}": 1 for scale in ("effort", "value") for place in range(5)}


def of(idea, colleague):
    """{what: (address, form, headers)}; without a reference there is no assessment."""
    here, hero = f"/ideas/{idea.slug}/", f"/heroes/{idea.slug}/"
    told = {"title": idea.title, "moment": idea.moment, "help": "Two.", "technology": "yes"}
    text = told | {"kind": "new", "version": idea.version}
    sent = {
        "edit": ("edit/", text),
        "autosave": ("save/", text),
        "invite": ("people/", {"do": "invite", "person": colleague.username}),
        "write_for": ("people/", {"do": "write_for", "colleague": colleague.username}),
        "confirm": ("people/", {"do": "confirm"}),
        "join": ("people/", {"do": "join"}),
        "attach": ("files/", {"files": None}),
        "comment": ("talk/", {"text": "Hello.", "for_whom": "everyone"}),
        "apart": ("talk/", {"text": "Hello.", "for_whom": "parties"}),
        "support": ("support/", {"wanted": "yes"}),
        "follow": ("follow/", {"wanted": "yes"}),
        "plan": ("trial/", PLAN | {"ends_on": playing.tomorrow(28), "version": 1}),
        "result": ("trial/result/", TOLD | {"version": 1}),
        "figure": ("trial/figures/", FIGURE),
    }
    found = {name: (here + tail, form) for name, (tail, form) in sent.items()}
    for name, tail in (("cheer", "cheer/"), ("boots", "mine/"), ("take", "take/")):
        found[name] = (hero + tail, {"do": "accept"})
    return found | (_of_the_assessment(idea, here) if idea.reference else {})


def _of_the_assessment(idea, here):
    assessment = Assessment.objects.get(idea=idea)
    asked = Consultation.objects.get(assessment=assessment, tripwire=CONSULTED)
    page = f"{here}assessment/"
    scenario = {f"risk-{name}": text for name, text in playing.CUSTOMER.items()}
    worth = SCALES | {"do": "worth", "mark": assessment.version}
    advice = {"do": "advise", "of": asked.pk, f"advise{asked.pk}-verdict": "fine"}
    said = idea.comments.get(text="It is by the lifts.")
    return {
        "risk": (f"{page}new/", scenario | {"do": "risk"}),
        "worth": (page, worth),
        "advise": (page, advice),
        "reword": (f"{here}talk/{said.pk}/", {"text": "Other words."}),
    }


def fresh(form):
    """The form with a file of its own, because a file is read once."""
    if "files" not in form:
        return form
    return {"files": SimpleUploadedFile("plan.txt", b"A plan.", "text/plain")}
