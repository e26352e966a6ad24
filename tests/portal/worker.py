"""A process that mails what is due and says each letter on its standard output.

It says "ready", begins when a line comes in, and ends when nothing is left. What stands on its
output is what a mail server has taken.
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

    def send_messages(self, messages):
        for message in messages:
            said = {
                "id": message.extra_headers["Message-ID"],
                "to": message.to[0],
                "notices": sorted(set(map(int, re.findall(r"/notices/(\d+)/", message.body)))),
            }
            say(json.dumps(said))
        return len(messages)


def main():
    import django
    from django.conf import settings

    django.setup()
    settings.EMAIL_BACKEND = "tests.portal.worker.Spoken"
    from portal import delivery

    say("ready")
    sys.stdin.readline()
    while delivery.deliver():
        pass


if __name__ == "__main__":
    main()
