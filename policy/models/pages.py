"""The pages that policy editors write in the CMS."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Sum
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from policy import cms
from policy.blocks import ChangeBlock, CheckBlock, SectionBlock
from portal.models import Department


class PolicyIndexPage(Page):
    """/policies/: every policy, what you owe first."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    template = "policy/index.html"
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["policy.PolicyPage"]

    class Meta:
        verbose_name = _("list of policies")

    def permissions_for_user(self, user):
        return cms.PolicyIndexPermissions(user, self)

    def get_context(self, request, *args, **kwargs):
        from policy.views import reading

        context = super().get_context(request, *args, **kwargs)
        return context | reading.index_context(request, self)


class PolicyQuerySet(PageQuerySet):
    """Who must read what is a query; nothing is stored per person and policy."""

    def for_person(self, person):
        """Policies whose audience this person belongs to: everyone, or a group or department."""
        return self.meant_for(person.pk, person.department_id)

    def meant_for(self, person, department):
        """The same, for the ids of a person and of their department (None: in none)."""
        groups = self.model.audience_groups.through.objects.filter(policypage=OuterRef("pk"))
        departments = self.model.audience_departments.through.objects.filter(
            policypage=OuterRef("pk")
        )
        return self.filter(
            (~Exists(groups) & ~Exists(departments))
            | Exists(groups.filter(group__user=person))
            | Exists(departments.filter(department=department))
        )


TAKEN = ("due", "questions", "cover", "editions")  # below /policies/, by policy.urls


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

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("search_description"),
    ]
    edit_handler = cms.policy_panels()
    copy_form_class = cms.PolicyCopyForm
    template = "policy/policy.html"
    parent_page_types = ["policy.PolicyIndexPage"]
    subpage_types = []
    # A copy is a policy of its own: it begins at edition 1, with nothing changed and no dates.
    exclude_fields_in_copy = [
        "edition",
        "raised_from",
        "changes",
        "due_on",
        "go_live_at",
        "expire_at",
    ]

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    @classmethod
    def for_readers(cls):
        """With its owner, without the text: what people read stands in its edition."""
        from policy import duties

        pages = cls.objects.annotate(characters=duties.characters("pk"))
        return pages.select_related("owner_person").defer("body", "changes", "check_question")

    @cached_property
    def characters(self):
        """How many the text has that people read now; None without one. The queries of readers
        give it, too."""
        return self.section_texts.aggregate(characters=Sum(Length("text")))["characters"]

    def permissions_for_user(self, user):
        return cms.PolicyPermissions(user, self)

    def publish(
        self,
        revision,
        user=None,
        changed=True,
        log_action=True,
        previous_revision=None,
        skip_permission_checks=False,
    ):
        """Wagtail's way to publish, by whatever route; see policy.publishing for the rules.

        The scheduler has nobody to tell: a text that may not go out any more is taken off the
        schedule and the trail says why, so that it never holds up the pages after it.
        """
        from policy import publishing, refusals

        try:
            publishing.publish(
                policy=self,
                revision=revision,
                by=user,
                changed=changed,
                log_action=log_action,
                previous_revision=previous_revision,
                skip_permission_checks=skip_permission_checks,
            )
        except refusals.Refused as refusal:
            if user is not None or revision.approved_go_live_at is None:
                raise
            publishing.call_off(policy=self, revision=revision, reason=refusal.reason)

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        """Autosave overwrites the last draft, but never one that was sent, approved or published.

        What a second person reads, and what an edition was made from, stays as it was.
        """
        if overwrite_revision is not None and (
            overwrite_revision.approved_go_live_at
            or overwrite_revision.task_states.exists()
            or self.editions.filter(revision=overwrite_revision).exists()
        ):
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def clean(self):
        super().clean()
        if self.slug in TAKEN:
            raise ValidationError({"slug": _("This address is taken. Choose another.")})

    def copy(self, *args, **kwargs):
        """A copy is a draft; agreements and editions stay with the original."""
        return super().copy(*args, **{**kwargs, "keep_live": False})

    def create_alias(self, *args, **kwargs):
        """Refused: an alias would show a text that nobody can agree to."""
        from policy import refusals

        raise refusals.Refused(_("A policy has one address. Link to it instead."), self)

    def get_context(self, request, *args, **kwargs):
        from policy.views import reading

        context = super().get_context(request, *args, **kwargs)
        return context | reading.policy_context(request, self)

    def get_preview_context(self, request, mode_name):
        from policy.views import reading

        context = super().get_context(request)
        return context | reading.preview_context(request, self)
