"""What somebody types at the front door, and how it is sent without a script."""

import re

TOLD = {
    "title": "A kettle for the queue",
    "moment": "A pensioner stood in our queue for forty minutes.\r\nWithout a seat.",
    "help": "A kettle and three chairs.",
    "technology": "no",
    "T3": "yes",
    "T1": "no",
}
DONE = {"kind": "already", "what": "We hand out chairs.", "since": "March", "risk": "A trip."}
NEW = "/ideas/new/"


def hidden(response, name):
    """The value of a hidden field on the page."""
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


def send(client, data=TOLD, do="send", path=NEW, **more):
    return client.post(path, data | {"do": do} | more)
