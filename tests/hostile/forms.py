"""The forms of a page, read from its HTML: what a browser would send from there."""

from dataclasses import dataclass, field
from urllib.parse import urljoin

from bs4 import BeautifulSoup

WORDS = ("text", "search", "textarea", "url", "tel", "password")
GOOD = {"email": "amina.yusuf@larkfield.example", "number": "2", "time": "18:00"}
OWN = "In my own words."


@dataclass(slots=True)
class Form:
    """A form: where it goes, and its fields with what they hold and what they offer."""

    action: str
    method: str
    fields: dict = field(default_factory=dict)  # {name: [values as they stand]}
    kinds: dict = field(default_factory=dict)  # {name: kind of its control}
    buttons: list = field(default_factory=list)  # [(name, value)]

    def good(self, day):
        """What somebody would send who fills in everything that is asked."""
        sent = {}
        for name, values in self.fields.items():
            kind = self.kinds[name]
            filled = [value for value in values if value]
            if kind == "file":
                continue
            if filled or kind == "hidden":
                sent[name] = filled or values
            elif kind == "date":
                sent[name] = [day]
            else:
                sent[name] = [GOOD.get(kind, OWN)]
        return sent

    @property
    def files(self):
        return [name for name, kind in self.kinds.items() if kind == "file"]


def read(html, url):
    """Every form of a page at ``url``."""
    soup = BeautifulSoup(html, "html.parser")
    made = []
    for tag in soup.find_all("form"):
        form = Form(
            urljoin(url, tag.get("action") or url).split("#")[0], tag.get("method", "get").lower()
        )
        controls = tag.find_all(["input", "select", "textarea", "button"])
        if tag.get("id"):
            controls += soup.find_all(attrs={"form": tag["id"]})
        for control in controls:
            _add(form, control)
        made.append(form)
    return made


def _add(form, control):
    name = control.get("name")
    if not name or name == "csrfmiddlewaretoken":
        return
    kind = control.get("type", "text").lower() if control.name == "input" else control.name
    if kind in ("submit", "button", "image"):
        form.buttons.append((name, control.get("value", "")))
        return
    if kind == "select":
        values = [one.get("value", one.text) for one in control.find_all("option")]
        chosen = [one.get("value", "") for one in control.find_all("option", selected=True)]
        values = chosen if any(chosen) else [value for value in values if value][:1]
    elif kind in ("radio", "checkbox"):
        values = [control.get("value", "on")]
        if kind == "radio" and form.fields.get(name) and not control.has_attr("checked"):
            values = []
    else:
        values = [control.get("value", "") if control.name == "input" else control.text]
    if kind == "radio" and control.has_attr("checked"):
        form.fields[name] = []
    form.fields.setdefault(name, []).extend(values)
    form.kinds[name] = kind
