"""How the pages of an assessment are read and sent, as a browser does."""

import re

from django.urls import reverse

SCENARIO = {
    "cause": "the kettle is hot",
    "event": "somebody is scalded",
    "sufferer": "a customer",
    "harm": "a burn",
    "side": "customer",
    "category": "customer",
}


def address(idea, number=None):
    if number is None:
        return reverse("ideas:assessment", args=[idea.reference])
    return reverse("ideas:risk", args=[idea.reference, number])


def named(prefix, fields):
    """Fields as the browser names them inside a form with a prefix."""
    return {f"{prefix}-{name}": value for name, value in fields.items()}


def said(response):
    """The main part of the page as text, with single blanks."""
    html = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def hidden(response, form, name):
    """The value of a hidden field in the form of a button."""
    html = response.content.decode()
    part = html.partition(f'name="do" value="{form}"')[2]
    return re.search(rf'name="{name}" value="([^"]*)"', part)[1]
