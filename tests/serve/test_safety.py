"""Hostile requests: no path leads out of the program's folders, nothing asked is told back as markup, and every answer bears
the headers that keep a browser from running anything. Requests go over a socket, byte by byte, since clients tidy them up."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import pipeline
from kg.serve import application
from kg.serve.headers import DATA, PAGE, QUERY_PAGE
from kg.serve.pages import INTERFACE, Files
from kg.serve.settings import Settings
from kg.serving import LOOPBACK_HOSTS, LOOPBACK_ORIGINS, site

SAMPLE = Path(__file__).parents[2] / "kg" / "samples" / "beichen-inspection.txt"
SCRIPT = "<script>alert(1)</script>"
PATIENCE = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True)
class Server:
    """Where to ask."""

    port: int

    def ask(self, target: str | bytes, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """The answer to a request whose target goes out as it is given."""
        raw = target.encode("latin-1") if isinstance(target, str) else target
        lines = {"Host": "127.0.0.1", "Connection": "close", "Content-Length": str(len(body)), **headers}
        told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            connection.sendall(method.encode() + b" " + raw + b" HTTP/1.1\r\n" + told.encode() + b"\r\n" + body)
            response = HTTPResponse(connection, method=method)
            response.begin()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


@contextmanager
def serving(app: Starlette) -> Iterator[Server]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        end = time.monotonic() + PATIENCE
        while not server.started:
            assert time.monotonic() < end
            time.sleep(0.02)
        yield Server(door.getsockname()[1])
        server.should_exit = True
        thread.join(PATIENCE)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("safety") / "graph"
    pipeline.build((str(SAMPLE),), folder)
    return folder


@pytest.fixture(scope="module")
def server(graph: Path) -> Iterator[Server]:
    """As on one's own computer."""
    with serving(application(site(graph), Settings(hosts=LOOPBACK_HOSTS, origins=LOOPBACK_ORIGINS))) as found:
        yield found


@pytest.fixture(scope="module")
def public(graph: Path) -> Iterator[Server]:
    """As for everybody."""
    with serving(application(site(graph), Settings(origins=(".*",)))) as found:
        yield found


STEPS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "%2e%2e%5c", "....//", ".%00./", "..%c0%af", "%252e%252e%252f", "..;/")
MOUNTS = ("/static/", "/web/", "/web/vendor/", "/", "/api/", "/query/")


@pytest.mark.parametrize("mount", MOUNTS)
@pytest.mark.parametrize("step", STEPS)
def test_no_path_leads_out(server: Server, mount: str, step: str) -> None:
    for depth, target in ((1, "headers.py"), (1, "web/__init__.py"), (3, "setup.cfg"), (12, "etc/passwd"), (12, "etc%2fpasswd")):
        answer = server.ask(f"{mount}{step * depth}{target}")
        assert answer.status in (400, 404), target
        assert b"root:" not in answer.body
        assert b"import" not in answer.body


@pytest.mark.parametrize(
    "target",
    ["//etc/passwd", "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/C:%5cwindows%5cwin.ini", "/static/explorer.css%00.html",
     "/static/" + "a" * 5000 + ".css", "/static/" + "a/" * 2000 + "b.css", "/static/%ff%fe.css", "/static/con.css", "file:///etc/passwd"],
)  # fmt: skip
def test_odd_paths_are_not_there(server: Server, target: str) -> None:
    answer = server.ask(target)
    assert answer.status in (400, 404)
    assert answer.type.startswith("text/plain")


@pytest.mark.parametrize("target", ["/web/__init__.py", "/web/vendor/manifest.toml", "/static/", "/static/views/", "/web", "/web/vendor"])
def test_only_what_browsers_load_is_served(server: Server, target: str) -> None:
    assert server.ask(target).status == 404


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "inside.txt").write_text("known", encoding="utf-8")
    files = Files(directory=folder)
    assert files.lookup_path("inside.txt")[1]
    assert [files.lookup_path(path)[1] for path in ("link.txt", "up/secret.txt", "up/served/link.txt")] == [None, None, None]


@pytest.mark.parametrize(
    ("target", "type_"),
    [("/", "text/html; charset=utf-8"), ("/query", "text/html; charset=utf-8"), ("/static/explorer.css", "text/css; charset=utf-8"),
     ("/static/app.js", "text/javascript; charset=utf-8"), ("/static/seal.svg", "image/svg+xml"),
     ("/web/vendor/yasgui.min.js", "text/javascript; charset=utf-8"), ("/query/terms", "application/json"),
     ("/api/words", "application/json")],
)  # fmt: skip
def test_files_have_their_types(server: Server, target: str, type_: str) -> None:
    answer = server.ask(target)
    assert (answer.status, answer.type) == (200, type_)


ASKED = quote("SELECT * { ?s ?p ?o } LIMIT 1")
ANSWERS = [
    ("/", "GET", 200), ("/query", "GET", 200), ("/", "POST", 405), ("/none", "GET", 404), ("/health", "GET", 200),
    ("/static/app.js", "GET", 200), ("/static/none.js", "GET", 404), ("/web/none.js", "GET", 404),
    ("/api/about", "GET", 200), ("/api/none", "GET", 404), ("/api/entity", "GET", 400),
    ("/sparql", "GET", 200), (f"/sparql?query={ASKED}", "GET", 200), (f"/sparql?query={ASKED}&format=csv", "GET", 200),
    ("/sparql?query=nothing", "GET", 400), ("/sparql", "PUT", 405),
    ("/rdf-graph-store?default", "GET", 200), ("/rdf-graph-store", "GET", 400),
]  # fmt: skip


