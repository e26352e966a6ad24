"""Policies: pages that editors write, editions that are frozen, agreements that people give.
Courses: pages and a question bank, attempts that people make, certificates that they earn.
Licence to speak: topics and channels, sponsors, what takes it away; ambassadors."""

from .ambassadors import AmbassadorProfile, Ask
from .attempts import (
    Attempt,
    AttemptQuestion,
    Certificate,
    CertificateYear,
    FreeAnswer,
    LessonProgress,
)
from .courses import CoursePage, LearnIndexPage, LessonPage
from .editions import Agreement, Edition, SectionText
from .licence import Appeal, Channel, Revocation, Sponsorship, Topic
from .pages import PolicyIndexPage, PolicyPage
from .questions import PolicyQuestion
from .questions_bank import Question
from .workflow import SecondPairOfEyesTask

__all__ = [
    "Agreement",
    "AmbassadorProfile",
    "Appeal",
    "Ask",
    "Attempt",
    "AttemptQuestion",
    "Certificate",
    "CertificateYear",
    "Channel",
    "CoursePage",
    "Edition",
    "FreeAnswer",
    "LearnIndexPage",
    "LessonPage",
    "LessonProgress",
    "PolicyIndexPage",
    "PolicyPage",
    "PolicyQuestion",
    "Question",
    "Revocation",
    "SecondPairOfEyesTask",
    "SectionText",
    "Sponsorship",
    "Topic",
]
