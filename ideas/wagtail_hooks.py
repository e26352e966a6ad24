"""What the compact adds to the CMS: its criteria, its promises, who is asked, and who leads."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from ideas.cms_leads import LeadViewSet, SpecialistViewSet
from ideas.cms_promises import PromisesViewSet
from ideas.cms_risk import CriteriaViewSet


class CompactGroup(ViewSetGroup):
    """What administrators look after, under one word of the menu."""

    items = (CriteriaViewSet, PromisesViewSet, SpecialistViewSet, LeadViewSet)
    menu_label = _("The compact")
    menu_name = "compact"
    menu_icon = "form"
    menu_order = 248


@hooks.register("register_admin_viewset")
def compact():
    return CompactGroup()
