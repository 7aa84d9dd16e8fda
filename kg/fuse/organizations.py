"""Which organisation each organisation mention is, under its full canonical name.

A level word at the beginning stands for the article's own division (区发改委 in an article about 北辰区 is 北辰区发改委); a
department alone (组织部) is the home's; a committee of a village behind another body of that village is of the same
village; of several places before a name only the last belongs to it (海港区海港镇党委 is 海港镇党委).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kg.article import Article, Mention
from kg.fuse.places import Atlas, Located
from kg.zh import levels, rows
from kg.zh.grammar import entry, pattern


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
def _uses() -> dict[str, tuple[str, str]]:
    return {row.cells[0]: (row.cells[1], row.cells[2]) for row in rows("organizations.tsv", 3)}


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    return {row.cells[0]: row.cells[1] for row in rows("aliases.tsv", 2)}


def identify(article: Article, atlas: Atlas, mentions: tuple[Mention, ...]) -> dict[Mention, Body]:
    """The organisation of each mention of kind ``Organization`` that can be resolved."""
    found: dict[Mention, Body] = {}
    for mention in mentions:
        if mention.rule == "deputy":
            body = _deputy(found, mention)
        elif mention.rule == "declared":
            body = next((b for m, b in found.items() if article.printed(m) == mention.name), None)
        else:
            body = _peer(article, found, mention) or _body(article, atlas, mention)
            body = _short(found, body)
        if body is not None:
            found[mention] = body
    return found


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
    wanted = str(entry("fuse.deputies").get(mention.name, ""))
    before = [m for m in found if m.start < mention.start]
    for candidate in sorted(before, key=lambda m: m.start, reverse=True):
        if not wanted or found[candidate].type == wanted:
            return found[candidate]
    return None


def _body(article: Article, atlas: Atlas, mention: Mention) -> Body | None:
    whole = "".join((mention.name or article.printed(mention)).split())
    whole = pattern("fuse.session").sub("", whole) or whole
    printed = pattern("organizations.prefix").sub("", whole)
    if printed in _aliases():
        return Body(_aliases()[printed], mention.type, None)
    inner = [m for m in atlas.of if mention.start <= m.start and m.end <= mention.end + 1 and m.start < mention.end and m.rule != "deictic"]
    leading = _leading(mention.start + len(whole) - len(printed), inner)
    if leading:
        last = leading[-1]
        place = atlas.of[last]
        if mention.implied:
            return Body(place.name + whole[len(article.printed(mention)):], mention.type, place)
        name = printed if mention.name else "".join(article.text.string[last.start:mention.end].split())
        name = pattern("fuse.session").sub("", name) or name
        return Body(name, mention.type, place)
    league = pattern("fuse.league").match(printed)
    level = next((w for w in sorted(entry("fuse.levels"), key=len, reverse=True) if printed.startswith(w) and len(printed) > len(w)), "")
    if league or (level and mention.rule != "tagger"):
        return _of_level(atlas, mention, printed, league["level"] if league else level, str(entry("fuse.league_name")) if league else "")
    if mention.rule == "suffix:bare" and atlas.home is not None and not pattern("fuse.national").match(printed):
        return _of_home(atlas, mention, printed)
    if printed in _uses() and _uses()[printed][1] in {"dept", "village"}:
        local = printed in entry("fuse.grassroots") or _uses()[printed][1] == "village"
        return _of_village(atlas, mention, printed) if local or atlas.home is None else _of_home(atlas, mention, printed)
    return Body(printed, mention.type, None)


def _leading(at: int, inner: list[Mention]) -> list[Mention]:
    """The places from the offset ``at`` on, each where the one before ends."""
    chain: list[Mention] = []
    for place in sorted(inner, key=lambda m: (m.start, -m.end)):
        if place.start == at:
            chain.append(place)
            at = place.end
    return chain


def _of_level(atlas: Atlas, mention: Mention, printed: str, level: str, league: str) -> Body | None:
    place = atlas.level(mention, level)
    if place is None:
        return Body(printed, mention.type, None)
    return Body(league + place.name + (printed[2:] if league else printed[len(level):]), mention.type, place, len(level))


def _of_home(atlas: Atlas, mention: Mention, printed: str) -> Body:
    assert atlas.home is not None
    place = atlas.add(atlas.home)
    party = mention.type == entry("fuse.party_class") and printed in entry("fuse.party_departments")
    joint = str(entry("fuse.party_joint")) if party else ""
    return Body(place.name + joint + printed, mention.type, place)


def _of_village(atlas: Atlas, mention: Mention, printed: str) -> Body | None:
    """居委会 behind another body of a community: of the last village or community named before."""
    ranks = sorted(set(levels.ranks().values()), reverse=True)
    place = atlas.before(mention, ranks[0])
    return Body(place.name + printed, mention.type, place) if place is not None else None
