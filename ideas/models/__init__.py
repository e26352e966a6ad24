"""Ideas, and what people do around them."""

from .attachments import Attachment
from .challenges import ChallengeIndexPage, ChallengePage
from .conversation import Comment, CommentVersion, Follow, Support
from .idea import CoAuthor, Idea, IdeaSeat, ReferenceCounter
from .merging import Merge
from .steps import Step
from .words import Word, WordOfIdea

__all__ = [
    "Attachment",
    "ChallengeIndexPage",
    "ChallengePage",
    "CoAuthor",
    "Comment",
    "CommentVersion",
    "Follow",
    "Idea",
    "IdeaSeat",
    "Merge",
    "ReferenceCounter",
    "Step",
    "Support",
    "Word",
    "WordOfIdea",
]
