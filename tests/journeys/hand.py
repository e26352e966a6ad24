"""One person's hand on a window: it does what a person would, and counts what that costs them."""

import re
from dataclasses import dataclass

# A cautious guess at somebody with one thumb and a queue to look after, in seconds.
PRESS, FIELD, LETTER = 5, 12, 0.4


@dataclass
class Hand:
    """``presses`` are taps on links, buttons and answers, ``fields`` what was typed into."""

    window: object
    presses: int = 0
    fields: int = 0
    letters: int = 0

    @property
    def page(self):
        return self.window.page

    @property
    def minutes(self):
        """How long that takes a person, without the reading."""
        seconds = PRESS * self.presses + FIELD * self.fields + LETTER * self.letters
        return seconds / 60

    def press(self, name, role="button", within=None):
        """A button, or with another ``role`` a link, by the words on it."""
        self.tap((within or self.page).get_by_role(role, name=name).first)

    def follow(self, name, within=None):
        """A link, by the words on it."""
        self.press(name, "link", within)

    def tap(self, what):
        what.click()
        self.presses += 1

    def read(self, words):
        """Open what one of the news is about, by words in it."""
        self.window.open("/notices/")
        self.tap(self.page.get_by_role("listitem").filter(has_text=words).get_by_role("link").first)

    def write(self, label, text, within=None):
        """Type into the field whose label begins like this."""
        beginning = re.compile(f"^{re.escape(label)}")
        self.type_into((within or self.page).get_by_label(beginning).first, text)

    def type_into(self, field, text):
        field.fill(text)
        self.fields += 1
        self.letters += len(text)

    def choose(self, question, answer, place=0):
        """An answer of the question with this legend; ``place`` counts from the top."""
        group = self.page.get_by_role("group", name=question, exact=True).nth(place)
        self.tap(group.locator("label", has_text=answer).first)

    def seal(self, person, label, **words):
        """Read what is there, tick it, sign with one's name."""
        panel = self.page.locator("#sign form", has=self.page.get_by_role("button", name=label))
        for name, text in words.items():
            self.type_into(panel.locator(f"[name={name}]"), text)
        self.tap(panel.get_by_label("I’ve read all of it, and I’m happy with my part."))
        self.type_into(panel.get_by_label("Type your name to sign"), str(person))
        self.tap(panel.get_by_role("button", name=label))
