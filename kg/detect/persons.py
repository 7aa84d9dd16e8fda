"""Persons: what the tagger takes for a person and is shaped like a name; lists of names; names behind a post.

In: the reading with its dates, figures, works, places and organisations. Out: mentions of kind ``Post``, then ``Person``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from kg.article import Mention, Span, Word
from kg.detect.assumed import assumed
from kg.detect.reading import Reading, longest
from kg.detect.tags import PERSON, PLACE
from kg.zh import levels, rows, words
from kg.zh.automaton import Automaton
from kg.zh.grammar import pattern, word

NAMED = ("Person", "Place", "Organization")
DOT = "·"  # between the parts of a foreign or minority name
HYPHEN = "-"  # between two surnames of a foreign name
FULL = 3  # characters of most names
LENGTHS = (3, 2)  # of a name whose end no tagger shows; the longer is tried first
COMMON = frozenset({"n", "v", "vn", "a", "an", "ad", "d", "t", "s", "r", "m"})
"""Ordinary words."""
FUNCTION = frozenset({"p", "u", "c", "w", "r", "m"})
"""What the tagger never takes a part of a name for."""
FOLLOWING = frozenset({"v", "d", "ad", "w", "p", "c", "u", "vd", "t", "TIME"})
"""What follows a name."""
NAMELIKE = PERSON | PLACE | {"nz", "TIME"}
"""What the tagger takes a rare name for, TIME too."""


@lru_cache(maxsize=1)
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """All surnames, and those that need no tagger to be one (not the cell ``tagged``)."""
    entries = [row.cells for row in rows("surnames.tsv", 2)]
    return frozenset(cells[0] for cells in entries), frozenset(cells[0] for cells in entries if not cells[1])


@lru_cache(maxsize=1)
def _posts() -> Automaton:
    """Titles of posts."""
    return Automaton(words("posts.tsv"))


@lru_cache(maxsize=1)
def _standings() -> Automaton:
    """Words before a name that are no post (党员, 村民)."""
    return Automaton(words("standings.tsv"))


def find_posts(reading: Reading) -> Reading:
    """Adds the titles of posts, the longest at each place that do not begin inside an organisation's name (in 镇党委书记
    the post is 书记)."""
    found = (Mention(start, end, "Post", "post") for start, end, _ in _posts().places(reading.string))
    ranks = pattern("tenures.rank_follows")
    free = (m for m in found if reading.free(m, "Work", "Organization") and not ranks.match(reading.string, m.end))
    return reading.plus(m for m in longest(free) if _whole_word(reading, m))


def _whole_word(reading: Reading, mention: Mention) -> bool:
    """Whether no word goes over the end of the mention (代表|团), but for a name that the tagger glued to it."""
    holder = reading.word_at(mention.end - 1)
    if holder is None or holder.end <= mention.end or holder.tag == "PER":
        return True
    return is_name(reading.string[mention.end:holder.end])


def find_persons(reading: Reading) -> Reading:
    """Adds the persons."""
    reading = reading.plus(longest(_pseudonyms(reading)))
    reading = reading.plus(longest(m for m in _tagged(reading) if reading.free(m, "Person")))
    reading = reading.plus(longest(m for m in [*_after_title(reading), *_abroad(reading)] if reading.free(m, *NAMED)))
    reading = reading.plus(longest(m for m in _listed(reading) if reading.free(m, *NAMED)))
    return _called(_whole_names(reading))


def _pseudonyms(reading: Reading) -> Iterator[Mention]:
    """凌山(化名): a person by the words of the text, wherever the name stands."""
    for name in sorted(assumed(reading)):
        start = -1
        while is_name(name) and (start := reading.string.find(name, start + 1)) >= 0:
            span = Span(start, start + len(name))
            if reading.free(span, "Work", "Measure", "Organization"):
                yield _person(span, "pseudonym")


def _whole_names(reading: Reading) -> Reading:
    """The reading with names whole that the tagger cut in one place and not in another (黄春|平)."""
    persons = list(reading.of("Person"))
    names = sorted({reading.printed(m) for m in persons}, key=lambda name: (-len(name), name))
    cut: dict[Mention, str] = {}
    for mention in persons:
        text = reading.printed(mention)
        longer = next((n for n in names if n.startswith(text) and n != text and reading.string.startswith(n, mention.start)), "")
        if longer and len(text) < FULL:
            cut[mention] = longer
    whole = [replace(m, end=m.start + len(name)) for m, name in cut.items()]
    return reading.without(cut).plus(m for m in whole if reading.free(m, "Place", "Organization"))


def _called(reading: Reading) -> Reading:
    """The reading with what else persons of the article are called told to be them: the given name alone (桂兰 for 林桂兰),
    老 or 小 and the surname (老林), where one person only can be meant; and without by-names in quotation marks (“林百万”)."""
    persons = tuple(reading.of("Person"))
    full = {reading.printed(m) for m in persons if len(reading.printed(m)) == FULL}
    names = [*_short_names(reading, full), *_surnames_alone(reading), *_double_surnames(reading)]
    reading = reading.without([m for m in persons if any(m.overlaps(n) for n in names) or _by_name(reading, m)])
    return reading.plus(longest(names))


def _short_names(reading: Reading, full: set[str]) -> Iterator[Mention]:
    """The words that leave out the surname or the given name of one in ``full``: what the tagger takes for a person, and what
    is shaped like a familiar name."""
    for found in (w for w in reading.named(PERSON) if w.end - w.start == FULL - 1):
        span, text = Span(found.start, found.end), reading.printed(found)
        meant = [name for name in full if name[1:] == text]
        if len(meant) == 1 and _apart(reading, span):   # one person only can be meant
            yield Mention(span.start, span.end, "Person", "given-name", type="Person", name=meant[0])
    for match in pattern("persons.familiar").finditer(reading.string):
        span, meant = Span(*match.span()), [name for name in full if name[0] == match["surname"]]
        if len(meant) == 1 and reading.border(span.start) and reading.border(span.end) and _apart(reading, span):
            yield Mention(span.start, span.end, "Person", "nickname", type="Person", name=meant[0])


def _surnames_alone(reading: Reading) -> Iterator[Mention]:
    """The surname of the one person of the article who has it, where the tagger took it for a name together with what comes
    behind: a function word (陈|在, 周|未有), or a form of address (陆老师), which stays part of what that person is called."""
    full = {reading.printed(m) for m in reading.of("Person")}
    full = {name for name in full if len(name) in LENGTHS and not pattern("persons.addressed").match(name)}
    for found in reading.named(PERSON):
        text = reading.printed(found)
        addressed, glued = pattern("persons.addressed").match(text), pattern("persons.glued").match(text)
        if not (addressed or glued) or not _apart(reading, Span(found.start, found.end)):
            continue
        meant = [name for name in full if name[0] == text[0] and name != text]
        if len(meant) == 1:
            yield Mention(found.start, found.end if addressed else found.start + 1, "Person", "surname", type="Person", name=meant[0])


def _double_surnames(reading: Reading) -> Iterator[Mention]:
    """The surname of two characters alone (林郑), where the tagger takes it for a person and one of the article has it."""
    every = {reading.printed(m) for m in reading.of("Person")}
    for found in (w for w in reading.named(PERSON) if reading.printed(w) in _surnames()[0]):
        meant = [name for name in every if len(name) > FULL and name.startswith(reading.printed(found))]
        if found.end - found.start > 1 and len(meant) == 1 and _apart(reading, Span(found.start, found.end)):
            yield Mention(found.start, found.end, "Person", "surname", type="Person", name=meant[0])


def _apart(reading: Reading, part: Span) -> bool:
    """Whether ``part`` belongs to nothing else that has a name, a longer name of a person included."""
    longer = any(len(m) > len(part) for m in reading.over(part, "Person"))
    return not longer and reading.free(part, "Work", "Measure", "Place", "Organization")


def _by_name(reading: Reading, mention: Mention) -> bool:
    """Whether a name fills a pair of quotation marks and never stands without them."""
    opening, closing = word("organizations.open"), word("organizations.close")
    name = reading.printed(mention)
    quoted = opening + name + closing
    return reading.string[mention.start - 1:mention.end + 1] == quoted and reading.string.count(name) == reading.string.count(quoted)


@lru_cache(maxsize=1 << 12)
def is_name(text: str, tagged: bool = False) -> bool:
    """Whether ``text`` is shaped like a person's name: a surname and one or two characters, a foreign or minority name with
    ·, or, where the tagger took it for a person (``tagged``), one in the characters of transliteration."""
    if tagged and len(text) >= FULL and all(_transliterated(part) for part in text.split(HYPHEN)) and text not in words("not_names.tsv"):
        return True
    if pattern("persons.foreign").match(text) or pattern("persons.anonymous").match(text):
        return True
    if not pattern("persons.valid").match(text) or pattern("persons.phrase").match(text) or text in words("not_names.tsv"):
        return False
    if tagged and pattern("persons.glued").match(text):
        return False
    every, strong = _surnames()
    surnames = every if tagged else strong
    if text[:2] in surnames:
        return len(text) >= 3
    return text[0] in surnames and (len(text) <= 3 or text[1] in surnames)


def _transliterated(text: str) -> bool:
    """Whether ``text`` is in the characters that foreign names are written with."""
    return pattern("persons.transliterated").match(text) is not None


def _abroad(reading: Reading) -> Iterator[Mention]:
    """A foreign name of two characters, which no surname begins, directly behind a post of a country (伊朗总统|莱希), and
    wherever else the tagger takes it for a person."""
    lands = {place.end for place in reading.of("Place") if levels.ranks().get(place.type) == 0}
    behind = {post.end for post in reading.of("Post") if post.start in lands}
    short = [w for w in reading.named({"PER"}) if w.end - w.start == FULL - 1 and _transliterated(reading.printed(w))]
    names = {reading.printed(w) for w in short if w.start in behind} - words("not_names.tsv")
    yield from (_person(Span(w.start, w.end), "behind-title") for w in short if reading.printed(w) in names)


def _tagged(reading: Reading) -> Iterator[Mention]:
    for found in reading.named(PERSON):
        span = _whole(reading, found)
        name = reading.printed(span)
        named = is_name(name, tagged=True) or _repeated(reading, name)
        if named and (found.tag == "PER" or len(name) == FULL) and reading.free(span, "Work", "Measure", "Place"):
            yield _person(span, "tagger")


def _repeated(reading: Reading, name: str) -> bool:
    """Whether a long name that comes again and again is written as foreign and minority names are, but for one character."""
    strange = [character for character in name if not _transliterated(character * 2)]
    return len(name) > FULL and len(strange) <= 1 and reading.string.count(name) > 1 and name not in words("not_names.tsv")


def _person(span: Span, rule: str) -> Mention:
    return Mention(span.start, span.end, "Person", rule, type="Person")


def _whole(reading: Reading, part: Word) -> Span:
    """A name cut by the tagger at · joined again, and a foreign one at a hyphen (迪亚斯-卡内尔)."""
    start, end = part.start, part.end
    if _hyphened(reading, end):
        end = reading.words_in(Span(end + 1, end + 2))[0].end
    if _hyphened(reading, start - 1):
        start = reading.words_in(Span(start - 2, start - 1))[0].start
    while reading.string[end:end + 1] == DOT and (after := reading.word_at(end + 1)) is not None:
        end = after.end
    while start > 1 and reading.string[start - 1] == DOT and (before := reading.word_at(start - 2)) is not None:
        start = before.start
    return Span(start, end)


def _hyphened(reading: Reading, offset: int) -> bool:
    """Whether a hyphen at ``offset`` stands between two parts of a foreign name."""
    if reading.string[offset:offset + 1] != HYPHEN:
        return False
    sides = (reading.word_at(offset - 1), reading.word_at(offset + 1))
    return all(side is not None and side.tag == "PER" and is_name(reading.printed(side), tagged=True) for side in sides)


def _after_title(reading: Reading) -> Iterator[Mention]:
    """A surname with one or two characters directly behind a post or a standing, where the tagger saw no name: the words
    there must end where the name ends."""
    titles = [*reading.of("Post"), *(span for span, _ in _standings().longest(reading.string))]
    for title in titles:
        spans = (Span(title.end, title.end + length) for length in LENGTHS if title.end + length <= len(reading.string))
        span = next((s for s in spans if is_name(reading.printed(s)) and _bounded(reading, s)), None)
        if span is not None:
            yield _person(span, "behind-title")


def _bounded(reading: Reading, span: Span) -> bool:
    """Whether the words at ``span`` are odd enough to be a name and end with it."""
    found = reading.words_in(span)
    if not found or found[-1].end != span.end or pattern("persons.not_given").search(reading.string, span.start + 1, span.end):
        return False
    first, alone = found[0], len(found) == 1
    if first.start != span.start:
        return alone  # the end of the title and the name in one word (护士|长楼晓芸)
    if alone:
        return first.tag in NAMELIKE
    odd = first.end - first.start == 1 and all(w.tag not in FUNCTION for w in found)
    return odd and _ends(reading, span.end)


def _ends(reading: Reading, offset: int) -> bool:
    """Whether a clause, a verb or an adverb follows."""
    following = reading.word_at(offset)
    return following is None or following.tag in FOLLOWING


def _listed(reading: Reading) -> Iterator[Mention]:
    """甲、乙等7位党员, and names joined by 、 to a name: each item of the list is a person."""
    separator = word("persons.separator")
    for match in pattern("persons.list_end").finditer(reading.string):
        yield from _backward(reading, match.start())
    for person in reading.of("Person"):
        if reading.string[person.start - 1:person.start] == separator:
            yield from _backward(reading, person.start - 1)
        yield from _forward(reading, person.end)


def _backward(reading: Reading, end: int) -> Iterator[Mention]:
    """The names of a list that ends at ``end``, from its end."""
    separator = word("persons.separator")
    while True:
        start = reading.string.rfind(separator, max(end - 5, 0), end) + 1
        if start == 0:
            start = next((end - n for n in LENGTHS if reading.border(end - n)), end)
        item = Span(start, end)
        if not is_name(reading.printed(item)) or _common(reading, item) or not reading.free(item, "Person"):
            return  # behind a person known before that one's own turn goes on
        yield _person(item, "list")
        if reading.string[start - 1:start] != separator:
            return
        end = start - 1


def _forward(reading: Reading, offset: int) -> Iterator[Mention]:
    """The names that follow a person, each behind a separator."""
    separator = word("persons.separator")
    while reading.string[offset:offset + 1] == separator:
        items = (Span(offset + 1, offset + 1 + length) for length in LENGTHS)
        item = next((i for i in items if is_name(reading.printed(i)) and _stops(reading, i.end)), None)
        if item is None or _common(reading, item) or not reading.free(item, "Person"):
            return
        yield _person(item, "list")
        offset = item.end


def _stops(reading: Reading, offset: int) -> bool:
    """Whether no character, none that a name is made of, or another word follows."""
    character = reading.string[offset:offset + 1]
    return not "\u4e00" <= character <= "\u9fff" or reading.border(offset)


def _common(reading: Reading, span: Span) -> bool:
    """Whether the tagger takes the whole span for one ordinary word."""
    found = reading.words_in(span)
    return len(found) == 1 and found[0].tag in COMMON
