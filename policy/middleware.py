"""The gate: who owes an agreement that is overdue reads it before going on."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from policy import context

# What stays open: reading, learning, a person, signing out. And what these pages are made of.
OPEN = (
    "/policies/",
    "/learn/",
    "/zero/",
    "/accounts/",
    "/documents/",
    "/static/",
    "/media/",
    "/healthz",
    "/readyz",
)


class Gate:
    """Leads whole pages of a signed-in person to /policies/due/ while something is overdue.

    What is sent (a form, a part of a page that htmx asks for) passes, so that nobody loses words.
    Costs one query a page, which the banner shares (policy.context.duties_of).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not self.stands_before(request):
            return self.get_response(request)
        headed = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('policy:due')}?{headed}")

    def stands_before(self, request):
        """Whether this page waits until something overdue is read."""
        if request.path.startswith(OPEN) or not self.asks_for_a_page(request):
            return False
        return any(duty.overdue for duty in context.duties_of(request))

    @staticmethod
    def asks_for_a_page(request):
        """Whether somebody who is signed in opens a page with their browser."""
        part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
        return (
            request.method in ("GET", "HEAD")
            and not part
            and request.headers.get("Sec-Fetch-Dest", "document") == "document"
            and request.user.is_authenticated
        )
