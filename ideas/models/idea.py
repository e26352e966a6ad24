"""The idea itself, and the numbers that ideas get."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.compact import PROMISED, SEATS, STAGES, Party, State
from ideas.models.sight import IdeaQuerySet


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


class ReferenceCounter(models.Model):
    """The last number given in a year. Its row is locked, so references have no gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.year}: {self.last}"
