"""What is sent instead of what a form asks for. Deterministic: the same each time.

Every payload of the corpus has its turn in some field of some form. HOSTILE_EACH=200 sends two
hundred of them to every form instead of a few, for a night when nobody waits.
"""

import os
from itertools import cycle, islice

from tests.hostile import corpus
from tests.ideas import playing

EACH = int(os.environ.get("HOSTILE_EACH", "3"))
MULTIPART = "multipart/form-data; boundary=zq"
# What is no form at all: (content type, body).
BODIES = (
    ("application/json", b'{"state": "celebrated", "text": "\\ud800"}'),
    ("text/xml", b'<!DOCTYPE zq [<!ENTITY zq SYSTEM "file:///etc/passwd">]><zq>&zq;</zq>'),
    (MULTIPART, b"--zq\r\nContent-Disposition: form-data; name=text\r\n\r\nno end"),
    (MULTIPART, b'--zq\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\xfe\r\n--zq--'),
    ("multipart/form-data", b"no boundary"),
    ("application/x-www-form-urlencoded", b"text=%ff%fe%00&title=%ed%a0%80&%=%&=&&&a[]=1&a.b=2"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"text=+2AA-"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2100))),
    ("", b"\x00\x01\x02"),
)


class Cook:
    """Takes turns over everything that there is."""

    def __init__(self):
        self.turns, self.kinds = {}, cycle(("one", "every", "extra", "odd", "one", "lacks", "two"))
        self.bodies, self.more = cycle(BODIES), cycle(corpus.EXTRA.items())

    def payload(self, kind):
        """The next one for a control of this kind. A megabyte comes once, on its own."""
        if kind not in self.turns:
            self.turns[kind] = cycle(corpus.BY_KIND.get(kind, corpus.ALL))
        return next(self.turns[kind])

    def dishes(self, form):
        """(what to send, more arguments of the client) for one form."""
        good = form.good(playing.tomorrow(20).isoformat())
        yield from ((good | {name: [value]}, {}) for name, value in form.buttons[:5])
        yield from islice(self._hostile(form, good), EACH)

    def _hostile(self, form, good):
        names = [name for name, kind in form.kinds.items() if kind != "file"]
        buttons, turn = cycle(form.buttons or [None]), cycle(names or [None])
        while True:
            button, name = next(buttons), next(turn)
            base = good | ({button[0]: [button[1]]} if button else {})
            kind = next(self.kinds) if name else "extra"
            if kind == "one":
                yield base | {name: [self.payload(form.kinds[name])]}, {}
            elif kind == "every":
                yield base | self._all(form, names), {}
            elif kind == "extra":
                added, value = next(self.more)
                yield base | {added: [value]}, {}
            elif kind == "lacks":
                yield {key: value for key, value in base.items() if key != name}, {}
            elif kind == "two":
                yield base | {name: [*base.get(name, [""]), "<zq>", "\x00"], f"{name}[]": ["1"]}, {}
            else:
                content_type, body = next(self.bodies)
                yield body, {"content_type": content_type}

    def _all(self, form, names):
        shown = [name for name in names if form.kinds[name] != "hidden"]
        given = {name: self.payload(form.kinds[name]) for name in shown[:12]}
        return {name: [text[:50_000]] for name, text in given.items()}
