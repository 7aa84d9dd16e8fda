"""Places: administrative divisions known to the gazetteer, scoped to the article's area, and names by their suffix.

First the names of provinces, prefectures and counties of the whole country; a vote over them finds the article's area;
then only names under that area are looked up, so that one of a hundred 青光村 is the right one.

In: the reading with its dates, figures, works and measures. Out: mentions of kind ``Place``; the rule says how sure they are:
``gazetteer`` (the whole country's), ``gazetteer-area`` (the area's), ``suffix`` ``zone`` ``list`` (by form), ``tagger``, or
``deictic`` (全市, 当地: what it means is settled by the next room, by ``name``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.article import Mention, Span, Word
from kg.detect.assumed import assumed
from kg.detect.reading import Reading, composed, longest
from kg.detect.tags import LOCAL, PERSON, PLACE
from kg.zh import levels, words
from kg.zh.automaton import Automaton
from kg.zh.divisions import TOWNSHIP, Division, Wanted, gazetteer, risky
from kg.zh.grammar import entry, pattern, word
from kg.zh.vote import hints

COUNTY, PREFECTURE = TOWNSHIP - 1, TOWNSHIP - 2
REACH = 8  # characters that a local name may have before its suffix
LONG = 6  # characters of a full name that stands for itself wherever it is found
FULL = 3  # characters of most full names
SHORT, WIDE = 2, 4  # least and most characters that places.local_name has before a suffix
RUN = 60  # characters that places without a blank between them may have together
GAP = 4  # characters between a place and a suffix that may be a name
QUOTATION = 20  # characters in which a quotation mark is looked for


@lru_cache(maxsize=1)
def _national_names() -> Automaton:
    """The names, full and short, of all divisions down to counties, and of countries."""
    classes = [level for level, rank in levels.ranks().items() if rank < TOWNSHIP]
    return Automaton(name for name, _ in gazetteer().names(*classes))


def level_of(name: str) -> str:
    """The class of a place that no register has, by the end of its name."""
    kinds = entry("places.kinds")
    if kind := next((kinds[end] for end in kinds if name.endswith(end)), ""):
        return str(kind)
    known = (suffix for suffix in levels.suffixes() if suffix.text != levels.DEFAULT and name.endswith(suffix.text))
    return next((suffix.level for suffix in known), word("places.other"))


def find_places(reading: Reading) -> Reading:
    """Adds the places."""
    national = longest(_national(reading))
    known = reading.plus(national)
    reading = reading.plus(longest([*national, *longest(_local(known))]))
    for find in (_groups, _zones, _headed, _tagged, _listed, _deictic, _here):
        reading = reading.plus(find(reading))
    return _exits(reading)


def _scope(reading: Reading) -> Division | None:
    """The division that the article is about, by a vote over the names it gives."""
    names = [reading.printed(m) for m in reading.of("Place")]
    return gazetteer().settle([*names, *_local_names(reading.string)], hints(reading.article.title, reading.article.publisher))


def _local_names(text: str) -> Iterator[str]:
    """The local suffixes, each with the characters before it that may be a name. Suffixes are rare: it is quicker to look for
    one first, and only there for what stands before it."""
    named, position = pattern("places.local_name", local=word("places.local")), 0
    while suffix := pattern("places.local").search(text, position + SHORT):
        starts = range(max(position, suffix.start() - WIDE), suffix.start() - SHORT + 1)
        match = next(filter(None, [named.match(text, start) for start in starts]), None)
        if match:
            yield match.group()
        position = match.end() if match else suffix.start() - SHORT + 1


def _areas(reading: Reading) -> list[Division]:
    """Where local names are looked up: the article's own area, unless that is a whole province, and the counties it names."""
    own = _scope(reading)
    around = {d.key for d in (own, *gazetteer().chain(own))} if own else set()
    found = [own] if own is not None and own.rank >= PREFECTURE else []
    for name in dict.fromkeys([reading.printed(m) for m in reading.of("Place")]):
        named = [d for d in gazetteer().named(name) if d.rank == COUNTY]
        near = [d for d in named if not around.isdisjoint([above.key for above in gazetteer().chain(d)])]
        near = near or (named if len(named) == 1 else [])
        found += [d for d in near if d not in found]
    return found


