"""Facts as they are stored, and as people read them.

The trail and the notices declare the keys of their data, each with the way to say it::

    "to"            as it is
    "until:day"     a date, in the reader's words: Fri 22 May
    "starts:moment" a moment, in the reader's time zone: tomorrow at 09:00
"""

import json
from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.dateparse import parse_datetime

from portal import look

SHOWN = {
    "": str,
    "day": lambda stored: look.day(date.fromisoformat(stored[:10])),
    "moment": lambda stored: look.moment(parse_datetime(stored)),
}


def declared(keys):
    """{name: way to say it} from keys as above. Raises ValueError for an unknown way."""
    ways = {name: way for name, _colon, way in (key.partition(":") for key in keys)}
    if unknown := set(ways.values()) - set(SHOWN):
        raise ValueError(f"Facts are shown as {sorted(SHOWN)}, not as {sorted(unknown)}.")
    return ways


def stored(data):
    """Plain JSON data: dates and moments become text. Raises TypeError for what JSON cannot say."""
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder, allow_nan=False))


def places(ways, data):
    """What fills the places of a sentence; a fact that is missing or None fills it with nothing."""
    return {
        name: "" if data.get(name) is None else SHOWN[way](data[name]) for name, way in ways.items()
    }
