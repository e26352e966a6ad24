"""The ground floor's tables: people, trail, notices, webhooks, duty desk, friction, keys, jobs."""

from .choices import CalendarAddress, MailChoice
from .friction import Friction, FrictionTask
from .jobs import JobRun
from .notices import Notice
from .people import Absence, Department, Site, User
from .submissions import SubmissionKey
from .trail import Event, Immutable
from .webhooks import Posting, Webhook
from .zero import DutyShift, ZeroCall

__all__ = [
    "Absence",
    "CalendarAddress",
    "Department",
    "DutyShift",
    "Event",
    "Friction",
    "FrictionTask",
    "Immutable",
    "JobRun",
    "MailChoice",
    "Notice",
    "Posting",
    "Site",
    "SubmissionKey",
    "User",
    "Webhook",
    "ZeroCall",
]
