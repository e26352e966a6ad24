"""Widgets written without a template say what Django's templates say."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazystr
from django.utils.safestring import SafeString, mark_safe

from portal import inputs

HOSTILE = "\"><script>alert(1)</script>&'{{ 7|add:1 }}"
VALUES = ["", "some words", HOSTILE, None, 0, 7, "Zażółć", mark_safe("<b>&amp;</b>"), "a"]
ATTRS = [
    {},
    {"id": "id_x", "class": "input", "required": True, "disabled": False, "rows": 3},
    {"id": HOSTILE, "data-x": HOSTILE, "placeholder": mark_safe("&amp;"), "title": lazystr("<>")},
]
CHOICES = [
    ("", "Nothing"),
    ("a", "One & two"),
    (7, lazystr("<Seven>")),
    ("Some of them", [("some words", 1234.5), (HOSTILE, HOSTILE), ("b", mark_safe("<b>b</b>"))]),
    (HOSTILE, [(True, "Yes"), (False, "No")]),
]
SIMPLE = [
    getattr(forms, name)
    for name in (
        *("TextInput", "NumberInput", "EmailInput", "URLInput", "TelInput", "SearchInput"),
        *("ColorInput", "DateInput", "DateTimeInput", "TimeInput", "PasswordInput", "HiddenInput"),
        *("CheckboxInput", "Textarea", "MultipleHiddenInput", "FileInput", "ClearableFileInput"),
    )
]
CHOOSING = [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect]
CHOOSING += [forms.RadioSelect, forms.CheckboxSelectMultiple]


def both(draw):
    """What a widget is with Django's templates, and as we write it."""
    ours = draw(inputs.Renderer())
    assert isinstance(ours, SafeString)
    return draw(TemplatesSetting()), ours


@pytest.mark.parametrize("kind", SIMPLE)
@pytest.mark.parametrize("attrs", ATTRS)
def test_an_input_is_what_django_writes(kind, attrs):
    for value in VALUES:
        given = [value] if kind is forms.MultipleHiddenInput else value
        for name in ("name", HOSTILE):
            django, ours = both(lambda r, g=given, n=name: kind(attrs).render(n, g, renderer=r))
            assert ours == django


@pytest.mark.parametrize("kind", CHOOSING)
@pytest.mark.parametrize("attrs", ATTRS)
def test_a_choice_is_what_django_writes(kind, attrs):
    for value in VALUES:
        given = [value, "b"] if getattr(kind, "allow_multiple_selected", False) else value
        widget = kind(attrs) if kind is forms.NullBooleanSelect else kind(attrs, CHOICES)
        django, ours = both(lambda r, w=widget, g=given: w.render("name", g, renderer=r))
        assert ours == django


@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple])
@pytest.mark.parametrize("wrapped", [True, False])
def test_one_of_several_is_what_django_writes(kind, wrapped):
    def draw(renderer):
        class Asked(forms.Form):
            one = forms.ChoiceField(choices=CHOICES, widget=kind(ATTRS[2]))

        bound = Asked(prefix="p", initial={"one": HOSTILE}, renderer=renderer)["one"]
        return mark_safe("|".join(part.tag(wrap_label=wrapped) for part in bound))

    django, ours = both(draw)
    assert ours == django
    assert "<script" not in ours
