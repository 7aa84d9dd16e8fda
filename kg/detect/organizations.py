"""Organisations: a suffix from the lexicon, and the words before it that belong to the name.

Where a name begins is decided by what is known already (places), by the words of the tagger and by what cannot be part
of a name. Names made of nothing but generic words (基层党组织) are classes and are left out; names that begin with a
level (区发改委, 市委) or stand alone (组织部) are kept as printed and resolved when the article's home is known.

In: the reading with its dates, figures, works, measures and places. Out: mentions of kind ``Organization``; the rule says
what found them: ``suffix:`` and the use of the suffix, ``tagger``, ``joint``, ``declared``, ``deputy`` or ``tail``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from kg.article import Mention, Span
from kg.detect.reading import Reading, composed, longest
from kg.detect.tags import BODY, NOMINAL
from kg.zh import rows, words
from kg.zh.automaton import Automaton
from kg.zh.divisions import gazetteer
from kg.zh.grammar import listed, pattern, word

LONGEST = 26  # characters of a name
ANCHORED = 18  # characters of a name of which only the beginning is known
QUOTATION = 14  # characters of a quotation in a name, its marks included
TAIL = 3  # characters from which a suffix alone may stand for the whole name
TRUSTED = 4  # characters from which a suffix is one wherever it stands


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
    suffixes = _suffixes(reading.string)
    found = (m for m in _by_suffix(reading, suffixes) if reading.free(m, "Work", "Measure", "Organization"))
    reading = reading.plus(longest([*found, *_tagged(reading)]))
    reading = _branches(reading)
    reading = reading.plus(_levels_before(reading))
    reading = reading.plus(_of_one_place(reading, suffixes))
    declared = list(dict.fromkeys([*_declared(reading), *_cores(reading)]))
    spans = {(m.start, m.end) for m in declared}
    reading = reading.without(m for m in reading.of("Organization") if (m.start, m.end) in spans)
    reading = reading.plus(declared).plus(_deputies(reading))
    return reading.plus(_tails(reading, suffixes))


def _branches(reading: Reading) -> Reading:
    """The reading with a body of the whole country and its branch right behind it in one (国家税务总局|四川省税务局): the tagger
    takes them for one, or their suffixes say so."""
    bodies = list(reading.of("Organization"))
    for first, second in pairwise(bodies):
        holder = reading.word_at(first.start)
        whole = holder is not None and holder.start == first.start and holder.end >= second.end
        branch = all(pattern(f"organizations.{part}").search(reading.printed(m)) for part, m in (("main", first), ("branch", second)))
        adjacent = first.rule.startswith("suffix") and first.end == second.start
        if adjacent and (whole or branch) and reading.free(Span(first.start, first.start + 1), "Place"):
            joined = replace(second, start=first.start)
            reading = reading.without([first, second]).plus([joined])
    return reading


def _levels_before(reading: Reading) -> Iterator[Mention]:
    """市、区|红十字会: the body of the first level too, where the second one's is found."""
    for body in list(reading.of("Organization")):
        match = pattern("organizations.levels_before").search(reading.string, max(body.start - 4, 0), body.start)
        if match is None or not _level_at(reading, body.start) or not body.rule.startswith("suffix"):
            continue
        for offset in range(match.start("levels"), match.end("levels"), 2):
            if reading.free(Span(offset, offset + 1), "Place", "Organization"):
                name = reading.string[offset] + reading.string[body.start + 1:body.end]
                yield Mention(offset, offset + 1, "Organization", "joint", type=body.type, name=name)


def _of_one_place(reading: Reading, suffixes: Sequence[Span]) -> Iterator[Mention]:
    """省财政厅、|民政厅: departments in a list, which the place or the level before the first of them stands before."""
    starts = {suffix.end: suffix.start for suffix in suffixes}
    places = {body.end: before for body in reading.of("Organization")
              if (before := reading.string[body.start:starts.get(body.end, body.start)]) and _is_place(reading, body.start, before)}
    for suffix in sorted(suffixes, key=lambda span: span.start):
        ending = endings()[reading.printed(suffix)]
        place = places.get(suffix.start - 1, "")
        listed_on = place and pattern("organizations.listed_on").match(reading.string, suffix.start - 1)
        if listed_on and ending.use == "dept" and _complete(reading, suffix) and reading.free(suffix):
            places[suffix.end] = place
            yield Mention(suffix.start, suffix.end, "Organization", "joint", type=ending.type, name=place + ending.text)


