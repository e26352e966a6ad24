"""Who is meant by what was typed at sign-in, and whether the password is theirs."""

from allauth.account.auth_backends import AuthenticationBackend

from portal.models import User
from portal.prepared import PERSON, Rows

SIGNED_IN = Rows(lambda: User.objects.with_roles().filter(pk=PERSON))


def person_named(typed):
    """The person whose username or e-mail address this is, whatever its case, or None.

    Usernames come first. Two people whose names differ only in case are told apart by typing the
    name exactly.
    """
    typed = (typed or "").strip()
    if not typed:
        return None
    named = list(User.objects.filter(username__iexact=typed)[:2])
    if len(named) == 1:
        return named[0]
    if named:
        return User.objects.filter(username=typed).first()
    return User.objects.filter(email__iexact=typed).first()


class NameOrEmail(AuthenticationBackend):
    """A name or an address with a password. Known or not, each attempt costs one hash.

    allauth's own backend tries the name, then the address, and Django's tries the name again, so
    the time of an answer told an address that is known from one that is not.
    """

    def _authenticate(self, request, **credentials):
        person = person_named(credentials.get("username") or credentials.get("email"))
        return self._check_password(person, credentials["password"])

    def get_user(self, user_id):
        """The person of a session, with their roles; None for nobody and for leavers. One query."""
        person = SIGNED_IN.first(person=user_id)
        return person if person and self.user_can_authenticate(person) else None
