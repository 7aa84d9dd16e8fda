"""Where a sentence has triggers, and which of them are verbs.

In: the article's words, a sentence, the tokens of a clause. Out: occurrences of triggers, and of a clause its
:class:`Trigger` s. A trigger begins where a word of the tagger begins; whether it is used as a verb is told from its part
of speech and what stands beside it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.article import Article, Span, Word, starting_in
from kg.extract.frames import frames, triggers
from kg.extract.sentences import Sentence
from kg.extract.tokens import NOMINAL, Token
from kg.zh.grammar import listed, pattern

NAMING: Final = frozenset({"Person", "Organization", "Place"})
OBJECT: Final = NOMINAL | frozenset("Q<x")


@dataclass(frozen=True)
class Trigger:
    """An occurrence of a trigger: its tokens are ``first`` to ``last`` (exclusive) of the clause, with the verbs that are
    joined to it and share its object (清理、疏通|河道); ``verb`` is false where it is a verbal noun, which counts behind a
    light verb only."""

    span: Span
    word: str
    first: int
    last: int
    verb: bool


def occurrences(article: Article, sentence: Sentence) -> dict[Span, str]:
    """The triggers of the sentence that begin where a word begins: whole words, several words, or one with a particle
    grown to it (发放给); where the tagger cut across the end of one, the first word must be a verb of one character. Of
    those that overlap the first and longest counts that fits the words (not 组织成立 in 党组织|成立)."""
    found: dict[Span, str] = {}
    begin = free = sentence.span.start
    for start, longest, text in sorted([(start, -end, text) for start, end, text in triggers().places(article.printed(sentence.span))]):
        if begin + start >= free and _fits(article, sentence, whole := Span(begin + start, begin - longest)):
            found[whole] = text
            free = whole.end
    return found


def _fits(article: Article, sentence: Sentence, whole: Span) -> bool:
    """Whether a trigger at ``whole`` agrees with the words of the sentence."""
    words = sentence.words
    at, behind = bisect_left(words, (whole.start,)), bisect_left(words, (whole.end,))
    first = words[at] if at < len(words) and words[at].start == whole.start else None
    before = words[at - 1] if at else None
    ends = behind > 0 and words[behind - 1].end == whole.end
    if first is None and not (ends and any(m.end == whole.start and m.kind in NAMING for m in sentence.mentions)):
        return False   # but for a trigger that the tagger cut across a name's end
    if len(whole) == 1 and before is not None and _rump(before, whole):
        return False
    if first is not None and first.end > whole.end:
        return _grown(article, first, whole)
    led = before is not None and before.end == whole.start and before.tag == "v"   # 创作|出|具有
    return ends or (first is not None and first.tag == "v" and first.end - first.start == 1 and not led)


def _rump(before: Word, whole: Span) -> bool:
    """Whether a verb of one character is only the end of a word that the tagger cut (外|建)."""
    return before.end == whole.start and before.end - before.start == 1 and before.tag in {"f", "a", "s"}


def _grown(article: Article, word: Word, trigger: Span) -> bool:
    """Whether a word that goes on behind the trigger is still its verb: with a particle (发放|给), with a meeting for an
    object (主持|会议), with an object that a figure counts (筹集|资金56万元)."""
    rest = article.text.string[trigger.end:word.end]
    if len(trigger) > 1 and len(rest) > 1 and word.tag not in {"PER", "LOC", "ORG"} and _counted(article, word.end):
        return True
    return word.tag == "v" and bool((len(rest) == 1 and len(trigger) > 1) or pattern("needs.meeting").fullmatch(rest))


def _counted(article: Article, offset: int) -> bool:
    """Whether a figure begins at ``offset``."""
    return any(m.kind == "Quantity" for m in starting_in(article.mentions, Span(offset, offset + 1)))


def retagged(tokens: list[Token], occurrences: Mapping[Span, str]) -> list[Token]:
    """The tokens with triggers that are none made nouns: one that needs nothing behind it before the noun that it
    describes (报到|党员), a verb of saying before the figure that counts it (检察|建议|670份)."""
    if not occurrences:
        return tokens
    out = list(tokens)
    starts = [token.start for token in tokens]
    for span, word in occurrences.items():
        i = bisect_left(starts, span.start)
        whole = i + 1 < len(tokens) and tokens[i].start == span.start and tokens[i].end == span.end
        if whole and (_describes_noun(tokens, i, word) or _is_counted(tokens, i, word)):
            out[i] = tokens[i].as_noun()
    return out


def _describes_noun(tokens: Sequence[Token], index: int, word: str) -> bool:
    return tokens[index + 1].code in "nP" and any(f.bare and not f.after for f in frames()[word])


def _is_counted(tokens: Sequence[Token], index: int, word: str) -> bool:
    ends = index + 2 == len(tokens) or tokens[index + 2].code in ",;:."
    return ends and tokens[index + 1].code == "Q" and all(f.speech for f in frames()[word])


def triggers_of(clause: list[Token], occurrences: Mapping[Span, str]) -> Iterator[Trigger]:
    """The triggers of the clause outside quotation marks."""
    begin, end = clause[0].start, clause[-1].end
    inside = [(span, word) for span, word in occurrences.items() if begin <= span.start < end]
    starts = {t.start: i for i, t in enumerate(clause)} if inside else {}
    previous = -1
    held: Trigger | None = None
    for span, word in inside:
        first = starts.get(span.start, len(clause))
        last = next((i + 1 for i in range(first, len(clause)) if clause[i].end >= span.end), 0)
        tokens = clause[first:last]
        if not tokens or tokens[-1].end != span.end or any(t.depth or t.mention is not None for t in tokens):
            continue
        if not any(t.code in "vjoa" for t in tokens) and len(word) < 3 and not (
                _says(clause, first, last, word) or _between(clause, first, last)):
            continue
        if tokens[0].code == "o" and any(s.start > span.end and s.start in starts for s, _ in inside):
            continue
        trigger = Trigger(span, word, first, last, _is_verb(clause, first, last, previous))
        if held is not None and held.verb and not trigger.verb and held.last == first and _alike(held.word, word):
            held = replace(held, last=last)   # 考察|调研: two words for one thing done
            continue
        if held is not None:
            yield _with_joined(clause, held)
        held, previous = trigger, last
    if held is not None:
        yield _with_joined(clause, held)


def _with_joined(clause: Sequence[Token], trigger: Trigger) -> Trigger:
    """The trigger with the verbs right behind it that are joined to it, where an object follows them all."""
    last = trigger.last
    while trigger.verb and last < len(clause) and clause[last].code in "ecy" and (verb := _joined(clause, last + 1)):
        if not _alike_used(trigger.word, "".join(t.text for t in clause[last + 1:verb] if t.code != "d")):
            break
        last = verb
    joined = trigger.last < last < len(clause) and clause[last].code in OBJECT
    return replace(trigger, last=last) if joined else trigger


def _joined(clause: Sequence[Token], start: int) -> int:
    """Where the verb ends that begins at ``start`` or behind adverbs there; 0 if there is none."""
    first = next((i for i in range(start, len(clause)) if clause[i].code != "d"), len(clause))
    if first == len(clause) or clause[first].code != "v":
        return 0
    return first + 2 if "".join(t.text for t in clause[first:first + 2]) in frames() else first + 1   # 走访、结对|帮扶|儿童


def _alike_used(one: str, other: str) -> bool:
    """Whether what follows two verbs has the same role, as far as the second is known."""
    roles = {f.after for f in frames().get(other, ())}
    return not roles or bool(roles & {f.after for f in frames()[one]})


def _alike(one: str, other: str) -> bool:
    """Whether two triggers tell of the same type of action."""
    return bool({f.type for f in frames()[one]} & {f.type for f in frames()[other]})


def _between(clause: Sequence[Token], first: int, last: int) -> bool:
    """Whether a noun is a verb after all: it stands between an adverb and a noun (累计|支出|捐赠款物)."""
    return first > 0 and clause[first - 1].code == "d" and last < len(clause) and clause[last].code in "njvaQ"


def _wants_object(clause: Sequence[Token], first: int, last: int) -> bool:
    """Whether the words are a trigger that means nothing without an object behind it, so that at a clause's end behind
    another trigger it is a noun (调研茶叶|生产)."""
    options = frames().get("".join(t.text for t in clause[first:last]), ())
    return all(f.after == "object" and not (f.bare or (f.nominal and not f.needs) or f.speech or f.moved or f.people) for f in options)


def _says(clause: Sequence[Token], first: int, last: int, word: str) -> bool:
    """Whether a noun is a verb of saying after all: at the clause's end, right behind who speaks (他|要求)."""
    return last == len(clause) and first > 0 and clause[first - 1].code in "rRO" and any(f.speech for f in frames()[word])


