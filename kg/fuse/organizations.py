"""Which organisation each organisation mention is, under its full canonical name.

A level word at the beginning stands for the article's own division (区发改委 in an article about 北辰区 is 北辰区发改委); a
department alone (组织部) is the home's; a committee of a village behind another body of that village is of the same
village; of several places before a name only the last belongs to it (海港区海港镇党委 is 海港镇党委).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from kg.article import Article, Mention, Span
from kg.fuse.forms import PLACE, core, folded, framed, general, is_form, kind, spelled, spellings, stem, tied
from kg.fuse.names import closed, name
from kg.fuse.places import COUNTY, Atlas, Located
from kg.zh import levels, rows
from kg.zh.divisions import TOWNSHIP, Division, gazetteer
from kg.zh.grammar import entry, listed, pattern, word
from kg.zh.renamed import former

LONGEST: Final = 11   # characters of the name of a prefecture


@dataclass(frozen=True)
class Body:
    """A resolved organisation: canonical name, class, the place it belongs to; ``level`` is the length of the level word
    that stands for the place, if one does. ``core`` is what tells it from others of the same ``scope``, which is the key of
    its place, or for a name without a place that many bodies have, of the article's home or of the article; a name that
    is one in the whole country has none. ``frame`` is the name with {} for the place, ``full`` the name before it was
    brought to the form that stands for all."""

    name: str
    type: str
    place: Located | None
    level: int = 0
    core: str = ""
    scope: str = ""
    frame: str = ""
    full: str = ""

    @property
    def key(self) -> str:
        """Its identity: the name and where that is one."""
        return f"{self.core or self.name}@{self.scope}"


@lru_cache(maxsize=1)
def _uses() -> dict[str, str]:
    """Suffix → how it is used."""
    return {row.cells[0]: row.cells[2] for row in rows("organizations.tsv", 3)}


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    """Other name → canonical name."""
    return {row.cells[0]: row.cells[1] for row in rows("aliases.tsv", 2)}


@lru_cache(maxsize=1)
def _canonical() -> frozenset[str]:
    """The canonical names of bodies that are known by other names as well."""
    return frozenset(_aliases().values())


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
            found[mention] = settled(body, article, atlas)
    return _tied(_parted({mention: settled(body, article, atlas) for mention, body in _headed(found).items()}))


def settled(body: Body, article: Article, atlas: Atlas) -> Body:
    """The body under the form of its name that stands for all, with its identity."""
    name = spelled(body.name)
    place = _inner(name, body.place, atlas) if body.place else _prefixed(name, body.type, atlas)
    if place is None or place.name == word("fuse.country") or _unique(name):
        rest = framed(name, (place.name,)).removeprefix(PLACE) if place and place.rank == 0 and _unique(name) else ""
        own = rest if _unique(rest) else name   # 美国哈佛大学 is 哈佛大学, but 美国大学 is not 大学
        scope = "" if place else _scope(name, article, atlas)
        return Body(name, body.type, body.place, body.level, core(own), scope, name, body.full or body.name)
    return _placed(body, name, place, atlas)


def _placed(body: Body, name: str, place: Located, atlas: Atlas) -> Body:
    """The body of a place: its frame in the form that stands for all, its name with the full name of the place where it is the
    state's, or where it was printed with another one."""
    division = atlas.divisions.get(place.key)
    short = division.short if division and 0 < place.rank < TOWNSHIP and len(division.short) > 1 else ""
    ways = spellings(place.name, short, division.name if division else "", *_risen(division))
    start = name.find(place.name) if body.place and place != body.place else 0
    printed = framed(name[start:], ways)
    frame = folded(printed, f"{place.name}{place.rank}") if _chinese(place) else printed
    plain = pattern("fuse.office").sub("", place.name)
    full = body.full or body.name
    if frame and (name not in {frame.replace(PLACE, way, 1) for way in (place.name, short)} or _public(body, frame)):
        name = frame.replace(PLACE, plain, 1)
        full = body.full or framed(body.name[start:], ways).replace(PLACE, plain, 1)
    type_ = body.type if frame == printed else kind(frame) or body.type
    frame = frame or name
    return Body(name, type_, place, body.level, core(frame), place.key, frame, full)


def _risen(division: Division | None) -> Iterator[str]:
    """The former names of a division that rose whole (宁乡县, today 宁乡市): its bodies went on as they were."""
    if division is not None and len(division.short) > 1:
        yield from (each.name for each in former(division) if each.name.startswith(division.short))


