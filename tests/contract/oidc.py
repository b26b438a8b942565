"""An OpenID Connect provider on loopback: it checks what a real one checks, and lies when told.

It keeps to OpenID Connect Core 1.0 with PKCE (RFC 7636): exact redirect URI, secret of the
client, codes that work once, for a minute and for the address and verifier that they began with.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

PACKAGE = "joserfc"
CODE_SECONDS = 60
TOKEN_SECONDS = 300

Answer = tuple[int, str, bytes]
# What is asked for, and how: makes another ID token of the claims, or none.
Forger = Callable[["Provider", dict[str, Any]], "str | None"]


class RefusedError(Exception):
    """The provider does not do what a client asks; the message is the error's name."""


@dataclass
class Code:
    """A code that was handed out: what it stands for, and what has to come with it."""

    asked: dict[str, str]
    person: dict[str, Any]
    made: float = field(default_factory=time.monotonic)


class Provider:
    """One provider with one client; the server starts when its address is asked for."""

    def __init__(self) -> None:
        self.client_id = "site"
        self.client_secret = secrets.token_urlsafe(32)
        self.redirect_uris: set[str] = set()
        self.homes: set[str] = set()
        self._codes: dict[str, Code] = {}
        self._server: ThreadingHTTPServer | None = None
        self._keys: list[Any] = []
        self.reset()

    def reset(self) -> None:
        """Be honest, awake and open to everyone again."""
        self.person: dict[str, Any] = {"sub": "1", "name": "Ada"}
        self.agrees = True
        self.ends_sessions = True
        self.names_keys = True
        self.forge: Forger = Provider.id_token
        self.broken: dict[str, Callable[[], Answer]] = {}
        self.tokens: list[str] = []
        self.refused: list[str] = []

    # --- for tests ---------------------------------------------------------------------------

    def variables(self) -> dict[str, str]:
        """What a reader sets to let an application sign people in here.

        Returns:
            Environment variables.
        """
        if self._server is None:
            self.rotate()
            self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
            threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": self.client_id,
            "OIDC_CLIENT_SECRET": self.client_secret,
        }

    @property
    def issuer(self) -> str:
        """The name of the provider, which is its address."""
        assert self._server, "the provider does not run"
        return f"http://127.0.0.1:{self._server.server_port}"

    def rotate(self) -> None:
        """Sign with a new key from now on; the old one is no longer published."""
        # Not installed on every machine: the tests that need it say so and do not run.
        from joserfc.jwk import RSAKey

        self._keys = [RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)}, private=True)]

    @property
    def key(self) -> Any:
        """The key that signs."""
        return self._keys[0]

    def claims(self, code: Code) -> dict[str, Any]:
        """What an honest ID token says."""
        now = int(time.time())
        honest = {
            "iss": self.issuer,
            "aud": self.client_id,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }
        nonce = {"nonce": code.asked["nonce"]} if "nonce" in code.asked else {}
        return {**honest, **nonce, **code.person}

    def id_token(self, claims: dict[str, Any]) -> str:
        """An ID token as it should be."""
        from joserfc import jws

        header = {"alg": "RS256"} | ({"kid": self.key.kid} if self.names_keys else {})
        # Half a character is written as an escape, as many providers do; jwt.encode refuses it.
        return jws.serialize_compact(header, json.dumps(claims), self.key)

    def close(self) -> None:
        """End the server, if it runs."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    # --- what a client and a browser ask -----------------------------------------------------

    def configuration(self) -> dict[str, Any]:
        """The document with all addresses (OpenID Connect Discovery 1.0)."""
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        end = {"end_session_endpoint": f"{self.issuer}/end"} if self.ends_sessions else {}
        return document | end

    def public_keys(self) -> dict[str, Any]:
        """The keys with which clients check signatures."""
        # As many do, they do not say for which algorithm: what is no key for it is seen late.
        published = [key.as_dict(private=False, use="sig") for key in self._keys]
        # With one key it needs no name (OpenID Connect Core 1.0, section 10.1).
        unsaid = set() if self.names_keys else {"kid"}
        return {"keys": [{n: v for n, v in key.items() if n not in unsaid} for key in published]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Ask the person, and lead back to the client.

        Raises:
            RefusedError: the client is not known here; nobody is led anywhere then.
        """
        if asked.get("client_id") != self.client_id:
            raise RefusedError("unauthorized_client")
        if asked.get("redirect_uri") not in self.redirect_uris:
            raise RefusedError("invalid_redirect_uri")
        answer = {"state": asked["state"]} if "state" in asked else {}
        fits = (
            asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and re.fullmatch(r"[\w-]{43}", asked.get("code_challenge", ""))
        )
        if not fits:
            answer["error"] = "invalid_request"
        elif not self.agrees:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(24)
            self._codes[answer["code"]] = Code(asked, dict(self.person))
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, authorization: str, sent: dict[str, str]) -> dict[str, Any]:
        """Exchange a code for an ID token.

        Raises:
            RefusedError: client, code, address or verifier are not those it was made for.
        """
        if not hmac.compare_digest(authorization, self._credentials()):
            raise RefusedError("invalid_client")
        if sent.get("grant_type") != "authorization_code":
            raise RefusedError("unsupported_grant_type")
        code = self._codes.pop(sent.get("code", ""), None)  # once, whatever comes of it
        if code is None or time.monotonic() - code.made > CODE_SECONDS:
            raise RefusedError("invalid_grant")
        if sent.get("redirect_uri") != code.asked["redirect_uri"]:
            raise RefusedError("invalid_grant")
        if challenge_of(sent.get("code_verifier", "")) != code.asked["code_challenge"]:
            raise RefusedError("invalid_grant")
        answer: dict[str, Any] = {
            "access_token": secrets.token_urlsafe(24),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
        }
        id_token = self.forge(self, self.claims(code))
        self.tokens += [answer["access_token"], *([id_token] if id_token else [])]
        return answer | ({"id_token": id_token} if id_token else {})

    def end(self, asked: dict[str, str]) -> str:
        """End the person's session here, and lead back (RP-Initiated Logout 1.0).

        Raises:
            RefusedError: the client or the way back is not known here.
        """
        home = asked.get("post_logout_redirect_uri", "")
        if asked.get("client_id") != self.client_id or home not in self.homes:
            raise RefusedError("invalid_request")
        return home

    def _credentials(self) -> str:
        pair = f"{self.client_id}:{self.client_secret}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    """What answers requests for one provider."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
            documents: Mapping[str, Callable[[], dict[str, Any]]] = {
                "/.well-known/openid-configuration": provider.configuration,
                "/keys": provider.public_keys,
            }
            places = {"/authorize": provider.authorize, "/end": provider.end}
            if path in provider.broken:
                self.answer(*provider.broken[path]())
            elif path in documents:
                self.json(200, documents[path]())
            elif path in places:
                try:
                    self.redirect(places[path](asked))
                except RefusedError as error:
                    provider.refused.append(str(error))
                    self.json(400, {"error": str(error)})
            else:
                self.json(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            path = urlsplit(self.path).path
            if path in provider.broken:
                self.answer(*provider.broken[path]())
                return
            if path != "/token":
                self.json(404, {})
                return
            try:
                authorization = unquote(self.headers.get("Authorization", ""))
                self.json(200, provider.token(authorization, dict(parse_qsl(body))))
            except RefusedError as error:
                provider.refused.append(str(error))
                status = 401 if str(error) == "invalid_client" else 400
                self.json(status, {"error": str(error)})

        def json(self, status: int, document: dict[str, Any]) -> None:
            self.answer(status, "application/json", json.dumps(document).encode())

        def redirect(self, target: str) -> None:
            self.send_response(303)
            self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    return Handler