def _is_verb(clause: Sequence[Token], first: int, last: int, previous: int) -> bool:
    """Whether the trigger at these tokens is a verb: not an attribute's or a list's verbal noun, not the object of the
    trigger right before it (发出号召), which ends at ``previous``."""
    word = "".join(t.text for t in clause[first:last])
    if _attributive(clause, first, last, previous) or _only_named(clause, last) or _is_measured(clause, last, word):
        return False
    told = last == len(clause) and first > 0 and bool(pattern("needs.speaking").search(clause[first - 1].text))
    if told and any(frame.speech for frame in frames().get(word, ())):   # 通知|明确
        return True
    acts = last < len(clause) and clause[last].code == "v" and first > 0 and clause[first - 1].code in "nO"
    if acts and word in listed("clause.also_nouns"):
        return False
    if _between(clause, first, last) and all(t.code == "n" for t in clause[first:last]):
        return True
    if any(t.code in "ja" for t in clause[first:last]) and (clause[first].code != "v"):
        return _verbal_noun_acts(clause, first, last, previous)
    before = clause[first - 1] if first else None
    led = previous >= 0 and not any(t.code == "p" for t in clause[previous:first])
    if last == len(clause) and led and before is not None and before.code in "nj" and _wants_object(clause, first, last):
        return False
    return previous != first or before is None or before.code != "v"


