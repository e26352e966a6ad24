"""A real HTTP server on this machine, for what we send to the outside."""

import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Receiver(BaseHTTPRequestHandler):
    """Notes what it is sent, and answers what the test asks for."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.server.answer(self)

    do_GET = do_POST

    def log_message(self, *_args):
        """Say nothing."""


def says(status, *headers, body=b""):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@contextmanager
def listening(answer):
    """A real server on this machine: its ``got`` is what came in."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    server.got, server.answer = [], answer
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def named(monkeypatch, *answers):
    """Every name means these addresses, one list after the other; returns who was asked for."""
    asked, answers = [], list(answers)

    def getaddrinfo(host, port, *_args, **_kwargs):
        asked.append(host)
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked
