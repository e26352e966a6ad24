"""A small company for the tests of this folder, made through the services of the rooms.

Runs as a program of its own on the database of DATABASE_URL: `python -m tests.production.company`.
"""

import os

WRITERS = tuple(f"writer{number}" for number in range(6))
POLICIES = tuple(f"speaking-{number}" for number in range(6))
PASSWORD = "a long enough password"


def build():
    """Everybody below Marcus writes; Nadia's policies wait for their agreement."""
    from django.contrib.auth.models import Group

    from portal.models import DutyShift, User
    from portal.roles import Role
    from tests.policy import making

    def person(username, name, role, **fields):
        someone = User(username=username, email=f"{username}@larkfield.example", **fields)
        someone.first_name, _blank, someone.last_name = name.partition(" ")
        someone.password = password
        someone.save()
        someone.groups.add(Group.objects.get(name=role))
        return someone

    hashed = User()
    hashed.set_password(PASSWORD)
    password = hashed.password
    farida = person("farida.haddad", "Farida Haddad", Role.SPONSOR)
    marcus = person("marcus.bell", "Marcus Bell", Role.MANAGER, manager=farida, load_limit=200)
    person("priya.nair", "Priya Nair", Role.MANAGER, manager=farida, load_limit=200)
    person("tomasz.wrobel", "Tomasz Wróbel", Role.CHAMPION)
    nadia = person("nadia.brandt", "Nadia Brandt", Role.EDITOR)
    ada = person("ada.lund", "Ada Lund", Role.ADMINISTRATOR, is_superuser=True)
    for number, username in enumerate(WRITERS):
        person(username, f"Writer Number-{number}", Role.FRONTLINE, manager=marcus)
    from datetime import time

    DutyShift.objects.bulk_create(
        DutyShift(person=ada, weekday=day, starts=start, ends=end)
        for day in range(1, 8)
        for start, end in ((time(0), time(12)), (time(12), time(0)))
    )
    for slug in POLICIES:
        making.published(nadia, by=ada, title=slug.replace("-", " ").title(), slug=slug)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django

    django.setup()
    build()
