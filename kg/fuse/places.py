"""Which place each place mention is: a division of the register with its code, or a place that only the text knows.

The article's home is settled by a vote over its names. A name that several divisions bear goes to the one beside which it is
printed, else to the one in or above the home, else to the widest, else to the one in a place named before (see
:mod:`kg.fuse.bearers`); where all this leaves several, the place stays open: a place of its own, possibly the same as each. A
place that no register has hangs under the place printed before it, else, below townships, under the last one of a higher
level in its sentence, else under the home.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kg.article import Article, Mention
from kg.fuse.bearers import Signs, shared
from kg.zh import levels
from kg.zh.divisions import TOWNSHIP, Division, gazetteer
from kg.zh.grammar import entry, listed, pattern, word
from kg.zh.renamed import former
from kg.zh.vote import hints

UNRANKED: Final = 9  # below everything that the register ranks
COUNTY, PREFECTURE = TOWNSHIP - 1, TOWNSHIP - 2
LOCAL: Final = range(TOWNSHIP, UNRANKED)  # ranks of townships, villages and communities
OPEN: Final = "?"  # before the name in the key of a place that may be several divisions
MANY: Final = 6  # divisions that an open place may be; of more it is not said


@dataclass(frozen=True)
class Located:
    """A resolved place: its key, name, class, code, and the keys of what it lies in, the nearest first. A place that is open has
    ``options``, the keys of the divisions that it may be, unless these are too many to say."""

    key: str
    name: str
    type: str
    code: str = ""
    above: tuple[str, ...] = ()
    rank: int = UNRANKED
    options: tuple[str, ...] = ()


@dataclass
class Atlas:
    """The places of one article, as far as they are resolved; filled by :func:`locate`, in the order of the text."""

    home: Division | None
    places: dict[str, Located] = field(default_factory=dict)
    divisions: dict[str, Division] = field(default_factory=dict)
    of: dict[Mention, Located] = field(default_factory=dict)
    open: dict[Mention, tuple[Division, ...]] = field(default_factory=dict)   # what each may be that stays open
    _order: list[tuple[int, int, Mention]] = field(default_factory=list)   # by their beginnings; of two, what came first is last
    chain: tuple[Division, ...] = field(init=False)   # the home and what it lies in, the nearest first; nothing without a home

    def __post_init__(self) -> None:
        self.chain = (self.home, *gazetteer().chain(self.home)) if self.home else ()

    def add(self, division: Division, printed: str = "") -> Located:
        """The division, and all above it, as places of the article. Townships and villages keep the name that the text
        prints: registers and newspapers differ in a character (苗安, 苗庵) or in the suffix (街, 街道)."""
        if self.divisions.get(division.key) is division:
            return self.places[division.key]   # and those above have been added with it
        chain = gazetteer().chain(division)
        for each in chain:
            self._enter(each, gazetteer().chain(each), "")
        return self._enter(division, chain, printed if division.rank >= TOWNSHIP else "")

    def _enter(self, division: Division, chain: Sequence[Division], printed: str) -> Located:
        self.divisions[division.key] = division
        place = Located(division.key, printed or division.name, division.level, division.code, tuple(d.key for d in chain), division.rank)
        return self.places.setdefault(place.key, place)

    def put(self, mention: Mention, place: Located) -> None:
        """The place that is named at ``mention``."""
        if mention not in self.of:
            insort(self._order, (mention.start, -len(self.of), mention))
        self.of[mention] = place

    def before(self, mention: Mention, ranks: Collection[int] = range(UNRANKED + 1), since: int = 0, ending: str = "") -> Located | None:
        """The last place of these ranks, whose name has this ending, named before ``mention`` and not before the offset ``since``."""
        for at in range(bisect_left(self._order, (mention.start,)) - 1, -1, -1):
            start, _, near = self._order[at]
            if start < since:
                return None
            place = self.of[near]
            if place.rank in ranks and place.name.endswith(ending):
                return place
        return None

    def level(self, mention: Mention, level: str) -> Located | None:
        """The place that a level word (市, 区, 镇, 村) at ``mention`` means: the last township or village named, or
        the division of that level that the home is or lies in; another word (当地) means the division, village or community named last."""
        if level not in entry("fuse.levels"):
            return self.before(mention, range(UNRANKED))
        ranks = _ranks(level)
        low = [rank for rank in ranks if rank >= TOWNSHIP]
        near = self.before(mention, low, ending=level) or self.before(mention, low)   # a township may be another today than it was
        if near is not None:
            return near
        chain = [division for division in self.chain if division.rank in ranks]
        named = [d for d in chain if _is_called(d, level)]
        if not named and self.home is not None and self.home.short.endswith(level):  # 东区街道 speaks of itself as 区
            return replace(self.add(self.home), name=self.home.short)
        return next((self.add(division) for division in named), None) or self._named(mention, level, ranks)

    def _named(self, mention: Mention, level: str, ranks: Collection[int]) -> Located | None:
        """The division that a level word means which the home does not tell: the only one of that level that the article
        names, or, without a home, the one named last before, unless it is listed with others (安吉县、德清县)."""
        printed = {m: p for m, p in self.of.items() if m.rule != "deictic" and m not in self.open}
        named = {m: p for m, p in printed.items() if p.rank in ranks and p.name.endswith(level)}
        if len({place.key for place in named.values()}) == 1:
            return next(iter(named.values()))
        before = sorted((m for m in named if m.start < mention.start), key=lambda m: m.end)
        if self.home is not None or not before:
            return None
        last = before[-1]
        near = (m for m in before[:-1] if last.start - m.end <= 1)
        return None if any(named[m].key != named[last].key for m in near) else named[last]


def _is_called(division: Division, level: str) -> bool:
    """Whether a level word may mean the division: it is or was one by its name, or the word means others too."""
    names = (division.name, *(each.name for each in former(division)))
    return level in listed("fuse.any_suffix") or any(name.endswith(level) for name in names)


def _ranks(level: str) -> list[int]:
    """The ranks of the divisions that a level word may mean."""
    return [int(rank) for rank in entry("fuse.levels").get(level, ())]


def _home(article: Article) -> Division | None:
    """The division that the article is about."""
    places = [m for m in article.mentions if m.kind == "Place"]
    names = [article.printed(m) for m in places if m.rule != "deictic"]
    classes = [level for m in places if m.rule == "deictic" for level in _classes(m.name)]
    classes += [level for m in article.mentions if m.kind == "Organization" for level in _classes(article.printed(m)[:1])]
    home = gazetteer().settle(names, hints(article.title, article.publisher), sorted(set(classes)))
    return home or _autonomous(article, names)


def _autonomous(article: Article, names: Sequence[str]) -> Division | None:
    """The special administrative region whose offices or posts (特区政府, 行政长官) the text has, where it names only one."""
    if not pattern("fuse.autonomous").search(article.text.string):
        return None
    named = {division for name in names for division in gazetteer().named(name) if pattern("fuse.special").search(division.name)}
    return named.pop() if len(named) == 1 else None


def _classes(level: str) -> list[str]:
    """The classes of the divisions that a level word may mean."""
    ranks = _ranks(level)
    return [name for name, rank in levels.ranks().items() if rank in ranks] if ranks else []


def locate(article: Article) -> Atlas:
    """The article's atlas: every place mention resolved. What stays open at first is looked at again, knowing which of the
    divisions that it may be the article names elsewhere."""
    atlas = _located(article, frozenset())
    told = {place.key for mention, place in atlas.of.items() if mention not in atlas.open}
    if any(len({d.key for d in found} & told) == 1 for found in atlas.open.values()):
        atlas = _located(article, frozenset(told))
    for key in [key for mention in atlas.open for key in atlas.of[mention].options]:
        division = gazetteer().get(key)
        if division is not None:
            atlas.add(division)
    return atlas


def _located(article: Article, told: frozenset[str]) -> Atlas:
    atlas = Atlas(_home(article))
    if atlas.home:
        atlas.add(atlas.home)
    mentions = sorted((m for m in article.mentions if m.kind == "Place"), key=lambda m: (m.start, -m.end))
    previous: Mention | None = None
    for number, mention in enumerate(mentions):
        behind = next((m for m in mentions[number + 1:number + 3] if m.start >= mention.end), None)
        place = _place(article, atlas, mention, _Around(previous, behind, told))
        if place is not None:
            atlas.put(mention, atlas.places.setdefault(place.key, place))
            previous = mention
    return atlas


@dataclass(frozen=True)
class _Around:
    """The mentions of places before and behind one, and the keys of what the article names elsewhere."""

    previous: Mention | None
    behind: Mention | None
    told: frozenset[str]


def _place(article: Article, atlas: Atlas, mention: Mention, around: _Around) -> Located | None:
    if mention.rule == "deictic":
        return atlas.level(mention, mention.name)
    name = mention.name or article.printed(mention)
    beside = atlas.of.get(around.previous) if around.previous is not None and around.previous.end == mention.start else None
    signs = _signs(article, atlas, mention, around)
    found = signs.left([d for d in _bearers(atlas, name, signs, beside) if not _another(mention, name, d, beside)])
    found = tuple(d for d in found if not _told_elsewhere(article, atlas, mention, d))
    if len(found) == 1:
        return atlas.add(found[0], name)
    if found:
        atlas.open[mention] = found
        return _undecided(mention, name, found)
    short = next((p for p in atlas.of.values() if p.name.endswith(name) and p.type == mention.type), None)
    if short is not None:
        return short
    return _unregistered(article, atlas, mention, name, beside)


def _signs(article: Article, atlas: Atlas, mention: Mention, around: _Around) -> Signs:
    """What speaks for one of the divisions that bear the name at ``mention``."""
    beside, listed = _next(atlas, mention, around.previous)
    gap = around.behind.start - mention.end if around.behind is not None else -1
    behind = (around.behind.name or article.printed(around.behind)) if around.behind is not None and gap <= 1 else ""
    parents = {listed} | ({d.parent for d in gazetteer().named(behind)} if gap == 1 else set())
    return Signs(
        name=mention.name or article.printed(mention), day=article.published, beside=beside, behind=behind if gap == 0 else "",
        parents=frozenset(parents - {""}), home=tuple(each.key for each in atlas.chain),
        before=lambda: _named_before(atlas, mention), told=around.told,
    )


def _named_before(atlas: Atlas, mention: Mention) -> list[str]:
    """The keys of the places named before ``mention`` of which it is known which they are, the last first."""
    places = (place for m, place in reversed(atlas.of.items()) if m.start < mention.start and m not in atlas.open)
    return list(dict.fromkeys(place.key for place in places))


def _next(atlas: Atlas, mention: Mention, previous: Mention | None) -> tuple[tuple[str, ...], str]:
    """The line of the place that ends where ``mention`` begins; what the place lies in that stands one character before."""
    place = atlas.of.get(previous) if previous is not None else None
    if place is None or previous is None or mention.start - previous.end not in (0, 1):
        return (), ""
    if previous.end == mention.start:
        return (place.key, *place.above), ""
    return (), next(iter(place.above), "")


def _undecided(mention: Mention, name: str, found: tuple[Division, ...]) -> Located:
    """A place of its own that may be each of ``found``: of their name, class and area as far as they share these."""
    names, classes = {d.name for d in found}, {d.level for d in found}
    name = names.pop() if len(names) == 1 else name
    above = tuple(d.key for d in shared(found))
    type_ = classes.pop() if len(classes) == 1 else mention.type or word("places.other")
    key = f"{above[0]}/{OPEN}{name}" if above else OPEN + name
    options = tuple(sorted(d.key for d in found)) if len(found) <= MANY else ()
    return Located(key, name, type_, "", above, levels.ranks().get(type_, UNRANKED), options)


def _another(mention: Mention, name: str, division: Division, beside: Located | None) -> bool:
    """Whether the division that the register has by that name is not meant: the tagger's site (东海) is no county by its short
    name, nor the zone behind a place (重庆市|高新区) one that lies elsewhere."""
    if mention.rule == "tagger":
        return name != division.name
    zone = pattern("places.zone").fullmatch(name) is not None
    return zone and beside is not None and beside.key not in {each.key for each in gazetteer().chain(division)}


def _told_elsewhere(article: Article, atlas: Atlas, mention: Mention, division: Division) -> bool:
    """Whether the register has a village under another township of the county than the one that the sentence has just named:
    townships are merged and renamed, and the text knows its own time."""
    if division.rank <= TOWNSHIP or division.code:
        return False
    told = _last_in_sentence(article, atlas, mention, [TOWNSHIP])
    if told is None or not told.above:
        return False
    chain = [each.key for each in gazetteer().chain(division)]
    return told.key not in chain and told.above[0] in chain


def _bearers(atlas: Atlas, name: str, signs: Signs, beside: Located | None) -> tuple[Division, ...]:
    """The divisions that ``name`` may mean: the home or what it lies in by the short name (昌黎 is the county, not its town; behind
    湖南 长沙 is the city), else what is called so under the place beside it, else under the home, else in the country."""
    own = [d for d in atlas.chain if d.short == name != d.name and (beside is None or d.parent == beside.key)]
    if own:
        return (own[0],)
    named = gazetteer().named(name)
    for area in (atlas.divisions.get(beside.key) if beside else None, atlas.home):
        found = signs.left(_under(area, name)) if area is not None and not (named and area.rank < PREFECTURE) else ()
        if [d.name for d in found] not in ([], [name]):   # 河南 is the province, no village 河南村; 新建小区 none of several 新建村
            near = tuple(d for d in named if d.rank < COUNTY or gazetteer().within(d, area or d))
            return near or (found if len(found) == 1 else tuple(d for d in found if d.name == name or d.rank == TOWNSHIP))
        if found:
            return found
    return named if named or beside is not None else _elsewhere(atlas, name)


def _under(area: Division, name: str) -> tuple[Division, ...]:
    """The townships and villages called ``name`` under ``area``, or the one almost called so; under a province townships only."""
    if area.rank < PREFECTURE:
        return tuple(d for d in _townships(name) if gazetteer().within(d, area))
    if found := gazetteer().under(area, name):
        return found
    near = gazetteer().near(area, name)
    return near if len(near) == 1 else ()


def _townships(name: str) -> tuple[Division, ...]:
    """The townships of the country of exactly that name; a zone's (开发区) says nothing."""
    zone = pattern("places.zone").fullmatch(name) is not None
    return () if zone else tuple(d for d in gazetteer().townships(name) if d.name == name)


