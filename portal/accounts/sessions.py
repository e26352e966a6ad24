"""End what is open under somebody's name."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.utils import timezone


def end_all(user):
    """Sign a person out everywhere, at once. Returns how many sessions were ended.

    Sessions are known by their UserSession row; where they live in a table of the database, the
    table is searched as well, so that one without such a row ends too.
    """
    engine = import_module(settings.SESSION_ENGINE)
    known = UserSession.objects.filter(user_id=user.pk)
    keys = set(known.values_list("session_key", flat=True)) | _stored(engine, user)
    for key in keys:
        engine.SessionStore(key).delete()
    known.delete()
    return len(keys)


def _stored(engine, user):
    """Keys of this person's running sessions, for engines that keep them in a table."""
    model = getattr(engine.SessionStore, "get_model_class", lambda: None)()
    if model is None:
        return set()
    running = model.objects.filter(expire_date__gt=timezone.now()).iterator()
    return {
        row.session_key for row in running if row.get_decoded().get(SESSION_KEY) == str(user.pk)
    }
