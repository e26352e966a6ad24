"""The deed as a PDF, made by weasyprint where it is installed (requirements-pdf.txt).

Everything works without it: the page prints on one sheet, and any browser prints to a file.
"""

from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

SHEET = "portal/css/paper.css"


@cache
def engine():
    """The package, or None where it, or the Pango library below it, is not there."""
    try:
        import weasyprint
    except (ImportError, OSError):
        return None
    return weasyprint


def make(shown):
    """A PDF/UA of what ideas.deed_shown.show gives, as bytes."""
    return laid_out(shown).write_pdf(pdf_variant="pdf/ua-1")


def laid_out(shown):
    """The sheets, as weasyprint lays them out. Reads nothing from any network."""
    weasyprint = engine()
    page = weasyprint.HTML(
        string=render_to_string(
            "ideas/deed/paper.html", {"shown": shown, "phone": settings.DESK_PHONE}
        ),
        url_fetcher=_refuse,
    )
    sheet = weasyprint.CSS(filename=finders.find(SHEET), url_fetcher=_refuse)
    return page.render(stylesheets=[sheet], pdf_variant="pdf/ua-1")


def _refuse(url, *args, **kwargs):
    raise ValueError(f"A deed is whole without {url}.")
