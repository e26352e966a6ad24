"""Help somebody in: `manage.py help_in amina.yusuf [--second-step-off]`."""

from django.core.management.base import BaseCommand, CommandError

from portal.accounts import helping
from portal.models import User


class Command(BaseCommand):
    help = "Print a link where a person sets a new password; with the option, take off the rest."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument(
            "--second-step-off", action="store_true", help="remove their app, passkeys and codes"
        )

    def handle(self, *args, username, second_step_off, **options):
        person = User.objects.present().filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody who works here has the username {username}.")
        if second_step_off:
            gone = helping.take_off_second_step(person=person)
            self.stdout.write(f"Second steps taken off: {gone}. All their sessions ended.")
        self.stdout.write(helping.password_link(person))
