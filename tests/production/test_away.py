"""PostgreSQL is killed under people's hands: a page that gives their words back, and then it works.

Only PostgreSQL: a file of SQLite does not go away. What is too slow or locked raises the same
errors; tests/portal/test_errors.py lets the database raise each of them.
"""

from tests.production.company import WRITERS
from tests.production.databases import rows
from tests.production.servers import served, until
from tests.production.visitor import Visitor, form_in

TEXT = "Two words\r\nthat must not get lost"
INNARDS = ("postgres", "psycopg", "Traceback", "OperationalError", "127.0.0.1", "connection")
RECOVERS = 10  # seconds


def test_words_outlive_the_database(server, tmp_path):
    database = server.fresh(tmp_path)
    with served(tmp_path, database, workers=2) as portal:
        amina = Visitor(portal.address, WRITERS[0])
        amina.sign_in()
        words = {"title": "A kettle", "moment": "They stood.", "help": "Chairs.", "do": "send"}
        place = amina.send("/ideas/new/", "/ideas/new/", technology="no", **words)
        written = amina.form(place, f"{place}talk/") | {"text": TEXT}
        workers = portal.workers()

        server.server.kill()
        reading = amina.once("GET", place)
        answer = amina.once("POST", f"{place}talk/", written)
        for page in (reading, answer):
            assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
            assert "It isn’t you" in page.text
            assert not [word for word in INNARDS if word in page.text]
        assert "Two words" in answer.text.split("What you typed is here")[1]
        assert portal.status("/healthz") == 200
        assert portal.status("/readyz") == 503

        server.server.start()
        until(lambda: amina.once("GET", place).status_code == 200, "recovery", RECOVERS)
        again = form_in(answer.text, f"{place}talk/")
        for _press in range(2):
            assert amina.once("POST", f"{place}talk/", again).status_code == 302
        assert portal.workers() == workers, "it recovered by being started again"
    assert rows(database, "SELECT text FROM ideas_comment") == [(TEXT,)]