def _national(reading: Reading) -> Iterator[Mention]:
    barred, never = assumed(reading), words("not_places.tsv")
    phrased = _has_phrases(reading)
    for start, end, name in _national_names().places(reading.string):
        if name in barred or name in never or _titled(reading, end, name):
            continue
        span = Span(start, end)
        if (phrased and _in_phrase(reading, span)) or _means_other(reading, name):
            continue
        found = gazetteer().named(name)
        full = any(d.name == name for d in found)
        if (full or not _in_quotes(reading, span)) and _stands(reading, span, full, name):
            classes = {d.level for d in found}
            yield Mention(span.start, span.end, "Place", "gazetteer", type=classes.pop() if len(classes) == 1 else "")


def _titled(reading: Reading, end: int, name: str) -> bool:
    """Whether the level word at the name's end belongs to another word instead (浙江|省长, 武汉|市场)."""
    return bool(pattern("places.broken").match(reading.string, end)) and bool(pattern("organizations.levels").match(name[-1]))


def _has_phrases(reading: Reading) -> bool:
    """Whether the text has set phrases that a name may be part of."""
    return pattern("places.phrases").search(reading.string) is not None


def _in_phrase(reading: Reading, part: Span | Word) -> bool:
    """Whether the name is part of a set phrase (秀山丽水, 祝您安康)."""
    near = pattern("places.phrases").finditer(reading.string, max(part.start - REACH, 0), part.end + REACH)
    return any(match.start() < part.end and part.start < match.end() for match in near)


def _means_other(reading: Reading, name: str) -> bool:
    """Whether a short name rather means something that is better known (东海), as the text does not have it in full (东海县)."""
    known = pattern("places.better_known").fullmatch(name) is not None
    return known and not any(name + level in reading.string for level in entry("fuse.levels"))


def _stands(reading: Reading, span: Span, full: bool, name: str) -> bool:
    """Whether the words at ``span`` are used as a name: a full name at a word's border, a short one only where the
    tagger sees a name there too."""
    first, last = reading.word_at(span.start), reading.word_at(span.end - 1)
    if first is None or last is None:
        return full
    rest = reading.string[span.end:last.end]
    if not full and pattern("places.steppe").match(reading.string, span.end):   # 巴彦|嘎查
        return False
    if not full and any(pattern(f"places.{name}").fullmatch(rest) for name in ("site", "suffix", "other_name")):   # 富裕|村, 小金|川
        return False
    before = reading.string[first.start:span.start]
    whole = not before or _lies_in(name, before) or bool(pattern("places.party").fullmatch(before))
    if name in risky():
        return first.tag in PLACE and whole
    if full and len(name) >= LONG:
        return True
    if full and len(name) > 2:
        glued = bool(pattern("places.toward").fullmatch(before)) and first.tag in PLACE
        return whole or glued or first.tag in LOCAL - PLACE or bool(gazetteer().named(before))
    return whole and first.tag in LOCAL and (last.end == span.end or last.tag in LOCAL)


def _lies_in(name: str, before: str) -> bool:
    """Whether what is so called lies in what ``before`` is the name of (北京|朝阳)."""
    areas = gazetteer().named(before)
    return any(gazetteer().within(division, area) for area in areas for division in gazetteer().named(name))


def _local(reading: Reading) -> Iterator[Mention]:
    """Townships, villages and communities: each suffix with the longest name before it that the area has; without one,
    what the tagger takes for a place."""
    matches = list(pattern("places.local").finditer(reading.string))
    under = Known(_areas(reading) if matches else ())
    for match in matches:
        known = _known(reading, match, under)
        if known is not None:
            yield known
            continue
        holder = reading.word_at(match.start())
        if holder is not None and match.end() <= holder.end <= holder.start + RUN and _place_like(reading, holder):
            yield from _segments(reading, Span(holder.start, match.end()))
        elif (start := min(_name_start(reading, match), _strange(reading, match))) < match.start():
            yield _place(Span(start, match.end()), "suffix", match.group())


class Known:
    """What the gazetteer has under some areas; each name is looked up once."""

    def __init__(self, areas: Sequence[Division]) -> None:
        self._areas = [gazetteer().below(area) for area in areas]
        self._under: dict[str, list[Division]] = {}

    def under(self, name: str) -> list[Division]:
        """The divisions called ``name``."""
        if name not in self._under:
            wanted = Wanted(name)
            self._under[name] = [d for area in self._areas for d in area.find(wanted)]
        return self._under[name]

    def near(self, name: str) -> list[Division]:
        """The divisions whose names differ from ``name`` in one character."""
        wanted = Wanted(name)
        return [d for area in self._areas for d in area.near(wanted)]


