"""The due dates of ideas for a person's own calendar."""

from django.utils.translation import gettext as _

from ideas import desk
from ideas.models import Idea
from portal import clock, feeds


def due(person):
    """Ideas that this person holds, each on the day that their desk says. A confidential one is
    named by its number only."""
    zone = clock.zone_of(person)
    for idea in Idea.objects.waiting_for(person):
        title = idea.slug if idea.confidential else _("“%(idea)s”") % {"idea": idea}
        yield feeds.Entry(
            key=f"idea-{idea.pk}",
            due=desk.by_when(idea).astimezone(zone).date(),
            title=_("Promised: %(what)s") % {"what": title},
            url=idea.get_absolute_url(),
        )


feeds.register(due)
