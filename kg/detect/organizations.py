"""Organisations: a suffix from the lexicon, and the words before it that belong to the name.

Where a name begins is decided by what is known already (places), by the words of the tagger and by what cannot be part
of a name. Names made of nothing but generic words (基层党组织) are classes and are left out; names that begin with a
level (区发改委, 市委) or stand alone (组织部) are kept as printed and resolved when the article's home is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.article import Mention, Span
from kg.detect.reading import Reading, longest
from kg.zh import rows, words
from kg.zh.automaton import Automaton
from kg.zh.grammar import entry, listed, pattern

NAMING = frozenset({"n", "nz", "nt", "nr", "ns", "nw", "ORG", "LOC", "PER", "a", "an", "vn", "s", "b", "f"})


@dataclass(frozen=True)
class Ending:
    """The end of an organisation's name: its class, and how it is used (see ``organizations.tsv``)."""

    text: str
    type: str
    use: str


@lru_cache(maxsize=1)
def endings() -> dict[str, Ending]:
    """Suffix → what it tells."""
    return {row.cells[0]: Ending(*row.cells) for row in rows("organizations.tsv", 3)}


@lru_cache(maxsize=1)
def _automaton() -> Automaton:
    return Automaton(endings())


def find_organizations(reading: Reading) -> Reading:
    """Adds the organisations."""
    reading = reading.plus(m for m in [*_joint(reading), *_central(reading)] if reading.free(m, "Work"))
    found = (m for m in _by_suffix(reading) if reading.free(m, "Work", "Measure", "Organization"))
    reading = reading.plus(longest([*found, *_tagged(reading)]))
    declared = list(_declared(reading))
    spans = {(m.start, m.end) for m in declared}
    others = tuple(m for m in reading.mentions if m.kind != "Organization" or (m.start, m.end) not in spans)
    return replace(reading, mentions=others).plus(declared).plus(_deputies(reading))


def _by_suffix(reading: Reading) -> Iterator[Mention]:
    last: dict[int, Span] = {}
    for span, _ in _automaton().every(reading.string):
        if span.end not in last or span.start < last[span.end].start:
            last[span.end] = span
    for span in last.values():
        ending = endings()[reading.string[span.start:span.end]]
        if pattern("organizations.not_after").match(reading.string, span.end) or not _complete(reading, span):
            continue
        start = min(_start(reading, span, ending), span.start if ending.use == "peer" else _anchored(reading, span))
        mention = Mention(start, span.end, "Organization", f"suffix:{ending.use}", type=ending.type)
        if _names(reading, mention, span, ending):
            yield mention


def _complete(reading: Reading, span: Span) -> bool:
    """Whether the suffix ends where a word ends, so that 局 in 局面 is none; long suffixes are trusted."""
    word = reading.word_at(span.end - 1)
    if word is not None and _no_body(reading.string[word.start:word.end], len(span)):
        return False
    if _post_follows(reading, span.end) and len(span) >= 2:
        return True
    if word is None or word.end <= span.end or len(span) >= 4:
        return True
    return len(span) >= 2 and word.start <= span.start and word.tag in {"ORG", "nt"}


def _no_body(word: str, suffix: int) -> bool:
    """Whether a word only ends like an organisation: it is in the lexicon or, with a suffix of one character, ends with a
    word that is (国家发展大局)."""
    starts = range(len(word) - 1) if suffix == 1 else range(1)
    return any(word[i:] in words("not_organizations.tsv") for i in starts)


def _start(reading: Reading, suffix: Span, ending: Ending) -> int:
    """How far to the left the name reaches."""
    start = suffix.start
    limit = max(suffix.end - int(entry("organizations.longest")), reading.sentence_at(suffix.start).start)
    placed = False
    while start > limit:
        step = _place_before(reading, start)
        if step < start:
            start, placed = step, True
            continue
        if placed:
            start = _mission(reading, start, limit)
            break
        if session := pattern("organizations.session").search(reading.string, limit, start):
            start = session.start()
            continue
        hosted = ending.use != "peer" or start < suffix.start
        step = _host_before(reading, start, limit, suffix) if hosted else _level_before(reading, start)
        if step == start:
            break
        start = step
    return max(start, limit)


def _mission(reading: Reading, start: int, limit: int) -> int:
    """The start of a team's name before the place it is sent to (黑龙江省首批援助|湖北医疗队)."""
    match = pattern("organizations.mission").search(reading.string, limit, start)
    if match is None:
        return start
    step = _place_before(reading, match.start())
    return step if step >= limit else match.start()


