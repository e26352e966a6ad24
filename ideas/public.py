"""What of an idea everybody in the company may hear in the chat: few turning points, each once."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ideas.compact import State
from portal import webhooks

# The state that was left (None: any) and reached, the kind, and what is said of it.
NEWS = (
    (State.DRAFT, State.ASSESSING, "idea.shared", _("A new idea: “{title}”.")),
    (None, State.TRIAL, "idea.tried", _("“{title}” is being tried.")),
    (None, State.CELEBRATED, "idea.celebrated", _("“{title}” worked. Come and cheer.")),
    (None, State.LEARNED, "idea.learned", _("“{title}” was tried and stopped, and we learned.")),
)

webhooks.register("idea.shared", _("An idea was shared"))
webhooks.register("idea.tried", _("An idea is being tried"))
webhooks.register("idea.celebrated", _("An idea is celebrated"))
webhooks.register("idea.learned", _("An idea was stopped, and we learned"))


def publish(idea, before, after):
    """Tell the chat, in the transaction of the move, unless somebody here may not see the idea."""
    if idea.confidential or idea.hidden_from_manager:
        return
    for left, reached, kind, sentence in NEWS:
        if after == reached and left in (None, before):
            webhooks.publish(
                kind,
                format_lazy(sentence, title=str(idea)),
                url=idea.get_absolute_url(),
                key=f"{kind}:{idea.pk}",
            )
