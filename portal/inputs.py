"""Inputs, options and selects, written without a template: some pages show hundreds of them.

What they say is what Django's own templates say, character by character; a test compares the two.
"""

import html

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.safestring import mark_safe


class Renderer(TemplatesSetting):
    """Writes widgets as Django does. Those that are not below come from their templates."""

    def render(self, template_name, context, request=None):
        write = WRITTEN.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return mark_safe(write(context["widget"]).strip())


def _safe(value):
    """As conditional_escape() has it, for what is written at once."""
    text = str(value)
    return text if hasattr(text, "__html__") else html.escape(text)


def _attrs(widget):
    return "".join(
        f" {_safe(name)}" if value is True else f' {_safe(name)}="{_safe(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget):
    kind, name, value = widget["type"], _safe(widget["name"]), widget["value"]
    told = "" if value is None else f' value="{_safe(value)}"'
    return f'<input type="{kind}" name="{name}"{told}{_attrs(widget)}>\n'


def _option(widget):
    """A radio button or a box to tick, in its label or without one."""
    if not widget["wrap_label"]:
        return _input(widget)
    named = widget["attrs"].get("id")
    whose = f' for="{_safe(named)}"' if named else ""
    return f"<label{whose}>{_input(widget)} {_text(widget['label'])}</label>"


def _textarea(widget):
    name, value = _safe(widget["name"]), widget["value"]
    text = _text(value) if value else ""
    return f'<textarea name="{name}"{_attrs(widget)}>\n{text}</textarea>'


def _select(widget):
    parts = [f'<select name="{_safe(widget["name"])}"{_attrs(widget)}>']
    for group, options, _place in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_text(group)}">')
        parts += [f"\n  {_of_select(option)}" for option in options]
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def _of_select(widget):
    value = _safe(widget["value"])
    return f'<option value="{value}"{_attrs(widget)}>{_text(widget["label"])}</option>\n'


def _text(value):
    return _safe(localize(value))


INPUTS = ("input", "text", "number", "email", "url", "tel", "search", "color", "date", "datetime")
INPUTS += ("time", "password", "hidden", "checkbox")
WRITTEN = {f"django/forms/widgets/{name}.html": _input for name in INPUTS} | {
    "django/forms/widgets/radio_option.html": _option,
    "django/forms/widgets/checkbox_option.html": _option,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
