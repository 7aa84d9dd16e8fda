"""Actions: each trigger of a sentence with what its clause, and the clauses before it, put around it.

A sentence is read clause by clause. In each, the words before the trigger are cut into the subject and what prepositions
and verbs of motion introduce, the words behind it into its object and what follows that; the frame says which role each
fills. A clause without a subject of its own has that of the clause before, across sentences too (the paragraph's topic).
What is said, asked, planned or denied is no fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.article import Article, Fact, Mention, Period, Role, Span
from kg.extract.frames import Frame, frames, triggers
from kg.extract.needs import NEEDS
from kg.extract.phrases import Item, items
from kg.extract.tokens import NOMINAL, Token, clauses, tokenize
from kg.zh.grammar import entry, listed, pattern

SENTENCE, SPEECH = "sentence", "speech"
ACTORS = frozenset({"Person", "Organization", "Place", "Group"})
GIVEN = frozenset({"Person", "Organization", "Place", "Work", "Measure"})


@dataclass(frozen=True)
class Trigger:
    """An occurrence of a trigger: its tokens are ``first`` to ``last`` (exclusive) of the clause; ``verb`` is false where
    it is a verbal noun, which counts behind a light verb only."""

    span: Span
    word: str
    first: int
    last: int
    verb: bool


@dataclass(frozen=True)
class Carried:
    """What goes over from clause to clause: who acts, persons named without a verb yet, whom the verb before called up in
    the same clause, whether what follows is said (``SENTENCE``: to the end of the sentence, ``SPEECH``: until somebody else
    is named), the date, the last objects."""

    actors: tuple[Item, ...] = ()
    pending: tuple[Item, ...] = ()
    pivot: tuple[Item, ...] = ()
    said: str = ""
    date: Mention | None = None
    objects: tuple[Item, ...] = ()
    goods: str = ""


@dataclass(frozen=True)
class Parts:
    """The words before a trigger: the subject's, and (introducing word, tokens) for the rest; ``unreal`` where the clause
    wishes, plans or denies; ``light`` where the last verb only carries a verbal noun; ``moving`` behind a verb of motion."""

    subject: tuple[Token, ...]
    introduced: tuple[tuple[str, tuple[Token, ...]], ...]
    unreal: bool = False
    light: bool = False
    moving: bool = False


def find_actions(article: Article) -> Iterator[Fact]:
    """The actions of the article, in the order of their triggers."""
    carried = Carried()
    before = 0
    for number, sentence in enumerate(article.sentences):
        if "\n" in article.text.string[before:sentence.start]:
            carried = Carried(actors=carried.actors)
        before = sentence.end
        found, carried = _sentence(article, number, sentence, carried)
        yield from found


def _sentence(article: Article, number: int, sentence: Span, carried: Carried) -> tuple[list[Fact], Carried]:
    occurrences = _occurrences(article, sentence)
    tokens = tokenize(article, sentence, list(occurrences))
    dates = [t.mention for t in tokens if t.code == "D" and t.mention is not None and t.depth == 0]
    said = carried.said if carried.said == SPEECH else ""
    carried = replace(carried, date=dates[0] if dates else None, objects=(), goods="", pending=(), said=said)
    facts: list[Fact] = []
    for clause in _clauses(tokens, occurrences):
        found, carried = _clause(article, number, clause, occurrences, carried)
        if not found and facts and _continues(clause):
            facts[-1] = _extended(article, facts[-1], clause)
        facts += found
    return facts, carried


def _occurrences(article: Article, sentence: Span) -> dict[Span, str]:
    """The triggers of the sentence that begin where a word begins: whole words, several words, or one with a particle
    grown to it (发放给); where the tagger cut across the end of one, the first word must be a verb of one character."""
    words = {w.start: w for w in article.words if sentence.start <= w.start < sentence.end}
    ends = {w.end for w in words.values()}
    found: dict[Span, str] = {}
    for span, word in triggers().longest(article.printed(sentence)):
        whole = Span(span.start + sentence.start, span.end + sentence.start)
        first = words.get(whole.start)
        if first is None:
            continue
        grown = first.end > whole.end
        if (grown and first.tag == "v" and first.end - whole.end == 1 and len(word) > 1) or (
            not grown and (whole.end in ends or (first.tag == "v" and first.end - first.start == 1))
        ):
            found[whole] = word
    return found


def _clauses(tokens: Sequence[Token], occurrences: Mapping[Span, str]) -> Iterator[list[Token]]:
    """The clauses, cut also at list commas that join whole clauses (甲联系镇街、乙联系村), and joined again where a comma
    stands inside what a preposition introduces (向3100个党组织,7.5万名党员发出…)."""
    starts = {span.start for span in occurrences}
    held: list[Token] = []
    for clause in clauses(tokens):
        for piece in _split(clause, starts):
            piece = held + piece
            held = []
            if _open(piece, starts):
                held = [*piece, Token(piece[-1].end, piece[-1].end, "e", "", None, 0)]
            else:
                yield piece
    if held:
        yield held


def _split(clause: list[Token], starts: set[int]) -> Iterator[list[Token]]:
    begin = 0
    for i, token in enumerate(clause):
        if token.code == "e" and token.depth == 0 and any(t.start in starts and t.code == "v" for t in clause[begin:i]) and _new_clause(clause[i + 1:], starts):
            yield clause[begin:i]
            begin = i + 1
    yield clause[begin:]


def _new_clause(rest: Sequence[Token], starts: set[int]) -> bool:
    """Whether a list comma is followed by a verb that is a trigger, or by a subject with a figure or a name and such a verb."""
    verb = next((i for i, t in enumerate(rest) if t.start in starts and t.code in "vj" and t.depth == 0), None)
    if verb is not None and rest[verb].code == "j":
        object_ = rest[verb + 1:verb + 2]
        if verb or not object_ or object_[0].code != "n" or object_[0].text in listed("clause.nominal_tail"):
            return False
    if verb is None or any(t.code in "e,pov" for t in rest[:verb]):
        return False
    return verb == 0 or any(t.code in "QROL" for t in rest[:verb])


def _open(clause: Sequence[Token], starts: set[int]) -> bool:
    """Whether the clause ends inside what a preposition of giving introduces."""
    marks = [i for i, t in enumerate(clause) if t.code == "p" and t.text in listed("clause.giving")]
    return bool(marks) and not any(t.code in "vf" or t.start in starts for t in clause[marks[-1]:]) and len(clause) - marks[-1] > 1


def _continues(clause: Sequence[Token]) -> bool:
    """Whether a clause has no verb and only goes on counting (…200件,防护服200件)."""
    return any(t.code == "Q" for t in clause) and all(t.code in "QnajecgudxmMKyr<>" for t in clause)


def _extended(article: Article, fact: Fact, clause: Sequence[Token]) -> Fact:
    """The fact with the goods and figures of a clause that goes on counting."""
    counted = [r for r in fact.roles if r.name == "quantity"]
    if not counted:
        return fact
    kind = next((r.filler.kind for r in fact.roles if r.name == "object"), "Matter")
    more = [role for item in items(article, clause, kind) for role in _roles("object", item)]
    return replace(fact, roles=tuple(dict.fromkeys((*fact.roles, *more))))


def _clause(
    article: Article, number: int, clause: list[Token], occurrences: Mapping[Span, str], carried: Carried,
) -> tuple[list[Fact], Carried]:
    found = list(_triggers(clause, occurrences))
    verbs = [t for t in found if t.verb]
    parts = _parts(clause, verbs[0].first if verbs else len(clause))
    actors = _actors(article, parts.subject)
    for token in clause:
        if token.code == "D" and token.mention is not None and token.depth == 0:
            carried = replace(carried, date=token.mention)
    if actors:
        named = any(i.filler is not None and (i.filler.kind != "Group" or i.counted) for i in actors)
        together = (*carried.pending, *actors)
        verbless = not any(t.code in "vpo" for t in clause) and not found
        carried = replace(carried, actors=together, pending=together if verbless else (), said="" if named and carried.said == SPEECH else carried.said)
    own = bool(actors)
    facts: list[Fact] = []
    carried = replace(carried, pivot=())
    for trigger in found:
        end = next((t.first for t in verbs if t.first >= trigger.last), len(clause))
        fact, carried = _action(article, number, clause, trigger, end, own or _subjectless(parts.subject), carried)
        if fact is not None:
            facts.append(fact)
    return facts, carried


def _subjectless(subject: Sequence[Token]) -> bool:
    """Whether the clause has no subject of its own, or a pronoun's."""
    return not subject or subject[-1].text in listed("clause.pronouns")


