"""The tables of the report on training, for the page, the CMS and a spreadsheet alike."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy import training
from policy.filtering import PeopleFilter
from portal import look

STATES = {
    training.PASSED: gettext_lazy("Passed"),
    training.DUE: gettext_lazy("Refresher open"),
    training.LAPSED: gettext_lazy("Ran out"),
    training.BEGUN: gettext_lazy("On the way"),
    training.NEW: gettext_lazy("Not started"),
}


class TrainingFilter(PeopleFilter):
    """By state and department."""

    states = STATES


def courses_table(rows):
    """(columns, lines) of ``training.Row``s."""
    columns = [_("Course"), _("Edition"), _("People"), *map(str, STATES.values())]
    lines = [
        [
            row.course.title,
            row.course.edition,
            row.people,
            *(row.counts[state] for state in STATES),
        ]
        for row in rows
    ]
    return columns, lines


def licences_table(covers):
    """(columns, lines) of ``training.Cover``s."""
    columns = [
        _("Topic"),
        _("Site"),
        _("May answer"),
        _("Reading a new edition"),
        _("Resting"),
        _("Not yet"),
    ]
    lines = [
        [one.topic.name, one.site, one.cleared, one.grace, one.resting, one.not_yet]
        for one in covers
    ]
    return columns, lines


def people_table(people, *, shown=False):
    """(columns, lines) of people from ``training.people_of``; ``shown`` makes days into words."""
    columns = [
        _("Person"),
        _("Department"),
        _("Site"),
        _("Line manager"),
        _("Where they stand"),
        _("Good until"),
    ]
    if not shown:
        columns.insert(1, _("Sign-in name"))
    return columns, (_line(person, shown) for person in people)


def _line(person, shown):
    line = [
        str(person),
        str(person.department or ""),
        str(person.site or ""),
        str(person.manager or ""),
        str(STATES[person.state]),
        look.day(person.good_until) if shown else person.good_until,
    ]
    if not shown:
        line.insert(1, person.username)
    return line
