"""For the pages about signing in: `{% load sign_in %}`."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that occurs wins: Edge says it is Chrome as well, and Chrome says it is Safari.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Samsung": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def first(names, text):
    return next((shown for sign, shown in names.items() if sign in text), "")


@register.filter
def browser(user_agent):
    """ "Firefox on Android" for what a browser calls itself; "" for what nobody would know."""
    names = first(BROWSERS, user_agent), first(SYSTEMS, user_agent)
    if all(names):
        return _("%(browser)s on %(system)s") % {"browser": names[0], "system": names[1]}
    return names[0] or names[1]
