"""Policies: pages that editors write, editions that are frozen, agreements that people give."""

from .editions import Agreement, Edition, SectionText
from .pages import PolicyIndexPage, PolicyPage
from .questions import PolicyQuestion

__all__ = [
    "Agreement",
    "Edition",
    "PolicyIndexPage",
    "PolicyPage",
    "PolicyQuestion",
    "SectionText",
]