def _is_place(reading: Reading, start: int, before: str) -> bool:
    """Whether ``before``, with which a body begins at ``start``, says where it is, and no more."""
    return bool(pattern("organizations.one_level").fullmatch(before)) or any(
        place.start == start and len(place) == len(before) for place in reading.over(Span(start, start + len(before)), "Place"))


def _by_suffix(reading: Reading, suffixes: Sequence[Span]) -> Iterator[Mention]:
    for suffix in suffixes:
        if not _complete(reading, suffix):
            continue
        ending = endings()[reading.printed(suffix)]
        start = min(_start(reading, suffix, ending), suffix.start if ending.use == "peer" else _anchored(reading, suffix))
        if _names(reading, start, suffix, ending):
            yield Mention(start, suffix.end, "Organization", f"suffix:{ending.use}", type=ending.type)


def _suffixes(text: str) -> list[Span]:
    """The longest suffix at each end."""
    found: dict[int, int] = {}
    for start, end, _ in _automaton().places(text):
        found[end] = min(start, found.get(end, start))
    return [Span(start, end) for end, start in found.items()]


def _complete(reading: Reading, suffix: Span) -> bool:
    """Whether the suffix ends where a word ends, so that 局 in 局面 is none; long suffixes are trusted, if no 长 is behind them."""
    if pattern("organizations.not_after").match(reading.string, suffix.end):
        return False
    last = reading.word_at(suffix.end - 1)
    if last is None:
        return True
    if _no_body(reading.printed(last), len(suffix)):
        return False
    if last.end <= suffix.end or len(suffix) >= TRUSTED:
        return True
    inside = last.start <= suffix.start and last.tag in BODY
    return len(suffix) >= 2 and (inside or _post_follows(reading, suffix.end))


def _no_body(text: str, suffix: int) -> bool:
    """Whether a word only ends like an organisation: it is in the lexicon or, with a suffix of one character, ends with a
    word that is (国家发展大局)."""
    known = words("not_organizations.tsv")
    starts = range(max(len(text) - _longest(known), 0), len(text) - 1) if suffix == 1 else range(1)
    return any(text[i:] in known for i in starts)


@lru_cache(maxsize=1)
def _longest(known: frozenset[str]) -> int:
    """The length of the longest of some words."""
    return max(map(len, known))


def _start(reading: Reading, suffix: Span, ending: Ending) -> int:
    """How far to the left the name reaches."""
    start = suffix.start
    limit = _limit(reading, suffix)
    placed = False
    while start > limit:
        step = _place_before(reading, start)
        if step < start:
            start, placed = step, True
            continue
        if placed:
            start = start if ending.use == "peer" else _mission(reading, start, limit)
            break
        if session := pattern("organizations.session").search(reading.string, limit, start):
            start = session.start()
            continue
        if ending.use == "name" and start == suffix.start:
            break   # a full name by itself
        hosted = ending.use != "peer" or start < suffix.start
        step = _host_before(reading, start, limit, suffix) if hosted else _level_before(reading, start)
        if step == start:
            break
        start = step
    return max(start, limit)


def _limit(reading: Reading, suffix: Span) -> int:
    """How far to the left the name may reach: not over the beginning of the sentence, nor over a blank behind another
    organisation (省财政厅 税务局) or a word that introduces it there, even inside a word of the tagger (某工会向|基金会)."""
    limit = _acted_on(reading, suffix, max(suffix.end - LONGEST, reading.sentence_at(suffix.start).start))
    for name in ("organizations.became", "organizations.apart"):   # 曾任|平机会
        for match in pattern(name).finditer(reading.string, limit, suffix.start):
            limit = match.end()
    for match in pattern("organizations.and").finditer(reading.string, limit, suffix.start):      # 甲村三小和|乙县二小
        if _two_in_one(reading, match.start()):
            limit = match.end()
    return limit


