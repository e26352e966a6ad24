"""What the bench adds to the portal: a bare page, a bare write, and a count of queries."""

import secrets

from django.contrib import auth
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.decorators import login_required
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from portal.models import SubmissionKey

QUERIES = "X-Bench-Queries"


class CountQueries:
    """Says in a header how many queries an answer took."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = 0

        def count(execute, *args):
            nonlocal asked
            asked += 1
            return execute(*args)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[QUERIES] = str(asked)
        return response


class BareAuthentication(AuthenticationMiddleware):
    """Who is signed in, as Django's own ModelBackend finds them: one plain row."""

    def process_request(self, request):
        request.user = SimpleLazyObject(lambda: self.person(request))

    @staticmethod
    def person(request):
        """As ``django.contrib.auth.get_user`` does."""
        person = ModelBackend().get_user(request.session[auth.SESSION_KEY])
        stored = request.session[auth.HASH_SESSION_KEY]
        if not constant_time_compare(stored, person.get_session_auth_hash()):
            raise ValueError("The bench's session is not this person's.")
        return person


@login_required
def read(request):
    """The least that a page for somebody who is signed in can be."""
    return HttpResponse(f"Hello, {request.user.username}.", content_type="text/plain")


@login_required
def write(request):
    """The least that a form can do: one row in one transaction."""
    with transaction.atomic():
        SubmissionKey.objects.create(key=secrets.token_urlsafe(24), form="bench")
    return HttpResponse(status=204)
