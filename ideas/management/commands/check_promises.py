"""manage.py check_promises: is every idea that is not finished in somebody's hands, by a date?"""

from django.core.management.base import BaseCommand, CommandError

from ideas import promise_check
from ideas.compact import PROMISED
from ideas.models import Idea


class Command(BaseCommand):
    help = (
        "Proves that every idea that is not finished has one holder, who works here and may act, "
        "and a date. Names each that has not, and ends with 1 then."
    )

    def handle(self, *args, **options):
        count = 0
        for problem in promise_check.problems():
            self.stdout.write(str(problem))
            count += 1
        if count:
            raise CommandError(f"{count} ideas need a hand. Open each and hand it over.")
        in_hand = Idea.objects.filter(state__in=PROMISED).count()
        self.stdout.write(f"{in_hand} ideas under way, each with one holder and a date.")
