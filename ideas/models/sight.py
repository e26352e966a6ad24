"""Which ideas somebody finds: what a list shows and what a page allows."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from ideas.compact import PROMISED, PUBLIC, State
from ideas.models.conversation import Support
from ideas.models.glance import Glance
from ideas.models.parties import CoAuthor, IdeaSeat
from ideas.models.risk import Consultation


class IdeaQuerySet(models.QuerySet):
    """What a list shows and what a page allows come from here: ``visible_to``."""

    def visible_to(self, person):
        """Ideas this person may see. Parties see theirs; colleagues what is public.

        A confidential idea is for its parties. One that its author keeps from the line manager
        is out of that manager's sight, unless they hold a seat in it. A colleague who is asked
        because of a tripwire sees what they are asked about.
        """
        team = get_user_model().objects.filter(manager=person).order_by().values("pk")
        kept_from = Q(hidden_from_manager=True, author__in=team)
        open_to_all = Q(state__in=PUBLIC, confidential=False) & ~kept_from
        asked = Exists(Consultation.objects.filter(assessment__idea=OuterRef("pk"), person=person))
        return self.filter(open_to_all | self.party_condition(person) | asked)

    def written_with(self, person):
        """Ideas of this person: as author, co-author, or whoever wrote it down for a colleague."""
        own = self.model.objects.order_by().values("pk")
        with_me = CoAuthor.objects.order_by().filter(person=person).values("idea")
        return self.filter(
            pk__in=own.filter(author=person).union(own.filter(written_by=person), with_me)
        )

    def entrusted_to(self, person):
        """Ideas that this person may see, whoever else may: theirs, where they sit, and about which
        they are asked."""
        own = self.model.objects.order_by().values("pk")
        mine = own.filter(author=person).union(
            own.filter(written_by=person),
            CoAuthor.objects.order_by().filter(person=person).values("idea"),
            IdeaSeat.objects.order_by().filter(user=person).values("content_object"),
            Consultation.objects.order_by().filter(person=person).values("assessment__idea"),
        )
        return self.filter(pk__in=mine)

    def party_condition(self, person):
        """The condition that this person is a party: author, confirmed co-author, seat, writer."""
        with_me = CoAuthor.objects.filter(idea=OuterRef("pk"), person=person)
        my_seat = IdeaSeat.objects.filter(content_object=OuterRef("pk"), user=person)
        return Q(author=person) | Q(written_by=person) | Exists(with_me) | Exists(my_seat)

    def waiting_for(self, person):
        """What this person holds: the nearest promise first, then what they looked at least, and
        longest ago. How many are behind an idea never counts."""
        first_words = Q(state=State.ASSESSING, first_reply_at=None, reply_by__lt=F("due_at"))
        glance = Glance.objects.filter(idea=OuterRef("pk"), person=person)
        held = self.filter(holder=person, state__in=PROMISED).alias(
            promised=Case(When(first_words, then=F("reply_by")), default=F("due_at")),
            looked=Coalesce(Subquery(glance.values("days")[:1]), 0),
            looked_at=Subquery(glance.values("at")[:1]),
        )
        return held.order_by("promised", "looked", F("looked_at").asc(nulls_first=True), "pk")

    def for_lines(self, person):
        """With what a line about an idea shows to this person: its author, whether the reader
        ``knows`` who hides behind a pen name, and whether they are ``behind`` it."""
        behind = Support.objects.filter(idea=OuterRef("pk"), person=person)
        return self.select_related("author").annotate(
            knows=ExpressionWrapper(self.party_condition(person), BooleanField()),
            behind=Exists(behind),
        )

    def shared(self):
        """Everything but drafts and drafts thrown away: what has a reference."""
        return self.filter(reference__isnull=False)