def _attributive(clause: Sequence[Token], first: int, last: int, previous: int) -> bool:
    """Whether what stands beside the trigger makes it an attribute (支出|捐赠|款物), or an item of a list of nouns."""
    before = clause[first - 1] if first else None
    following = clause[last] if last < len(clause) else None
    if following is not None and following.code == "n" and (
            following.text in listed("clause.teams") or following.text in listed("clause.degrees")):   # 督查|组, 清理|力度
        return True
    if before is None:
        return False
    if before.code in "LO" and [t.code for t in clause[last:last + 2]] == ["P", "R"]:   # 某村选派|第一书记张三
        return True
    if before.code == "u" or (before.code == "e" and not any(t.code in "vpo" for t in clause[:first])):
        return True
    if following is None:
        return False
    if _leads_attribute(clause, first, last):
        return True
    if before.code == "p" and (following.code == "v" or before.text in listed("clause.toward")):   # 对|检查|发现的问题, 对|建立|机制
        return True
    if before.text in listed("clause.locating") and following.code in "ne":   # 到|种植、养殖基地
        return True
    goods = (before.code in "ecv" or previous == first) and following.text.endswith(tuple(listed("clause.goods")))
    return goods or (before.code == "r" and following.code == "n")


def _is_measured(clause: Sequence[Token], last: int, word: str) -> bool:
    """Whether what follows a verb that goods are the object of only tells something of it (采购|程序), and no figure (返还|金额3万元)."""
    following = clause[last].text if last < len(clause) else ""
    goods = following in listed("clause.measured") and any(f.filler == "Item" for f in frames().get(word, ()))
    return goods and [t.code for t in clause[last + 1:last + 2]] != ["Q"]


def _leads_attribute(clause: Sequence[Token], first: int, last: int) -> bool:
    """Whether a preposition and then only adverbs stand before the trigger, and a particle with a noun follows its object: it
    describes that noun (向|援助|山区的教师|发奖)."""
    start = first
    while start and clause[start - 1].code in "dta":
        start -= 1
    mark = next((i for i in range(last, len(clause)) if clause[i].code == "u"), None)
    if start == 0 or clause[start - 1].code != "p" or mark in (None, last) or mark is None or mark + 1 >= len(clause):
        return False
    return clause[mark + 1].code in NOMINAL and all(t.code != "v" for t in clause[last:mark])


def _only_named(clause: Sequence[Token], last: int) -> bool:
    """Whether what follows shows that the trigger only names something: what is said of it (监督检查|是关键), or what comes
    before it (出发|前, 出发|某地之前)."""
    behind = [t.text for t in clause[last:]]
    if not behind or behind[0] in listed("clause.no_object") | listed("clause.under"):
        return bool(behind)
    if clause[last].code in "Qtm" and any(pattern("clause.since").match("".join(behind[:end])) for end in (1, 2)):
        return True
    mark = next((i for i in range(last, len(clause)) if clause[i].text in listed("clause.not_yet")), 0)
    rest = clause[mark + 1:mark + 2]
    object_ = clause[last:mark]
    plain = all(t.code in "nLOQxjrf" for t in object_) and (bool(object_) or not rest)
    return mark > 0 and plain and (not rest or rest[0].code in "vdpoROL")


def _verbal_noun_acts(clause: Sequence[Token], first: int, last: int, previous: int) -> bool:
    """Whether a verbal noun is the clause's verb."""
    before = clause[first - 1] if first else None
    following = clause[last] if last < len(clause) else None
    if following is not None and following.code in "naQROLKM<" and all(t.code in "dtDyx" for t in clause[:first]):
        return True
    if following is not None and following.text in listed("clause.nominal_head"):
        return False
    if before is not None and before.code in "RO" and following is not None and following.code in "naj":
        return True
    if before is not None and before.text in listed("clause.in_charge"):
        return False
    if before is not None and (before.code in "najecQ" or previous == first) and before.text not in listed("clause.pronouns"):
        return following is None and any(t.code == "o" for t in clause[:first])
    if following is not None and following.code == "j":   # 到车间等|调研|扶贫工作
        return any(t.code == "o" for t in clause[:first]) and [t.code for t in clause[last + 1:last + 2]] in (["n"], ["j"])
    return True
