"""Load the demo company as ``manage.py demo`` does, for tests that look at it."""

from django.utils.module_loading import import_string

from home.management.commands.demo import LOADERS


def load():
    for name in LOADERS:
        import_string(name)()
