"""The hidden field that every form that writes carries: `{% load submission %}`."""

from django import template
from django.utils.html import format_html

from portal import submissions

register = template.Library()


@register.simple_tag(takes_context=True)
def submission_key(context):
    """A fresh one-time key; a form that comes back with its errors keeps the key it came with."""
    request = context.get("request")
    kept = submissions.key_of(request) if request is not None else None
    return format_html(
        '<input type="hidden" name="{}" value="{}">',
        submissions.FIELD,
        kept or submissions.new_key(),
    )
