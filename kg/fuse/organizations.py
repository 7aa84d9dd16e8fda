"""Which organisation each organisation mention is, under its full canonical name.

A level word at the beginning stands for the article's own division (区发改委 in an article about 北辰区 is 北辰区发改委); a
department alone (组织部) is the home's; a committee of a village behind another body of that village is of the same
village; of several places before a name only the last belongs to it (海港区海港镇党委 is 海港镇党委).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.article import Article, Mention, Span
from kg.fuse.names import closed, name
from kg.fuse.places import Atlas, Located
from kg.zh import levels, rows
from kg.zh.divisions import Division
from kg.zh.grammar import entry, listed, pattern, word


@dataclass(frozen=True)
class Body:
    """A resolved organisation: canonical name, class, the place it belongs to; ``level`` is the length of the level word
    that stands for the place, if one does."""

    name: str
    type: str
    place: Located | None
    level: int = 0

    @property
    def key(self) -> str:
        """Its identity: the name and the place."""
        return f"{self.name}@{self.place.key if self.place else ''}"


@lru_cache(maxsize=1)
def _uses() -> dict[str, str]:
    """Suffix → how it is used."""
    return {row.cells[0]: row.cells[2] for row in rows("organizations.tsv", 3)}


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    """Other name → canonical name."""
    return {row.cells[0]: row.cells[1] for row in rows("aliases.tsv", 2)}


def identify(article: Article, atlas: Atlas, mentions: tuple[Mention, ...]) -> dict[Mention, Body]:
    """The organisation of each mention of kind ``Organization`` that can be resolved."""
    found: dict[Mention, Body] = {}
    for mention in mentions:
        if mention.rule == "deputy":
            body = _deputy(found, mention)
        elif mention.rule == "declared":
            body = next((b for m, b in found.items() if article.printed(m) == mention.name), None)
        elif mention.rule == "tail":
            body = next((b for b in reversed(found.values()) if b.name.endswith(article.printed(mention))), None)
        else:
            body = _peer(article, found, mention) or _short(found, _body(article, atlas, mention))
        if body is not None:
            found[mention] = replace(body, name=_spelled(body.name))
    return _headed(found)


def _headed(found: dict[Mention, Body]) -> dict[Mention, Body]:
    """The bodies, those that are named by the end of their name alone (局党组, 局) as what the first body of the article with
    such an end is or has; without it 局 alone is none."""
    heads = {mention: match for mention, body in found.items() if (match := pattern("fuse.headed").match(body.name))}
    whole = [body for mention, body in found.items() if mention not in heads]
    settled: dict[Mention, Body] = {}
    for mention, body in found.items():
        match = heads.get(mention)
        host = next((b for b in whole if match and b.name.endswith(match["head"])), None)
        if match and host is not None:
            rest = match["rest"] or ""
            settled[mention] = replace(host, name=host.name + rest, type=body.type if rest else host.type, level=0)
        elif not match or match["rest"]:
            settled[mention] = body
    return settled


def _spelled(full: str) -> str:
    """The name in the spelling that stands for all (天津市人民政府 is 天津市政府)."""
    for end, plain in _spellings():
        full = end.sub(plain, full)
    return full


@lru_cache(maxsize=1)
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(end), plain) for end, plain in entry("fuse.spellings").items())


def _peer(article: Article, found: dict[Mention, Body], mention: Mention) -> Body | None:
    """A government named right behind the committee of the same place (乡党委和|政府)."""
    if mention.rule != "suffix:peer" or article.printed(mention) not in _uses():
        return None
    body = next((b for m, b in found.items() if 0 <= mention.start - m.end <= 1), None)
    if body is None or body.place is None:
        return None
    return Body(body.place.name + article.printed(mention), mention.type, body.place)


def _short(found: dict[Mention, Body], body: Body | None) -> Body | None:
    """The organisation named before whose name ends with this one that names no place."""
    if body is None or body.place is not None or len(body.name) < 4:
        return body
    return next((b for b in found.values() if b.name.endswith(body.name) and len(b.name) > len(body.name)), body)


def _deputy(found: dict[Mention, Body], mention: Mention) -> Body | None:
    """The last organisation of the kind that the words say (该公司: the last company)."""
    wanted = entry("fuse.deputies").get(mention.name, "")
    before = [m for m, body in found.items() if m.start < mention.start and (not wanted or body.type == wanted)]
    return found[max(before, key=lambda m: m.start)] if before else None


def _body(article: Article, atlas: Atlas, mention: Mention) -> Body | None:
    """The organisation by its own words: a known other name, behind a place, by its level, else of the home or by itself."""
    whole = _without_session(name(article, mention))
    printed = pattern("organizations.prefix").sub("", whole)
    if printed in _aliases():
        return Body(_aliases()[printed], mention.type, None)
    leading = _leading(atlas, mention, mention.start + len(whole) - len(printed))
    if leading and mention.implied:
        place = atlas.of[leading[-1]]
        return Body(place.name + whole[len(article.printed(mention)):], mention.type, place)
    if leading:
        last = leading[-1]
        behind = printed if mention.name else _without_session(closed(article.text.string[last.start:mention.end]))
        return Body(behind, mention.type, atlas.of[last])
    return _levelled(atlas, mention, printed) or _unplaced(atlas, mention, printed)


def _without_session(text: str) -> str:
    """``text`` without the number of a congress's session, unless nothing else would be left."""
    return pattern("fuse.session").sub("", text) or text


