"""Template tags and filters of the look: `{% load look %}`.

The shapes are drawn by templates in templates/components/, which list their inputs.
"""

from functools import lru_cache

from django import forms, template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.base import render_value_in_context
from django.template.defaultfilters import capfirst
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext

from portal import look

register = template.Library()

for _name in ("day", "clock", "moment", "since"):
    register.filter(_name, getattr(look, _name))


@register.filter
def minutes(value):
    """“3 min” for 3."""
    if value in (None, ""):
        return ""
    return ngettext("%(n)s min", "%(n)s min", int(value)) % {"n": int(value)}


@register.filter
def spelt(value):
    """Small numbers as words, as people say them: 2 becomes "two"; from 11 on, digits."""
    words = (
        gettext("none"),
        gettext("one"),
        gettext("two"),
        gettext("three"),
        gettext("four"),
        gettext("five"),
        gettext("six"),
        gettext("seven"),
        gettext("eight"),
        gettext("nine"),
        gettext("ten"),
    )
    return words[value] if 0 <= value < len(words) else str(value)


@register.filter
def words(value):
    """Split at blanks, so that a template can loop over a few fixed names."""
    return value.split()


@register.filter
def times(value):
    """range(value), for a loop over a number."""
    return range(int(value or 0))


@register.simple_tag
def sheet_url(name):
    """Address of one of our stylesheets."""
    return static(f"portal/css/{name}.css")


@lru_cache(maxsize=1)
def _fonts_url():
    path = "portal/fonts/fonts.css"
    try:
        collected = path in getattr(staticfiles_storage, "hashed_files", ())
        found = collected or finders.find(path) or staticfiles_storage.exists(path)
        return static(path) if found else ""
    except (ValueError, NotImplementedError, OSError):  # not collected: the system faces serve
        return ""


@register.simple_tag
def fonts_css():
    """The link to the built fonts, or nothing when build_fonts has not run."""
    url = _fonts_url()
    return format_html('<link rel="stylesheet" href="{}">', url) if url else ""


@register.simple_tag
def icon(name, css=""):
    """An inline drawing that says nothing to a screen reader. KeyError for an unknown name."""
    return format_html(
        '<svg{} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        "{}</svg>",
        format_html(' class="{}"', css) if css else "",
        mark_safe(look.ICONS[name]),
    )


def _rings():
    """Circles in drawing order (IT, manager, HERO) with rounded coordinates."""
    places = (("i", look.IT_AT), ("m", look.MANAGER_AT), ("h", look.HERO_AT))
    return [{"key": key, "x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}"} for key, at in places]


@register.inclusion_tag("components/brand_mark.html")
def brand_mark():
    """The three rings as they stand beside the name."""
    colours = {"i": "#5fd0bb", "m": "#8db4ff", "h": "#ff6d80"}
    rings = [{**ring, "colour": colours[ring["key"]]} for ring in _rings()]
    return {"rings": rings, "over": look.IT_OVER_HERO, "over_colour": colours["i"]}


_STATES = {"": "", "signed": " is-signed", "turn": " is-turn", "spared": " is-spared"}


@register.inclusion_tag("components/seals_art.html")
def seals(hero="", manager="", it="", mini=False, labels=True):
    """The three seals, drawn. Each state is "", "signed", "turn" or "spared"."""
    states = {"h": _STATES[hero or ""], "m": _STATES[manager or ""], "i": _STATES[it or ""]}
    rings = [{**ring, "state": states[ring["key"]]} for ring in _rings()]
    return {
        "rings": rings,
        "discs": rings[::-1],
        "it_state": states["i"],
        "over": look.IT_OVER_HERO,
        "mini": mini,
        "labels": labels and not mini,
    }


@register.simple_tag
def lacelet(done, total=8, now=True):
    """The small lace of a list row: `done` of `total` pairs of eyelets. Only decoration."""
    return _lacelet(int(done or 0), int(total or 1), bool(now))


@lru_cache(maxsize=200)
def _lacelet(done, total, now):
    pairs = []
    for n in range(total):
        state = "le--now" if now and n == done - 1 else "le--on" if n < done else ""
        pairs.append({"x": 7 + n * 15, "state": state})
    laces = [{"x": 7 + n * 15, "on": n < done - 1} for n in range(total - 1)]
    context = {"pairs": pairs, "laces": laces, "width": total * 15}
    return render_to_string("components/lacelet.html", context)


@register.inclusion_tag("components/boot.html")
def boot(size=""):
    """A red patent leather boot; size "", "s" or "m", or a class of its own."""
    css = {"": "boot", "s": "boot boot--s", "m": "boot boot--m"}.get(size, f"boot {size}")
    return {"css": css}


