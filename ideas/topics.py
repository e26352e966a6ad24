"""What the news of ideas is about, for people who choose what reaches them by mail."""

from django.utils.translation import gettext_lazy as _

from portal import topics

topics.register("ideas", _("Ideas you have a part in"), "idea.")
topics.register("follow", _("Ideas you follow"), "idea.now.")
topics.register("talk", _("What people write about ideas"), "idea.said", "idea.mentioned")
