"""What the news of this room is about, for people who choose what reaches them by mail."""

from django.utils.translation import gettext_lazy as _

from portal import topics

topics.register("policies", _("Policies and your questions about them"), "policy.")
topics.register("learning", _("Courses and certificates"), "learning.")
topics.register("speaking", _("Speaking for us"), "licence.", "ambassador.")