def _known(reading: Reading, match: re.Match[str], under: Known) -> Mention | None:
    """The longest name ending at the suffix that the gazetteer has under one of the areas."""
    sentence = reading.sentence_at(match.start())
    for start in range(max(match.start() - REACH, sentence.start), match.start()):
        name = reading.string[start:match.end()]
        if not _begins(reading, start) or pattern("places.doubled").search(name):
            continue
        found = under.under(name)
        if not found and _named_by_tagger(reading, start, match.end()):
            found = under.near(name)
        if found and not (_odd(name) and (found[0].name != name or len(name) < FULL)):   # some county has a village 农村
            return Mention(start, match.end(), "Place", "gazetteer-area", type=found[0].level)
    return None


def _odd(name: str) -> bool:
    """Whether something in a name with a local suffix says that it is none."""
    return pattern("places.not_local").search(name) is not None or name in words("not_places.tsv")


def _named_by_tagger(reading: Reading, start: int, end: int) -> bool:
    holder = reading.word_at(start)
    return holder is not None and holder.tag in LOCAL and holder.end >= end


def _place_like(reading: Reading, holder: Word) -> bool:
    """Whether the tagger takes the word for a place, or for an organisation that does not begin with a level word."""
    levelled = pattern("organizations.levels").match(reading.string, holder.start)
    return holder.tag in PLACE or (holder.tag in LOCAL and not levelled)


def _begins(reading: Reading, start: int) -> bool:
    """Whether a name may begin at ``start``: at a word's border, or behind a place, or inside what the tagger takes for a name."""
    holder = reading.word_at(start)
    if holder is None or holder.start == start or holder.tag in LOCAL:
        return True
    return any(m.end == start for m in reading.over(Span(start - 1, start), "Place"))


def _segments(reading: Reading, span: Span) -> Iterator[Mention]:
    """The places in a run that the tagger takes for one (西关街道春雨社区): cut behind each suffix."""
    start = span.start
    for cut in [*(m.end() for m in pattern("places.inner").finditer(reading.string, span.start, span.end)), span.end]:
        piece = Span(start, cut)
        free = reading.free(piece, "Place")
        if free and len(piece) < 3:
            continue
        if free and not _odd(reading.printed(piece)):
            yield _place(piece, "suffix", reading.printed(piece))
        start = cut


def _name_start(reading: Reading, match: re.Match[str]) -> int:
    """Where a name of one or two odd words begins that stands between a place and a suffix (大张庄镇|前丁庄|村); where the
    suffix itself begins if there is none."""
    end = match.start()
    near = reading.over(Span(max(end - GAP - 1, 0), end), "Place")
    ends = [m.end for m in near if end - GAP <= m.end <= end and m.rule.startswith("gazetteer")]
    start = max(ends, default=end)   # a place that ends there is no name of another (城关区|社区)
    estate = pattern("places.estate").fullmatch(match.group())
    inner = pattern("places.behind").search(reading.string, max(end - GAP - 2, 0), end) if estate else None
    if start == end and inner and not _odd(inner["name"] + match.group()) and not composed(inner["name"], words("generic.tsv")):
        start = inner.start("name")
    return start if not pattern("places.not_local").search(reading.string[start:match.end()]) else end


def _strange(reading: Reading, match: re.Match[str]) -> int:
    """Where the words begin that the tagger takes for a person's name before 嘎查, even over its first character (胡嘎|查);
    where the suffix itself begins before another suffix."""
    start, holder = match.start(), reading.word_at(match.start())
    if not pattern("places.steppe").fullmatch(match.group()):
        return start
    if holder is not None and holder.tag in PERSON:
        start = holder.start
    while (before := reading.word_at(start - 1)) is not None and before.tag in PERSON | PLACE and reading.free(before, "Place"):
        start = before.start
    return start


def _place(span: Span, rule: str, name: str) -> Mention:
    """A place whose class the end of its name tells."""
    return Mention(span.start, span.end, "Place", rule, type=level_of(name))


def _groups(reading: Reading) -> Iterator[Mention]:
    """A group of villagers directly behind its village (沈家村|汤家组)."""
    lowest = max(levels.ranks().values())
    for place in reading.of("Place"):
        match = pattern("places.group").match(reading.string, place.end)
        if match and levels.ranks().get(place.type) == lowest and reading.free(Span(*match.span()), "Place"):
            yield _place(Span(*match.span()), "suffix", match.group())