def _triggers(clause: list[Token], occurrences: Mapping[Span, str]) -> Iterator[Trigger]:
    """The triggers of the clause outside quotation marks."""
    starts = {t.start: i for i, t in enumerate(clause)}
    ends = {t.end: i + 1 for i, t in enumerate(clause)}
    previous = -1
    for span, word in occurrences.items():
        first, last = starts.get(span.start), ends.get(span.end)
        if first is None or last is None or any(t.depth or t.mention is not None for t in clause[first:last]):
            continue
        tokens = clause[first:last]
        if not any(t.code in "vjoa" for t in tokens) and len(word) < 3:
            continue
        yield Trigger(span, word, first, last, _is_verb(clause, first, last, previous))
        previous = last


def _is_verb(clause: Sequence[Token], first: int, last: int, previous: int) -> bool:
    """Whether the trigger at these tokens is a verb: not an attribute's or a list's verbal noun, not the object of the
    trigger right before it (发出号召)."""
    before = clause[first - 1] if first else None
    following = clause[last] if last < len(clause) else None
    if before is not None and (before.code == "u" or (before.code == "e" and not any(t.code in "vpo" for t in clause[:first]))):
        return False
    if all(t.code not in "ja" for t in clause[first:last]):
        return previous != first or before is None or before.code != "v"
    if all(t.code in "dtDyx" for t in clause[:first]) and following is not None and following.code in "naQROLKM<":
        return True
    if following is not None and following.text in listed("clause.nominal_head"):
        return False
    moving = any(t.code == "o" for t in clause[:first])
    if before is not None and (before.code in "najecQ" or previous == first) and before.text not in listed("clause.pronouns"):
        return moving and following is None
    return following is None or following.code not in "j"


