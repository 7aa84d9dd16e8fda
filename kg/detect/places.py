"""Places: administrative divisions known to the gazetteer, scoped to the article's area, and names by their suffix.

First the names of provinces, prefectures and counties of the whole country; a vote over them finds the article's area;
then only names under that area are looked up, so that one of a hundred 青光村 is the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from kg.article import Mention, Span, Word
from kg.detect.reading import Reading, longest
from kg.zh import levels, words
from kg.zh.automaton import Automaton
from kg.zh.divisions import TOWNSHIP, Division, gazetteer, risky
from kg.zh.grammar import entry, pattern

NAMING = frozenset({"LOC", "ns", "ORG", "nt"})


@lru_cache(maxsize=1)
def national() -> Automaton:
    """The names, full and short, of all divisions down to counties, and of countries."""
    classes = [level for level, rank in levels.ranks().items() if rank < TOWNSHIP]
    return Automaton(name for name, _ in gazetteer().names(*classes))


def level_of(name: str) -> str:
    """The class of a place that no register has, by the end of its name."""
    for suffix in levels.suffixes():
        if suffix.text != levels.DEFAULT and name.endswith(suffix.text):
            return suffix.level
    kinds = entry("places.kinds")
    return str(next((kinds[end] for end in kinds if name.endswith(end)), entry("places.other")))


def find_places(reading: Reading) -> Reading:
    """Adds the places."""
    national = longest(_national(reading))
    local = longest(_local(reading.plus(national), areas(reading.plus(national))))
    reading = reading.plus(longest([*national, *local]))
    reading = reading.plus(_groups(reading)).plus(_zones(reading))
    reading = reading.plus(longest(_tagged(reading)))
    return reading.plus(_listed(reading)).plus(_deictic(reading)).plus(_here(reading))


def scope(reading: Reading) -> Division | None:
    """The division that the article is about, by a vote over the names it gives."""
    names = [reading.string[m.start:m.end] for m in reading.of("Place")]
    local = [match.group() for match in re.finditer(r"[\u4e00-\u9fff]{2,4}" + str(entry("places.local")), reading.string)]
    return gazetteer().settle([*names, *local], [reading.article.title, *[reading.article.publisher] * 3])


def areas(reading: Reading) -> list[Division]:
    """Where local names are looked up: the article's own area, unless that is a whole province, and the counties it names."""
    own = scope(reading)
    home = {d.key for d in (own, *gazetteer().chain(own))} if own else set()
    found = [own] if own is not None and own.rank >= TOWNSHIP - 2 else []
    for mention in reading.of("Place"):
        named = [d for d in gazetteer().named(reading.string[mention.start:mention.end]) if d.rank == TOWNSHIP - 1]
        near = [d for d in named if home & {a.key for a in gazetteer().chain(d)}] or (named if len(named) == 1 else [])
        found += [d for d in near if d not in found]
    return found


def _national(reading: Reading) -> Iterator[Mention]:
    for span, name in national().every(reading.string):
        if name in words("not_places.tsv") or _titled(reading, span, name):
            continue
        found = gazetteer().named(name)
        full = any(d.name == name for d in found)
        if not full and _in_quotes(reading, span):
            continue
        if found and _stands(reading, span, full, name):
            yield Mention(span.start, span.end, "Place", "gazetteer", type=found[0].level if len({d.level for d in found}) == 1 else "")


def _titled(reading: Reading, span: Span, name: str) -> bool:
    """Whether the level word at the name's end belongs to a title instead (浙江|省长)."""
    return bool(pattern("organizations.levels").match(name[-1])) and reading.string[span.end:span.end + 1] == entry("places.title_end")


def _stands(reading: Reading, span: Span, full: bool, name: str) -> bool:
    """Whether the words at ``span`` are used as a name: a full name at a word's border, a short one only where the
    tagger sees a name there too."""
    first, last = reading.word_at(span.start), reading.word_at(span.end - 1)
    if first is None or last is None:
        return full
    if name in risky():
        return first.tag in {"LOC", "ns"} and first.start == span.start
    if full and len(name) > 2:
        return first.start == span.start or first.tag in NAMING or first.end < span.end or reading.string[span.start - 1:span.start] == ""
    if pattern("places.site").fullmatch(reading.string[span.end:last.end]):
        return False
    return first.start == span.start and first.tag in NAMING and (last.end == span.end or last.tag in NAMING)


