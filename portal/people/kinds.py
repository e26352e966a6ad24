"""What the trail remembers about people. Names of fields, never what stood in them."""

from django.utils.translation import gettext_lazy as _

from portal import trail

trail.register("person.added", _("%(actor)s added %(subject)s."), "groups")
trail.register("person.imported", _("%(actor)s brought %(subject)s in from a file."), "file")
trail.register(
    "person.changed",
    _("%(actor)s brought the details of %(subject)s up to date."),
    "fields",
    "file",
)
trail.register(
    "person.groups_changed",
    _("%(actor)s changed the groups of %(subject)s."),
    "given",
    "taken",
    "file",
)
trail.register(
    "person.left",
    _("%(actor)s recorded that %(subject)s left."),
    "on:day",
    "successor_id",
    "handed_over",
    "groups",
)
trail.register("person.returned", _("%(actor)s recorded that %(subject)s came back."))
trail.register("person.settings_changed", _("%(subject)s changed their own settings."), "fields")
trail.register(
    "person.away_planned",
    _("%(subject)s will be away from %(starts)s to %(ends)s."),
    "starts:day",
    "ends:day",
    "delegate_id",
)
trail.register(
    "person.away_dropped",
    _("%(subject)s took back the days away from %(starts)s to %(ends)s."),
    "starts:day",
    "ends:day",
)
trail.register(
    "people.imported",
    _("%(actor)s imported people: %(new)s new, %(changed)s changed."),
    "file",
    "new",
    "changed",
    "unchanged",
)
