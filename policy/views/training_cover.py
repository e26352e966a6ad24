"""/learn/cover/: who has learned and may speak; managers see their people, editors everybody."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policy import training
from policy.training_tables import TrainingFilter, courses_table, licences_table, people_table
from policy.views.reading import Crumb
from portal import exports, paging

COURSES_ON_A_PAGE = 20
PEOPLE_ON_A_PAGE = 50
BY_TITLE = ("title", "pk")
BY_NAME = ("first_name", "last_name", "pk")


def people_for(request):
    """The people this person may see. Raises PermissionDenied with who sees what."""
    people = training.people_for(request.user)
    if people is None:
        raise PermissionDenied(
            _("Managers see here how their own people get on. Yours stands on the Learn page.")
        )
    return people


@require_safe
def courses(request):
    """/learn/cover/: a row for each course, and for each topic and site."""
    people = people_for(request)
    form, table = request.GET.get("format"), request.GET.get("table")
    if form in exports.FORMATS and table == "licences":
        covers = training.licences(people)
        return exports.answer(form, "licences", *licences_table(covers))
    found = training.courses()
    if form in exports.FORMATS:
        rows = training.rows(people, found.order_by(*BY_TITLE))
        return exports.answer(form, "courses", *courses_table(rows))
    page = paging.cut(found, request.GET, by=BY_TITLE, size=COURSES_ON_A_PAGE)
    licence_columns, licence_rows = licences_table(training.licences(people))
    context = {
        "rows": training.rows(people, page.rows),
        "page": page,
        "licence_columns": licence_columns,
        "licence_rows": licence_rows,
        "crumbs": [Crumb(_("Learning"), "/learn/")],
    }
    return render(request, "policy/training_cover.html", context)


@require_safe
def people(request, slug):
    """/learn/cover/<course>/: person by person, with filters and exports."""
    seen = people_for(request)
    course = get_object_or_404(training.courses(), slug=slug)
    chosen = TrainingFilter(request.GET, people=seen)
    stated = training.people_of(course, seen).filter(**chosen.chosen())
    stated = stated.select_related("department", "site", "manager")
    form = request.GET.get("format")
    if form in exports.FORMATS:
        rows = stated.order_by(*BY_NAME).iterator(chunk_size=2000)
        return exports.answer(form, course.slug, *people_table(rows))
    page = paging.cut(stated, request.GET, by=BY_NAME, size=PEOPLE_ON_A_PAGE)
    columns, rows = people_table(page.rows, shown=True)
    context = {
        "course": course,
        "columns": columns,
        "rows": list(rows),
        "page": page,
        "filter": chosen,
        "query": chosen.query(),
        "crumbs": [
            Crumb(_("Learning"), "/learn/"),
            Crumb(_("How people get on"), reverse("policy:training_cover")),
        ],
    }
    return render(request, "policy/training_people.html", context)
