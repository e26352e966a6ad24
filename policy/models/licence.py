"""The licence to speak: topics and channels, who puts their name to whom, and what takes it away.

Nothing here says that somebody is cleared. That is computed; see policy.clearance.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """What customers ask about. A red topic is answered in public by nobody."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    covers = models.CharField(_("what it covers, in a sentence"), max_length=300)
    words = models.TextField(
        _("words people use for it"),
        blank=True,
        max_length=1000,
        help_text=_("With commas between: drip, peeling, second coat."),
    )
    red = models.BooleanField(
        _("nobody answers this in public"),
        default=False,
        help_text=_("Then name the person to pass it to."),
    )
    pass_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who to pass it to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="topics_passed_to",
    )
    champion = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("champion"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="topics_championed",
        help_text=_("Who knows it best, and is asked when nobody else is there."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                condition=Q(red=False) | Q(pass_to__isnull=False),
                name="topic_red_has_a_person",
                violation_error_message=_("Name the person to pass a red topic to."),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.red and self.pass_to_id is None:
            raise ValidationError({"pass_to": _("Name the person to pass a red topic to.")})


class Channel(models.Model):
    """Where people speak for the company: public posts, reviews, local groups."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    covers = models.CharField(_("what it is, in a sentence"), max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self):
        return self.name


class Sponsorship(models.Model):
    """Somebody put their name to somebody, for these topics on these channels.

    A change is a new row: the old one ends, so that one can tell later who backed what, and when.
    """

    class Ended(models.TextChoices):
        SPONSOR = "sponsor", _("taken back by the sponsor")
        PERSON = "person", _("given back by the person")
        CHANGED = "changed", _("changed")
        SPONSOR_LEFT = "sponsor_left", _("the sponsor left")
        PERSON_LEFT = "person_left", _("the person left")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sponsorships"
    )
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sponsorships_given"
    )
    topics = models.ManyToManyField(Topic, related_name="sponsorships")
    channels = models.ManyToManyField(Channel, related_name="sponsorships")
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=12, choices=Ended.choices, blank=True, default="")
    words = models.CharField(max_length=300, blank=True)  # of whoever took it back

    class Meta:
        default_permissions = ()
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("sponsor")), name="sponsorship_is_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="")
                | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="sponsorship_ends_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["person", "sponsor"],
                condition=Q(ended_at__isnull=True),
                name="sponsorship_one_open",
            ),
        ]

    def __str__(self):
        return f"{self.sponsor_id} → {self.person_id}"


class Revocation(models.Model):
    """The whole licence rests, for a reason that the person reads, until it is lifted."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="revocations"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=2000)
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="revocation_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(person=F("by")), name="revocation_is_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="revocation_is_lifted_by_a_person",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(lifted_at__isnull=True),
                name="revocation_one_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.at:%Y-%m-%d}"


class Appeal(models.Model):
    """The person asks somebody else to look again; once for each revocation.

    ``holder`` is the executive sponsor who was asked, None while there is nobody to ask.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        LIFTED = "lifted", _("the licence is back")
        STANDS = "stands", _("it stays as it is")

    revocation = models.OneToOneField(Revocation, on_delete=models.PROTECT, related_name="appeal")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="licence_appeals",
    )
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    words = models.TextField(max_length=4000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, outcome="", words="")
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(words="")
                ),
                name="appeal_is_decided_by_a_person_in_words",
            )
        ]

    def __str__(self):
        return self.text[:60]
