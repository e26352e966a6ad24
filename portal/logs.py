"""One JSON object per log line, with the request's id, without secrets and without people.

An address may name somebody (`/people/amina.yusuf/`) or open something (`/calendar/…`), so what is
logged of a request is the name of its route. Mail addresses and what PostgreSQL quotes of a row
are taken out of messages and of errors.
"""

import json
import logging
import re
from contextvars import ContextVar

request_id = ContextVar("request_id", default="")
access = logging.getLogger("portal.access")

_NAMES = "password|passwd|token|secret|authorization|cookie|sessionid|csrftoken|api[_-]?key"
_MASKS = (
    (re.compile(rf"(?i)((?:{_NAMES})[\"']?\s*[=:]\s*[\"']?)([^\s\"'&;,]{{1,500}})"), r"\1***"),
    (re.compile(r"(/reset/(?:key/)?)[^/\s]{1,200}"), r"\1***"),
    (re.compile(r"[\w.+-]{1,100}@[\w-]{1,100}(?:\.[\w-]{1,100}){1,9}"), "***@***"),
    (re.compile(r"(?m)((?:DETAIL|CONTEXT):).{0,2000}"), r"\1 ***"),  # PostgreSQL quotes the row
    # gunicorn names who sent rubbish, and quotes it
    (re.compile(r"(?i)(\bip=)[\da-f.:]{2,44}[\da-f]"), r"\1***"),
    (re.compile(r"(?i)(invalid http [a-z ]{1,40}: ).{0,9000}"), r"\1***"),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


def masked(text):
    """The text without passwords, keys, mail addresses and rows of the database."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


def route_of(request):
    """The name of the address that was asked for: one of ours, whatever somebody typed."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or "unnamed") if match else "none"


def method_of(request):
    """How it was asked, one of few words."""
    return request.method if request.method in _METHODS else "other"


class AddRequestId(logging.Filter):
    """Puts the id of the current request on every record."""

    def filter(self, record):
        asked = getattr(record, "request", None)  # Django logs some when the request is over
        record.request_id = request_id.get() or getattr(asked, "id", "")
        return True


class JsonFormatter(logging.Formatter):
    """Line breaks and control characters are escaped by JSON, so a log line cannot be forged.

    A record's ``fields`` (a dict of what is safe to show) become keys of the line.
    """

    def format(self, record):
        message = record.getMessage()
        request = getattr(record, "request", None)  # Django's: what it could not answer
        if path := getattr(request, "path", ""):
            message = message.replace(path, route_of(request)) if path != "/" else message
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "message": masked(message),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["error"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)