def _elsewhere(atlas: Atlas, name: str) -> tuple[Division, ...]:
    """Townships and villages under another county that the article names; in an article without a home townships of the
    country."""
    counties = [area for area in atlas.divisions.values() if area.rank == COUNTY]
    found = tuple(dict.fromkeys(d for area in counties for d in gazetteer().under(area, name)))
    return found or (_townships(name) if atlas.home is None else ())


def _last_in_sentence(article: Article, atlas: Atlas, mention: Mention, ranks: Collection[int] = LOCAL) -> Located | None:
    """The last place of these ranks, by default townships and all below, named before ``mention`` in its sentence."""
    sentence = next((s for s in article.sentences if s.covers(mention)), mention)
    return atlas.before(mention, ranks, since=sentence.start)


def _around(article: Article, atlas: Atlas, mention: Mention, name: str) -> Located | None:
    """What a place lies in that nothing beside it tells: where everybody knows it to be, the home, else the division named
    last in its sentence."""
    known = gazetteer().named(entry("fuse.landmarks").get(name, ""))[:1]
    if known and known[0] not in atlas.chain:
        return atlas.add(known[0])
    if atlas.home is not None:
        return atlas.add(atlas.home)
    sentence = next((s for s in article.sentences if s.covers(mention)), mention)
    return atlas.before(mention, range(1, TOWNSHIP), since=sentence.start)


def _unregistered(article: Article, atlas: Atlas, mention: Mention, name: str, beside: Located | None) -> Located:
    rank = levels.ranks().get(mention.type, UNRANKED)
    parent = beside
    if parent is None and rank > TOWNSHIP and pattern("fuse.inside").search(name):
        village = pattern("fuse.settlement").search(name) is not None
        parent = _last_in_sentence(article, atlas, mention, [TOWNSHIP] if village else LOCAL)
    if parent is None and not pattern("fuse.apart").search(name):
        parent = _around(article, atlas, mention, name)
    above = (parent.key, *parent.above) if parent else ()
    return Located(f"{above[0]}/{name}" if above else name, name, mention.type or word("places.other"), "", above, rank)