def _anchored(reading: Reading, suffix: Span) -> int:
    """The start of a name that begins with a level word right behind a separator (区戏剧曲艺家协会, 街道经济和科技促进局) or
    with a national body (全国人大环境与资源保护委员会)."""
    begin = max(reading.sentence_at(suffix.start).start, suffix.end - 18)
    anchors = (pattern(f"organizations.{name}").search(reading.string, begin, suffix.start) for name in ("anchor", "host"))
    match = next((m for m in anchors if m), None)
    if match is None or pattern("organizations.not_inside").search(match["name"]):
        return suffix.start
    if match.re is pattern("organizations.host") and reading.string[suffix.start:suffix.end] not in listed("organizations.hosted"):
        return suffix.start
    if not reading.free(Span(match.start("name") + 1, suffix.start), "Place", "Date", "Quantity", "Work"):
        return suffix.start
    inner = reading.words_in(Span(match.start("name"), suffix.start))
    joint = pattern("organizations.and").search(match["name"])
    if match.re is pattern("organizations.anchor") and joint and any(match["name"][:joint.start()].endswith(other) for other in endings()):
        return suffix.start
    plain = all(w.tag in NAMING - {"PER"} or pattern("organizations.and").fullmatch(reading.string[w.start:w.end]) for w in inner)
    return match.start("name") if plain else suffix.start


def _level_before(reading: Reading, start: int) -> int:
    if pattern("organizations.levels").match(reading.string[start - 1]) and _level_starts(reading, start - 1):
        return start - 1
    return start


def _place_before(reading: Reading, start: int) -> int:
    """The start of a place that ends at ``start`` or reaches over it (北辰区 in 北辰区委)."""
    hits = [m.start for m in reading.of("Place") if m.rule != "deictic" and m.start < start and m.end in (start, start + 1)]
    return min(hits, default=start)


def _host_before(reading: Reading, start: int, limit: int, suffix: Span) -> int:
    """One step to the left: a short quotation, another organisation's suffix (区委 before 组织部), a level, or a word that names."""
    text = reading.string
    if text[start - 1] == entry("organizations.close"):
        opened = text.rfind(str(entry("organizations.open")), max(limit, start - int(entry("organizations.quotation"))), start)
        return opened if opened >= 0 and not pattern("quotes.speech").search(text, opened, start) else start
    for length in (4, 3, 2):
        if text[start - length:start] in endings() and start - length >= limit:
            return start - length
    word = reading.word_at(start - 1)
    if pattern("organizations.levels").match(text[start - 1]) and (word is None or word.end - word.start <= 2 or word.tag in {"ORG", "nt"}):
        return start - 1 if _level_starts(reading, start - 1) else _by_word(reading, start, suffix)
    return _by_word(reading, start, suffix)


def _level_starts(reading: Reading, offset: int) -> bool:
    """Whether a level word at ``offset`` is the first of the name (区发改委), not the last of a longer word."""
    word = reading.word_at(offset)
    return word is None or word.start == offset or word.tag in {"v", "d", "p"}


def _by_word(reading: Reading, start: int, suffix: Span) -> int:
    word = reading.word_at(start - 1)
    text = reading.string[word.start:min(word.end, start)] if word is not None else ""
    if word is not None and word.tag == "PER" and start == suffix.start and len(suffix) == 1:
        return start   # 栗战书|委员长
    if word is None or not (word.tag in NAMING or text in listed("organizations.name_verbs")):
        return start
    free = reading.free(Span(word.start, start), "Person", "Quantity", "Date", "Work", "Post")
    if text in words("class_words.tsv") or text in listed("organizations.not_first") or not free:
        return start
    return word.start


def _names(reading: Reading, mention: Mention, suffix: Span, ending: Ending) -> bool:
    """Whether the mention names one organisation."""
    before = reading.string[mention.start:suffix.start]
    previous = reading.word_at(mention.start - 1) if mention.start else None
    if previous is not None and reading.string[previous.start:previous.end] in words("class_words.tsv"):
        return False
    if ending.use != "bare" and any(m.end == mention.start for m in reading.of("Quantity")):
        return False
    if not before:
        level = bool(pattern("organizations.alone").match(ending.text))
        if ending.use == "peer" and not pattern("organizations.national").match(ending.text):
            return _beside_body(reading, suffix.start)
        return ending.use in {"bare", "village", "name", "peer"} or (ending.use == "dept" and (level or _post_follows(reading, suffix.end)))
    placed = any(m.start < suffix.start + 1 and m.start >= mention.start for m in reading.of("Place"))
    if placed and ending.use != "unit":
        return True
    if ending.use in {"host", "unit"}:
        hosted = any(host in before or host + before + ending.text in reading.string for host in endings() if len(host) > 1)
        return hosted or (ending.use == "unit" and len(before) > 1 and _post_follows(reading, suffix.end))
    if ending.use == "team":
        hosted = any(host in before for host in endings() if len(host) > 2)
        return hosted or _quoted(reading, mention) or bool(pattern("organizations.opening").match(before))
    if _quoted(reading, mention):
        return False
    if pattern("organizations.levels").fullmatch(before[0]) and (ending.use in {"dept", "bare", "peer"} or len(before) > 1):
        return True
    generic = words("generic.tsv")
    inner = reading.words_in(Span(mention.start, suffix.start))
    pieces = [reading.string[max(w.start, mention.start):min(w.end, suffix.start)] for w in inner]
    if all(piece in generic or not piece for piece in pieces) or before in generic:
        return ending.use == "bare" and ending.type == "Organization"
    return True


