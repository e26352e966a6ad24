"""What people get when somebody signs: the signer a receipt, and all of them the good news.

A receipt carries a checkpoint of the idea's history, so a history that was cut off or rewritten
later shows to whoever holds one. Nobody can mute a receipt.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas import audience
from portal import history, notices
from portal.models import User


def give(idea, signature, event):
    """Give the signer a receipt. ``event`` of the trail says that they signed."""
    notices.tell(
        signature.signer,
        "idea.receipt",
        key=f"idea.receipt:{signature.pk}",
        url=reverse("ideas:compact", args=[idea.slug]),
        title=idea.told_as,
        reference=idea.reference,
        name=signature.name,
        digest=signature.deed.digest,
        at=signature.at,
        utc=signature.at.isoformat(timespec="seconds"),
        checkpoint=history.checkpoint(event),
    )


def tell_that_it_is_sealed(idea, signature):
    """Tell everybody concerned, once a round: the last seal is on."""
    people = User.objects.filter(pk__in=audience.parties(idea))
    notices.tell(
        list(people),
        "idea.sealed",
        key=f"idea.sealed:{idea.pk}:{signature.round}",
        url=reverse("ideas:compact", args=[idea.slug]),
        actor=signature.signer,
        title=idea.told_as,
    )


notices.register(
    "idea.receipt",
    _("Your receipt: you sealed the compact of “%(title)s”."),
    "title",
    "reference",
    "name",
    "digest",
    "at:moment",
    "utc",
    "checkpoint",
    detail=_(
        "Signed as %(name)s, %(at)s (%(utc)s). %(reference)s, proof of the text (SHA-256):\n"
        "%(digest)s\n"
        "Keep this mail. It is a simple electronic signature with tamper evidence, and no more "
        "than that. The line below is a checkpoint: should somebody ever change the history of "
        "this idea, or cut it off before your signature, it shows.\n"
        "%(checkpoint)s"
    ),
    label=_("Read what you signed"),
    can_mute=False,
)
notices.register(
    "idea.sealed",
    _("Every seal is on. The compact of “%(title)s” is in force."),
    "title",
    group=notices.Group.GOOD,
    detail=_("%(actor)s added the last one. Now it can be tried."),
    label=_("See the compact"),
)
