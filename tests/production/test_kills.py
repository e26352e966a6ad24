"""kill -9 in the middle of writing: nothing that was acknowledged is lost, nothing is there twice.

Six people write as fast as they can, and press again whenever nobody answers. Meanwhile workers
of gunicorn, its master, and the whole PostgreSQL are killed. Then a backup is made while they go
on, and restored elsewhere. KILLS=40 kills for as long as that takes.

kill -9 does not prove that a power cut loses nothing: the kernel still has what was written. That
both databases sync before they answer is settings, which `manage.py check` looks at.
"""

import os
import random

from tests.production import proof
from tests.production.company import WRITERS
from tests.production.servers import manage, served
from tests.production.writers import Crowd

KILLS = int(os.environ.get("KILLS", 9))
SEED = 20261122


def planned(company):
    """What is killed, in an order that is the same each time."""
    kinds = ["worker"] * (KILLS * 2 // 3)
    others = ["master", "database", "database"] if company.name == "postgresql" else ["master"]
    kinds += [others[number % len(others)] for number in range(KILLS - len(kinds))]
    if company.name == "sqlite":  # a master takes long to come back, and proves the same each time
        kinds = kinds[: KILLS * 2 // 3 + 1 + KILLS // 10]
    random.Random(SEED).shuffle(kinds)
    return kinds


def kill_all(kinds, company, portal, crowd):
    """One after the other, each when people have written again since the one before."""
    choose = random.Random(SEED)
    for kind in kinds:
        crowd.goes_on(more=3)
        if kind == "worker":
            portal.kill_worker(choose.choice)
        elif kind == "master":
            portal.kill_master()
        else:
            company.server.kill()
            company.server.start()


def backed_up(folder, database, crowd):
    """A backup that is made while people write; with what was acknowledged before it began."""
    before = crowd.said.now()
    code, said = manage(folder, database, "backup", "--to", folder / "backups")
    assert code == 0, said
    (archive,) = (folder / "backups").iterdir()
    return archive, before


def test_nothing_acknowledged_is_lost(company, tmp_path, record_property):
    database = company.fresh(tmp_path)
    kinds = planned(company)
    with served(tmp_path, database) as portal, Crowd(portal.address, WRITERS) as crowd:
        kill_all(kinds, company, portal, crowd)
        archive, before = backed_up(tmp_path, database, crowd)
    record_property("acknowledged", crowd.said.count)
    record_property("unanswered, asked to wait", crowd.borne())
    proof.nothing_is_lost(database, crowd.said.now())
    proof.nothing_is_half(database)
    proof.the_history_is_whole(tmp_path, database)
    assert crowd.borne()[0], "the kills hit nobody in the middle of writing"

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    restored = company.empty(elsewhere)
    code, said = manage(elsewhere, restored, "restore", archive)
    assert code == 0, said
    assert "the history is whole" in said
    proof.nothing_is_lost(restored, before)
    proof.nothing_is_half(restored)
