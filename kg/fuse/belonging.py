"""What bodies are parts of, and where they are: as their names say (县委组织部, 某大学附属医院), and as the text does
(下设, 隶属于, 位于). All patterns are data.

In: an article, its places, and the body of each mention. Out: for the keys of bodies, the host of each (:func:`hosts`), and the
places that each is in (:func:`seats`). A host that nothing mentions is implied by the name of its part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from kg.article import Article, Mention
from kg.fuse.forms import PLACE, general, kind
from kg.fuse.organizations import Body, settled
from kg.fuse.places import Atlas, Located
from kg.zh.divisions import TOWNSHIP, Division
from kg.zh.grammar import any_of, entry, listed, pattern, word

Bodies = Mapping[Mention, Body]


def hosts(article: Article, atlas: Atlas, bodies: Bodies) -> dict[str, Body]:
    """The key of each body that is part of another → that one. What the name says goes before what the text says."""
    every = {body.key: body for body in bodies.values()}
    found: dict[str, Body] = {}
    for key, body in every.items():
        host = _named(body, every, article, atlas) or _above(body, every)
        if host is not None and host.key != key:
            found[key] = every.get(host.key, host)
    for part, host in _told(article, bodies):
        if part.key != host.key and found.get(host.key, host).key != part.key:
            found.setdefault(part.key, host)
    return found


def _named(body: Body, every: Mapping[str, Body], article: Article, atlas: Atlas) -> Body | None:
    """The host within the name: a body of the article, or what the name says by itself, whichever says more."""
    match = _hosted().match(body.frame)
    said = match["host"] if match else ""
    inside = [
        other for other in every.values()
        if other.scope == body.scope and other.frame != PLACE and body.frame.startswith(other.frame)
        and _unit().fullmatch(body.frame, len(other.frame))
    ]
    nearest = max(inside, key=lambda other: len(other.frame), default=None)
    if nearest is not None and len(nearest.frame) >= len(said):
        return nearest
    if not said or (PLACE not in said and general(said) and not pattern("fuse.national").match(said)):
        return nearest
    name = body.name.removesuffix(body.frame[len(said):])
    return settled(Body(name, kind(said) or word("fuse.any_class"), body.place if PLACE in said else None), article, atlas)


@lru_cache(maxsize=1)
def _hosted() -> re.Pattern[str]:
    return pattern("fuse.hosted", hosts=any_of(listed("fuse.host_ends")), units=any_of(listed("fuse.unit_ends")))


@lru_cache(maxsize=1)
def _unit() -> re.Pattern[str]:
    return pattern("fuse.unit", units=any_of(listed("fuse.unit_ends")))


def _above(body: Body, every: Mapping[str, Body]) -> Body | None:
    """The body of the article that is the same for a place above (公安分局 of a district: the city's 公安局)."""
    end = next((end for end in entry("fuse.above") if body.frame == PLACE + end), "")
    if not end or body.place is None:
        return None
    frame = PLACE + entry("fuse.above")[end]
    found = [other for other in every.values() if other.frame == frame and other.place and other.place.key in body.place.above]
    return min(found, key=lambda other: body.place.above.index(other.place.key) if body.place and other.place else 0, default=None)


def _told(article: Article, bodies: Bodies) -> Iterator[tuple[Body, Body]]:
    """Pairs of a part and its host by the words between two bodies, or behind a body and those joined to it."""
    outer = _outer(bodies)
    host: Body | None = None
    for first, second in pairwise(outer):
        gap = article.text.string[first.end:second.start]
        if host is not None and pattern("fuse.joins").fullmatch(gap):
            yield bodies[second], host
            continue
        host = bodies[first] if pattern("fuse.has").fullmatch(gap) else None
        if host is not None:
            yield bodies[second], host
        elif pattern("fuse.belongs").fullmatch(gap) or (
            pattern("fuse.is").fullmatch(gap) and pattern("fuse.part").match(article.text.string, second.end)
        ):
            yield bodies[first], bodies[second]


def _outer(bodies: Bodies) -> list[Mention]:
    """The mentions that the text has words for, in order, those within others left out."""
    found: list[Mention] = []
    for mention in sorted((m for m in bodies if not m.implied), key=lambda m: (m.start, -m.end)):
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return found


def seats(article: Article, atlas: Atlas, bodies: Bodies) -> dict[str, list[Located]]:
    """The key of each body → the places that it is in: that of its name, and those that the text tells."""
    found: dict[str, list[Located]] = {}
    places = sorted((m for m in atlas.of if m.rule != "deictic"), key=lambda m: m.start)
    divisions = sorted((d for d in atlas.divisions.values() if d.rank < TOWNSHIP), key=lambda d: (-d.rank, d.key))
    for mention, body in bodies.items():
        branch = _branch(divisions, body)
        own = atlas.places[branch.key] if branch else body.place
        told = [] if mention.implied else [_behind(article, atlas, mention, places), _before(article, atlas, mention, body, places)]
        kept = found.setdefault(body.key, [])
        kept += [place for place in (own, *told) if place is not None and place.key not in {p.key for p in kept}]
    return {key: _narrowest(kept) for key, kept in found.items()}


def _narrowest(places: list[Located]) -> list[Located]:
    """The places without those that another one lies in."""
    return [p for p in places if not any(p.key in other.above for other in places)]


def _branch(divisions: Iterable[Division], body: Body) -> Division | None:
    """The one of ``divisions`` in which a branch is, that stands before the end of its name (某银行宁波分行) or in brackets."""
    for division in divisions:
        for printed in (division.name, division.short):
            at = body.name.find(printed, 1) if len(printed) > 1 else -1
            if at > 0 and pattern("fuse.branch").fullmatch(body.name, at + len(printed)):
                return division
    return None


def _behind(article: Article, atlas: Atlas, mention: Mention, places: list[Mention]) -> Located | None:
    """The place behind a body that lies or has its seat there."""
    match = pattern("fuse.seated").match(article.text.string, mention.end)
    return _chain(atlas, places, match.end()) if match else None


def _chain(atlas: Atlas, places: list[Mention], at: int) -> Located | None:
    """The last of the places that stand at the offset ``at``, each where the one before ends."""
    last: Mention | None = None
    for place in places:
        if place.start == at:
            last, at = place, place.end
    return atlas.of[last] if last is not None else None


def _before(article: Article, atlas: Atlas, mention: Mention, body: Body, places: list[Mention]) -> Located | None:
    """The place before a body, behind a word that says that it lies there, or of a body that has no place by name (武汉的某公司)."""
    text = article.text.string
    match = pattern("fuse.of").search(text, max(mention.start - 1, 0), mention.start)
    last = next((m for m in places if match and m.end == match.start()), None)
    if last is None:
        return None
    start = last
    while (previous := next((m for m in places if m.end == start.start), None)) is not None:
        start = previous
    lies = pattern("fuse.lies").search(text, max(start.start - 3, 0), start.start)
    seated = body.type in listed("fuse.seated_classes") and pattern("fuse.national").match(body.name) is None
    return atlas.of[last] if lies or (seated and body.place is None) else None
