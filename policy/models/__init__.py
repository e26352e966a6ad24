"""Policies: pages that editors write, editions that are frozen, agreements that people give.
Courses: pages and a question bank, attempts that people make, certificates that they earn."""

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
from .pages import PolicyIndexPage, PolicyPage
from .questions import PolicyQuestion
from .questions_bank import Question
from .workflow import SecondPairOfEyesTask

__all__ = [
    "Agreement",
    "Attempt",
    "AttemptQuestion",
    "Certificate",
    "CertificateYear",
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
    "SecondPairOfEyesTask",
    "SectionText",
]
