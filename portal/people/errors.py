"""What the services of this room say no with."""


class Refused(Exception):
    """A rule says no. ``reason`` is the sentence that people read, ``field`` where it belongs."""

    def __init__(self, reason, field=""):
        super().__init__(str(reason))
        self.reason = reason
        self.field = field