def _local(reading: Reading, areas: Sequence[Division]) -> Iterator[Mention]:
    """Townships, villages and communities: each suffix with the longest name before it that the area has; without one,
    what the tagger takes for a place."""
    for match in pattern("places.local").finditer(reading.string):
        known = _known(reading, match, areas)
        if known is not None:
            yield known
            continue
        word = reading.word_at(match.start())
        if word is not None and _place_like(reading, word) and word.end >= match.end():
            yield from _segments(reading, Span(word.start, match.end()))
        elif _after_place(reading, match):
            yield Mention(_name_start(reading, match.start()), match.end(), "Place", "suffix", type=level_of(match.group()))


def _known(reading: Reading, match: re.Match[str], areas: Sequence[Division]) -> Mention | None:
    """The longest name ending at the suffix that the gazetteer has under one of the areas."""
    sentence = reading.sentence_at(match.start())
    for start in range(max(match.start() - int(entry("places.reach")), sentence.start), match.start()):
        name = reading.string[start:match.end()]
        if pattern("places.doubled").search(name) or not _begins(reading, start, match.end()):
            continue
        found = [d for area in areas for d in gazetteer().under(area, name)]
        if not found and _named_by_tagger(reading, start, match.end()):
            found = [d for area in areas for d in gazetteer().near(area, name)]
        odd = pattern("places.not_local").search(name) or name in words("not_places.tsv")
        if found and not (odd and found[0].name != name):
            return Mention(start, match.end(), "Place", "gazetteer-area", type=found[0].level)
    return None


def _named_by_tagger(reading: Reading, start: int, end: int) -> bool:
    word = reading.word_at(start)
    return word is not None and word.tag in NAMING and word.end >= end


def _place_like(reading: Reading, word: Word) -> bool:
    """Whether the tagger takes the word for a place, or for an organisation that does not begin with a level word."""
    return word.tag in {"LOC", "ns"} or (word.tag in NAMING and not pattern("organizations.levels").match(reading.string[word.start]))


def _begins(reading: Reading, start: int, end: int) -> bool:
    """Whether a name may begin at ``start``: at a word's border, or behind a place, or inside what the tagger takes for a name."""
    word = reading.word_at(start)
    if word is None or word.start == start or any(m.end == start for m in reading.of("Place")):
        return True
    return word.tag in NAMING


def _segments(reading: Reading, span: Span) -> Iterator[Mention]:
    """The places in a run that the tagger takes for one (西关街道春雨社区): cut behind each suffix."""
    start = span.start
    for cut in [*(m.end() + span.start for m in pattern("places.inner").finditer(reading.string[span.start:span.end])), span.end]:
        if cut - start >= 3 and reading.free(Span(start, cut), "Place"):
            piece = reading.string[start:cut]
            if not pattern("places.not_local").search(piece) and piece not in words("not_places.tsv"):
                yield Mention(start, cut, "Place", "suffix", type=level_of(piece))
            start = cut
        elif not reading.free(Span(start, cut), "Place"):
            start = cut


def _after_place(reading: Reading, match: re.Match[str]) -> bool:
    """Whether one or two odd words between a place and the suffix make a name (大张庄镇|前丁庄|村)."""
    start = _name_start(reading, match.start())
    return 0 < match.start() - start <= 4 and not pattern("places.not_local").search(reading.string[start:match.end()])


def _name_start(reading: Reading, end: int) -> int:
    """The end of the place that lies at most four characters before ``end``; ``end`` where there is none."""
    return max((m.end for m in reading.of("Place") if end - 4 <= m.end < end and m.rule.startswith("gazetteer")), default=end)