def _parts(clause: list[Token], end: int) -> Parts:
    """The words of the clause before the token ``end``, cut by what introduces them."""
    regions: list[tuple[str, list[Token]]] = [("", [])]
    unreal = light = moving = False
    for index, token in enumerate(clause[:end]):
        name, region = regions[-1]
        free = token.depth == 0
        if free and token.text in listed("clause.unreal") and token.code not in "nRO":
            unreal = unreal or not (token.code == "p" and _introduces(clause[index + 1:end]))
        if free and token.code in "po":
            regions.append((token.text, []))
            moving = moving or token.code == "o"
        elif free and token.code == "v" and not _attributive(clause, index, end):
            light = token.text in listed("clause.light")
            regions.append(("*", []))
        elif free and token.code == "t" and name not in ("", "*"):
            continue
        elif free and token.code in "dDty":
            if name not in ("", "*") or region:
                regions.append(("*" if _has(regions, "") else "", []))
        elif free and token.code == "f" and name not in ("", "*") and region:
            regions.append(("*" if _has(regions, "") else "", []))
        else:
            region.append(token)
    subject = next((tuple(r) for n, r in regions if n == "" and any(t.code in NOMINAL for t in r)), ())
    return Parts(subject, tuple((n, tuple(r)) for n, r in regions if n not in ("", "*") and r), unreal, light, moving)


def _introduces(rest: Sequence[Token]) -> bool:
    """Whether 将 and the like introduce an object here: a noun follows at once."""
    return bool(rest) and rest[0].code in NOMINAL | {"Q"}


def _has(regions: Sequence[tuple[str, list[Token]]], name: str) -> bool:
    return any(n == name and any(t.code in NOMINAL for t in r) for n, r in regions)