def _beside_body(reading: Reading, start: int) -> bool:
    """Whether a party committee stands right before (自治区党委|政府, 乡党委和|政府)."""
    before = pattern("organizations.joiner").sub("", reading.string[max(start - 8, 0):start])
    return any(before.endswith(host) for host, ending in endings().items() if ending.use == "dept" and len(host) > 1)


def _quoted(reading: Reading, mention: Mention) -> bool:
    """Whether quotation marks stand right around the mention."""
    around = reading.string[max(mention.start - 1, 0):mention.start] + reading.string[mention.end:mention.end + 1]
    return around == str(entry("organizations.open")) + str(entry("organizations.close"))


def _post_follows(reading: Reading, offset: int) -> bool:
    return reading.string.startswith(_posts(), offset)


@lru_cache(maxsize=1)
def _posts() -> tuple[str, ...]:
    return tuple(sorted(words("posts.tsv")))


def _tagged(reading: Reading) -> Iterator[Mention]:
    """What the tagger takes for an organisation, where no suffix is known, by its longest known class."""
    for word in reading.words:
        if word.tag != "ORG" or word.end - word.start < 4:
            continue
        name = reading.string[word.start:word.end]
        known = name in words("generic.tsv") or name in words("posts.tsv") or _ends_known(name) or _no_body(name, 1)
        if not known and reading.free(Span(word.start, word.end)):
            yield Mention(word.start, word.end, "Organization", "tagger", type="Organization")


def _ends_known(name: str) -> bool:
    """Whether a name has a suffix of the lexicon, so that it was judged by that already."""
    return any(name[i:] in endings() for i in range(1, len(name)))


def _joint(reading: Reading) -> Iterator[Mention]:
    """省市委, 省、市委: one committee for each level."""
    for match in pattern("organizations.joint").finditer(reading.string):
        for offset, level in enumerate(match["levels"]):
            if pattern("organizations.levels").match(level):
                start = match.start() + offset
                name = level + match["body"]
                yield Mention(start, start + 1, "Organization", "joint", type=endings()[name].type, name=name)


def _central(reading: Reading) -> Iterator[Mention]:
    """中央 before 和省委: the party's."""
    name = str(entry("fuse.centre"))
    for match in pattern("organizations.central").finditer(reading.string):
        yield Mention(*match.span(), kind="Organization", rule="suffix:bare", type=endings()[name].type, name=name)


def _declared(reading: Reading) -> Iterator[Mention]:
    """甲省乙基金会(以下简称“基金会”): the short name, wherever it stands after that, is the organisation that ends with it."""
    for match in pattern("organizations.declared").finditer(reading.string):
        short = match["short"]
        before = [m for m in reading.of("Organization") if m.end <= match.start() and _abbreviates(short, reading.string[m.start:m.end])]
        if not before:
            continue
        name = reading.string[before[-1].start:before[-1].end]
        for start in _occurrences(reading.string, short, match.end()):
            span = Span(start, start + len(short))
            if all((m.start, m.end) == (span.start, span.end) for m in reading.of("Organization", "Work", "Person") if m.overlaps(span)):
                yield Mention(start, start + len(short), "Organization", "declared", type=before[-1].type, name=name)


def _abbreviates(short: str, name: str) -> bool:
    """Whether the characters of ``short`` stand in ``name`` in this order."""
    rest = iter(name)
    return all(character in rest for character in short)


def _occurrences(text: str, word: str, start: int) -> Iterator[int]:
    while (start := text.find(word, start)) >= 0:
        yield start
        start += len(word)


def _deputies(reading: Reading) -> Iterator[Mention]:
    """该公司, 该家企业: an organisation named before; resolved by the next room."""
    for match in pattern("organizations.deputy").finditer(reading.string):
        yield Mention(*match.span(), kind="Organization", rule="deputy", name=match["head"])
