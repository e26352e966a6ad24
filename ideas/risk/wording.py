"""A scenario in one sentence, the same where it is weighed and where it is signed."""

from django.utils.translation import gettext as _


def sentence(*, cause, event, sufferer, harm, nothing):
    """Because …, it could happen that …, so that … suffers …; "" while nobody said what.

    ``nothing``: it is the risk of doing nothing, which needs no cause.
    """
    if not event:
        return ""
    told = {"cause": cause, "event": event, "who": sufferer, "harm": harm}
    told = {name: text.rstrip(". ") for name, text in told.items()}
    if not nothing:
        return (
            _(
                "Because %(cause)s, it could happen that %(event)s, "
                "so that %(who)s suffers %(harm)s."
            )
            % told
        )
    if sufferer:
        return _("If we do nothing: %(event)s. Then %(who)s suffers %(harm)s.") % told
    return _("If we do nothing: %(event)s. Then there is %(harm)s.") % told