def _attributive(clause: list[Token], index: int, end: int) -> bool:
    """Whether the verb at ``index`` belongs to an attribute: an attributive particle and a noun follow before the trigger."""
    if clause[index].text in listed("clause.light"):
        return False
    later = clause[index + 1:end]
    mark = next((i for i, t in enumerate(later) if t.code == "u"), None)
    return mark is not None and mark + 1 < len(later) and later[mark + 1].code in NOMINAL | {"Q"} and not any(t.code in "po" for t in later[:mark])


def _actors(article: Article, subject: Sequence[Token]) -> list[Item]:
    """Who the subject names: entities, groups, people."""
    if subject and subject[-1].text in listed("clause.pronouns"):
        return []
    return [i for i in items(article, subject, "Matter") if i.filler is not None and i.filler.kind in ACTORS]


def _action(
    article: Article, number: int, clause: list[Token], trigger: Trigger, end: int, open_subject: bool, carried: Carried,
) -> tuple[Fact | None, Carried]:
    parts = _parts(clause, trigger.first)
    if carried.said or parts.unreal:
        return None, carried
    for frame in frames()[trigger.word]:
        if not trigger.verb and not (frame.nominal and (parts.light or _acted_on(parts))):
            continue
        filled = _filled(article, clause, trigger, end, frame, parts)
        filled = _with_agents(article, frame, parts, filled, carried, open_subject)
        filled = _inherited(frame, filled, carried)
        if _suffices(article, frame, filled):
            return _fact(number, trigger, frame, filled, carried), _kept(clause, trigger, frame, filled, carried)
    return None, carried


def _acted_on(parts: Parts) -> bool:
    """Whether a preposition introduces what a verbal noun acts on (对…工作督导全覆盖)."""
    return any(word in listed("clause.affecting") for word, _ in parts.introduced)


def _kept(clause: Sequence[Token], trigger: Trigger, frame: Frame, filled: Mapping[str, Sequence[Item]], carried: Carried) -> Carried:
    """What goes on behind an action: the goods, whom 有 introduced, and whether what follows is said."""
    goods = tuple(filled.get("object", ()))
    people = tuple(i for i in goods if i.filler is not None and i.filler.kind in {"Group", "Person"})
    said = SPEECH if frame.speech and trigger.last == len(clause) else SENTENCE if frame.speech else ""
    introduced = any(t.text in listed("clause.having") for t in clause[:trigger.first])
    return replace(
        carried, objects=goods or carried.objects, goods=frame.filler if goods else carried.goods, said=said, pivot=people,
        actors=tuple(filled.get("agent", ())) if introduced else carried.actors,
    )


def _filled(article: Article, clause: list[Token], trigger: Trigger, end: int, frame: Frame, parts: Parts) -> dict[str, list[Item]]:
    """The roles that the words around the trigger fill."""
    filled: dict[str, list[Item]] = {}
    defaults = entry("clause.roles")
    for word, region in parts.introduced:
        role = frame.before.get(word, defaults.get(word, ""))
        if role:
            filled.setdefault(role, []).extend(items(article, region, _kind(frame, role)))
    if not trigger.verb or (frame.nominal and parts.light and trigger.last == len(clause)):
        region = _compound(clause, trigger)
        filled.setdefault("object", []).extend(items(article, region, "Matter"))
        return filled
    for role, behind in _behind(clause[trigger.last:end], frame):
        if role:
            filled.setdefault(role, []).extend(items(article, behind, _kind(frame, role)))
    return filled


def _compound(clause: Sequence[Token], trigger: Trigger) -> Sequence[Token]:
    """What is right before a verbal noun and is acted on (村民健康|排查)."""
    start = trigger.first
    while start and clause[start - 1].code in "naROLQu" and clause[start - 1].depth == 0:
        start -= 1
    return clause[start:trigger.first]


def _kind(frame: Frame, role: str) -> str:
    return frame.filler if role == "object" else "Matter"


def _behind(tokens: Sequence[Token], frame: Frame) -> Iterator[tuple[str, list[Token]]]:
    """The words behind the trigger, cut where a word of ``beyond`` or another verb comes after a noun."""
    role, region = frame.after, list[Token]()
    for index, token in enumerate(tokens):
        seen = any(t.code in NOMINAL or t.code == "Q" for t in region)
        if token.depth == 0 and token.text in frame.beyond and (seen or not region) and token.code in "pvoxn":
            yield role, region
            role, region = frame.beyond[token.text], []
        elif token.code in "vpo" and token.depth == 0 and seen and not _inside(tokens, index):
            break
        else:
            region.append(token)
    yield role, region


