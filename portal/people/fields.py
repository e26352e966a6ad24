"""A field that takes a person by name. It works for 40 people and for 4,000, with no script."""

import re

from django import forms
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from portal.models import User

IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")
SUGGESTED = 200


def written(person):
    """How a person is written into the field: the name, and the username that makes it one."""
    return f"{person} ({person.username})"


class PersonInput(forms.TextInput):
    """A line of text with a list of people to pick from."""

    template_name = "portal/widgets/person.html"

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.people = User.objects.none()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_people"
        context["widget"]["attrs"]["list"] = list_id
        context["list_id"] = list_id
        context["people"] = [written(person) for person in self.people[:SUGGESTED]]
        return context


class PersonField(forms.Field):
    """Somebody who works here, by username, by full name, or as picked from the list."""

    widget = PersonInput

    def __init__(self, *, suggest=None, **kwargs):
        super().__init__(**kwargs)
        self.widget.people = User.objects.present() if suggest is None else suggest

    def suggest(self, people):
        """Whom the list under the field shows."""
        self.widget.people = people

    def prepare_value(self, value):
        if isinstance(value, User):
            return written(value)
        if isinstance(value, int):  # a model's own form knows the person by key
            person = User.objects.filter(pk=value).first()
            return written(person) if person else ""
        return value

    def to_python(self, value):
        value = str(value or "").replace("\0", "").strip()  # PostgreSQL refuses to look for a NUL
        if not value:
            return None
        bracketed = IN_BRACKETS.search(value)
        named = bracketed[1].strip() if bracketed else value
        people = User.objects.present()
        found = list(people.filter(username__iexact=named)[:1])
        if not found:
            whole = Concat("first_name", Value(" "), "last_name")
            found = list(people.annotate(whole=whole).filter(whole__iexact=named)[:3])
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(written(person) for person in found)
            reason = _("More than one person has this name. Which one: %(names)s?")
            raise forms.ValidationError(reason % {"names": names})
        raise forms.ValidationError(
            _("We know nobody called “%(name)s”. Type their full name or their username.")
            % {"name": named[:80]}
        )

    def has_changed(self, initial, data):
        return self.prepare_value(initial or "") != str(data or "").strip()