@register.inclusion_tag("components/pips.html")
def pips(used, of=5):
    """Working days used of the promised ones; the one about to break is marigold."""
    used, of = int(used or 0), int(of or 1)
    due = used >= of - 1
    kinds = [
        "due" if due and n == min(used, of) - 1 else "on" if n < used else "" for n in range(of)
    ]
    return {"kinds": kinds}


def _name(person):
    return person.get_full_name() or person.username


def _face(person):
    """(tint, initials) of a User or anything with the same attributes."""
    parts = _name(person).split()
    initials = getattr(person, "initials", "") or (parts[0][0] + parts[-1][0]).upper()
    return getattr(person, "tint", 1), initials


# Lists show dozens of people, so these two are written here and not as templates.
FACE = '<span class="who__face f{}" aria-hidden="true">{}</span>'
WHO = f'\n<span class="who{{}}">{FACE}<span>{{}}{{}}</span></span>\n'


@register.simple_tag
def face(person):
    """The round initials alone; always beside the name in words."""
    return format_html(f"{FACE}\n", *_face(person)) if person else "\n"


@register.simple_tag
def who(person, role="", size="", link=False):
    """A person: face, name, a small line. size "", "s" or "l". Nothing for None."""
    if not person:
        return "\n\n"
    name = _name(person)
    url = person.get_absolute_url() if link else ""
    return format_html(
        WHO,
        f" who--{size}" if size else "",
        *_face(person),
        format_html('<a href="{}">{}</a>', url, name) if url else name,
        format_html("<small>{}</small>", role) if role else "",
    )


@register.inclusion_tag("components/risk.html")
def risk(level, when=""):
    """A level as a word on its band; when is "", "before", "now" or "after"."""
    number = look.band(level)
    if number is None:
        return {}
    label = look.band_label(number)
    sentences = {
        "": label,
        "before": gettext("Before: %(level)s"),
        "now": gettext("Now: %(level)s"),
        "after": gettext("After: %(level)s"),
    }
    return {"band": number, "label": sentences[when] % {"level": label} if when else label}


def _choices(bound):
    """The tiles of a group: every choice with its own small line, if the field has them."""
    hints = getattr(bound.field, "option_hints", {})
    return [
        {
            "box": choice.tag(),
            "label": choice.choice_label,
            "hint": hints.get(str(choice.data["value"]), ""),
        }
        for choice in bound
    ]


@register.simple_tag(takes_context=True)
def table_rows(context, rows):
    """The rows of a table, the first cell of each as its head. Not a template: some have 200."""
    written = []
    for row in rows:
        head, *cells = [
            conditional_escape(cell)
            if isinstance(cell, str)
            else render_value_in_context(cell, context)
            for cell in row
        ]
        cells = "".join(f"<td>{cell}</td>" for cell in cells)
        written.append(f'<tr><th scope="row">{head}</th>{cells}</tr>')
    return mark_safe("".join(written))


_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.inclusion_tag("components/field.html")
def field(bound, label_class=""):
    """One field of a form. A field may carry `option_hints = {value: small line}` for its tiles,
    and `wanted = True` where it may be empty for now, but not for good."""
    widget = bound.field.widget
    shown = {"field": bound, "label_class": label_class, "wrong": bool(bound.errors)}
    if bound.is_hidden:
        return {**shown, "kind": "hidden"}
    if isinstance(widget, _GROUPS):
        return {**shown, "kind": "group", "choices": _choices(bound)}
    if isinstance(widget, forms.CheckboxInput):
        return {**shown, "kind": "check", "box": bound.as_widget()}
    css = f"{widget.attrs.get('class', '')} input".strip()
    shown["box"] = bound.as_widget(attrs={"class": css})
    if getattr(widget, "use_fieldset", False):
        return {**shown, "kind": "parts"}
    free = not bound.field.required and not getattr(bound.field, "wanted", False)
    return {**shown, "kind": "input", "optional": free}


@register.inclusion_tag("components/errors_summary.html")
def errors_summary(form):
    """What to look at, with links to the fields, in the same words as beside them."""
    if not form:  # a page may show its form only to some people
        return {}
    items = [{"text": text, "href": ""} for text in form.non_field_errors()]
    for bound in form:
        for text in bound.errors:
            target = bound.id_for_label or f"{bound.auto_id}_0"
            items.append({"text": text, "href": f"#{target}"})
    return {"items": items, "count": len(items), "words": capfirst(spelt(len(items)))}
