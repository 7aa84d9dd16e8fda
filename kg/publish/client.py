"""HTTP to another store: in, requests; out, answers, or one line that says what is wrong and what to do.

What passes (the store is busy or starts anew, a connection breaks) is tried again, a limited number of times. All that is sent here
may be sent twice: it leaves the store as sending it once does. Credentials are in no message.
"""

from __future__ import annotations

import re
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from types import TracebackType
from typing import Final, Self

import httpx

from kg import __version__
from kg.errors import RemoteError

BUSY: Final = frozenset((429, 502, 503, 504))
WAITS: Final = (0.5, 1, 2, 4, 8, 16)
"""Seconds before each further try."""
LONGEST_WAIT: Final = 60.0
CONNECTING: Final = 10.0
TOLD: Final = 200
"""Characters of what a store says of a refusal that are told."""
CURES: Final = {
    401: "give the right --token or --user, or set KG_TOKEN or KG_USER",
    403: "ask whoever keeps the store for the right to write",
    404: "name its address for updates (such as …/update) or of its graphs (such as …/store)",
    405: "is it the address for updates or that of the graphs? Say --protocol",
    407: "give the proxy's name and password in the variable HTTPS_PROXY",
    413: "give less at a time, with --batch",
    415: "is it the address for updates or that of the graphs? Say --protocol",
}
MEANINGS: Final = {
    401: "does not let you in",
    403: "does not let you do this",
    404: "is no address of that server",
    405: "does not take what is sent there",
    407: "is behind a proxy that does not know you",
    413: "takes no request of this size",
    415: "does not take what is sent there",
}


class Refused(RemoteError):
    """An answer that is a refusal; ``status`` is that of HTTP."""

    def __init__(self, status: int, cause: str, cure: str) -> None:
        super().__init__(cause, cure)
        self.status = status


class Stopped(Exception):
    """Somebody has stopped it."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a store is shown: a ``token``, or ``user``, a name and password joined by a colon; neither is ever printed."""

    token: str = field(default="", repr=False)
    user: str = field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """As HTTP has them; ``user`` goes before ``token``."""
        if self.user:
            return {"Authorization": f"Basic {b64encode(self.user.encode()).decode('ascii')}"}
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def hide(self, text: str) -> str:
        """``text`` without them."""
        for secret in filter(None, (self.token, self.user, self.user.partition(":")[2], *self.headers.values())):
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "***", text)
        return text


