"""Who is at the desk: nights, clock changes, overlaps, absences, an empty roster."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import reverse

from portal import roster, trail, zero
from portal.models import Absence, DutyShift
from portal.roles import Role

MONDAY, FRIDAY, SATURDAY, SUNDAY = 1, 5, 6, 7


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def clock(text):
    return time.fromisoformat(text)


@pytest.fixture
def shift(db):
    def make(person, weekday, starts, ends):
        return DutyShift.objects.create(
            person=person, weekday=weekday, starts=clock(starts), ends=clock(ends)
        )

    return make


@pytest.fixture
def desk(shift, amina, sam, priya):
    """Amina by day and Sam by night on Monday; Priya takes over Amina's lunch hour."""
    shift(amina, MONDAY, "08:00", "18:00")
    shift(sam, MONDAY, "22:00", "06:00")
    shift(priya, MONDAY, "12:00", "13:00")


@pytest.mark.parametrize(
    ("at", "name", "until", "starts"),
    [  # Monday 19 January 2026; London is on UTC in winter
        (utc(2026, 1, 19, 7, 59), "Amina Yusuf", None, utc(2026, 1, 19, 8)),
        (utc(2026, 1, 19, 8, 0), "Amina Yusuf", utc(2026, 1, 19, 12), None),
        (utc(2026, 1, 19, 12, 0), "Priya Nair", utc(2026, 1, 19, 13), None),
        (utc(2026, 1, 19, 13, 0), "Amina Yusuf", utc(2026, 1, 19, 18), None),
        (utc(2026, 1, 19, 18, 0), "Sam Whitlock", None, utc(2026, 1, 19, 22)),
        (utc(2026, 1, 19, 23, 59), "Sam Whitlock", utc(2026, 1, 20, 6), None),
        (utc(2026, 1, 20, 5, 59), "Sam Whitlock", utc(2026, 1, 20, 6), None),
        (utc(2026, 1, 20, 6, 0), "Amina Yusuf", None, utc(2026, 1, 26, 8)),
    ],
)
def test_who_answers(desk, at, name, until, starts):
    duty = zero.on_duty(at)
    assert (duty.name, duty.until, duty.starts) == (name, until, starts)


@pytest.mark.parametrize(
    ("at", "there"),
    [  # clocks go forward on 29 March 2026 at 01:00 UTC and back on 25 October at 01:00 UTC
        (utc(2026, 3, 28, 21, 59), False),
        (utc(2026, 3, 28, 22, 0), True),
        (utc(2026, 3, 29, 4, 59), True),
        (utc(2026, 3, 29, 5, 0), False),
        (utc(2026, 10, 24, 20, 59), False),
        (utc(2026, 10, 24, 21, 0), True),
        (utc(2026, 10, 25, 5, 59), True),
        (utc(2026, 10, 25, 6, 0), False),
    ],
)
def test_a_night_of_seven_and_a_night_of_nine_hours(shift, sam, at, there):
    shift(sam, SATURDAY, "22:00", "06:00")
    assert (zero.on_duty(at).until is not None) is there


def test_a_shift_that_spring_swallows_harms_nobody(shift, sam, amina):
    shift(sam, SUNDAY, "01:30", "02:15")
    shift(amina, SUNDAY, "08:00", "12:00")
    assert zero.on_duty(utc(2026, 3, 29, 1, 20)).person == amina


def test_shifts_back_to_back_are_one_turn(shift, amina, sam):
    shift(amina, MONDAY, "08:00", "12:00")
    shift(amina, MONDAY, "12:00", "16:00")
    shift(sam, MONDAY, "16:00", "20:00")
    duty, after = zero.on_duty_and_after(utc(2026, 1, 19, 9))
    assert duty.until == utc(2026, 1, 19, 16)
    assert [turn.person for turn in after] == [sam]


def test_somebody_round_the_clock_has_an_end_in_sight(joy):
    duty = zero.on_duty(utc(2026, 1, 19, 9))
    assert duty.person == joy
    assert utc(2026, 1, 19, 9) < duty.until <= utc(2026, 1, 20, 9)


DAYS = [date(2026, 1, 19), date(2026, 1, 19)]


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ([], "Amina Yusuf"),
        (["Amina>Sam"], "Sam Whitlock"),
        (["Amina>Sam", "Sam>Priya"], "Priya Nair"),
        (["Amina>Sam", "Sam>Amina"], "Marcus Bell"),  # each covers for the other: ask the next
        (["Amina>Nobody"], "Marcus Bell"),
    ],
)
def test_whoever_is_away_is_covered(
    shift, amina, sam, priya, marcus, person, chain, expected, django_assert_max_num_queries
):
    cast = {p.first_name: p for p in (amina, sam, priya, marcus)}
    cast["Nobody"] = person("Nobody Here", is_active=False)
    shift(amina, MONDAY, "08:00", "18:00")
    shift(marcus, MONDAY, "18:00", "20:00")
    for link in chain:
        who, delegate = (cast[name] for name in link.split(">"))
        Absence.objects.create(person=who, delegate=delegate, starts=DAYS[0], ends=DAYS[1])
    with django_assert_max_num_queries(2):
        assert zero.on_duty(utc(2026, 1, 19, 9)).name == expected


