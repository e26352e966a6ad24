"""manage.py demo: load the demo company into an empty database, and say whom to sign in as."""

from importlib.util import find_spec

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.module_loading import import_string

from portal.accounts import demo
from portal.demo.loader import FIRST, PASSWORD
from portal.models import User

# From the ground floor up: each room brings its part, and finds the parts below it.
LOADERS = (
    "portal.demo.loader.load",
    "policy.demo.loader.load",
    "policy.demo.course_loader.load",
    "policy.demo.licence_loader.load",
    "ideas.demo.loader.load",
)


class Command(BaseCommand):
    help = "Load Larkfield Home, the demo company, into an empty database."

    def handle(self, *args, **options):
        """Nothing happens twice, and nothing happens to a company of real people."""
        if not settings.DEMO:
            raise CommandError(
                "The demo company is only for the demo. Ask for it with PORTAL_ENV=demo."
            )
        if User.objects.filter(username=FIRST, email__endswith="@larkfield.example").exists():
            self.stdout.write("Larkfield Home is here already; nothing was changed.")
        elif User.objects.exists():
            raise CommandError(
                "There are people in this database already. The demo needs an empty one: "
                "give DATA_DIR or DATABASE_URL another value."
            )
        else:
            self.load()
        self.introduce()

    @transaction.atomic
    def load(self):
        """All of it or nothing."""
        for name in LOADERS:
            if exists(name.rpartition(".")[0]):
                import_string(name)()
        count = User.objects.count()
        self.stdout.write(f"Larkfield Home is open: {count} people work here.")

    def introduce(self):
        """Whom to sign in as, and why."""
        address = settings.BASE_URL + reverse("account_login")
        self.stdout.write(
            f"Sign in at {address} with one click on a name, or with the password {PASSWORD}:"
        )
        for person, line in demo.people():
            who = f"{person} ({person.job_title})"
            self.stdout.write(f"  {person.username:<14} {who:<42} {line}")


def exists(module):
    """Whether a room brings a demo."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