@pytest.mark.parametrize(("target", "method", "status"), ANSWERS)
def test_every_answer_bears_the_headers(server: Server, target: str, method: str, status: int) -> None:
    answer = server.ask(target, method)
    assert answer.status == status, answer.body
    _check(answer, target)


def test_refused_hosts_are_answered_with_the_headers(server: Server) -> None:
    answer = server.ask("/", Host="evil.example")
    assert answer.status == 400
    _check(answer, "/")


def test_mistakes_of_the_server_are_answered_with_the_headers(graph: Path) -> None:
    def broken(request: Request) -> Response:
        raise RuntimeError(f"of no concern to {request.url}")

    app = application(site(graph), Settings())
    app.router.routes.append(Route("/broken", broken))
    with serving(app) as server:
        answer = server.ask("/broken")
    assert answer.status == 500
    assert b"concern" not in answer.body
    _check(answer, "/broken")


def _check(answer: Answer, target: str) -> None:
    policy = answer.headers["content-security-policy"]
    path = target.partition("?")[0]
    assert policy == {"/": PAGE, "/query": QUERY_PAGE}.get(path, PAGE if path.startswith(("/static/", "/web/")) else DATA)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] in ("no-cache", "no-store")


@pytest.mark.parametrize("policy", [PAGE, QUERY_PAGE, DATA])
def test_no_policy_lets_foreign_or_written_scripts_run(policy: str) -> None:
    rules = dict(rule.split(" ", 1) for rule in policy.split("; ") if " " in rule)
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy
    if "script-src" in rules:
        assert rules["script-src"] == rules["connect-src"] == "'self'"
        assert rules["require-trusted-types-for"] == "'script'"


@pytest.mark.parametrize(
    "target",
    ["/{}", "/static/{}", "/web/{}", "/api/{}", "/api/entity?iri={}", "/api/search?q={}", "/api/facts?type={}", "/api/facts?format={}",
     "/api/question?name={}", "/sparql?query={}", "/sparql?query=ASK%7B%7D&format={}", "/rdf-graph-store?graph={}",
     "/rdf-graph-store?graph=urn:{}"],
)  # fmt: skip
def test_what_is_asked_is_never_told_back_as_markup(server: Server, target: str) -> None:
    for words in (quote(SCRIPT, safe=""), SCRIPT.replace(" ", "+")):
        answer = server.ask(target.format(words))
        assert "html" not in answer.type
        assert "xml" not in answer.type
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"] or answer.body.find(SCRIPT.encode()) < 0


@pytest.mark.parametrize("accept", ["text/html", f"text/html,{SCRIPT}", "application/xhtml+xml", "image/svg+xml"])
def test_no_answer_is_a_page_because_somebody_wants_one(server: Server, accept: str) -> None:
    query = quote(f'SELECT ("{SCRIPT}" AS ?x) {{}}')
    for target in (f"/sparql?query={query}", f"/api/search?q={quote(SCRIPT)}", "/rdf-graph-store?default"):
        answer = server.ask(target, Accept=accept)
        assert "html" not in answer.type
        assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("target", ["/static", "/query/", "/static/views", "/api", "/api/about/", "/sparql", "/sparql/"])
def test_no_client_is_sent_to_another_host(public: Server, target: str) -> None:
    answer = public.ask(target, Host="evil.example", Accept="text/html", X_Forwarded_Host="evil.example")
    assert "evil" not in answer.headers.get("location", "")
    assert b"evil" not in answer.body or "html" not in answer.type


def test_lines_in_an_address_start_no_header(server: Server) -> None:
    for target in ("/{}", "/static/{}.css", "/api/{}", "/api/facts?format=csv&q={}"):
        assert "set-cookie" not in server.ask(target.format("%0d%0aSet-Cookie:%20a=1")).headers


DESCRIPTION = json.loads(INTERFACE.read_text(encoding="utf-8"))
ADDRESSES = [(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods]
"""All that the server answers."""
LINES = ("%0d%0aSet-Cookie:%20a=1", "%0aSet-Cookie:%20a=1", "%0d%0a%0d%0aSet-Cookie:%20a=1", "%e5%98%8d%e5%98%8aSet-Cookie:%20a=1")


@pytest.mark.parametrize(("path", "method"), ADDRESSES)
def test_lines_in_values_start_no_header(server: Server, path: str, method: str) -> None:
    given = [_resolved(each)["name"] for each in DESCRIPTION["paths"][path][method].get("parameters", ())]
    for line in LINES:
        target = path.replace("{path}", line) + "?" + "&".join(f"{name}={line}" for name in given)
        answer = server.ask(target, method.upper(), f"query={line}".encode(), Content_Type="application/x-www-form-urlencoded")
        assert "set-cookie" not in answer.headers
        assert answer.status < 500


def _resolved(parameter: dict[str, str]) -> dict[str, str]:
    """A parameter, or the one that it refers to."""
    reference = parameter.get("$ref", "").rpartition("/")[2]
    return DESCRIPTION["components"]["parameters"][reference] if reference else parameter


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("target", ["/", "/query", "/query/terms", "/static/app.js", "/web/vendor/yasgui.min.js", "/api/about", "/health"])
def test_pages_are_only_to_be_read(server: Server, method: str, target: str) -> None:
    answer = server.ask(target, method)
    assert answer.status == 405
    assert {"GET", "HEAD"} <= {each.strip() for each in answer.headers["allow"].split(",")}


@pytest.mark.parametrize("target", ["/", "/query", "/static/app.js", "/api/words"])
def test_what_a_browser_has_already_is_not_sent_again(server: Server, target: str) -> None:
    first = server.ask(target)
    again = server.ask(target, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert server.ask(target, "HEAD").body == b""
