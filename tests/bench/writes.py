"""What people send: each write through its real form, and looked up in the database afterwards."""

import secrets
import sys
from itertools import cycle

from tests.bench import pages
from tests.bench.measuring import Timings

MOST = 5  # times a bare write
WORDS = {
    "title": "A bell for whoever waits at the back door",
    "moment": "A driver stood at the back door for twenty minutes, and nobody heard him knock.",
    "help": "A bell with a battery, and somebody whose turn it is to listen.",
}
BARE, SUBMIT, ASK, ANSWER, SAY, SUPPORT, AGREE, REPORT = (
    "a bare write: one row in one transaction",
    "Send an idea",
    "A move: ask a question first",
    "A move: answer it",
    "Say something about an idea",
    "“This is mine too”, of a similar idea",
    "Agree to a policy",
    "A move: tell how a trial goes",
)
TRIAL = "/ideas/HERO-2026-0005/"
POLICY = "/policies/speaking-online/"
# People of different branches, so that nobody's manager gets all the new ideas.
FRONTLINE = (
    "SELECT username FROM portal_user p JOIN portal_user_groups g ON g.user_id = p.id "
    "JOIN auth_group n ON n.id = g.group_id WHERE n.name = 'frontline' AND p.id % 4 = 0 "
    "ORDER BY p.id DESC LIMIT 24"
)
AGREED = (
    "policy_agreement a JOIN wagtailcore_page w ON w.id = a.policy_id JOIN policy_policypage y "
    "ON y.page_ptr_id = w.id AND y.edition = a.number AND w.slug = 'speaking-online'"
)
OWING = (
    "SELECT username FROM portal_user p WHERE NOT EXISTS "
    f"(SELECT 1 FROM {AGREED} WHERE a.person_id = p.id) ORDER BY id DESC LIMIT 300"
)
QUESTION = (
    "SELECT check_question -> 'answers' FROM policy_edition e JOIN wagtailcore_page w "
    "ON w.id = e.policy_id WHERE slug = 'speaking-online' ORDER BY number DESC LIMIT 1"
)
BEHIND = "ideas_support s JOIN portal_user q ON q.id = s.person_id AND q.username = 'sam.whitlock'"
LIKEABLE = (
    "SELECT reference FROM ideas_idea i JOIN portal_user p ON p.id = i.author_id "
    "WHERE state = 'celebrated' AND p.username <> 'sam.whitlock' AND NOT EXISTS "
    f"(SELECT 1 FROM {BEHIND} WHERE s.idea_id = i.id) ORDER BY i.id DESC LIMIT 300"
)


class Writer:
    """Writes at one server, and looks in its database whether it happened."""

    def __init__(self, crowd, connection):
        self.crowd, self.connection = crowd, connection
        self.timings = {}
        self.run = secrets.token_hex(4)  # databases that were kept know the words of earlier runs
        self.authors = cycle(self._names(FRONTLINE))
        self.agreeing = iter(self._names(OWING))
        self.liked = iter(self._names(LIKEABLE))
        (answers,) = connection.execute(QUESTION).fetchone()
        self.right = next(str(n) for n, answer in enumerate(answers) if answer["right"])

    def _names(self, query):
        return [row[0] for row in self.connection.execute(query).fetchall()]

    def round(self, number, counts=True):
        """Everything once. Without ``counts`` it is only to warm up."""
        for name, write in (
            (BARE, self._bare),
            (SUBMIT, self._submit),
            (ASK, self._ask),
            (ANSWER, self._answer),
            (SAY, self._say),
            (SUPPORT, self._support),
            (AGREE, self._agree),
            (REPORT, self._report),
        ):
            answer, happened, parameters = write(number)
            row = self.connection.execute(f"SELECT count(*) {happened}", parameters).fetchone()
            if row[0] != 1:
                sys.exit(f"“{name}” answered {answer.status}, but the database has not got it.")
            if counts:
                self.timings.setdefault(name, Timings()).add(answer)

    def _bare(self, number):
        before = self.connection.execute("SELECT max(id) FROM portal_submissionkey").fetchone()[0]
        answer = self.crowd[pages.AMINA].post("/bench/write/", {}, status=204)
        return answer, "FROM portal_submissionkey WHERE form = 'bench' AND id > %s", [before or 0]

    def _submit(self, number):
        self.author = next(self.authors)
        author = self.crowd[self.author]
        draft = author.get("/ideas/new/")
        fields = draft.form("/ideas/new/") | WORDS | {"technology": "no"}
        fields["title"] += f", number {number}"
        kept = author.post("/ideas/new/", fields)
        page = author.get(kept.location)
        answer = author.submit(page, kept.location, do="send")
        self.idea = answer.location
        return (
            answer,
            "FROM ideas_idea WHERE reference = %s AND state = 'assessing'",
            [self._said()],
        )

    def _said(self):
        return self.idea.strip("/").split("/")[-1]

    def _step(self, who, verb, state, **typed):
        page = self.crowd[who].get(f"{self.idea}{verb}/")
        answer = self.crowd[who].submit(page, f"{self.idea}{verb}/", **typed)
        return answer, "FROM ideas_idea WHERE reference = %s AND state = %s", [self._said(), state]

    def _ask(self, number):
        query = "SELECT username FROM portal_user p JOIN ideas_idea i ON i.holder_id = p.id "
        (holder,) = self.connection.execute(
            f"{query} WHERE reference = %s", [self._said()]
        ).fetchone()
        return self._step(holder, "ask", "clarifying", question="Which door is it?")

    def _answer(self, number):
        return self._step(self.author, "answer", "assessing", answer="The one by the bins.")

    def _say(self, number):
        text = f"We had the same at the side door, number {number} of {self.run}."
        sam = self.crowd[pages.SAM]
        answer = sam.submit(sam.get(TRIAL), f"{TRIAL}talk/", text=text, for_whom="everyone")
        return answer, "FROM ideas_comment WHERE text = %s", [text]

    def _support(self, number):
        reference, sam = next(self.liked), self.crowd[pages.SAM]
        near = sam.get("/ideas/new/")
        keys = near.form("/ideas/new/")
        fields = {name: keys[name] for name in ("csrfmiddlewaretoken", "submission_key")}
        answer = sam.post(f"/ideas/{reference}/support/", fields | {"mine_too": "1"})
        happened = f"FROM {BEHIND} JOIN ideas_idea i ON i.id = s.idea_id WHERE mine_too"
        return answer, f"{happened} AND reference = %s", [reference]

    def _agree(self, number):
        username = next(self.agreeing)
        someone = self.crowd[username]
        answer = someone.submit(someone.get(POLICY), f"{POLICY}agree/", answer=self.right)
        happened = f"FROM {AGREED} JOIN portal_user p ON p.id = a.person_id WHERE username = %s"
        return answer, happened, [username]

    def _report(self, number):
        progress = f"It goes well, number {number} of {self.run}."
        author = self.crowd["{author}"]
        page = author.get(f"{TRIAL}report/")
        answer = author.submit(page, f"{TRIAL}report/", progress=progress)
        return answer, "FROM ideas_report WHERE words = %s", [progress]
