"""The ground floor's tables: people, the trail, notices, the duty desk, submission keys, jobs."""

from .jobs import JobRun
from .notices import Notice
from .people import Absence, Department, Site, User
from .submissions import SubmissionKey
from .trail import Event, Immutable
from .zero import DutyShift, ZeroCall

__all__ = [
    "Absence",
    "Department",
    "DutyShift",
    "Event",
    "Immutable",
    "JobRun",
    "Notice",
    "Site",
    "SubmissionKey",
    "User",
    "ZeroCall",
]