def _acted_on(reading: Reading, suffix: Span, limit: int) -> int:
    """Where, from ``limit`` on, the words end by which another body acts on the one with this suffix (某协会组织|物业公司);
    ``limit`` where none does."""
    for name in ("organizations.introducing", "organizations.acting"):
        for match in pattern(name).finditer(reading.string, limit, suffix.start):
            if _ends_body(reading.string, match.start()) or pattern("organizations.actors").search(reading.string, 0, match.start()):
                limit = match.end()
    return limit


def _two_in_one(reading: Reading, offset: int) -> bool:
    """Whether the 和 at ``offset`` joins two bodies that the tagger took for one: a name with a suffix is before it."""
    holder = reading.word_at(offset)
    if holder is None or holder.tag not in BODY:
        return False
    before = Span(holder.start, offset)
    named = _ends_body(reading.string, offset) or pattern("employers.short").search(reading.string, holder.start, offset)
    return bool(named) and len(before) > TRUSTED and not _generic(reading, before)


def _ends_body(text: str, offset: int) -> bool:
    """Whether the suffix of a body, of two characters or more, ends at ``offset``."""
    return any(text[max(offset - length, 0):offset] in endings() for length in (4, 3, 2))


def _mission(reading: Reading, start: int, limit: int) -> int:
    """The start of a team's name before the place it is sent to (黑龙江省首批援助|湖北医疗队)."""
    match = pattern("organizations.mission").search(reading.string, limit, start)
    if match is None:
        return start
    step = _place_before(reading, match.start())
    return step if step >= limit else match.start()


def _anchored(reading: Reading, suffix: Span) -> int:
    """The start of a name that begins with a level word right behind a separator (区戏剧曲艺家协会, 街道经济和科技促进局) or
    with a national body (全国人大环境与资源保护委员会); the suffix's own where none does."""
    begin = _acted_on(reading, suffix, max(reading.sentence_at(suffix.start).start, suffix.end - ANCHORED))
    match = pattern("organizations.anchor").search(reading.string, begin, suffix.start)
    if match and _two_bodies(match["name"]):
        return suffix.start
    if not match and reading.printed(suffix) in listed("organizations.hosted"):
        match = pattern("organizations.host").search(reading.string, begin, suffix.start)
    if not match or pattern("organizations.not_inside").search(match["name"]):
        return suffix.start
    inner = Span(match.start("name"), suffix.start)
    free = reading.free(Span(inner.start + 1, inner.end), "Place", "Date", "Quantity", "Work")
    plain = all(w.tag in NOMINAL or pattern("organizations.and").fullmatch(reading.printed(w)) for w in reading.words_in(inner))
    return inner.start if free and plain else suffix.start


def _two_bodies(name: str) -> bool:
    """Whether a suffix stands before the first 和 of a name: what is before and behind it are two bodies."""
    joint = pattern("organizations.and").search(name)
    return joint is not None and name[:joint.start()].endswith(tuple(endings()))


def _level_before(reading: Reading, start: int) -> int:
    return start - 1 if _level_at(reading, start - 1) and _level_starts(reading, start - 1) else start


def _level_at(reading: Reading, offset: int) -> bool:
    return pattern("organizations.levels").match(reading.string, offset) is not None


def _place_before(reading: Reading, start: int) -> int:
    """The start of a place that ends at ``start`` or reaches over it (北辰区 in 北辰区委)."""
    near = reading.over(Span(start - 1, start), "Place")
    return min((m.start for m in near if m.rule != "deictic" and m.end <= start + 1), default=start)


def _host_before(reading: Reading, start: int, limit: int, suffix: Span) -> int:
    """One step to the left: a short quotation, another organisation's suffix (区委 before 组织部), a level, or a word that names."""
    text = reading.string
    if text[start - 1] == word("organizations.close"):
        opened = text.rfind(word("organizations.open"), max(limit, start - QUOTATION), start)
        return opened if opened >= 0 and not pattern("quotes.speech").search(text, opened, start) else start
    if (seat := _seat_before(reading, start)) > limit:
        return seat - 1 if text[seat - 1:seat].isalnum() else start
    for length in (4, 3, 2):
        if text[start - length:start] in endings() and start - length >= limit:
            return start - length
    last = reading.word_at(start - 1)
    short = last is None or last.end - last.start <= 2 or last.tag in BODY
    return _level_before(reading, start) if short and _level_before(reading, start) < start else _by_word(reading, start, suffix)