def _leading(atlas: Atlas, mention: Mention, at: int) -> list[Mention]:
    """The places in ``mention`` from the offset ``at`` on, each where the one before ends; the last may go over its end."""
    inside = Span(mention.start, mention.end + 1)
    inner = (m for m in atlas.of if inside.covers(m) and m.start < mention.end and m.rule != "deictic")
    chain: list[Mention] = []
    for place in sorted(inner, key=lambda m: (m.start, -m.end)):
        if place.start == at:
            chain.append(place)
            at = place.end
    return chain


def _levelled(atlas: Atlas, mention: Mention, printed: str) -> Body | None:
    """A body whose name begins with a level word, or with that behind the league's letter (团省委); None for others."""
    league = pattern("fuse.league").match(printed)
    if league:
        return _of_level(atlas, mention, printed, league["level"], word("fuse.league_name"), league.end("level"))
    level = max((w for w in entry("fuse.levels") if printed.startswith(w) and len(printed) > len(w)), key=len, default="")
    return _of_level(atlas, mention, printed, level, "", len(level)) if level and mention.rule != "tagger" else None


def _of_level(atlas: Atlas, mention: Mention, printed: str, level: str, before: str, cut: int) -> Body:
    """The place that ``level`` means, between ``before`` and what follows the first ``cut`` characters."""
    place = atlas.level(mention, level)
    return Body(before + place.name + printed[cut:], mention.type, place, len(level)) if place else Body(printed, mention.type, None)


def _unplaced(atlas: Atlas, mention: Mention, printed: str) -> Body | None:
    """A body whose name says no place: the home's or the last village's if its suffix has them, else only itself."""
    if mention.rule == "suffix:bare" and atlas.home is not None and not pattern("fuse.national").match(printed):
        return _of_home(atlas, atlas.home, mention, printed)
    use = _uses().get(printed, "")
    if use not in {"dept", "village"}:
        return Body(printed, mention.type, None)
    if use == "village" or printed in listed("fuse.grassroots") or atlas.home is None:
        return _of_village(atlas, mention, printed)
    return _of_home(atlas, atlas.home, mention, printed)


def _of_home(atlas: Atlas, home: Division, mention: Mention, printed: str) -> Body:
    place = atlas.add(home)
    party = mention.type == word("fuse.party_class") and printed in listed("fuse.party_departments")
    return Body(place.name + (word("fuse.party_joint") if party else "") + printed, mention.type, place)


def _of_village(atlas: Atlas, mention: Mention, printed: str) -> Body | None:
    """居委会 behind another body of a community: of the last village or community named before."""
    place = atlas.before(mention, [max(levels.ranks().values())])
    return Body(place.name + printed, mention.type, place) if place is not None else None
