"""Persons: what the tagger takes for a person and is shaped like a name; lists of names; names behind a post."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kg.article import Mention, Span
from kg.detect.reading import Reading, longest
from kg.zh import rows, words
from kg.zh.automaton import Automaton
from kg.zh.grammar import entry, pattern

NAMED = ("Person", "Place", "Organization")


@lru_cache(maxsize=1)
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """All surnames, and those that need no tagger to be one (not the cell ``tagged``)."""
    entries = [row.cells for row in rows("surnames.tsv", 2)]
    return frozenset(cells[0] for cells in entries), frozenset(cells[0] for cells in entries if not cells[1])


@lru_cache(maxsize=1)
def posts() -> Automaton:
    """Titles of posts."""
    return Automaton(row.cells[0] for row in rows("posts.tsv", 2))


@lru_cache(maxsize=1)
def standings() -> Automaton:
    """Words before a name that are no post (党员, 村民)."""
    return Automaton(words("standings.tsv"))


def find_posts(reading: Reading) -> Reading:
    """Adds the titles of posts, the longest at each place that do not begin inside an organisation's name (in 镇党委书记
    the post is 书记)."""
    found = (Mention(span.start, span.end, "Post", "post") for span, _ in posts().every(reading.string))
    ranks = pattern("tenures.rank_follows")
    free = (m for m in found if reading.free(m, "Work", "Organization") and not ranks.match(reading.string, m.end))
    return reading.plus(m for m in longest(free) if _whole_word(reading, m))


def _whole_word(reading: Reading, mention: Mention) -> bool:
    """Whether no word goes over the end of the mention (代表|团)."""
    word = reading.word_at(mention.end - 1)
    if word is None or word.end <= mention.end or word.tag == "PER":
        return True
    return is_name(reading.string[mention.end:word.end])


def find_persons(reading: Reading) -> Reading:
    """Adds the persons."""
    reading = reading.plus(longest(_tagged(reading)))
    reading = reading.plus(longest(m for m in _after_title(reading) if reading.free(m, *NAMED)))
    return reading.plus(longest(m for m in _listed(reading) if reading.free(m, *NAMED)))


def is_name(text: str, tagged: bool = False) -> bool:
    """Whether ``text`` is shaped like a person's name: a surname and one or two characters, a foreign or minority name with
    ·, or, where the tagger took it for a person (``tagged``), one in the characters of transliteration."""
    if tagged and pattern("persons.transliterated").match(text) and text not in words("not_names.tsv"):
        return True
    if pattern("persons.foreign").match(text) or pattern("persons.anonymous").match(text):
        return True
    if not pattern("persons.valid").match(text) or text in words("not_names.tsv"):
        return False
    surnames = _surnames()[0 if tagged else 1]
    if text[:2] in surnames:
        return 3 <= len(text) <= 4
    return (text[0] in surnames and len(text) <= 3) or (len(text) == 4 and text[0] in surnames and text[1] in surnames)


def _tagged(reading: Reading) -> Iterator[Mention]:
    for word in reading.words:
        if word.tag not in {"PER", "nr"}:
            continue
        span = _whole(reading, Span(word.start, word.end))
        name = reading.string[span.start:span.end]
        if is_name(name, tagged=True) and (word.tag == "PER" or len(name) == 3) and reading.free(span, "Work", "Measure", "Place"):
            yield Mention(span.start, span.end, "Person", "tagger", type="Person")


def _whole(reading: Reading, span: Span) -> Span:
    """A name cut by the tagger at · joined again."""
    start, end = span.start, span.end
    while reading.string[end:end + 1] == "·" and (word := reading.word_at(end + 1)) is not None:
        end = word.end
    while reading.string[start - 1:start] == "·" and start > 1 and (word := reading.word_at(start - 2)) is not None:
        start = word.start
    return Span(start, end)


def _after_title(reading: Reading) -> Iterator[Mention]:
    """A surname with one or two characters directly behind a post or a standing, where the tagger saw no name: the words
    there must end where the name ends."""
    marks = [Span(m.start, m.end) for m in reading.of("Post")] + [span for span, _ in standings().longest(reading.string)]
    for mark in marks:
        for length in (3, 2):
            span = Span(mark.end, mark.end + length)
            name = reading.string[span.start:span.end]
            if len(name) == length and is_name(name) and _bounded(reading, span, name):
                yield Mention(span.start, span.end, "Person", "behind-title", type="Person")
                break


def _bounded(reading: Reading, span: Span, name: str) -> bool:
    """Whether the words at ``span`` are odd enough to be a name and end with it."""
    found = reading.words_in(span)
    if not found or found[-1].end != span.end or (found[0].start != span.start and len(found) > 1):
        return False
    if pattern("persons.not_given").search(name[1:]):
        return False
    if len(found) == 1 and found[0].start != span.start:
        return True   # the end of the title and the name in one word (护士|长楼晓芸)
    if len(found) == 1:
        return found[0].tag in {"nr", "PER", "nz", "ns", "LOC"} or found[0].tag == "TIME"
    odd = found[0].end - found[0].start == 1 and all(w.tag not in {"p", "u", "c", "w", "r", "m"} for w in found)
    return odd and _ends(reading, span.end)


def _ends(reading: Reading, offset: int) -> bool:
    """Whether a clause, a verb or an adverb follows."""
    word = reading.word_at(offset)
    return word is None or word.tag in {"v", "d", "ad", "w", "p", "c", "u", "vd", "t", "TIME"}


def _listed(reading: Reading) -> Iterator[Mention]:
    """甲、乙等7位党员, and names joined by 、 to a name: each item of the list is a person."""
    separator = str(entry("persons.separator"))
    for match in pattern("persons.list_end").finditer(reading.string):
        yield from _items(reading, match.start())
    for person in list(reading.of("Person")):
        if reading.string[person.start - 1:person.start] == separator:
            yield from _items(reading, person.start - 1)
        yield from _forward(reading, person.end)


def _items(reading: Reading, end: int) -> Iterator[Mention]:
    """The names of a list that ends at ``end``, from its end."""
    separator = str(entry("persons.separator"))
    while True:
        start = max(reading.string.rfind(separator, max(end - 5, 0), end) + 1, 0)
        if start == 0:
            start = next((end - n for n in (3, 2) if _edge(reading, end - n)), end)
        name = reading.string[start:end]
        if not is_name(name) or _common(reading, Span(start, end)):
            return
        yield Mention(start, end, "Person", "list", type="Person")
        if reading.string[start - 1:start] != separator:
            return
        end = start - 1


def _forward(reading: Reading, offset: int) -> Iterator[Mention]:
    """The names that follow a person, each behind a separator."""
    separator = str(entry("persons.separator"))
    while reading.string[offset:offset + 1] == separator:
        start = offset + 1
        end = next((start + n for n in (3, 2) if is_name(reading.string[start:start + n]) and _stops(reading, start + n)), start)
        if end == start or _common(reading, Span(start, end)):
            return
        yield Mention(start, end, "Person", "list", type="Person")
        offset = end


def _edge(reading: Reading, offset: int) -> bool:
    word = reading.word_at(offset)
    return word is None or word.start == offset


def _stops(reading: Reading, offset: int) -> bool:
    character = reading.string[offset:offset + 1]
    return not character or not "\u4e00" <= character <= "\u9fff" or _edge(reading, offset)


def _common(reading: Reading, span: Span) -> bool:
    """Whether the tagger takes the whole span for one ordinary word."""
    found = reading.words_in(span)
    return len(found) == 1 and found[0].tag in {"n", "v", "vn", "a", "an", "ad", "d", "t", "s", "r", "m"}
