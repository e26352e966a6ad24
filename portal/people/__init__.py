"""People: add, change, import, leave and come back. Every way in goes through these services.

The names are loaded when they are first asked for, because the apps are set up by then.
"""

from importlib import import_module

_HOMES = {
    "add": "changing",
    "change": "changing",
    "change_settings": "own",
    "come_back": "leaving",
    "drop_absence": "own",
    "leave": "leaving",
    "plan_absence": "own",
    "register_ending": "leaving",
    "register_handover": "leaving",
    "Refused": "errors",
}
__all__ = sorted(_HOMES)


def __getattr__(name):
    if name in _HOMES:
        return getattr(import_module(f"portal.people.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
