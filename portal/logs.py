"""One JSON object per log line, with the request's id and without secrets."""

import json
import logging
import re
from contextvars import ContextVar

request_id = ContextVar("request_id", default="")
_NAMES = "password|passwd|token|secret|authorization|cookie|sessionid|csrftoken|api[_-]?key"
_SECRET = re.compile(rf"(?i)((?:{_NAMES})[\"']?\s*[=:]\s*[\"']?)([^\s\"'&;,]{{1,500}})")
_RESET = re.compile(r"(/reset/(?:key/)?)[^/\s]{1,200}")


class AddRequestId(logging.Filter):
    """Puts the id of the current request on every record."""

    def filter(self, record):
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """Line breaks and control characters are escaped by JSON, so a log line cannot be forged."""

    def format(self, record):
        message = _RESET.sub(r"\1***", _SECRET.sub(r"\1***", record.getMessage()))
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "message": message,
        }
        if record.exc_info:
            line["error"] = _SECRET.sub(r"\1***", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=True)
