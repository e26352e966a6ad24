"""A thousand policies: a few for everybody, most for one department, and who agreed to them."""

from random import Random

from policy import editions
from policy.models import Edition, PolicyPage
from portal import trail
from portal.models import Event
from tests.bench import words
from tests.bench.databases import read
from tests.bench.mould import Mould, sha256, spellings
from tests.bench.people import seal_events

FOR_ALL = 20  # every so manieth is for everybody
ASKS = (True, False, True, False, False)  # of those for one department
OWN = (
    "wagtailcore_page",
    "wagtailcore_revision",
    "policy_edition",
    "policy_sectiontext",
    "portal_event",
)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mould_of(connection, company, key, page):
    """A policy with its revisions, editions and sections."""
    known = company.known() | spellings(page.title, "title")
    known |= {page.path: "path", str(page.translation_key): "key"}
    # A slug may be a common word, so it counts only where it stands as one.
    places = f"/policies/{page.slug}/", f'"slug": "{page.slug}"'
    known |= dict(zip(places, ("address", "slug_said"), strict=True))
    known |= {"\x01asks": "asks", "\x01slug": "slug"}
    mould = Mould(known, OWN)
    for edition in Edition.objects.filter(policy=page).order_by("pk"):
        mould.seal(edition.digest, sha256, editions.canonical(edition))
    label, number = trail.type_of(page), str(page.pk)
    seal_events(mould, Event.objects.filter(subject_type=label, subject_id=number), key)
    mould.add(
        "wagtailcore_page",
        read(connection, "wagtailcore_page", "id = %s", [page.pk], slug="\x01slug"),
    )
    mould.add(
        "policy_policypage",
        read(
            connection,
            "policy_policypage",
            "page_ptr_id = %s",
            [page.pk],
            needs_agreement="\x01asks",
        ),
    )
    of_page = "object_id = %s AND content_type_id = (SELECT content_type_id FROM wagtailcore_page "
    of_page += "WHERE id = %s)"
    mould.add(
        "wagtailcore_revision", read(connection, "wagtailcore_revision", of_page, [number, page.pk])
    )
    for table in ("policy_edition", "policy_sectiontext"):
        mould.add(table, read(connection, table, "policy_id = %s", [page.pk]))
    told = "subject_type = %s AND subject_id = %s"
    mould.add("portal_event", read(connection, "portal_event", told, [label, number]))
    return mould


def build(connection, company, areas, key, numbers, sink, count):
    """Write policies until there are ``count``. Returns {department: [(policy, edition values)]} of
    those that its people agree to."""
    pages = list(PolicyPage.objects.order_by("pk"))
    moulds = [(mould_of(connection, company, key, page), page) for page in pages]
    departments = [number for area in areas for number in area.values()]
    parent = pages[0].path[:-4]
    asked, random = {number: [] for number in departments}, Random(7)
    for place in range(len(pages), count):
        mould, page = moulds[place % len(moulds)]
        department = departments[place % len(departments)]
        for_all = place % FOR_ALL == 0
        asks = not for_all and ASKS[place // len(departments) % len(ASKS)]
        title, slug = words.policy(random, place + 1)
        given = company.values(company.branches[0]) | {
            "title": title,
            "slug": slug,
            "address": f"/policies/{slug}/",
            "slug_said": f'"slug": "{slug}"',
            "path": parent + _step(place + 1),
            "key": f"{place:08x}-0000-4000-8000-000000000000",
            "asks": "t" if asks else "f",
        }
        values = mould.cast(numbers, sink.rows, given)
        number = values[f"i{page.pk}"]
        if not for_all:
            sink.rows["policy_policypage_audience_departments (policypage_id, department_id)"] += [
                f"{number}\t{department}\n"
            ]
        if asks:
            newest = editions.newest(page)
            edition = (values[f"i{newest.pk}"], values[f"h{newest.digest}"], newest.number, title)
            asked[department].append((number, *edition))
    connection.execute(
        "UPDATE wagtailcore_page SET numchild = %s WHERE path = %s", [max(count, 3), parent]
    )
    return asked


def _step(number):
    """A step of a path in the tree of pages."""
    text = ""
    for _place in range(4):
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text
