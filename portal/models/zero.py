"""Press zero: who is on duty, and what people asked them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DutyShift(models.Model):
    """Somebody is at the HERO desk every such weekday. Ends before it starts = over midnight."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="duty_shifts",
        verbose_name=_("person"),
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        ordering = ["weekday", "starts"]
        verbose_name = _("duty at the HERO desk")
        verbose_name_plural = _("duty roster")
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="duty_weekday_is_a_day"
            ),
            models.CheckConstraint(condition=~Q(starts=models.F("ends")), name="duty_has_a_length"),
            models.UniqueConstraint(
                fields=["person", "weekday", "starts"], name="duty_listed_once"
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}: {self.person}"


class ZeroCall(models.Model):
    """A message to a person, or a wish to be rung back. Signed in or not."""

    class Wish(models.TextChoices):
        WRITE = "write", _("a message")
        RING = "ring", _("a call back")

    class When(models.TextChoices):
        SOON = "soon", _("As soon as you can")
        AFTER_SHIFT = "after_shift", _("After my shift")
        TOMORROW = "tomorrow", _("Tomorrow morning")

    wish = models.CharField(max_length=5, choices=Wish.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="zero_calls",
    )
    name = models.CharField(_("your name"), max_length=120, blank=True)
    reach = models.CharField(_("number or address to reach you"), max_length=200, blank=True)
    keep_name_out = models.BooleanField(_("Keep my name out of it"), default=False)
    body = models.TextField(_("message"), max_length=5000, blank=True)
    when = models.CharField(max_length=20, choices=When.choices, blank=True)
    page = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="zero_calls_held",
    )
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="zero_calls_answered",
    )

    class Meta:
        default_permissions = ()
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="zero_answer_has_a_person",
            )
        ]

    def __str__(self):
        return f"{self.get_wish_display()} ({self.made_at:%Y-%m-%d %H:%M})"
