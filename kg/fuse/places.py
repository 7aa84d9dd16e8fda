"""Which place each place mention is: a division of the register with its code, or a place that only the text knows.

The article's home is settled by a vote over its names; a name that several divisions bear goes to the one in or above
the home, else beside a place named next to it, else to the widest. A place that no register has hangs under the place
printed before it, else under the last one of a higher level, else under the home.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from kg.article import Article, Mention
from kg.zh import levels
from kg.zh.divisions import TOWNSHIP, Division, gazetteer
from kg.zh.grammar import entry, listed, pattern, word
from kg.zh.vote import hints

UNRANKED = 9  # below everything that the register ranks
COUNTY = TOWNSHIP - 1
LOCAL = range(TOWNSHIP, UNRANKED)  # ranks of townships, villages and communities


@dataclass(frozen=True)
class Located:
    """A resolved place: its key, name, class, code, and the keys of what it lies in, the nearest first."""

    key: str
    name: str
    type: str
    code: str = ""
    above: tuple[str, ...] = ()
    rank: int = UNRANKED


@dataclass
class Atlas:
    """The places of one article, as far as they are resolved; filled by :func:`locate`, in the order of the text."""

    home: Division | None
    places: dict[str, Located] = field(default_factory=dict)
    divisions: dict[str, Division] = field(default_factory=dict)
    of: dict[Mention, Located] = field(default_factory=dict)

    def add(self, division: Division, printed: str = "") -> Located:
        """The division, and all above it, as places of the article. Townships and villages keep the name that the text
        prints: registers and newspapers differ in a character (苗安, 苗庵) or in the suffix (街, 街道)."""
        chain = gazetteer().chain(division)
        for each in chain:
            self._enter(each, gazetteer().chain(each), "")
        return self._enter(division, chain, printed if division.rank >= TOWNSHIP else "")

    def _enter(self, division: Division, chain: Sequence[Division], printed: str) -> Located:
        self.divisions[division.key] = division
        place = Located(division.key, printed or division.name, division.level, division.code, tuple(d.key for d in chain), division.rank)
        return self.places.setdefault(place.key, place)

    @property
    def chain(self) -> tuple[Division, ...]:
        """The home and what it lies in, the nearest first; nothing without a home."""
        return (self.home, *gazetteer().chain(self.home)) if self.home else ()

    def before(self, mention: Mention, ranks: Collection[int] = range(UNRANKED + 1), since: int = 0) -> Located | None:
        """The last place of these ranks named before ``mention`` and not before the offset ``since``."""
        found = [m for m, place in self.of.items() if since <= m.start < mention.start and place.rank in ranks]
        return self.of[max(found, key=lambda m: m.start)] if found else None

    def level(self, mention: Mention, level: str) -> Located | None:
        """The place that a level word (市, 区, 镇, 村) at ``mention`` means: the last township or village named, or
        the division of that level that the home is or lies in; another word (当地) means the division, village or community named last."""
        if level not in entry("fuse.levels"):
            return self.before(mention, range(UNRANKED))
        ranks = _ranks(level)
        near = self.before(mention, [rank for rank in ranks if rank >= TOWNSHIP])
        if near is not None:
            return near
        chain = [division for division in self.chain if division.rank in ranks]
        named = [d for d in chain if d.name.endswith(level) or level in listed("fuse.any_suffix")]
        if not named and self.home is not None and self.home.short.endswith(level):  # 东区街道 speaks of itself as 区
            return replace(self.add(self.home), name=self.home.short)
        return next((self.add(division) for division in named or chain), None)


def _ranks(level: str) -> list[int]:
    """The ranks of the divisions that a level word may mean."""
    return [int(rank) for rank in entry("fuse.levels").get(level, ())]


def _home(article: Article) -> Division | None:
    """The division that the article is about."""
    places = [m for m in article.mentions if m.kind == "Place"]
    names = [article.printed(m) for m in places if m.rule != "deictic"]
    classes = [level for m in places if m.rule == "deictic" for level in _classes(m.name)]
    classes += [level for m in article.mentions if m.kind == "Organization" for level in _classes(article.printed(m)[:1])]
    return gazetteer().settle(names, hints(article.title, article.publisher), sorted(set(classes)))


def _classes(level: str) -> list[str]:
    """The classes of the divisions that a level word may mean."""
    return [name for name, rank in levels.ranks().items() if rank in _ranks(level)]


def locate(article: Article) -> Atlas:
    """The article's atlas: every place mention resolved."""
    atlas = Atlas(_home(article))
    if atlas.home:
        atlas.add(atlas.home)
    previous: Mention | None = None
    for mention in sorted((m for m in article.mentions if m.kind == "Place"), key=lambda m: (m.start, -m.end)):
        place = _place(article, atlas, mention, previous)
        if place is not None:
            atlas.of[mention] = atlas.places.setdefault(place.key, place)
            previous = mention
    return atlas


