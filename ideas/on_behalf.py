"""An idea that somebody writes down for a colleague."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas import audience
from ideas.compact import State
from ideas.models import Idea
from ideas.seats import Refused
from portal import notices


@transaction.atomic
def write_for(idea, colleague, *, by):
    """Say whose idea a draft is. The colleague is told at once, and may correct it, take it back,
    or confirm it.

    It may be sent before they confirm: a person without a desk should not lose their place in
    the queue for want of a login, and nothing is signed in their name: the writer only sends it
    and answers questions about it. Raises Refused when that is not for this person to say.
    """
    idea = Idea.objects.select_for_update(of=("self",)).select_related("author").get(pk=idea.pk)
    if by.pk != (idea.written_by_id or idea.author_id):
        raise Refused(_("Only who wrote it down can say whose idea it is."), 403)
    if idea.state != State.DRAFT or idea.confirmed_at:
        raise Refused(_("Whose idea it is was settled when it was sent or confirmed."))
    if not colleague.is_active:
        raise Refused(_("%(person)s has left, so it can’t be theirs.") % {"person": colleague})
    if colleague.pk == idea.author_id:
        return idea
    notices.settle(key_of(idea))
    idea.co_authors.filter(person=colleague).delete()
    idea.author = colleague
    idea.written_by = None if colleague == by else by
    idea.save(update_fields=["author", "written_by"])
    if idea.written_by:
        notices.tell(
            colleague,
            "idea.written_for_you",
            key=key_of(idea),
            url=reverse("ideas:people", args=[idea.slug]),
            **audience.letter(idea, by),
        )
    return idea


def key_of(idea):
    """The key of the notice that asks the author of words that somebody else wrote."""
    return f"idea.written_for_you:{idea.pk}:{idea.author_id}"


notices.register(
    "idea.written_for_you",
    gettext_lazy("%(actor)s wrote an idea down for you. Is it right?"),
    "title",
    group=notices.Group.TURN,
    detail=gettext_lazy("%(title)s"),
)
