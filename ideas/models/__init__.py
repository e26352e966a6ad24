"""Ideas, and what people do around them."""

from .attachments import Attachment
from .challenges import ChallengeIndexPage, ChallengePage
from .conversation import Comment, CommentVersion, Follow, Support
from .criteria import Criteria, Lead, Specialist
from .deed import Condition, Deed, Promise, Round, Signature
from .idea import CoAuthor, Idea, IdeaSeat, ReferenceCounter
from .merging import Merge
from .risk import Assessment, Consultation, FirstScore, Mitigation, Risk, Waiver
from .steps import Step
from .words import Word, WordOfIdea

__all__ = [
    "Assessment",
    "Attachment",
    "ChallengeIndexPage",
    "ChallengePage",
    "CoAuthor",
    "Comment",
    "CommentVersion",
    "Condition",
    "Consultation",
    "Criteria",
    "Deed",
    "FirstScore",
    "Follow",
    "Idea",
    "IdeaSeat",
    "Lead",
    "Merge",
    "Mitigation",
    "Promise",
    "ReferenceCounter",
    "Risk",
    "Round",
    "Signature",
    "Specialist",
    "Step",
    "Support",
    "Waiver",
    "Word",
    "WordOfIdea",
]