def test_a_night_shift_belongs_to_the_day_it_starts_on(shift, sam, amina):
    shift(sam, MONDAY, "22:00", "06:00")
    Absence.objects.create(
        person=sam, delegate=amina, starts=date(2026, 1, 20), ends=date(2026, 1, 20)
    )
    assert zero.on_duty(utc(2026, 1, 20, 3)).person == sam


def test_people_who_left_are_on_no_roster(shift, sam):
    shift(sam, MONDAY, "08:00", "18:00")
    sam.is_active = False
    sam.save()
    assert zero.on_duty(utc(2026, 1, 19, 9)).person is None
    assert not roster.on_roster().exists()


@pytest.mark.parametrize(
    ("mine", "wanted", "clashes"),
    [
        ((MONDAY, "08:00", "12:00"), (MONDAY, "12:00", "16:00"), False),
        ((MONDAY, "08:00", "12:00"), (MONDAY, "11:59", "16:00"), True),
        ((MONDAY, "08:00", "12:00"), (MONDAY, "08:00", "12:00"), True),
        ((MONDAY, "08:00", "12:00"), (FRIDAY, "08:00", "12:00"), False),
        ((SUNDAY, "22:00", "06:00"), (MONDAY, "05:00", "09:00"), True),  # over the week's end
        ((SUNDAY, "22:00", "06:00"), (MONDAY, "06:00", "09:00"), False),
        ((MONDAY, "05:00", "09:00"), (SUNDAY, "22:00", "06:00"), True),
    ],
)
def test_nobody_is_on_the_roster_twice_at_once(shift, ada, sam, amina, mine, wanted, clashes):
    shift(sam, *mine)
    shift(amina, *wanted)  # another person may overlap
    new = DutyShift(person=sam, weekday=wanted[0], starts=clock(wanted[1]), ends=clock(wanted[2]))
    if clashes:
        with pytest.raises(roster.ShiftClashes, match="Sam Whitlock is on the roster then"):
            roster.keep(new, by=ada)
        assert sam.duty_shifts.count() == 1
    else:
        roster.keep(new, by=ada)
        assert trail.sentence(trail.about(new).first()).startswith("Ada Lund put Sam Whitlock")


# The roster in the CMS


@pytest.fixture
def editor_of_roster(person, client):
    """An administrator who is not a superuser."""
    someone = person("Olu Grant", Role.ADMINISTRATOR)
    client.force_login(someone)
    return someone


def fields(person, weekday=MONDAY, starts="08:00", ends="12:00"):
    return {"person": person.pk, "weekday": weekday, "starts": starts, "ends": ends}


def test_an_administrator_keeps_the_roster(client, editor_of_roster, sam):
    client.post(reverse("roster:add"), fields(sam))
    made = DutyShift.objects.get()
    client.post(reverse("roster:edit", args=[made.pk]), fields(sam, ends="13:00"))
    made.refresh_from_db()
    assert made.ends == time(13)
    page = client.get(reverse("roster:index")).content.decode()
    assert all(words in page for words in ("Monday", "08:00", "13:00", "Sam Whitlock"))
    client.post(reverse("roster:delete", args=[made.pk]))
    assert not DutyShift.objects.exists()
    told = [(e.kind, e.actor_name, e.data["ends"]) for e in trail.about(made).reverse()]
    assert told == [
        ("roster.kept", "Olu Grant", "12:00"),
        ("roster.kept", "Olu Grant", "13:00"),
        ("roster.removed", "Olu Grant", "13:00"),
    ]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"starts": "11:00", "ends": "15:00"}, "on the roster then already: Monday, 08:00 to 12:"),
        ({"starts": "14:00", "ends": "14:00"}, "a shift needs a length"),
    ],
)
def test_the_roster_says_why_not(client, editor_of_roster, shift, sam, wanted, sentence):
    shift(sam, MONDAY, "08:00", "12:00")
    answer = client.post(reverse("roster:add"), fields(sam, **wanted))
    assert sentence in answer.content.decode()
    assert DutyShift.objects.count() == 1


@pytest.mark.parametrize("who", ["sam", "marcus", "nadia"])
@pytest.mark.parametrize("verb", ["index", "add", "edit", "delete"])
def test_nobody_else_touches_the_roster(request, client, shift, priya, who, verb):
    made = shift(priya, MONDAY, "08:00", "12:00")
    client.force_login(request.getfixturevalue(who))
    args = [made.pk] if verb in ("edit", "delete") else []
    answer = client.post(reverse(f"roster:{verb}", args=args), fields(priya, ends="13:00"))
    assert answer.status_code in (302, 403)
    made.refresh_from_db()
    assert (DutyShift.objects.count(), made.ends) == (1, time(12))


# What is said before somebody is left without a person


def test_an_empty_roster_stops_the_deploy(db):
    with pytest.raises(SystemCheckError, match=r"portal\.E002"):
        call_command("check", "--deploy", "--tag", "database", "--database", "default")


def test_a_roster_with_somebody_lets_it_pass(joy):
    call_command("check", "--deploy", "--tag", "database", "--database", "default")


def test_readiness_warns_of_an_empty_roster_and_still_serves(client, joy):
    assert "duty roster empty" not in client.get("/readyz").json()["warnings"]
    DutyShift.objects.all().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert "duty roster empty" in answer.json()["warnings"]