def _seat_before(reading: Reading, start: int) -> int:
    """Where the brackets open that a place fills and that end at ``start`` (某某(汕头)|食品公司); -1 where none do."""
    match = pattern("organizations.seat").search(reading.string, max(start - QUOTATION, 0), start)
    if match is None or not gazetteer().named(match["place"]):
        return -1
    return match.start()


def _level_starts(reading: Reading, offset: int) -> bool:
    """Whether a level word at ``offset`` is the first of the name (区发改委), not the last of a longer word."""
    holder = reading.word_at(offset)
    return holder is None or holder.start == offset or holder.tag in {"v", "d", "p"}


def _by_word(reading: Reading, start: int, suffix: Span) -> int:
    """The start of the word before ``start`` if that can be part of the name."""
    last = reading.word_at(start - 1)
    if last is None or (last.tag == "PER" and start == suffix.start and len(suffix) == 1):
        return start   # 栗战书|委员长
    closing = reading.string.rfind(word("organizations.bracket"), last.start, start)   # 某某(汕头)|食品
    part = Span(max(last.start, closing + 1), min(last.end, start))
    if not len(part):
        return start
    text = reading.printed(part)
    if not (last.tag in NOMINAL | {"PER"} or text in listed("organizations.name_verbs")):
        return start
    if text in words("class_words.tsv") or text in listed("organizations.not_first"):
        return start
    return part.start if reading.free(part, "Person", "Quantity", "Date", "Work", "Post") else start


def _names(reading: Reading, start: int, suffix: Span, ending: Ending) -> bool:
    """Whether what reaches from ``start`` to the end of the suffix names one organisation."""
    name = Span(start, suffix.end)
    before = reading.string[start:suffix.start]
    if _of_a_class(reading, start) or (ending.use != "bare" and _counted(reading, start)):
        return False
    if not before:
        return _alone(reading, suffix, ending)
    placed = any(place.start >= start for place in reading.over(Span(start, suffix.start + 1), "Place"))
    if placed and ending.use != "unit":
        return True
    if ending.use in {"host", "unit"}:
        hosted = _hosted(before, 2) or _hosted_elsewhere(reading, before + ending.text)
        return hosted or (ending.use == "unit" and len(before) > 1 and _post_follows(reading, suffix.end))
    if ending.use == "team":
        return _hosted(before, 3) or _quoted(reading, name) or bool(pattern("organizations.opening").match(before))
    if _quoted(reading, name) and not pattern("organizations.trade").search(reading.printed(name)):
        return False
    if pattern("organizations.class_levels").fullmatch(before):
        return False
    if _level_at(reading, start) and (ending.use in {"dept", "bare", "peer"} or len(before) > 1):
        return True
    return not _generic(reading, Span(start, suffix.start)) or (ending.use == "bare" and ending.type == "Organization")


def _of_a_class(reading: Reading, start: int) -> bool:
    """Whether a word like 各 or 基层 stands before the name: it means a class."""
    previous = reading.word_at(start - 1)
    return previous is not None and reading.printed(previous) in words("class_words.tsv")


def _counted(reading: Reading, start: int) -> bool:
    """Whether a figure ends where the name begins (三家医院)."""
    return any(figure.end == start for figure in reading.over(Span(start - 1, start), "Quantity"))


def _alone(reading: Reading, suffix: Span, ending: Ending) -> bool:
    """Whether a suffix with nothing before it is a name."""
    if ending.use == "peer" and not pattern("organizations.national").match(ending.text):
        return _beside_body(reading, suffix.start)
    if ending.use == "dept":
        return bool(pattern("organizations.alone").match(ending.text)) or _post_follows(reading, suffix.end)
    return ending.use in {"bare", "village", "name", "peer"}


def _generic(reading: Reading, span: Span) -> bool:
    """Whether ``span`` is made of nothing but words that every organisation of its class has."""
    return composed(pattern("organizations.and").sub("", reading.printed(span)), words("generic.tsv", "body_words.tsv"))


