"""The SPARQL 1.1 Protocol and, for reading, the SPARQL 1.1 Graph Store HTTP Protocol: in, a request; out, an answer.

    GET /sparql?query=…            or POST, as a form or as ``application/sparql-query``; ``default-graph-uri`` and
                                   ``named-graph-uri`` give the dataset, ``format`` the format, ``timeout`` the seconds
    GET /sparql                    the service's description; a browser is sent to the query page
    POST /sparql, POST /update     an update, where the server takes any: as a form or as ``application/sparql-update``;
                                   ``using-graph-uri`` and ``using-named-graph-uri`` give the dataset
    GET /rdf-graph-store?default   all that the graph says; ``?graph=IRI``: what one graph says
"""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kg.serve import description, negotiation, requests
from kg.serve.answering import Answering
from kg.serve.refusals import Refused
from kg.serve.requests import FORM, Parameters
from kg.serve.settings import Settings
from kg.serve.site import Site
from kg.serve.tasks import Ask, Change, Dataset, Dump, Job, Task
from kg.serve.tokens import READ_ONLY, authorize

QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
HTML: Final = "text/html"


async def _sparql(request: Request) -> Response:
    return await (_post if request.method == "POST" else _get)(request)


async def _get(request: Request) -> Response:
    given = requests.parameters(request)
    if "update" in given:
        raise Refused(405, "an update is no reading: send it with POST", {"Allow": "POST"})
    if "query" not in given:
        return await _description(request, given)
    return await _query(request, given, given.one("query"))


async def _post(request: Request) -> Response:
    type_ = requests.content_type(request)
    if type_ == UPDATE:
        return await _update_directly(request)
    if type_ == QUERY:
        given = requests.parameters(request)
        if "query" in given:
            raise Refused(400, "there is a query in the address and another in the body: send one")
        limits = _settings(request).limits
        return await _query(request, given, await requests.text(request, limits.body, limits.seconds))
    given = await _form(request, type_, f"{FORM}, {QUERY} or {UPDATE}")
    if "update" in given and "query" not in given:
        return await _update(request, given, given.one("update"))
    if "update" in given:
        raise Refused(400, "there is a query and an update: send one")
    return await _query(request, given, given.one("query"))


async def _post_update(request: Request) -> Response:
    type_ = requests.content_type(request)
    if type_ == UPDATE:
        return await _update_directly(request)
    given = await _form(request, type_, f"{FORM} or {UPDATE}")
    return await _update(request, given, given.one("update"))


async def _form(request: Request, type_: str, known: str) -> Parameters:
    if type_ != FORM:
        raise Refused(415, f"the body is of no type that is known here: send {known}", {"Accept-Post": known.replace(" or", ",")})
    limits = _settings(request).limits
    return await requests.form(request, limits.body, limits.seconds)


async def _query(request: Request, given: Parameters, text: str) -> Response:
    await run_in_threadpool(_site(request).check, text)
    dataset = requests.dataset(given, "default-graph-uri", "named-graph-uri")
    return await _answering(request, given, Ask(text, requests.address(request), dataset))


async def _update_directly(request: Request) -> Response:
    given = requests.parameters(request)
    if "update" in given:
        raise Refused(400, "there is an update in the address and another in the body: send one")
    authorize(request, _settings(request).token)
    limits = _settings(request).limits
    return await _update(request, given, await requests.text(request, limits.update, limits.writing))


async def _update(request: Request, given: Parameters, text: str) -> Response:
    authorize(request, _settings(request).token)
    update = _site(request).update
    if update is None:
        raise Refused(403, READ_ONLY)
    dataset = requests.dataset(given, "using-graph-uri", "using-named-graph-uri")
    return await _answering(request, given, Change(update, text, requests.address(request), dataset))


async def _graph(request: Request) -> Response:
    given = requests.parameters(request)
    if ("default" in given) == ("graph" in given):
        raise Refused(400, "say which graph: ?default or ?graph=IRI")
    return await _answering(request, given, Dump(given.one("graph") if "graph" in given else None))


async def _description(request: Request, given: Parameters) -> Response:
    if negotiation.preferred(requests.wanted(request, given).accept, negotiation.GRAPH, HTML) == HTML:
        return RedirectResponse("/query", 303)
    site = _site(request)
    counts = await run_in_threadpool(site.counts)
    text = description.query(requests.address(request), counts, site.update is not None)
    return await _answering(request, given, Ask(text, requests.address(request), Dataset()))


async def _answering(request: Request, given: Parameters, task: Task) -> Response:
    limits = _settings(request).limits
    version = await run_in_threadpool(_site(request).version)
    most = limits.writing if isinstance(task, Change) else limits.seconds
    job = Job(task, version, requests.wanted(request, given), requests.seconds(given, most), limits.result)
    return Answering(request.app.state.pool, job)


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


ROUTES: Final[list[BaseRoute]] = [
    Route("/sparql", _sparql, methods=["GET", "POST"]),
    Route("/update", _post_update, methods=["POST"]),
    Route("/rdf-graph-store", _graph, methods=["GET"]),
]