def _place(article: Article, atlas: Atlas, mention: Mention, previous: Mention | None) -> Located | None:
    if mention.rule == "deictic":
        return atlas.level(mention, mention.name)
    name = mention.name or article.printed(mention)
    beside = atlas.of.get(previous) if previous is not None and previous.end == mention.start else None
    division = _division(atlas, name, beside)
    if division is not None and _another(mention, name, division, beside):
        division = None
    if division is not None and not _told_elsewhere(article, atlas, mention, division):
        return atlas.add(division, name)
    short = next((p for p in atlas.of.values() if p.name.endswith(name) and p.type == mention.type), None)
    if short is not None:
        return short
    return _unregistered(article, atlas, mention, name, beside)


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
    told = _last_in_sentence(article, atlas, mention)
    if division.rank <= TOWNSHIP or division.code or told is None or told.rank != TOWNSHIP or not told.above:
        return False
    chain = [each.key for each in gazetteer().chain(division)]
    return told.key not in chain and told.above[0] in chain


def _division(atlas: Atlas, name: str, beside: Located | None) -> Division | None:
    """The division of that name: the home or what it lies in by the short name (昌黎 is the county, not its town), under the
    place beside it, under the home, else the widest in the country."""
    own = next((division for division in atlas.chain if division.short == name != division.name), None)
    if own is not None and beside is None:
        return own
    for area in (atlas.divisions.get(beside.key) if beside else None, atlas.home):
        if area is not None and area.rank > 1 and (found := gazetteer().under(area, name) or gazetteer().near(area, name)):
            return found[0]
    named = gazetteer().named(name)
    if not named and beside is None:
        return _elsewhere(atlas, name)
    above = {beside.key, *beside.above} if beside else set()
    home = {division.key for division in atlas.chain}
    return min(named, key=lambda division: _distance(division, above, home), default=None)


def _elsewhere(atlas: Atlas, name: str) -> Division | None:
    """A township or village under another county that the article names."""
    for area in list(atlas.divisions.values()):
        if area.rank == COUNTY and (found := gazetteer().under(area, name)):
            return found[0]
    return None


def _distance(division: Division, above: set[str], home: set[str]) -> tuple[bool, bool, int, str]:
    """Sorting key: under the place beside it first, then in or above the home, then the wider."""
    around = {each.key for each in gazetteer().chain(division)}
    return (not around & above, not (around | {division.key}) & home, division.rank, division.key)


def _last_in_sentence(article: Article, atlas: Atlas, mention: Mention) -> Located | None:
    """The last township, village or community named before ``mention`` in its sentence."""
    sentence = next((s for s in article.sentences if s.covers(mention)), mention)
    return atlas.before(mention, LOCAL, since=sentence.start)


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
        parent = _last_in_sentence(article, atlas, mention)
    if parent is None and not pattern("fuse.apart").search(name):
        parent = _around(article, atlas, mention, name)
    above = (parent.key, *parent.above) if parent else ()
    return Located(f"{above[0]}/{name}" if above else name, name, mention.type or word("places.other"), "", above, rank)
