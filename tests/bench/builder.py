"""Build the databases of the bench; what is there already is used again.

``bench_mould`` is the demo company, ``bench_company`` the same with all its people and policies,
``bench_1000`` and so on have the ideas. A name that ends in ``_new`` is not finished.
"""

import os
import time

from tests.bench.databases import AUDIT_KEY, Sink, filling, set_apart

PEOPLE, POLICIES = 10_000, 1_000


class Builder:
    """Makes databases on one server. ``say`` tells whoever waits."""

    def __init__(self, postgres, say=print, people=PEOPLE, policies=POLICIES, prefix="bench"):
        self.postgres, self.say = postgres, say
        self.people, self.policies = people, policies
        self.prefix = prefix
        self.mould_name, self.company_name = f"{prefix}_mould", f"{prefix}_company"

    def name(self, size):
        return f"{self.prefix}_{size}"

    def build(self, sizes):
        """Every size. Returns {size: seconds}; 0 for what was there, and is brought up to date."""
        self.company()
        took = dict.fromkeys(sizes, 0)
        for size in sizes:
            begun = time.monotonic()
            if self._is_there(self.name(size)):
                continue
            self._made(
                self.name(size),
                self.company_name,
                lambda connection, n=size: self._ideas(n, connection),
            )
            took[size] = time.monotonic() - begun
            self.say(f"{size} ideas: built in {took[size]:.0f} seconds")
        return took

    def _is_there(self, name):
        """Whether a database is there from an earlier run; it gets what was migrated since."""
        if there := self.postgres.has(name):
            self.postgres.manage(name, "migrate", "--verbosity=0")
        return there

    def mould(self):
        """The demo company, loaded by its own command, and Django on its database."""
        if not self._is_there(self.mould_name):
            begun = time.monotonic()
            unfinished = f"{self.mould_name}_new"
            self.postgres.drop(unfinished)
            self.postgres.create(unfinished)
            self.postgres.manage(unfinished, "migrate", "--verbosity=0")
            with self.postgres.connect(unfinished) as connection:
                set_apart(connection)
            self.postgres.manage(unfinished, "demo")
            with self.postgres.connect(unfinished) as connection:
                _settle_in(connection)
            self.postgres.rename(unfinished, self.mould_name)
            self.say(f"the demo company: loaded in {time.monotonic() - begun:.0f} seconds")
        self._start_django()

    def _start_django(self):
        import django
        from django.conf import settings

        if not settings.configured:
            os.environ.update(self.postgres.environment(self.mould_name))
            os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
            django.setup()

    def company(self):
        """Ten thousand people and a thousand policies; no ideas but the demo's."""
        self.mould()
        if not self._is_there(self.company_name):
            begun = time.monotonic()
            self._made(self.company_name, self.mould_name, self._people_and_policies)
            self.postgres.manage(self.company_name, "update_index", "--verbosity=0")
            self.say(f"the company: built in {time.monotonic() - begun:.0f} seconds")

    def _made(self, name, like, fill):
        """A copy of a database, filled; it gets its name when it is whole."""
        from django.db import connection as djangos

        djangos.close()  # a database that somebody uses can't be copied
        unfinished = f"{name}_new"
        self.postgres.drop(unfinished)
        self.postgres.create(unfinished, like)
        with self.postgres.connect(unfinished) as connection:
            connection.execute("SET TIME ZONE 'UTC'")
            fill(connection)
        djangos.close()
        self.postgres.rename(unfinished, name)

    def _people_and_policies(self, connection):
        from tests.bench import agreements, people, policies
        from tests.bench.mould import Numbers

        company, numbers = self._all_people(), Numbers()
        with filling(connection, ["portal_event", "policy_agreement", "portal_user"]):
            sink = Sink(connection)
            areas = people.build(connection, company, AUDIT_KEY, numbers, sink)
            asked = policies.build(
                connection, company, areas, AUDIT_KEY, numbers, sink, self.policies
            )
            sink.close()
            sink = Sink(connection)
            agreements.build(connection, asked, AUDIT_KEY, numbers, sink)
            sink.close()

    def _all_people(self):
        from portal.models import User
        from tests.bench import people

        return people.company(max(1, self.people // User.objects.count()))

    def _ideas(self, size, connection):
        from tests.bench import ideas
        from tests.bench.mould import CODES, FIRST, Numbers

        company, numbers = self._all_people(), Numbers()
        for table in CODES:
            row = connection.execute(f"SELECT max(id) FROM {table}").fetchone()
            numbers.next[table] = max(FIRST, (row[0] or 0) + 1)
        with self.postgres.connect(self.mould_name) as mould:
            mould.execute("SET TIME ZONE 'UTC'")
            kinds = ideas.kinds(mould, company, AUDIT_KEY)
        tables = [*ideas.HANGING, "ideas_wordofidea", "portal_notice"]
        connection.execute("CREATE TEMP TABLE bench_counter (year int, last int)")
        with filling(connection, tables):
            sink = Sink(connection)
            ideas.Filler(connection, company, kinds, numbers, sink).fill(size)
            sink.close()
            connection.execute("DELETE FROM ideas_referencecounter")
            connection.execute("INSERT INTO ideas_referencecounter SELECT * FROM bench_counter")


def _settle_in(connection):
    """Nobody joined today, and what the first branch has to agree to is not pressing."""
    connection.execute("UPDATE portal_user SET date_joined = now() - interval '400 days'")
    connection.execute(
        "UPDATE policy_policypage SET due_on = due_on + 40 "
        "WHERE due_on < now() + interval '20 days'"
    )