def _prefixed(name: str, type_: str, atlas: Atlas) -> Located | None:
    """The place of a body whose name begins with the full name of one division that the article names or is about, or of a
    company or the like whose name begins with its short name (海宁锦绣皮革公司)."""
    full = [d for d in atlas.divisions.values() if 0 < d.rank <= TOWNSHIP and name.startswith(d.name) and is_form(_rest(name, d))]
    if len(full) == 1 and not _unique(name):
        return atlas.places[full[0].key]
    if _unique(name) or pattern("fuse.national").match(name):
        return None
    seated = type_ in listed("fuse.seated_classes")
    named = [d for d in atlas.divisions.values() if 0 < d.rank < TOWNSHIP and len(d.short) > 1 and name.startswith(d.short)]
    named = [d for d in named or _at_large(name) if (_goes_on if seated else _formed)(name[len(d.short):])]
    widest = min(named, key=lambda d: d.rank, default=None)
    return atlas.add(widest) if widest and all(d.short == widest.short for d in named) else None


def _at_large(name: str) -> list[Division]:
    """The province or prefecture in the country whose name begins the body's (北京协和医院), if it is one: then the body is there,
    whether or not the article names the place."""
    for end in range(min(len(name) - 2, LONGEST), 1, -1):
        found = [d for d in gazetteer().named(name[:end]) if 0 < d.rank < COUNTY and name.startswith(d.short)]
        if found:
            return found if len(found) == 1 else []
    return []


def _rest(name: str, division: Division) -> str:
    """The name with {} for the full name of the division, without a word behind it that says its kind again."""
    return framed(name, (division.name,))


def _formed(rest: str) -> bool:
    """Whether what stands behind the short name of a place is a known form of a body of the state (江西|高院)."""
    return is_form(PLACE + rest)


def _goes_on(rest: str) -> bool:
    """Whether what stands behind the short name of a place is the name of a body of that place: it is long enough, or a known
    form (一中), and no road."""
    return (len(rest) > 2 or is_form(PLACE + rest)) and pattern("fuse.road").match(rest) is None


def _inner(name: str, place: Located, atlas: Atlas) -> Located:
    """The village or community of a body whose name has one behind the place that was found (福清市|梧岗村委会); else ``place``."""
    division = atlas.divisions.get(place.key)
    match = pattern("fuse.village").search(name) if division and place.rank <= TOWNSHIP else None
    if match is None or division is None or not name.startswith(place.name):
        return place
    inner = name[len(place.name):match.start("body")]
    known = next((each for each in atlas.places.values() if each.name == inner and place.key in each.above), None)
    found = gazetteer().under(division, inner) if known is None and len(inner) > 1 else ()
    return known or (atlas.add(found[0], inner) if found and found[0].name == inner else place)


def _public(body: Body, frame: str) -> bool:
    """Whether a body is the state's or the party's of its place, whose name has the full name of the place in it."""
    return body.type in listed("fuse.public") and frame.removeprefix(PLACE) in _uses()


def _chinese(place: Located) -> bool:
    """Whether the place has bodies as Chinese divisions have: it is one of the register's, or lies in one, or is a village."""
    return place.rank >= TOWNSHIP or pattern("fuse.coded").match(place.key) is not None


def _unique(name: str) -> bool:
    """Whether a name is one in the whole country, whatever place stands in it."""
    return name in _canonical() or pattern("fuse.unique").search(name) is not None


def _scope(name: str, article: Article, atlas: Atlas) -> str:
    """Where a name without a place is one: in the article, where it says only what kind of body it is; in the home, where
    each place may have one by it; else everywhere."""
    if _unique(name) or pattern("fuse.national").match(name) or pattern("fuse.known").match(name):
        return ""
    level = max((w for w in entry("fuse.levels") if name.startswith(w)), key=len, default="")
    if (level and name.removeprefix(level) in _uses()) or _uses().get(name, "name") not in {"name", "bare"}:
        return article.id
    if _uses().get(name) != "name" and not _named_after(name) and (pattern("fuse.local").search(name) or general(name)):
        return atlas.home.key if atlas.home else article.id
    return ""


def _named_after(name: str) -> bool:
    """Whether a name begins with that of a province or a city, or a prefecture."""
    found = (division for length in (2, 3) for division in gazetteer().named(name[:length]))
    return len(name) > 3 and any(0 < division.rank < COUNTY for division in found)


