"""What the services of learning say no with."""


class Refused(Exception):
    """The step is not possible. ``reason`` is the sentence to show, ``status`` its HTTP code."""

    def __init__(self, reason, status=422):
        super().__init__(str(reason))
        self.reason = reason
        self.status = status