def _groups(reading: Reading) -> Iterator[Mention]:
    """A group of villagers directly behind its village (沈家村|汤家组)."""
    lowest = max(rank for rank in levels.ranks().values())
    for place in list(reading.of("Place")):
        match = pattern("places.group").match(reading.string, place.end)
        if match and levels.ranks().get(place.type) == lowest and reading.free(Span(*match.span()), "Place"):
            yield Mention(*match.span(), kind="Place", rule="suffix", type=level_of(match.group()))


def _zones(reading: Reading) -> Iterator[Mention]:
    """A development zone without a name: the home's."""
    for match in pattern("places.zone").finditer(reading.string):
        word = reading.word_at(match.start())
        if (word is None or word.start == match.start()) and reading.free(Span(*match.span()), "Place"):
            yield Mention(*match.span(), kind="Place", rule="zone", type=level_of(match.group()))


def _tagged(reading: Reading) -> Iterator[Mention]:
    """What the tagger takes for a place and nothing else has claimed."""
    for word in reading.words:
        span = Span(word.start, word.end)
        if word.tag != "LOC" or not reading.free(span) or _in_quotes(reading, span):
            continue
        name = reading.string[word.start:word.end]
        if pattern("places.site").search(name) and len(name) > 1 and name not in words("not_places.tsv"):
            yield Mention(word.start, word.end, "Place", "tagger", type=level_of(""))


def _in_quotes(reading: Reading, span: Span) -> bool:
    """Whether the last quotation mark before the span opens a quotation."""
    before = reading.string[max(span.start - 20, 0):span.start]
    return before.rfind(str(entry("organizations.open"))) > before.rfind(str(entry("organizations.close")))


def _listed(reading: Reading) -> Iterator[Mention]:
    """三里杨、张各前等363个村: each item of the list is a village."""
    for match in pattern("places.list_end").finditer(reading.string):
        end = match.start()
        while (item := _item_before(reading, end)) is not None:
            if reading.free(item, "Place"):
                name = reading.string[item.start:item.end]
                yield Mention(item.start, item.end, "Place", "list", type=level_of(match["head"]), name=name + match["head"])
            end = item.start - 1
            if reading.string[end:end + 1] != entry("places.separator"):
                break


def _item_before(reading: Reading, end: int) -> Span | None:
    """The list item that ends at ``end``: a name of two to six characters behind a separator, a place or a clause's start."""
    match = re.compile(r"[\u4e00-\u9fff]{2,6}$").search(reading.string, max(end - 6, 0), end)
    if match is None:
        return None
    start = match.start()
    before = [m.end for m in reading.of("Place") if start < m.end < end]
    word = reading.word_at(end - 1)
    if before:
        start = max(before)
    elif word is not None and word.tag in NAMING | {"PER"} and word.end == end:
        start = word.start
    elif reading.string[start - 1:start] not in {entry("places.separator"), ",", ""}:
        return None
    return Span(start, end) if end - start >= 2 else None


def _deictic(reading: Reading) -> Iterator[Mention]:
    """全市, 我县: the article's own division at that level; resolved when the home is known."""
    for match in pattern("places.deictic").finditer(reading.string):
        if reading.free(Span(*match.span()), "Place"):
            yield Mention(*match.span(), kind="Place", rule="deictic", name=match["level"] or match["inner"])


def _here(reading: Reading) -> Iterator[Mention]:
    """当地: the place named last."""
    for match in pattern("places.here").finditer(reading.string):
        if reading.free(Span(*match.span())):
            yield Mention(*match.span(), kind="Place", rule="deictic", name=match.group())


def prune_places(reading: Reading) -> Reading:
    """Drops short names inside the names of organisations (宿城 in 宿城一中): they say nothing about where."""
    bodies = list(reading.of("Organization"))
    suffix = pattern("places.suffix")
    short = [m for m in reading.of("Place") if m.rule == "gazetteer" and not suffix.search(reading.string[m.start:m.end])]
    inside = {m for m in short if levels.ranks().get(m.type) != 0 and any(b.covers(m) for b in bodies)}
    return replace(reading, mentions=tuple(m for m in reading.mentions if m not in inside))
