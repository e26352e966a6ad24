"""The pages that policy editors write in the CMS."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet

from policy.blocks import ChangeBlock, CheckBlock, SectionBlock
from portal.models import Department


class PolicyIndexPage(Page):
    """/policies/: every policy, what you owe first."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    template = "policy/index.html"
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["policy.PolicyPage"]

    class Meta:
        verbose_name = _("list of policies")


class PolicyQuerySet(PageQuerySet):
    """Who must read what is a query; nothing is stored per person and policy."""

    def for_person(self, person):
        """Policies whose audience this person belongs to: everyone, or a group or department."""
        everyone = Q(audience_groups__isnull=True, audience_departments__isnull=True)
        theirs = Q(audience_groups__user=person) | Q(
            audience_departments=person.department_id, audience_departments__isnull=False
        )
        return self.filter(pk__in=self.model.objects.filter(everyone | theirs).values("pk"))


class PolicyPage(Page):
    """A policy. ``edition`` is the visible number: the same number published again is a correction,
    a higher one is a new edition that everybody in the audience agrees to afresh."""

    summary = models.TextField(_("what it says, in two sentences"), max_length=500)
    owner_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="policies_owned",
    )
    audience_groups = ParentalManyToManyField(
        Group,
        blank=True,
        related_name="policies",
        verbose_name=_("groups it is for"),
        help_text=_("No group and no department: it is for everyone."),
    )
    audience_departments = ParentalManyToManyField(
        Department, blank=True, related_name="policies", verbose_name=_("departments it is for")
    )
    edition = models.PositiveSmallIntegerField(
        _("edition"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Keep it for a correction. Raise it by one when the meaning changes."),
    )
    raised_from = models.PositiveSmallIntegerField(default=0, editable=False)
    changes = StreamField(
        [("change", ChangeBlock())],
        blank=True,
        verbose_name=_("what changed, and why"),
        help_text=_("Needed when the edition goes up: every change with its reason."),
    )
    in_force = models.DateField(_("in force from"), default=timezone.localdate)
    review_by = models.DateField(_("review by"))
    needs_agreement = models.BooleanField(_("people agree to it"), default=True)
    due_on = models.DateField(
        _("everyone agrees by"),
        null=True,
        blank=True,
        help_text=_("Empty: 28 days after it was published."),
    )
    joiner_days = models.PositiveSmallIntegerField(
        _("days a new joiner has"), default=14, help_text=_("Counted from their first day.")
    )
    check_question = StreamField(
        [("check", CheckBlock())], blank=True, max_num=1, verbose_name=_("question before agreeing")
    )
    body = StreamField([("section", SectionBlock())], min_num=1, verbose_name=_("sections"))

    objects = PageManager.from_queryset(PolicyQuerySet)()

    template = "policy/policy.html"
    parent_page_types = ["policy.PolicyIndexPage"]
    subpage_types = []
    # A copy is a policy of its own: it begins at edition 1, with nothing changed yet.
    exclude_fields_in_copy = ["edition", "raised_from", "changes"]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
