"""Addresses that came with a request: followed or shown only if they are places of ours."""

from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 500


def is_ours(url):
    """Whether this is a path inside the portal: never another host or scheme."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def sent_as(name, request):
    """The place of ours that a request names in this field, or ""."""
    url = (request.POST.get(name) or request.GET.get(name) or "")[:LONGEST]
    return url if is_ours(url) and url.isprintable() else ""
