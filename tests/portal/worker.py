"""A process that mails what is due and says each letter on its standard output.

It says "ready", begins when a line comes in, and ends when nothing is left. What stands on its
output is what a mail server has taken. With a number it stops for ever after so many letters,
between the server's yes and our note of it, which is the worst moment to be killed at.
"""

import json
import re
import sys

from django.core.mail.backends.base import BaseEmailBackend


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Spoken(BaseEmailBackend):
    """Takes letters by saying them."""

    taken = 0
    last = 0  # stop for ever after this one

    def send_messages(self, messages):
        for message in messages:
            said = {
                "id": message.extra_headers["Message-ID"],
                "to": message.to[0],
                "notices": sorted(set(map(int, re.findall(r"/notices/(\d+)/", message.body)))),
            }
            say(json.dumps(said))
            Spoken.taken += 1
            if Spoken.taken == self.last:
                sys.stdin.readline()
        return len(messages)


def main():
    import django
    from django.conf import settings

    django.setup()
    settings.EMAIL_BACKEND = "tests.portal.worker.Spoken"
    from tests.portal.worker import Spoken

    Spoken.last = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    from portal import delivery

    say("ready")
    sys.stdin.readline()
    while delivery.deliver():
        pass


if __name__ == "__main__":
    main()
