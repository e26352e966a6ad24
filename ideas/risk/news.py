"""What the trail and the notices say of an assessment."""

from django.utils.translation import gettext_lazy

from ideas.models import Mitigation
from ideas.risk import scores
from portal import notices, trail

Status = Mitigation.Status


def declare_notice(kind, sentence, *keys, **options):
    """Declare a notice about an assessment: who did it, and the idea below."""
    detail = gettext_lazy("%(title)s")
    notices.register(kind, sentence, "who", "title", *keys, detail=detail, **options)


for _kind, _told, _keys in (
    ("risk_added", gettext_lazy("%(actor)s wrote down risk %(number)s."), ("number",)),
    ("risk_proposed", gettext_lazy("%(actor)s proposed risk %(number)s."), ("number",)),
    (
        "risk_reworded",
        gettext_lazy("%(actor)s put risk %(number)s in other words."),
        ("number", "before", "after"),
    ),
    ("risk_taken", gettext_lazy("%(actor)s took risk %(number)s up."), ("number", "why")),
    (
        "risk_set_aside",
        gettext_lazy("%(actor)s set risk %(number)s aside: %(why)s"),
        ("number", "why"),
    ),
    ("evaluated", gettext_lazy("%(actor)s said what it costs and brings."), ("before", "after")),
):
    trail.register(f"idea.{_kind}", _told, *_keys)
declare_notice(
    "idea.risk_proposed", gettext_lazy("%(who)s thought of something else that could go wrong.")
)
declare_notice("idea.risk_taken", gettext_lazy("%(who)s took up the risk you proposed."), "why")
declare_notice(
    "idea.risk_set_aside", gettext_lazy("%(who)s set aside the risk you proposed: %(why)s"), "why"
)

for _kind, _told, _keys in (
    (
        "consulted",
        gettext_lazy("%(person)s was asked, because of an answer on the idea."),
        ("tripwire", "person"),
    ),
    (
        "unconsulted",
        gettext_lazy("An answer on the idea changed, so one colleague less is asked."),
        ("tripwire",),
    ),
    (
        "consultation_answered",
        gettext_lazy("%(actor)s answered what they were asked."),
        ("tripwire", "verdict"),
    ),
    (
        "talked_to",
        gettext_lazy("%(actor)s talked to %(person)s and wrote down what they said."),
        ("tripwire", "person"),
    ),
    (
        "consultation_handed_on",
        gettext_lazy("%(actor)s asked %(person)s instead."),
        ("tripwire", "person"),
    ),
):
    trail.register(f"idea.{_kind}", _told, *_keys)
notices.register(
    "idea.consulted",
    gettext_lazy("Somebody has an idea that touches what you know about. What do you say to it?"),
    "title",
    group=notices.Group.TURN,
    detail=gettext_lazy("%(title)s"),
)
declare_notice("idea.consultation_answered", gettext_lazy("%(who)s answered what they were asked."))
declare_notice(
    "idea.talked_to",
    gettext_lazy("%(who)s wrote down what you said when you talked. Change it if that isn’t it."),
)

trail.register(
    "idea.first_score",
    gettext_lazy("%(actor)s scored risk %(number)s, without seeing what others think."),
    "number",
)
for _which, _told in (
    (scores.INHERENT, gettext_lazy("%(actor)s wrote down the agreed score of risk %(number)s.")),
    (scores.TARGET, gettext_lazy("%(actor)s said what will be left of risk %(number)s.")),
    (scores.CURRENT, gettext_lazy("%(actor)s said where risk %(number)s is now.")),
):
    trail.register(f"idea.{_which}_score", _told, "number", "before", "after")

for _kind, _told, _keys in (
    (
        "added",
        gettext_lazy("%(actor)s wrote down what is done about risk %(number)s: %(text)s"),
        ("text",),
    ),
    (
        "proposed",
        gettext_lazy("%(actor)s proposed something about risk %(number)s: %(text)s"),
        ("text",),
    ),
    (
        "taken",
        gettext_lazy("%(actor)s took up what was proposed about risk %(number)s: %(text)s"),
        ("text", "why"),
    ),
    (
        "set_aside",
        gettext_lazy("%(actor)s set aside what was proposed about risk %(number)s: %(why)s"),
        ("text", "why"),
    ),
    (
        "changed",
        gettext_lazy("%(actor)s changed what is done about risk %(number)s."),
        ("before", "after"),
    ),
    (
        Status.IN_PLACE,
        gettext_lazy("%(actor)s said that it is in place: %(text)s"),
        ("text", "evidence"),
    ),
    (
        Status.VERIFIED,
        gettext_lazy("%(actor)s looked, and it works: %(text)s"),
        ("text", "evidence"),
    ),
    (
        Status.FAILED,
        gettext_lazy("%(actor)s said that it didn’t work: %(text)s"),
        ("text", "evidence"),
    ),
):
    trail.register(f"idea.mitigation_{_kind}", _told, "number", *_keys)
_TURN = {"group": notices.Group.TURN}
for _kind, _told, _keys, _options in (
    ("proposed", gettext_lazy("%(who)s proposed something that would help."), (), {}),
    ("taken", gettext_lazy("%(who)s took up what you proposed."), ("why",), {}),
    ("set_aside", gettext_lazy("%(who)s set aside what you proposed: %(why)s"), ("why",), {}),
    (
        "yours",
        gettext_lazy("%(who)s counts on you, by %(due_on)s: %(text)s"),
        ("text", "due_on:day"),
        _TURN,
    ),
    (
        Status.IN_PLACE,
        gettext_lazy("%(who)s says it is in place. Have a look whether it works: %(text)s"),
        ("text",),
        _TURN,
    ),
    (
        Status.VERIFIED,
        gettext_lazy("%(who)s looked, and it works: %(text)s"),
        ("text",),
        {},
    ),
    (
        Status.FAILED,
        gettext_lazy("%(who)s says it didn’t work: %(text)s"),
        ("text",),
        {},
    ),
):
    declare_notice(f"idea.mitigation_{_kind}", _told, *_keys, **_options)

trail.register(
    "idea.waiver_asked",
    gettext_lazy("%(actor)s asked for an exception until %(until)s: %(why)s"),
    *("category", "level", "until:day", "why"),
)
trail.register(
    "idea.waiver_granted",
    gettext_lazy("%(actor)s granted an exception until %(until)s: %(said)s"),
    *("category", "until:day", "said"),
)
trail.register(
    "idea.waiver_refused",
    gettext_lazy("%(actor)s granted no exception: %(said)s"),
    *("category", "until:day", "said"),
)
declare_notice(
    "idea.waiver_asked",
    gettext_lazy("%(who)s asks for an exception: %(why)s"),
    "why",
    group=notices.Group.TURN,
)
declare_notice(
    "idea.waiver_granted", gettext_lazy("%(who)s granted the exception: %(said)s"), "said"
)
declare_notice(
    "idea.waiver_refused", gettext_lazy("%(who)s granted no exception: %(said)s"), "said"
)
