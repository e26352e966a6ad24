"""A small OpenID Connect provider on the loopback, with real keys and real signatures.

    with Provider() as provider:
        provider.person = {"sub": "7", "email": "amina@x.example", "email_verified": True}
        client.get(...)                     # the portal sends the browser to provider.issuer
        back = provider.browse(address)     # what the browser is sent back to

``provider.changes`` bends one answer: {"id_token": {"aud": "another"}}, {"sign_with": key}.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET, KEY_ID = "portal", "the portal's own secret", "key-1"


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """One person, whoever asks; codes and access tokens hold once."""

    key = new_key()

    def __init__(self):
        self.person = {}
        self.changes = {}
        self.codes = {}
        self.tokens = {}

    def __enter__(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.answer(self)

            do_POST = do_GET

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        """Find the page, send what it says as JSON."""
        pages = {
            "/.well-known/openid-configuration": self.discovery,
            "/jwks": self.jwks,
            "/token": self.token,
            "/userinfo": self.userinfo,
        }
        page = pages.get(urlsplit(request.path).path)
        status, said = page(request) if page else (404, {})
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def discovery(self, request):
        if "discovery" in self.changes:
            return self.changes["discovery"]
        return 200, {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self, request):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return 200, {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def browse(self, address):
        """The person agrees: the address that their browser is sent back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.codes[code] = (asked["redirect_uri"], asked["code_challenge"])
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, request):
        if "token" in self.changes:
            return self.changes["token"]
        length = int(request.headers["Content-Length"])
        sent = {k: v[0] for k, v in parse_qs(request.rfile.read(length).decode()).items()}
        redirect_uri, challenge = self.codes.pop(sent.get("code"), ("", ""))
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (redirect_uri, challenge, CLIENT_ID, CLIENT_SECRET)
        if right != (sent["redirect_uri"], proof, sent["client_id"], sent["client_secret"]):
            return 400, {"error": "invalid_grant"}
        token = secrets.token_urlsafe()
        self.tokens[token] = self.person
        answer = {"access_token": token, "token_type": "Bearer", "id_token": self.id_token()}
        return 200, {k: v for k, v in answer.items() if v}

    def id_token(self):
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "sub": self.person.get("sub"),
            **self.changes.get("id_token", {}),
        }
        if self.changes.get("no_id_token"):
            return None
        if self.changes.get("unsigned"):
            return jwt.encode(claims, None, algorithm="none", headers={"kid": KEY_ID})
        key = self.changes.get("sign_with", self.key)
        headers = self.changes.get("headers", {"kid": KEY_ID})
        return jwt.encode(claims, key, algorithm="RS256", headers=headers)

    def userinfo(self, request):
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return 401, {}
        return 200, {**self.tokens.pop(token), **self.changes.get("userinfo", {})}
