"""One idea of a list as people see it. Lists show dozens: it is written here and no template."""

from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas.compact import State
from portal import look
from portal.templatetags.look import lacelet, who

WORDS = 28  # of what happened
LINE = """<li class="entry result"><div class="row row--apart row--top">\
<h2 class="h3"><a href="{url}">{title}</a></h2>{few}</div>
  {moment}
  <p class="entry__m">{author}
    <span class="row tight">{lace}<strong>{state}</strong></span>
    {holder}
    {due}
    {behind}</p></li>"""


def line(row):
    """The line of an ideas.listing.Row, as safe HTML."""
    idea = row.idea
    return format_html(
        LINE,
        url=idea.get_absolute_url(),
        title=str(idea),
        few=_few() if idea.confidential else "",
        moment=_moment(idea.moment),
        author=_author(row),
        lace=format_html("{} ", lacelet(row.reached, row.words)) if row.reached else "",
        state=State(idea.state).label,
        holder=_holder(row),
        due=_span(_("promised by %(day)s"), day=look.day(idea.due_at)) if idea.due_at else "",
        behind=_behind(idea.supporters),
    )


def _few():
    text = _("Only the people involved")
    return format_html('<span class="tag tag--line">{}</span>\n', text)


def _moment(text):
    return format_html("<p>{}</p>", Truncator(text).words(WORDS, truncate=" …")) if text else ""


def _author(row):
    if row.author_face:
        return who(row.author_face, row.idea.site, "s")
    return _span(_("%(name)s (a pen name)"), name=row.author)


def _holder(row):
    name = row.holder
    if not name:
        return ""
    return _span(_("With %(name)s %(when)s"), name=name, when=look.since(row.idea.state_since))


def _behind(number):
    if not number:
        return ""
    return _span(ngettext("%(n)s behind it", "%(n)s behind it", number), n=localize(number))


def _span(sentence, **told):
    return format_html("<span>{}</span>", sentence % told)
