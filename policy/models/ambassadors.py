"""Ambassadors: who likes to be asked, under the name they choose, and what they were asked."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AmbassadorProfile(models.Model):
    """A place on the roster, taken and left by the person alone.

    What they may answer on follows from their licence and is stored nowhere here. Others read the
    chosen name; surname and site only where the person said so.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ambassador"
    )
    joined_at = models.DateTimeField(null=True, blank=True)  # None: not on the roster
    chosen_name = models.CharField(_("the name you go by"), max_length=60)
    show_surname = models.BooleanField(_("show my surname too"), default=False)
    show_site = models.BooleanField(_("show where I work"), default=False)
    languages = models.CharField(
        _("languages"), max_length=120, blank=True, help_text=_("For example: English, Polish.")
    )
    hours = models.CharField(
        _("when it suits you"),
        max_length=120,
        blank=True,
        help_text=_("For example: weekdays until three."),
    )
    signature = models.CharField(
        _("how you sign"),
        max_length=120,
        blank=True,
        help_text=_("For example: Amina, I work at Larkfield."),
    )
    quiet_until = models.DateField(
        _("leave me in peace until"), null=True, blank=True, help_text=_("The last day of it.")
    )
    limit = models.PositiveSmallIntegerField(
        _("questions at a time"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )

    class Meta:
        default_permissions = ()
        ordering = ["chosen_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(chosen_name=""), name="ambassador_has_a_name"),
            models.CheckConstraint(
                condition=Q(limit__gte=1, limit__lte=20), name="ambassador_limit_is_sane"
            ),
        ]

    def __str__(self):
        if self.show_surname and self.person.last_name:
            return f"{self.chosen_name} {self.person.last_name}"
        return self.chosen_name

    # What a face needs (portal.templatetags.look), from the shown name alone.
    get_full_name = __str__

    @property
    def username(self):
        return ""

    @property
    def initials(self):
        names = str(self).split()
        return (names[0][0] + names[-1][0] if len(names) > 1 else names[0][:2]).upper()

    @property
    def tint(self):
        return self.pk % 6 + 1


class Ask(models.Model):
    """Somebody asked an ambassador something about a topic. Open ones are the load."""

    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="asks_made"
    )
    ambassador = models.ForeignKey(AmbassadorProfile, on_delete=models.PROTECT, related_name="asks")
    topic = models.ForeignKey("policy.Topic", on_delete=models.PROTECT, related_name="asks")
    text = models.TextField(_("what is it about?"), max_length=2000)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("your answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # the ambassador left the roster

    class Meta:
        default_permissions = ()
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="ask_is_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
                name="ask_is_answered_after_it_was_asked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ambassador"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
                name="ask_open",
            )
        ]

    def __str__(self):
        return self.text[:60]
