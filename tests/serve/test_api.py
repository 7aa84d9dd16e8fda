"""The explorer's pages over HTTP: JSON, tables for spreadsheets, and errors of one line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest

from kg.cli import run
from kg.serve import application
from kg.serve.site import Site
from kg.serving import site


class Client:
    """Asks the application without a network."""

    def __init__(self, graph: Path, in_a_loop: Callable[..., Any]) -> None:
        self._application = application(site(graph))
        self._run = in_a_loop

    def serve(self, other: Site) -> None:
        """Asks another site from now on."""
        self._application = application(other)

    def get(self, address: str, *, method: str = "GET", **options: Any) -> httpx.Response:
        """The answer to one request."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self._application)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, address, **options)

        answer: httpx.Response = self._run(asked())
        return answer


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, in_a_loop: Callable[..., Any]) -> Client:
    graph = tmp_path_factory.mktemp("api") / "demo"
    assert run(["build", "--samples", "-o", str(graph)]) == 0
    return Client(graph, in_a_loop)


def iri(api: Client, name: str) -> str:
    return str(api.get("/api/search", params={"q": name}).json()["hits"][0]["ref"]["iri"])


def test_answers_are_json(api: Client) -> None:
    answer = api.get("/api/facts", params={"iri": iri(api, "长沙县"), "type": "Donate"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["total"] == 2
    assert "酒精" in answer.text


def test_several_things_are_asked_for_at_once(api: Client) -> None:
    things = [iri(api, "北辰区委"), iri(api, "长沙县委")]
    one, other = (api.get("/api/neighbourhood", params={"iri": value}).json() for value in (things, ",".join(things)))
    assert one == other
    assert set(things) <= {node["iri"] for node in one["nodes"]}


def test_a_table_opens_in_a_spreadsheet(api: Client) -> None:
    values = {"iri": iri(api, "长沙县"), "type": "Donate", "lang": "en"}
    answer = api.get("/api/facts", params={**values, "format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="facts.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["IRI"] for row in rows] == [row["iri"] for row in api.get("/api/facts", params=values).json()["rows"]]
    assert rows[0]["object"] == "口罩; 酒精"
    assert rows[0]["class"] == "Donation"
    chinese = api.get("/api/facts", params={**values, "lang": "zh", "format": "csv"}).content.decode("utf-8-sig")
    assert chinese.startswith("开始,结束,时间,时间依据,类别")


@pytest.mark.parametrize(
    ("address", "status", "error"),
    [
        ("/api/fact", 404, "there is no page 'fact': did you mean facts?"),
        ("/api/entity?iri=https://nowhere/", 404, "iri: the graph has no 'https://nowhere/': look for it by name"),
        ("/api/entity", 400, "iri is missing: add iri=… to the address"),
        ("/api/facts?offset=1000000000", 200, None),
        ("/api/facts?offset=1000000001", 400, "offset is '1000000001': give a number from 0 to 1000000000"),
        ("/api/facts?limit=x", 400, "limit is 'x': give a number from 0 to 2000"),
        ("/api/facts?plcae=x", 400, "there is no parameter 'plcae': did you mean place?"),
        ("/api/facts?format=xls", 400, "format is 'xls': known are json, csv"),
        ("/api/about?format=csv", 400, "about is no table: leave format=csv out"),
        ("/api/question?name=donations&giver=%00", 200, None),
        ("/api/search?q=%ff%fe", 200, None),
    ],
)
def test_what_is_wrong_is_told_in_one_line(api: Client, address: str, status: int, error: str | None) -> None:
    answer = api.get(address)
    assert answer.status_code == status
    if error is not None:
        assert answer.json() == {"error": error}


def test_what_a_browser_has_is_not_sent_again(api: Client) -> None:
    answer = api.get("/api/about")
    again = api.get("/api/about", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    assert api.get("/api/words").headers["etag"] != answer.headers["etag"]
    assert api.get("/api/nothing").headers.get("etag") is None


def test_a_graph_that_is_gone_is_told(tmp_path: Path, in_a_loop: Callable[..., Any]) -> None:
    answer = Client(tmp_path / "gone", in_a_loop).get("/api/about")
    assert (answer.status_code, list(answer.json())) == (503, ["error"])


def test_files_that_are_replaced_meanwhile_are_told(tmp_path: Path, in_a_loop: Callable[..., Any]) -> None:
    def replaced() -> NoReturn:
        raise OSError("No such file: 000012.sst")

    client = Client(tmp_path, in_a_loop)
    client.serve(replace(site(tmp_path), version=lambda: "1", explorer=replaced))
    answer = client.get("/api/about")
    assert (answer.status_code, answer.headers.get("etag")) == (503, None)
    assert answer.json() == {"error": "the graph could not be read (No such file: 000012.sst): ask again"}


def test_only_get(api: Client) -> None:
    assert api.get("/api/about", method="POST").status_code == 405
    assert api.get("/api/about", method="HEAD").status_code == 200
