"""Who owes what: audience x edition x agreement x due date, and what asking costs."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policy import duties
from policy.agreeing import agree
from policy.editions import newest
from policy.models import Agreement, PolicyPage
from portal.models import Department, User
from portal.roles import Role
from tests.policy.making import change, published, republish, section
from tests.worlds import kept, make_person

MONDAY = "2026-05-04 09:00+01:00"
DAY = timedelta(days=1)

# Whom the policy is for, and whether Amina (frontline, in the shop in Leeds) is among them.
AUDIENCES = {
    "everyone": True,
    "her group": True,
    "her department": True,
    "another group": False,
    "another department": False,
    "another group, her department": True,
    "her group, another department": True,
}
# What she agreed to before the current edition came: the current one counts, others do not.
AGREED = {"never": False, "the edition before": False, "a correction ago": True, "this one": True}
# Days from today to the date that is set; None: 28 days after it came out, today.
DUE = {"none set": None, "next month": 30, "in eight days": 8, "in seven days": 7, "today": 0}


@pytest.fixture
def shop(db):
    return Department.objects.create(name="Leeds shop")


@pytest.fixture
def amina_there(amina, shop):
    amina.department = shop
    amina.date_joined = timezone.now() - 900 * DAY
    amina.save()
    return amina


def aim(policy, words, shop):
    """Give the policy the audience of these words."""
    groups = {"her group": Role.FRONTLINE, "another group": Role.CHAMPION}
    for part in words.split(", "):
        if part in groups:
            policy.audience_groups.add(Group.objects.get(name=groups[part].value))
        elif part == "her department":
            policy.audience_departments.add(shop)
        elif part == "another department":
            policy.audience_departments.add(Department.objects.create(name="Warehouse"))
    policy.save()


def take(policy, person):
    return agree(person=person, policy=policy, digest=newest(policy).digest)


@pytest.fixture(scope="class", params=AGREED)
def world(request, django_db_setup, django_db_blocker):
    """What she agreed to, as it came about: (what that is, she, her shop, the policy)."""
    with kept(django_db_blocker):
        with time_machine.travel(MONDAY, tick=False):
            shop = Department.objects.create(name="Leeds shop")
            joined = {"department": shop, "date_joined": timezone.now() - 900 * DAY}
            amina = make_person("Amina Yusuf", Role.FRONTLINE, **joined)
            policy = agreed(request.param, amina)
        yield request.param, amina, shop, policy


def agreed(given, amina):
    """The policy in its second edition, agreed to by her or not."""
    nadia = make_person("Nadia Brandt", Role.EDITOR)
    ada = make_person("Ada Lund", Role.ADMINISTRATOR, is_superuser=True)
    policy = published(nadia, by=ada)
    if given == "the edition before":
        take(policy, amina)
    policy = republish(policy, writer=nadia, by=ada, edition=2, changes=[change()])
    if given == "a correction ago":
        take(policy, amina)
        policy = republish(policy, writer=nadia, by=ada, title="Speaking on line")
    if given == "this one":
        take(policy, amina)
    return policy


class TestWhoOwesWhatByWhen:
    @pytest.mark.parametrize(("audience", "due"), list(product(AUDIENCES, DUE)))
    @time_machine.travel(MONDAY, tick=False)
    def test_each_combination(self, audience, due, world, db):
        given, amina, shop, policy = world
        amina, policy = User.objects.get(pk=amina.pk), PolicyPage.objects.get(pk=policy.pk)
        aim(policy, audience, shop)
        if DUE[due] is not None:
            due_on = timezone.localdate() + DUE[due] * DAY
            PolicyPage.objects.filter(pk=policy.pk).update(due_on=due_on)

        found = duties.duties_of(amina)

        owes = AUDIENCES[audience] and not AGREED[given]
        assert [duty.policy.pk for duty in found] == [policy.pk] * owes
        if owes:
            (duty,) = found
            days = 28 if DUE[due] is None else DUE[due]
            assert duty.due == timezone.localdate() + days * DAY
            assert (duty.soon, duty.overdue) == (days <= 7, False)
            assert duty.again is (given == "the edition before")


@pytest.mark.parametrize(
    ("set_due", "joined", "expected", "joiner"),
    [
        # days from the day of publication: the common date, her first day, the date that holds
        (None, -900, 28, False),
        (None, 10, 28, False),
        (None, 14, 28, False),
        (None, 20, 34, True),
        (7, -900, 7, False),
        (7, -8, 7, False),
        (7, 0, 14, True),
        (0, -900, 0, False),
        (-1, -900, 28, False),  # set for an earlier edition: it holds no more
        (-300, 20, 34, True),
    ],
)
@time_machine.travel(MONDAY, tick=False)
def test_the_later_date_holds(set_due, joined, expected, joiner, amina, nadia, ada):
    policy = published(nadia, by=ada)
    today = timezone.localdate()
    policy.due_on = None if set_due is None else today + set_due * DAY
    policy.published = timezone.now()
    due = duties.due_date(policy, timezone.now() + joined * DAY)
    assert due == (today + expected * DAY, joiner)


@pytest.mark.parametrize(
    ("days", "soon", "overdue"),
    [(0, False, False), (20, False, False), (21, True, False), (28, True, False), (29, True, True)],
)
def test_the_day_itself_is_still_in_time(days, soon, overdue, amina_there, nadia, ada):
    with time_machine.travel(MONDAY, tick=False) as clock:
        published(nadia, by=ada)
        clock.shift(days * DAY)
        (duty,) = duties.duties_of(amina_there)
        assert (duty.soon, duty.overdue) == (soon, overdue)


def test_nobody_owes_what_is_not_in_use(amina, nadia, ada):
    published(nadia, by=ada, slug="no-agreement", needs_agreement=False)
    gone = published(nadia, by=ada, slug="gone")
    gone.unpublish(user=ada)
    assert duties.duties_of(amina) == []


def test_the_nearest_comes_first_and_a_superuser_owes_like_others(nadia, ada):
    today = timezone.localdate()
    published(nadia, by=ada, slug="later", due_on=today + 9 * DAY)
    published(nadia, by=ada, slug="sooner", due_on=today + 3 * DAY)
    User.objects.update(date_joined=timezone.now() - 90 * DAY)
    found = duties.duties_of(User.objects.get(pk=ada.pk))
    assert [duty.policy.slug for duty in found] == ["sooner", "later"]


def test_reading_is_counted_for_what_changed_only(amina, nadia, ada):
    words = "<p>" + "A sentence about customers. " * 400 + "</p>"
    policy = published(nadia, by=ada, body=[section(html=words)])
    whole = duties.readings(duties.duties_of(amina))[policy.pk]
    assert (whole.minutes, whole.changes) == (10, 0)
    take(policy, amina)
    policy = republish(
        policy, writer=nadia, by=ada, edition=2, changes=[change(), change("", "Go.")]
    )
    policy = republish(policy, writer=nadia, by=ada, edition=3, changes=[change("", "Ask.")])
    (duty,) = duties.duties_of(amina)
    part = duties.readings([duty])[policy.pk]
    assert (part.minutes, part.changes) == (1, 3)
    assert "Three changes. We have marked them for you." in part.says(duty)


def plenty(nadia, ada, policies, people):
    """So many policies for everybody or a group, and so many people."""
    shops = [Department.objects.create(name=f"Shop {n}") for n in range(3)]
    published(nadia, by=ada, slug="the-first")
    group = Group.objects.get(name=Role.FRONTLINE.value)
    for number in range(policies - 1):
        policy = published(nadia, by=ada, slug=f"policy-{number}", title=f"Policy {number}")
        if number % 3 == 0:
            policy.audience_groups.add(group)
        if number % 3 == 1:
            policy.audience_departments.add(shops[0])
        policy.save()
    made = User.objects.bulk_create(
        User(username=f"p{n}", first_name="P", last_name=str(n), department=shops[n % 3])
        for n in range(people)
    )
    User.groups.through.objects.bulk_create(
        User.groups.through(user=person, group=group) for person in made
    )
    return made


@pytest.mark.parametrize(("policies", "people"), [(1, 10), (12, 10), (12, 1000)])
def test_it_is_one_query_and_no_row_for_anybody(policies, people, nadia, ada):
    """A thousand people owe twelve policies, and nothing is stored about it."""
    made = plenty(nadia, ada, policies, people)
    with CaptureQueriesContext(connection) as asked:
        found = duties.duties_of(made[0])
    assert len(asked) == 1
    assert len(found) == policies
    assert not Agreement.objects.exists()
    with CaptureQueriesContext(connection) as asked:
        duties.readings(found)
    assert len(asked) == 1