class Client:
    """The connections to a store. A context manager; several threads may send at a time. ``on_wait`` is told, in a line, what is tried
    again; ``sent`` counts the bytes of all bodies."""

    def __init__(self, access: Access, seconds: float, on_wait: Callable[[str], None], connections: int = 1) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        timeout = httpx.Timeout(seconds, connect=min(CONNECTING, seconds), pool=None)
        headers = {"User-Agent": f"tuzhi/{__version__}", **access.headers}
        self._http = httpx.Client(headers=headers, limits=limits, timeout=timeout)
        self._access = access
        self._on_wait = on_wait
        self._stopped = Event()
        self._lock = Lock()
        self._reached = False
        self.sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.close()

    @property
    def stopped(self) -> bool:
        """Whether nothing more is to be sent."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """What is under way comes to its end; nothing is tried again or begun."""
        self._stopped.set()

    def ask(self, method: str, url: str, headers: Mapping[str, str], **what: object) -> httpx.Response:
        """The answer, whatever its status, once the store is not busy. Raises RemoteError where there is none, Stopped once it is
        stopped."""
        for wait in (*WAITS, None):
            if self.stopped:
                raise Stopped
            with _explained(url, self._access):
                try:
                    answer = self._http.request(method, url, headers=headers, **what)  # type: ignore[arg-type]
                    self._count(answer)
                except httpx.TransportError as error:
                    if wait is None or not self._passes(error):
                        raise
                    self._wait(wait, _line(str(error)) or type(error).__name__)
                    continue
            if self._digests(answer):
                continue
            if answer.status_code not in BUSY or wait is None:
                return answer
            self._wait(_told(answer.headers.get("Retry-After", ""), wait), f"HTTP {answer.status_code}")
        raise AssertionError("the last try returns or raises")

    def send(self, method: str, url: str, headers: Mapping[str, str], **what: object) -> httpx.Response:
        """As :meth:`ask`, for an answer that says yes. Raises Refused otherwise."""
        answer = self.ask(method, url, headers, **what)
        if not answer.is_success:
            raise self.refused(answer)
        return answer

    def refused(self, answer: httpx.Response) -> Refused:
        """The error that tells of this answer."""
        url, status = answer.url.copy_with(query=None), answer.status_code
        if answer.is_redirect:
            return Refused(status, f"{url} has moved to {answer.headers.get('Location', 'another address')}", "name that address")
        said = "" if "html" in answer.headers.get("Content-Type", "") else self._access.hide(_line(answer.text))
        reason = f" (HTTP {status}{f': {said}' if said else ''})"
        return Refused(status, f"{url} {MEANINGS.get(status, 'does not do what it is asked')}{reason}", CURES.get(status, ""))

    def _passes(self, error: httpx.TransportError) -> bool:
        """Whether another try may go better: not where the store has never answered, or is at work for too long already."""
        return self._reached and not isinstance(error, httpx.UnsupportedProtocol | httpx.ProxyError | httpx.ReadTimeout)

    def _digests(self, answer: httpx.Response) -> bool:
        """Whether the store wants name and password as a digest, and now gets them so."""
        with self._lock:
            wanted = answer.status_code == 401 and answer.headers.get("WWW-Authenticate", "").lower().startswith("digest ")
            if not wanted or not self._access.user or self._http.auth is not None:
                return False
            name, _, password = self._access.user.partition(":")
            self._http.headers.pop("Authorization", None)
            self._http.auth = httpx.DigestAuth(name, password)
            return True

    def _wait(self, seconds: float, why: str) -> None:
        self._on_wait(f"the store does not answer ({why}): another try in {seconds:g} s")
        if self._stopped.wait(seconds):
            raise Stopped

    def _count(self, answer: httpx.Response) -> None:
        with self._lock:
            self._reached = True
            self.sent += int(answer.request.headers.get("Content-Length", 0))


def _told(header: str, otherwise: float) -> float:
    """The seconds that a store asks to wait; a day (the other form of this header) is not read."""
    return min(float(header), LONGEST_WAIT) if header.isascii() and header.isdecimal() else otherwise


def _line(text: str) -> str:
    line = " ".join(text[: 4 * TOLD].split())
    return line if len(line) <= TOLD else f"{line[:TOLD]}…"


@contextmanager
def _explained(url: str, access: Access) -> Iterator[None]:
    """Errors of the library as lines of ours."""
    try:
        yield
    except (httpx.TransportError, httpx.InvalidURL, httpx.TooManyRedirects, httpx.DecodingError) as error:
        cause, cure = _reason(error)
        raise RemoteError(f"{url} {cause} ({access.hide(_line(str(error)) or type(error).__name__)})", cure) from error


def _reason(error: Exception) -> tuple[str, str]:
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return "is no address of the web", "write http://… or https://…"
    if isinstance(error, httpx.ProxyError):
        return "cannot be reached through the proxy", "see the variables HTTPS_PROXY and NO_PROXY"
    if _under(error, ssl.SSLCertVerificationError):
        return "shows no certificate that this computer trusts", "name the file of the authority in the variable SSL_CERT_FILE"
    if _under(error, ssl.SSLError):
        return "does not speak https with this computer", "is it http://…?"
    if isinstance(error, httpx.TimeoutException):
        return "does not answer in time", "is the address right? If the store is slow, give --timeout or a smaller --batch"
    if isinstance(error, httpx.ConnectError):
        return "cannot be reached", "is the address right, and does the store run?"
    return "breaks the connection off", "see what the store's log says; the same command goes on"


def _under(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether ``error`` is, or comes of, one of this kind."""
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
