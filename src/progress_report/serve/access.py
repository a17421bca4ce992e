"""Who may ask: only a browser on this machine that was given the address with its token.

Other pages that are open in the same browser can send requests here too, and a foreign name can
be made to resolve to this machine (DNS rebinding). So every request must carry our host name and
the session's cookie, must not come from another site, and a form must carry the session's own
number. The measures are those of the OWASP cheat sheets on CSRF and on clickjacking.
"""

import secrets
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from progress_report.system.i18n import _

ENTRANCE = "/enter"  # the only path that needs no cookie: it exchanges the token for one
MAX_BODY_BYTES = 20_000_000
_TOKEN_BYTES = 16
_READING = ("GET", "HEAD")
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
    "img-src 'self' data:; connect-src 'self'; frame-src 'self'; object-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # not no-referrer: browsers would then send the forms with "Origin: null"
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def _secret() -> str:
    return secrets.token_hex(_TOKEN_BYTES)


@dataclass(frozen=True)
class Access:
    """The secrets of one run of the server."""

    port: int
    token: str = field(default_factory=_secret)
    session: str = field(default_factory=_secret)
    form_token: str = field(default_factory=_secret)

    @property
    def host(self) -> str:
        """The only value of the Host header that is served."""
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """What the browser opens."""
        return f"http://{self.host}{ENTRANCE}?token={self.token}"

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies do not tell ports apart, their names can."""
        return f"report-{self.port}"

    def refusal(self, request: Request) -> str | None:
        """Why a request is not served; None if it is."""
        if request.headers.getlist("host") != [self.host]:
            return _("this address is not served here")
        site = request.headers.get("sec-fetch-site", "same-origin")
        if request.url.path == ENTRANCE and request.method in _READING:
            given = request.query_params.get("token", "")
            return None if _is_same(given, self.token) else _session_unknown()
        if not _is_same(request.cookies.get(self.cookie, ""), self.session):
            return _session_unknown()
        if site != "same-origin" and not (site == "none" and request.method in _READING):
            return _("another site has sent this request")
        origin = request.headers.get("origin")
        is_own = origin == f"http://{self.host}"
        if not is_own and (request.method not in _READING or origin is not None):
            return _("another site has sent this request")
        return None


def _is_same(given: str, expected: str) -> bool:
    """Compare two secrets in a time that does not depend on how much of them is equal."""
    return secrets.compare_digest(given.encode(), expected.encode())


def _session_unknown() -> str:
    return _("open the address that the program has printed; it holds the key to this page")


class Guard:
    """Middleware that refuses what `Access` refuses, and adds the security headers to the rest."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = _secret()
        scope["nonce"] = nonce

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", _POLICY.format(nonce=nonce))
            await send(message)

        request = Request(scope)
        if (reason := self.access.refusal(request)) is not None:
            refused = PlainTextResponse(f"403: {reason}\n", status_code=403)
            await refused(scope, receive, protected)
        elif request.url.path == ENTRANCE:
            await self._enter()(scope, receive, protected)
        else:
            await self.app(scope, receive, protected)

    def _enter(self) -> Response:
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(
            self.access.cookie, self.access.session, httponly=True, samesite="strict"
        )
        return response


def carries_form_token(access: Access, headers: Headers, given: str) -> bool:
    """Whether a form, or the header that a script adds, carries the session's own number."""
    return _is_same(headers.get("x-csrf-token", given), access.form_token)