def _inside(tokens: Sequence[Token], index: int) -> bool:
    """Whether the verb at ``index`` is part of a noun phrase: an attributive particle with a noun behind it follows, it
    opens an item of a list, it ends the phrase (部门联控), or only nouns and a figure that counts them follow (违规抬价案件47件)."""
    mark = next((i for i in range(index + 1, len(tokens)) if tokens[i].code == "u"), None)
    if mark is not None and mark + 1 < len(tokens) and tokens[mark + 1].code in NOMINAL | {"Q"}:
        return True
    if index and tokens[index - 1].code == "e":
        return True
    rest = tokens[index + 1:]
    if not rest and tokens[index].code == "v" and len(tokens[index].text) > 1:
        return True
    figure = next((i for i, t in enumerate(rest) if t.code == "Q"), None)
    return tokens[index].code == "v" and figure is not None and figure > 0 and all(t.code in "naj" for t in rest[:figure])


def _with_agents(
    article: Article, frame: Frame, parts: Parts, filled: dict[str, list[Item]], carried: Carried, open_subject: bool,
) -> dict[str, list[Item]]:
    """The subject, or the one carried over, in the role that the frame gives it; what 由 or 有 introduces goes before it."""
    own = _actors(article, parts.subject)
    if not own and parts.subject and frame.speech:
        own = [i for i in items(article, parts.subject, "Matter") if i.filler is not None and pattern("needs.meeting").search(article.printed(i.filler))]
    actors = own or (list(carried.actors) if open_subject else [])
    if own and carried.pending:
        actors = list(carried.pending)
    if carried.pivot and frame.bare:
        actors = list(carried.pivot)
    elif carried.pivot and frame.after == "destination" and not filled.get("object"):
        filled = {**filled, "object": list(carried.pivot)}
    role = frame.subject
    if not actors or filled.get(role):
        return filled
    return {**filled, role: [Item(a.filler, () if role == "agent" else a.figures) for a in actors]}


def _inherited(frame: Frame, filled: dict[str, list[Item]], carried: Carried) -> dict[str, list[Item]]:
    """Goods bought or people called up in the clause before are what is handed out or sent in this one."""
    if frame.inherits and not filled.get("object") and carried.objects and carried.goods == frame.filler:
        return {**filled, "object": list(carried.objects)}
    return filled


def _suffices(article: Article, frame: Frame, filled: dict[str, list[Item]]) -> bool:
    """Whether the action has what makes it one: what the frame needs, and a name or a figure somewhere."""
    if frame.needs and not NEEDS[frame.needs](filled, article.printed):
        return False
    every = [i for found in filled.values() for i in found]
    if not any(i.counted or (i.filler is not None and i.filler.kind in GIVEN) for i in every):
        return False
    return frame.bare or frame.speech or frame.nominal or frame.subject == "object" or any(
        filled.get(role) for role in ("object", "destination", "recipient", "place"))


def _roles(role: str, item: Item) -> Iterator[Role]:
    """What an item adds: itself in its role; the figures of objects."""
    if item.filler is not None:
        yield Role(role, item.filler)
    if role == "object" or item.filler is None:
        yield from (Role("quantity", figure, item.filler) for figure in item.figures)


def _fact(number: int, trigger: Trigger, frame: Frame, filled: Mapping[str, Sequence[Item]], carried: Carried) -> Fact:
    roles = dict.fromkeys(role for name, found in filled.items() for item in found for role in _roles(name, item))
    period = carried.date.value if carried.date is not None and isinstance(carried.date.value, Period) else None
    return Fact(
        trigger.span.start, trigger.span.end, type=frame.type, sentences=(number,), roles=tuple(roles),
        rule=f"frame:{frame.type}:{frame.word}", period=period, trigger=trigger.word,
    )
