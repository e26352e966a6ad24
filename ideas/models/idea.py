"""The idea itself, its authors and its seats."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.validators import MaxLengthValidator
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
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from ideas.compact import PROMISED, PUBLIC, SEATS, STAGES, Party, State
from ideas.models.conversation import Support
from ideas.models.glance import Glance
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


class Idea(models.Model):
    """An idea, from one sentence to red boots. Only ideas.services moves its ``state``."""

    class Kind(models.TextChoices):
        NEW = "new", _("An idea")
        ALREADY = "already", _("We are already doing this")

    class Category(models.TextChoices):
        WAITING = "waiting", _("Waiting and queues")
        INFORMATION = "information", _("Finding out")
        BUYING = "buying", _("Choosing and paying")
        DELIVERY = "delivery", _("Delivery and fitting")
        RETURNS = "returns", _("Returns and repairs")
        ACCESS = "access", _("Being able to join in")
        STAFF = "staff", _("How we work")
        SAFETY = "safety", _("Safety")

    reference = models.CharField(max_length=20, unique=True, null=True, blank=True)
    token = models.CharField(max_length=16, unique=True)  # the address of a draft
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.NEW)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ideas"
    )
    written_by = models.ForeignKey(  # somebody wrote it on the author's behalf
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ideas_written",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)  # by the author, if written_by
    title = models.CharField(_("your idea in one sentence"), max_length=160, blank=True)
    moment = models.TextField(
        _("Who was it hard for, and what was it like for them?"),
        blank=True,
        validators=[MaxLengthValidator(6000)],
    )
    help = models.TextField(
        _("What would help?"), blank=True, validators=[MaxLengthValidator(6000)]
    )
    technology = models.BooleanField(_("Does it involve technology?"), null=True, blank=True)
    tripwires = models.JSONField(default=dict, blank=True)  # {"T1": true, …}: ideas.tripwires
    already = models.JSONField(default=dict, blank=True)  # the three answers of "already doing"
    category = models.CharField(
        _("what it is about"), max_length=12, choices=Category.choices, blank=True
    )
    site = models.ForeignKey(
        "portal.Site", null=True, blank=True, on_delete=models.PROTECT, related_name="ideas"
    )
    challenge = models.ForeignKey(
        "ideas.ChallengePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="ideas",
    )
    borrowed_from = models.ForeignKey(  # a HERO's idea, taken to another shop
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="borrowed_by"
    )
    confidential = models.BooleanField(_("Only the people involved see it"), default=False)
    hidden_from_manager = models.BooleanField(
        _("Keep it from my line manager for now"), default=False
    )
    pen_name = models.CharField(_("pen name"), max_length=60, blank=True)

    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    returns_to = models.CharField(max_length=12, choices=State.choices, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    state_since = models.DateTimeField(default=timezone.now)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ideas_held",
    )
    due_at = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveIntegerField(default=0)  # how often it changed hands: names the notices
    warn_at = models.DateTimeField(null=True, blank=True)  # from then on it is due soon
    time_left = models.DurationField(null=True, blank=True)  # working time, while a question waits
    reply_by = models.DateTimeField(null=True, blank=True)  # when the first words are promised
    first_reply_at = models.DateTimeField(null=True, blank=True)  # the first words by a human
    made_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)  # of the text: autosave compares and sets
    submitted_at = models.DateTimeField(null=True, blank=True)
    supporters = models.PositiveIntegerField(default=0)  # counted rows of Support, for sorting

    objects = IdeaQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [
            (seat.permission, f"Sits in the {party} seat") for party, seat in SEATS.items()
        ]
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="idea_state_is_in_the_compact"
            ),
            models.CheckConstraint(
                condition=Q(holder__isnull=False, due_at__isnull=False, state__in=PROMISED)
                | ~Q(state__in=PROMISED),
                name="idea_under_way_has_holder_and_due_date",
            ),
            models.CheckConstraint(
                condition=Q(reference__isnull=False) | Q(state__in=[State.DRAFT, State.WITHDRAWN]),
                name="idea_shared_has_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(written_by__isnull=True) | ~Q(written_by=F("author")),
                name="idea_on_behalf_of_another",
            ),
        ]
        indexes = [
            models.Index(fields=["-submitted_at", "-id"], name="idea_newest"),
            models.Index(fields=["due_at", "id"], name="idea_due"),
            models.Index(fields=["reply_by"], name="idea_first_reply"),
            models.Index(fields=["-supporters", "-id"], name="idea_support"),
            models.Index(fields=["holder", "state"], name="idea_held"),
            models.Index(fields=["author", "state"], name="idea_of_author"),
            models.Index(fields=["state", "-state_since", "-id"], name="idea_lately"),
        ]

    def __str__(self):
        return self.title or str(_("An idea without a title yet"))

    def get_absolute_url(self):
        return reverse("ideas:idea", args=[self.slug])

    @property
    def slug(self):
        """What stands in its address: the reference, or a draft's token."""
        return self.reference or self.token

    @property
    def told_as(self):
        """What letters call it: a deputy reads those too, and may not see what is confidential."""
        if self.confidential:
            return str(_("%(reference)s, a confidential idea") % {"reference": self.slug})
        return str(self)

    @property
    def stage(self):
        return STAGES[State(self.state)]

    @property
    def needs_it(self):
        """Technology decides the route: the author says so, or tripwire T5 does."""
        return bool(self.technology or self.tripwires.get("T5"))

    @property
    def fast_lane(self):
        """Nothing tripped and no technology: one manager, one page, three working days."""
        return not self.needs_it and not any(self.tripwires.values())

    def parties_of(self, person):
        """The seats this person holds here. A superuser gets none for free."""
        held = {row.permission.codename for row in self._seats() if row.user_id == person.pk}
        parties = {party for party, seat in SEATS.items() if seat.permission in held}
        return parties | {Party.AUTHOR} if self.speaks(person) else parties

    def speaks(self, person):
        """Whether this person acts as its author. Whoever wrote it down for a colleague sends it
        and answers questions until the colleague confirms, and does nothing else in their name.
        """
        if person.pk == self.author_id:
            return True
        unconfirmed = person.pk == self.written_by_id and self.confirmed_at is None
        return unconfirmed and self.state in (State.DRAFT, State.CLARIFYING)

    def sitters(self):
        """{party: person} of the seats that are taken."""
        parties = {seat.permission: party for party, seat in SEATS.items()}
        return {parties[row.permission.codename]: row.user for row in self._seats()}

    def seated(self, party):
        """Who sits in a seat, or None. The author's seat is the author's."""
        if party == Party.AUTHOR:
            return self.author
        wanted = SEATS[party].permission
        return next((row.user for row in self._seats() if row.permission.codename == wanted), None)

    def made(self, *verbs):
        """The steps that these moves left, in order: of those that were read with the idea, if
        they were."""
        if "steps" in getattr(self, "_prefetched_objects_cache", ()):
            return [step for step in self.steps.all() if step.verb in verbs]
        return list(self.steps.filter(verb__in=verbs))

    def _seats(self):
        """The rows of the seats, with their people: prefetched ones if the query asked for them."""
        if "seats" in getattr(self, "_prefetched_objects_cache", ()):
            return self.seats.all()
        return self.seats.select_related("user", "permission")


class IdeaSeat(UserObjectPermissionBase):
    """guardian's row is the seat: one truth for who may act. One person sits in one seat."""

    content_object = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="seats")

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "permission"], name="idea_seat_for_one_person"
            )
        ]


class CoAuthor(models.Model):
    """Somebody the idea is also of. Invited by the author; counts once they said yes."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="co_authors")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="co_authorships"
    )
    invited_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], name="co_author_once_per_idea")
        ]

    def __str__(self):
        return f"{self.person_id} × {self.idea_id}"


class ReferenceCounter(models.Model):
    """The last number given in a year. Its row is locked, so references have no gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.year}: {self.last}"