def _tied(found: dict[Mention, Body]) -> dict[Mention, Body]:
    """The bodies, a short name as the one long name of the article that it may stand for."""
    bodies = {(body.key, body.frame): body for body in found.values()}
    longer: dict[tuple[str, str], Body] = {}
    for key, body in bodies.items():
        forms = tied(body.frame, f"{body.place.name}{body.place.rank}") if body.place is not None else ()
        others = [other for other in bodies.values() if other.frame != body.frame and _stands_for(body, other, forms)]
        if len({other.key for other in others}) == 1:
            longer[key] = others[0]
    long = {mention: longer.get((body.key, body.frame), body) for mention, body in found.items()}
    return {m: body if body is found[m] else replace(body, level=found[m].level, full=found[m].full) for m, body in long.items()}


def _parted(found: dict[Mention, Body]) -> dict[Mention, Body]:
    """The bodies, those apart that would be one but for two long names of the article (第二医院 and 第二人民医院)."""
    longs: dict[str, set[str]] = {}
    for body in found.values():
        if pattern("fuse.contested").search(body.frame):
            longs.setdefault(body.key, set()).add(body.frame)
    return {m: replace(b, core=b.frame) if len(longs.get(b.key, ())) > 1 else b for m, b in found.items()}


def _stands_for(short: Body, long: Body, forms: Collection[str]) -> bool:
    """Whether a short name may stand for a long one: it is tied to ``forms``, of which that is one, or it is a company's without
    the words for its legal form."""
    if long.frame in forms and short.place == long.place:
        return True
    if len(short.frame) >= len(long.frame) or short.scope != long.scope:
        return False
    plain = pattern("fuse.plain_form").sub("", short.frame)
    return len(plain) > 3 and plain == stem(long.frame) != long.frame


def _headed(found: dict[Mention, Body]) -> dict[Mention, Body]:
    """The bodies, those that are named by the end of their name alone (局党组, 局) as what the first body of the article with
    such an end is or has; without it 局 alone is none."""
    heads = {mention: match for mention, body in found.items() if (match := pattern("fuse.headed").match(body.name))}
    whole = [body for mention, body in found.items() if mention not in heads]
    settled: dict[Mention, Body] = {}
    for mention, body in found.items():
        match = heads.get(mention)
        host = next((b for b in whole if b.name.endswith(match["head"])), None) if match else None
        if match and host is not None:
            rest = match["rest"] or ""
            settled[mention] = replace(host, name=host.name + rest, type=body.type if rest else host.type, level=0, full="")
        elif not match or match["rest"]:
            settled[mention] = body
    return settled


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
    regional = printed in entry("tenures.regional").values()   # 特区政府 in an article about 澳门
    known = regional and _aliases().get(f"{atlas.home.name}{printed}" if atlas.home else "")
    if known or (regional and mention.implied):
        return Body(known, mention.type, None) if known else None
    if printed in _aliases():
        return Body(_aliases()[printed], mention.type, None)
    before = head.group() if (head := pattern("fuse.before").match(printed)) else ""
    leading = _leading(atlas, mention, mention.start + len(whole) - len(printed) + len(before))
    if leading and mention.implied:
        place = atlas.of[leading[-1]]
        return Body(place.name + whole[len(article.printed(mention)):], mention.type, place)
    if leading:
        last = leading[-1]
        behind = printed if mention.name else before + _without_session(closed(article.text.string[last.start:mention.end]))
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
    whole = mention.rule == "tagger" or pattern("fuse.not_levelled").match(printed)
    return _of_level(atlas, mention, printed, level, "", len(level)) if level and not whole else None


def _of_level(atlas: Atlas, mention: Mention, printed: str, level: str, before: str, cut: int) -> Body:
    """The place that ``level`` means, between ``before`` and what follows the first ``cut`` characters."""
    place = atlas.level(mention, level) or _only(atlas, mention, level)
    return Body(before + place.name + printed[cut:], mention.type, place, len(level)) if place else Body(printed, mention.type, None)


def _only(atlas: Atlas, mention: Mention, level: str) -> Located | None:
    """The one division of the article that a level word may mean, where it is named before ``mention``."""
    ranks = entry("fuse.levels").get(level, ())
    printed = {m: place for m, place in atlas.of.items() if place.rank in ranks and place.name.endswith(level)}
    before = {place.key: place for m, place in printed.items() if m.start < mention.start and place.key in atlas.divisions}
    return next(iter(before.values())) if len(before) == len({place.key for place in printed.values()}) == 1 else None


def _unplaced(atlas: Atlas, mention: Mention, printed: str) -> Body | None:
    """A body whose name says no place: the home's or the last village's if its suffix has them, else only itself."""
    county = atlas.home is not None and atlas.home.rank == COUNTY
    bare = mention.rule == "suffix:bare" or (county and pattern("fuse.of_county").search(printed))
    if bare and atlas.home is not None and not pattern("fuse.national").match(printed):
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