def _hosted(text: str, least: int) -> bool:
    """Whether a suffix of at least so many characters stands in ``text``: that of the body that has the unit."""
    return any(end - start >= least for start, end, _ in _automaton().places(text))


def _hosted_elsewhere(reading: Reading, name: str) -> bool:
    """Whether ``name`` stands right behind a suffix anywhere in the text."""
    return any(reading.string.endswith(_hosts(), 0, start) for start in _occurrences(reading.string, name, 0))


@lru_cache(maxsize=1)
def _hosts() -> tuple[str, ...]:
    """The suffixes that tell a body without more."""
    return tuple(text for text in endings() if len(text) > 1)


def _beside_body(reading: Reading, start: int) -> bool:
    """Whether a party committee stands right before (自治区党委|政府, 乡党委和|政府)."""
    joiner = pattern("organizations.joiner").search(reading.string, max(start - 1, 0), start)
    end = joiner.start() if joiner else start
    departments, longest = _departments()
    near = [text for length in range(2, longest + 1) if (text := reading.string[max(end - length, 0):end]) in departments]
    committee = min(near, key=departments.__getitem__, default="")
    return bool(committee) and not _of_a_class(reading, end - len(committee))


@lru_cache(maxsize=1)
def _departments() -> tuple[dict[str, int], int]:
    """The suffixes of departments with their places in the lexicon, and the length of the longest."""
    found = {text: place for place, text in enumerate(_hosts()) if endings()[text].use == "dept"}
    return found, max(map(len, found))


def _quoted(reading: Reading, name: Span) -> bool:
    """Whether quotation marks stand right around the name."""
    opened = reading.string.endswith(word("organizations.open"), 0, name.start)
    return opened and reading.string.startswith(word("organizations.close"), name.end)


def _post_follows(reading: Reading, offset: int) -> bool:
    return any(reading.string[offset:offset + length] in words("posts.tsv") for length in _post_lengths())


@lru_cache(maxsize=1)
def _post_lengths() -> tuple[int, ...]:
    return tuple(sorted({len(post) for post in words("posts.tsv")}))


def _tagged(reading: Reading) -> Iterator[Mention]:
    """What the tagger takes for an organisation, where no suffix is known, by its longest known class."""
    for found in reading.named({"ORG"}):
        name = reading.printed(found)
        if len(name) < 4 or not reading.free(found):
            continue
        if pattern("organizations.not_tagged").search(name) or pattern("organizations.cut").match(reading.string, found.end - 1):
            continue
        if not (name in words("generic.tsv") or name in words("posts.tsv") or _ends_known(name) or _no_body(name, 1)):
            yield Mention(found.start, found.end, "Organization", "tagger", type="Organization")


def _ends_known(name: str) -> bool:
    """Whether a name has a suffix of the lexicon, so that it was judged by that already."""
    return any(name[i:] in endings() for i in range(1, len(name)))


def _joint(reading: Reading) -> Iterator[Mention]:
    """省市委, 省、市委: one committee for each level."""
    for match in pattern("organizations.joint").finditer(reading.string):
        for level in pattern("organizations.levels").finditer(reading.string, *match.span("levels")):
            name = level.group() + match["body"]
            yield Mention(*level.span(), kind="Organization", rule="joint", type=endings()[name].type, name=name)


def _central(reading: Reading) -> Iterator[Mention]:
    """中央 before 和省委: the party's."""
    name = word("fuse.centre")
    for match in pattern("organizations.central").finditer(reading.string):
        yield Mention(*match.span(), kind="Organization", rule="suffix:bare", type=endings()[name].type, name=name)


def _declared(reading: Reading) -> Iterator[Mention]:
    """甲省乙基金会(以下简称“基金会”): the short name, wherever it stands after that, is the organisation that it abbreviates."""
    for match in pattern("organizations.declared").finditer(reading.string):
        short = match["short"]
        before = [m for m in reading.of("Organization") if m.end <= match.start() and _abbreviates(short, reading.printed(m))]
        for start in _occurrences(reading.string, short, match.end()) if before else ():
            span = Span(start, start + len(short))
            if all(m.covers(span) and len(m) == len(span) for m in reading.over(span, "Organization", "Work", "Person")):
                yield Mention(start, span.end, "Organization", "declared", type=before[-1].type, name=reading.printed(before[-1]))


