"""One click reminds those who have not agreed, and owners hear when a review is due."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from policy import reminding
from policy.models import PolicyPage
from portal import clock as house_clock
from portal import notices
from portal.models import Absence, Event, Notice, User
from tests.policy.company import EVERYBODY, asking, everybody, take
from tests.policy.making import published

DAY = timedelta(days=1)


@pytest.fixture
def policy(company, nadia, ada):
    return published(nadia, by=ada)


def remind(client, policy):
    return client.post(reverse("policy:remind", args=[policy.slug]))


def reminded():
    told = Notice.objects.filter(kind="policy.reminder")
    return sorted(told.values_list("person__first_name", flat=True))


def test_one_click_reminds_each_once_a_day(client, company, policy, clock, marcus):
    take(policy, company["Sam"])
    client.force_login(User.objects.get(first_name="Farida"))
    answer = remind(client, policy)
    assert "We’ve reminded 2 people." in client.get(answer.url).content.decode()
    assert reminded() == ["Amina", "Marcus"]
    client.force_login(User.objects.get(first_name="Nadia"))
    answer = remind(client, policy)
    page = client.get(answer.url).content.decode()
    assert "We’ve reminded 5 people." in page
    assert "2 were reminded today already." in page
    assert "Sam" not in reminded()
    clock.shift(DAY)
    client.force_login(User.objects.get(first_name="Marcus"))
    remind(client, policy)
    assert reminded().count("Amina") == 2
    event = Event.objects.filter(kind="policy.reminded").last()
    assert (event.data["people"], event.data["edition"]) == (2, "1")


def test_the_quiet_stay_quiet_and_the_away_in_peace(company, policy, clock, priya):
    amina = company["Amina"]
    User.objects.filter(pk=amina.pk).update(delivery=User.Delivery.AT_ONCE)
    Absence.objects.create(
        person=company["Bola"],
        delegate=priya,
        starts=timezone.localdate(),
        ends=timezone.localdate(),
    )
    clock.move_to("2026-05-05 23:30+01:00")
    Absence.objects.update(starts=timezone.localdate(), ends=timezone.localdate())
    done = reminding.remind(by=company["Nadia"], policy=asking(policy), people=everybody())
    assert (done.now, done.already, done.away) == (7, 0, 1)
    assert "Bola" not in reminded()
    notice = Notice.objects.get(person=amina)
    morning = house_clock.next_loud_moment(house_clock.calendar_of(amina), timezone.now())
    assert notice.not_before == morning > timezone.now()


def test_who_agrees_is_reminded_no_more(company, policy):
    reminding.remind(by=company["Nadia"], policy=asking(policy), people=everybody())
    take(policy, company["Amina"])
    waiting = Notice.objects.filter(kind="policy.reminder", settled_at=None)
    assert waiting.count() == len(EVERYBODY) - 1
    mine = Notice.objects.get(kind="policy.reminder", person=company["Amina"])
    assert mine.mail == Notice.Mail.UNWANTED


@pytest.mark.parametrize("name", ["Amina", "Sam"])
def test_strangers_remind_nobody(name, client, company, policy):
    client.force_login(User.objects.get(first_name=name))
    assert remind(client, policy).status_code == 403
    assert not reminded()


def test_owners_hear_once_a_month_of_a_review_that_is_due(company, policy, clock):
    assert reminding.ask_for_reviews(timezone.now()) == 0
    PolicyPage.objects.update(review_by=timezone.localdate())
    assert reminding.ask_for_reviews(timezone.now()) == 0
    clock.shift(DAY)
    for _n in range(3):
        reminding.ask_for_reviews(timezone.now())
        clock.shift(DAY)
    (notice,) = Notice.objects.filter(kind="policy.review_due")
    assert notice.person == company["Nadia"]
    assert "was to be looked at again by Mon 4 May" in notices.sentence(notice)
    clock.move_to("2026-06-01 09:00+01:00")
    reminding.ask_for_reviews(timezone.now())
    assert Notice.objects.filter(kind="policy.review_due").count() == 2