def _zones(reading: Reading) -> Iterator[Mention]:
    """A development zone without a name: the home's."""
    for match in pattern("places.zone").finditer(reading.string):
        if reading.border(match.start()) and reading.free(Span(*match.span()), "Place"):
            yield _place(Span(*match.span()), "zone", match.group())


def _headed(reading: Reading) -> Iterator[Mention]:
    """What the tagger takes for a place, which is none by itself, with the word that says what it is (松辽|流域)."""
    for found in reading.named({"LOC"}):
        head = pattern("places.head").match(reading.string, found.end) if reading.free(found) else None
        if head and reading.border(head.end()) and not pattern("places.site").search(reading.printed(found)):
            yield _place(Span(found.start, head.end()), "tagger", reading.string[found.start:head.end()])


def _tagged(reading: Reading) -> Iterator[Mention]:
    """What the tagger takes for a place and nothing else has claimed."""
    barred, phrased = assumed(reading), _has_phrases(reading)
    for found in reading.named({"LOC"}):
        if not reading.free(found) or _in_quotes(reading, found):
            continue
        start = found.start + (1 if pattern("places.around").match(reading.printed(found)) else 0)
        name = reading.string[start:found.end]
        other = (phrased and _in_phrase(reading, found)) or name in barred
        if pattern("places.site").search(name) and len(name) > 1 and _may_be_site(name) and not other:
            yield Mention(start, found.end, "Place", "tagger", type=word("places.other"))


def _may_be_site(name: str) -> bool:
    """Whether nothing in what the tagger takes for a place says that it is none (统筹地区, 通高速公路)."""
    return not pattern("places.not_site").search(name) and name not in words("not_places.tsv")


def _exits(reading: Reading) -> Reading:
    """The reading with an exit of a motorway, its name and all (京沪高速|盱眙|出口), for the places that it is told by."""
    matches = [(m, pattern("places.exit").match(reading.string, m.end)) for m in reading.of("Place")]
    exits = [Span(m.start, match.end()) for m, match in matches if match and pattern("places.road").search(reading.printed(m))]
    told = [m for span in exits for m in reading.over(span, "Place") if span.covers(m)]
    return reading.without(told).plus(_place(span, "suffix", reading.printed(span)) for span in exits)


def _in_quotes(reading: Reading, part: Span | Word) -> bool:
    """Whether the last quotation mark before ``part`` opens a quotation."""
    before = reading.string[max(part.start - QUOTATION, 0):part.start]
    return before.rfind(word("organizations.open")) > before.rfind(word("organizations.close"))


def _listed(reading: Reading) -> Iterator[Mention]:
    """三里杨、张各前等363个村: each item of the list is a village."""
    for match in pattern("places.list_end").finditer(reading.string):
        end = match.start()
        while (item := _item_before(reading, end)) is not None:
            name = reading.printed(item) + match["head"]
            if reading.free(item, "Place") and not _odd(name) and _may_be_listed(name):
                yield Mention(item.start, item.end, "Place", "list", type=level_of(match["head"]), name=name)
            end = item.start - 1
            if reading.string[end:end + 1] != word("places.separator"):
                break


def _may_be_listed(name: str) -> bool:
    """Whether a list may name it: of provinces, cities and counties all are registered."""
    return levels.ranks().get(level_of(name), TOWNSHIP) >= TOWNSHIP or bool(gazetteer().named(name))


def _item_before(reading: Reading, end: int) -> Span | None:
    """The list item that ends at ``end``: a name of two to six characters behind a separator, a place or a clause's start."""
    match = re.compile(r"[\u4e00-\u9fff]{2,6}$").search(reading.string, max(end - 6, 0), end)
    if match is None:
        return None
    start = match.start()
    before = [m.end for m in reading.over(Span(start, end), "Place") if m.end < end]
    holder = reading.word_at(end - 1)
    if before:
        start = max(before)
    elif holder is not None and holder.tag in LOCAL | {"PER"} and holder.end == end:
        start = holder.start
    elif reading.string[start - 1:start] not in {word("places.separator"), ",", ""}:
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
    """Drops short names inside the names of organisations (宿城 in 宿城一中): they say nothing about where. Countries stay, and
    what another place follows (福建|龙岩市公安局)."""
    suffix = pattern("places.suffix")
    starts = {m.start for m in reading.of("Place")}
    short = (m for m in reading.of("Place") if m.rule == "gazetteer" and not suffix.search(reading.printed(m)))
    inner = (m for m in short if m.end not in starts and any(body.covers(m) for body in reading.over(m, "Organization")))
    return reading.without(m for m in inner if levels.ranks().get(m.type) != 0)