def _cores(reading: Reading) -> Iterator[Mention]:
    """佳禾食品 behind 浙江佳禾食品有限公司: the name of a company without its place and its legal form, where no other company
    named has the same; wherever it stands after that."""
    companies: dict[str, dict[str, Mention]] = {}
    for company in reading.of("Organization"):
        for short in _core_of(reading, company):
            companies.setdefault(short, {}).setdefault(reading.printed(company), company)
    for short, found in companies.items():
        company = next(iter(found.values()))
        for start in _occurrences(reading.string, short, company.end) if len(found) == 1 else ():
            span = Span(start, start + len(short))
            over = reading.over(span, "Organization", "Work", "Person")
            if all((m.start, m.end) == (span.start, span.end) and m.rule not in {"declared", "suffix:name"} for m in over):
                yield Mention(start, span.end, "Organization", "declared", type=company.type, name=reading.printed(company))


def _core_of(reading: Reading, company: Mention) -> set[str]:
    """The names that a company may have without its legal form, and without the place at its beginning."""
    name = reading.printed(company)
    bare = pattern("organizations.legal_form").sub("", name)
    if bare == name or company.rule == "deputy":
        return set()
    cut = next((length for length in (4, 3, 2) if gazetteer().named(bare[:length])), 0)
    general = composed(bare[cut:], words("generic.tsv", "body_words.tsv"))
    return set() if general else {each for each in (bare, bare[cut:]) if len(each) >= TRUSTED}


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
    yield from _alone_deputies(reading)


def _alone_deputies(reading: Reading) -> Iterator[Mention]:
    """公司 at the beginning of a clause, behind the one company named, which has its legal form."""
    companies = [m for m in reading.of("Organization") if m.type == word("organizations.company")]
    names = {m.name or reading.printed(m) for m in companies}
    if len(names) != 1 or not pattern("organizations.legal_form").search(next(iter(names))):
        return
    for match in pattern("organizations.deputy_alone").finditer(reading.string, min(m.end for m in companies)):
        if reading.free(Span(*match.span("head")), "Organization"):
            yield Mention(*match.span("head"), kind="Organization", rule="deputy", name=match["head"])


def _tails(reading: Reading, suffixes: Sequence[Span]) -> Iterator[Mention]:
    """联络组 behind 某县防汛联络组: a suffix alone, where one organisation named before ends with it; resolved by the next room."""
    named = sorted(((m, reading.printed(m)) for m in reading.of("Organization")), key=lambda each: each[0].end)
    first: dict[str, list[Mention]] = {}
    for suffix in (each for each in suffixes if len(each) >= TAIL):
        text = reading.printed(suffix)
        if text not in first:
            first[text] = _first_two(named, text)
        meant = [m for m in first[text] if m.end <= suffix.start]
        if len(meant) == 1 and reading.free(suffix, "Organization", "Work", "Measure") and _apart(reading, suffix):
            yield Mention(suffix.start, suffix.end, "Organization", "tail", type=meant[0].type)


def _first_two(named: Sequence[tuple[Mention, str]], tail: str) -> list[Mention]:
    """Of mentions, in the order of their ends, and their names, the first two of different names that end with ``tail``."""
    first: dict[str, Mention] = {}
    for mention, name in named:
        if name.endswith(tail) and len(name) > len(tail):
            first.setdefault(name, mention)
            if len(first) == 2:
                break
    return list(first.values())


def _apart(reading: Reading, span: Span) -> bool:
    """Whether a span is words of its own that nothing counts, describes or goes on with."""
    before, behind = reading.word_at(span.start - 1), reading.word_at(span.end)
    described = before is not None and (before.tag in NOMINAL | {"m", "q", "r", "a", "u"} or _of_a_class(reading, span.start))
    goes_on = behind is not None and behind.tag in NOMINAL
    return reading.border(span.start) and reading.border(span.end) and not described and not goes_on
