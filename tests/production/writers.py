"""People who write at the same time, and remember what the portal told them was kept."""

import random
from threading import Event, Lock, Thread

from tests.production.company import POLICIES
from tests.production.servers import until
from tests.production.visitor import Visitor


class Writer(Thread):
    """One person: shares ideas, comments, takes ideas back, agrees to policies, signs in again."""

    def __init__(self, address, username, said, number):
        super().__init__(daemon=True)
        self.visitor = Visitor(address, username)
        self.username, self.said = username, said
        self.choose = random.Random(number)
        self.ended, self.error = Event(), None
        self.ideas, self.policies, self.count = [], list(POLICIES), 0

    def run(self):
        try:
            self.visitor.sign_in()
            while not self.ended.is_set():
                self.act()
        except Exception as error:
            self.error = error

    def act(self):
        """Something that is possible now."""
        acts = [self.share, self.sign_in_again]
        acts += [self.share, self.comment, self.comment, self.take_back] if self.ideas else []
        acts += [self.agree] if self.policies else []
        self.count += 1
        self.choose.choice(acts)()

    def words(self, what):
        """A text that no other act has."""
        return f"{what} number {self.count} of {self.username}"

    def share(self):
        title = self.words("A kettle")
        words = {"title": title, "moment": "They stood for an hour.", "do": "send"}
        words |= {"technology": "no", "help": "A kettle and chairs."}
        self.ideas.append(self.visitor.send("/ideas/new/", "/ideas/new/", **words))
        self.said.remember("ideas", title)

    def comment(self):
        place, text = self.choose.choice(self.ideas), self.words("A word")
        self.visitor.send(place, f"{place}talk/", text=text)
        self.said.remember("comments", text)

    def take_back(self):
        place = self.ideas.pop(self.choose.randrange(len(self.ideas)))
        reason = self.words("A reason")
        self.visitor.send(f"{place}withdraw/", f"{place}withdraw/", reason=reason)
        self.said.remember("moves", reason)

    def agree(self):
        slug = self.policies.pop()
        self.visitor.send(f"/policies/{slug}/", f"/policies/{slug}/agree/")
        self.said.remember("agreements", (self.username, slug))

    def sign_in_again(self):
        self.visitor.sign_in()
        self.said.remember("sessions", (self.username, self.count))


class Said:
    """What was acknowledged, by kind."""

    def __init__(self):
        self.lock, self.kept, self.count = Lock(), {}, 0

    def remember(self, kind, what):
        with self.lock:
            self.kept.setdefault(kind, []).append(what)
            self.count += 1

    def now(self):
        """A copy: what had been acknowledged by this moment."""
        with self.lock:
            return {kind: list(all_of_it) for kind, all_of_it in self.kept.items()}


class Crowd:
    """Writers at work, for the length of a ``with`` block; any error of theirs fails the test."""

    def __init__(self, address, usernames):
        self.said = Said()
        self.writers = [
            Writer(address, username, self.said, number)
            for number, username in enumerate(usernames)
        ]

    def __enter__(self):
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *raised):
        for writer in self.writers:
            writer.ended.set()
        for writer in self.writers:
            writer.join(timeout=90)
        if raised == (None, None, None):
            assert not self.errors(), self.errors()
            assert not any(writer.is_alive() for writer in self.writers)

    def errors(self):
        return [f"{writer.username}: {writer.error!r}" for writer in self.writers if writer.error]

    def goes_on(self, more):
        """Wait until so many more acts were acknowledged."""
        goal = self.said.count + more
        until(lambda: self.errors() or self.said.count >= goal, "writing")
        assert not self.errors(), self.errors()

    def borne(self):
        """How often nobody answered, and how often somebody was asked to wait."""
        return [
            sum(getattr(writer.visitor, name) for writer in self.writers)
            for name in ("unanswered", "told_to_wait")
        ]
