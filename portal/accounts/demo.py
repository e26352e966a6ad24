"""The people of the demo company, each with one click to be them. Only in the demo."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.models import User

CAST = {
    "amina.yusuf": _("Has an idea on its way. Start here."),
    "marcus.bell": _("Amina’s manager. He backs ideas."),
    "priya.nair": _("Weighs what could go wrong, with Marcus."),
    "tomasz.wrobel": _("Takes on ideas that need technology."),
    "ruth.abara": _("Leads the IT champions."),
    "joy.adeyemi": _("On duty when somebody presses 0."),
    "nadia.brandt": _("Writes the social-media policy in the CMS."),
    "farida.haddad": _("Decides where the risk is high."),
    "sam.whitlock": _("Sees what a colleague sees who isn’t involved."),
    "ada.lund": _("Keeps people, roster and settings in order."),
}


def people():
    """(person, one line about them) for the sign-in page; nobody outside the demo."""
    if not settings.DEMO:
        return []
    found = {p.username: p for p in User.objects.present().filter(username__in=CAST)}
    return [(found[name], line) for name, line in CAST.items() if name in found]


def person(username):
    """The member of the cast with this username, or None: outside the demo there is nobody."""
    if not settings.DEMO or username not in CAST:
        return None
    return User.objects.present().filter(username=username).first()
