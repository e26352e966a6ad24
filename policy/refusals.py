"""Why a text of a policy does not go out: each reason is a sentence that people read."""


class Refused(Exception):
    """This text is not published; ``reason`` is the sentence people read, ``field`` its place."""

    field = None

    def __init__(self, reason, policy=None):
        super().__init__(str(reason))
        self.reason = reason
        self.policy = policy


class EditionTooLow(Refused):
    field = "edition"


class EditionSkips(Refused):
    field = "edition"


class Overtaken(Refused):
    field = "edition"


class ChangesMissing(Refused):
    field = "changes"


class AnchorTwice(Refused):
    field = "body"


class OwnChange(Refused):
    """Somebody who wrote a part of the change may not publish it."""


class NotWhatWasSent(Refused):
    """Another text was saved after this one had been sent to a second person."""


class NobodyApproved(Refused):
    """No person stands behind this publication."""
