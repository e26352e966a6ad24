"""Ideas, and what people do around them."""

from .attachments import Attachment
from .challenges import ChallengeIndexPage, ChallengePage
from .conversation import Comment, CommentVersion, Follow, Support
from .criteria import Criteria, Lead, Specialist
from .deed import Condition, Deed, Promise, Round, Signature
from .glance import Glance
from .idea import Idea, ReferenceCounter
from .merging import Merge
from .parties import CoAuthor, IdeaSeat
from .risk import Assessment, Consultation, FirstScore, Mitigation, Risk, Waiver
from .steps import Step
from .value import Boots, Cheer, Figure, Report, Result, Story, Trial
from .words import Word, WordOfIdea

__all__ = [
    "Assessment",
    "Attachment",
    "Boots",
    "ChallengeIndexPage",
    "ChallengePage",
    "Cheer",
    "CoAuthor",
    "Comment",
    "CommentVersion",
    "Condition",
    "Consultation",
    "Criteria",
    "Deed",
    "Figure",
    "FirstScore",
    "Follow",
    "Glance",
    "Idea",
    "IdeaSeat",
    "Lead",
    "Merge",
    "Mitigation",
    "Promise",
    "ReferenceCounter",
    "Report",
    "Result",
    "Risk",
    "Round",
    "Signature",
    "Specialist",
    "Step",
    "Story",
    "Support",
    "Trial",
    "Waiver",
    "Word",
    "WordOfIdea",
]
