"""People and the organisation around them."""

from datetime import time
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Aggregate, F, JSONField, Q
from django.db.models.functions import Lower
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _

MOST_AT_A_TIME = 20  # ideas: nobody does justice to more


class Department(models.Model):
    """A part of the company with a head, for audiences, reports and escalation."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("head of the department"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="heads",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self):
        return self.name


class Site(models.Model):
    """A shop, warehouse or office: where a person works."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self):
        return self.name


class ListOf(Aggregate):
    """All values of a column as one list, in the same query."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **more):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **more)


class PeopleQuerySet(models.QuerySet):
    def present(self):
        """People who work here now."""
        return self.filter(is_active=True)

    def with_roles(self):
        """With the names of their groups, so that ``portal.roles.has`` need not ask again."""
        return self.annotate(group_names=ListOf("groups__name"))

    def with_place(self):
        """With all that a face, a name and a role on a page need, in the same query."""
        return self.select_related("department", "site", "manager")


class PeopleManager(UserManager.from_queryset(PeopleQuerySet)):
    """UserManager's create_user and create_superuser, with our queries."""


class User(AbstractUser):
    """A person of the company. People are never deleted: they leave (see portal.people.leaving)."""

    class Theme(models.TextChoices):
        DEVICE = "", _("Match my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Delivery(models.TextChoices):
        DAILY = "daily", _("Once a day")
        AT_ONCE = "at_once", _("As it happens")
        MY_TURN = "my_turn", _("Only when it’s my turn")

    email = models.EmailField(_("e-mail address"), blank=True)
    staff_number = models.CharField(
        _("staff number"), max_length=40, null=True, blank=True, unique=True
    )
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name=_("department"),
    )
    site = models.ForeignKey(
        Site,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name=_("site"),
    )
    manager = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
        verbose_name=_("line manager"),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    reach = models.CharField(
        _("best way to reach me"),
        max_length=200,
        blank=True,
        help_text=_("For example: ring the paint desk before noon."),
    )
    about = models.TextField(
        _("what I can help with"),
        max_length=1000,
        blank=True,
        help_text=_("A line or two that a colleague would find useful."),
    )

    # The working week. A shift that ends before it starts runs over midnight.
    shift = models.CharField(_("shift"), max_length=40, blank=True)
    working_days = models.CharField(
        _("working days"),
        max_length=7,
        default="12345",
        validators=[RegexValidator(r"^[1-7]{1,7}$", _("Use the digits 1 (Monday) to 7 (Sunday)."))],
    )
    work_starts = models.TimeField(_("work starts"), default=time(9))
    work_ends = models.TimeField(_("work ends"), default=time(17, 30))
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)

    # How the portal behaves towards this person
    language = models.CharField(_("language"), max_length=10, blank=True)
    theme = models.CharField(
        _("colours"), max_length=5, blank=True, choices=Theme.choices, default=Theme.DEVICE
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    delivery = models.CharField(
        _("tell me"), max_length=10, choices=Delivery.choices, default=Delivery.DAILY
    )
    digest_at = models.TimeField(_("daily round-up at"), default=time(9))
    is_full = models.BooleanField(
        _("I am full"), default=False, help_text=_("No new work comes to you. No reason needed.")
    )
    load_limit = models.PositiveSmallIntegerField(
        _("ideas at a time"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_A_TIME)],
        help_text=_("Once you have so many to weigh, the next goes to a colleague. Empty: five."),
    )
    zero_key = models.BooleanField(_("the key 0 opens “a person”"), default=True)
    left_on = models.DateField(_("left on"), null=True, blank=True, editable=False)

    objects = PeopleManager()

    class Meta(AbstractUser.Meta):
        ordering = ["first_name", "last_name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="person_email_unique_if_given"
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("id")),
                name="person_is_not_their_own_manager",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="person_quiet_hours_have_two_ends",
            ),
            models.CheckConstraint(
                condition=~Q(work_starts=F("work_ends")), name="person_work_has_a_length"
            ),
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    def get_absolute_url(self):
        return _page_of(self.username, get_script_prefix())

    @property
    def initials(self):
        names = str(self).split()
        return (names[0][0] + names[-1][0] if len(names) > 1 else names[0][:2]).upper()

    @property
    def tint(self):
        """One of six stable colours for the face: 1 to 6."""
        return (self.pk or 0) % 6 + 1


@lru_cache(maxsize=1024)
def _page_of(username, above):
    """A page names some people again and again, and Django looks for each address anew."""
    return reverse("portal:person", args=[username])


class Absence(models.Model):
    """Days away. The delegate gets what would have come to the person."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="absences",
        verbose_name=_("person"),
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="covers",
        verbose_name=_("who covers for you"),
    )
    starts = models.DateField(_("first day away"))
    ends = models.DateField(_("last day away"))

    class Meta:
        ordering = ["starts"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="absence_has_days"),
            models.CheckConstraint(
                condition=~Q(person=F("delegate")), name="absence_delegate_is_another_person"
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.starts} – {self.ends}"
