"""Actions: each trigger of a sentence with what its clause, and the clauses before it, put around it.

A sentence is read clause by clause. In each, the words before the trigger are cut into the subject and what prepositions
and verbs of motion introduce, the words behind it into its object and what follows that; the frame says which role each
fills. A clause without a subject of its own has that of the clause before, across sentences too (the paragraph's topic).
What is said, asked, planned or denied is no fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.article import Article, Fact, Mention, Period, Role, Span
from kg.extract.carried import (
    PLAN,
    SPEECH,
    Carried,
    acting_before,
    behind_action,
    going_on,
    inherited,
    into_clause,
    into_sentence,
    placed,
    without_action,
)
from kg.extract.clauses import continues, whole_clauses
from kg.extract.frames import Frame, frames
from kg.extract.pairs import one_by_one
from kg.extract.parts import Parts, acted_on, before, whence
from kg.extract.phrases import Item, found_by, items
from kg.extract.roles import filled, roles_of, suffices, with_agents
from kg.extract.sentences import Sentence
from kg.extract.subjects import actors, meeting
from kg.extract.tokens import Token
from kg.extract.triggers import Trigger, occurrences, retagged, triggers_of
from kg.zh.grammar import listed

VERBAL: Final = frozenset("vpo")


def find_actions(article: Article, sentences: Sequence[Sentence]) -> Iterator[Fact]:
    """The actions of the article with these sentences, in the order of their triggers."""
    triggers = [occurrences(article, sentence) for sentence in sentences]
    while triggers and not triggers[-1]:   # what nothing follows carries nothing over
        triggers.pop()
    carried = Carried()
    before = 0
    for sentence, words in zip(sentences, triggers, strict=False):
        apart = "\n" in article.text.string[before:sentence.span.start]
        before = sentence.span.end
        found, carried = _sentence(article, sentence, words, carried, apart)
        yield from found


def _sentence(
    article: Article, sentence: Sentence, words: Mapping[Span, str], carried: Carried, apart: bool,
) -> tuple[list[Fact], Carried]:
    tokens = retagged(sentence.tokens(list(words)), words)
    carried = into_sentence(article, tokens, carried, apart)
    facts: list[Fact] = []
    starts = {span.start for span in words}
    summing = False
    for clause in whole_clauses(tokens, words):
        summing = clause[0].text in listed("clause.continuing") or (summing and clause[0].start in starts)
        if facts and (summing or continues(clause, starts)):
            facts[-1] = _extended(article, facts[-1], clause)
            continue
        found, carried = _clause(article, sentence.number, clause, words, carried)
        facts += found
    return facts, carried


def _extended(article: Article, fact: Fact, clause: Sequence[Token]) -> Fact:
    """The fact with the goods and figures of a clause that goes on counting."""
    counted = [r for r in fact.roles if r.name == "quantity"]
    if not counted:
        return fact
    kind = next((r.filler.kind for r in fact.roles if r.name == "object"), "Matter")
    more = [role for item in found_by("counted-on", items(article, clause, kind)) for role in roles_of("object", item)]
    return replace(fact, roles=tuple(dict.fromkeys((*fact.roles, *more))))


def _clause(
    article: Article, number: int, clause: list[Token], words: Mapping[Span, str], carried: Carried,
) -> tuple[list[Fact], Carried]:
    found = list(triggers_of(clause, words)) if words else []
    verbs = [t for t in found if t.verb]
    first = verbs[0].first if verbs else len(clause)
    parts = before(clause, first)
    verbless = not found and VERBAL.isdisjoint([t.code for t in clause])
    own = _named(article, parts, bool(found), verbless)
    acting = _acting(article, parts, own, bool(found), carried)
    carried = into_clause(clause, acting, verbless, carried)
    if own or parts.subject:
        carried = carried._replace(topic=() if own else parts.subject)
    if not found:
        carried = without_action(article, clause, parts, carried, bool(words))
    if parts.planned and not carried.said:
        carried = carried._replace(said=PLAN)
    facts: list[Fact] = []
    for index, trigger in enumerate(found):
        if _inside_name(trigger, facts):
            continue
        ends = [(t.first, t.word) for t in verbs if t.first >= trigger.last and not _describes(clause, t)]
        nearer = parts if trigger.first == first else before(clause, trigger.first)
        behind = index > 0 and not acting and _describes(clause, found[index - 1])   # 从某地返回的|医护人员捐款
        doing = _doing(article, clause, trigger, parts, found_by("subject", actors(article, nearer.subject)) if behind else acting, carried)
        fact, carried = _action(article, number, clause, trigger, nearer, ends, doing, any(t.verb for t in found[:index]), carried)
        facts += one_by_one(fact, clause) if fact is not None else ()
    named = [t.mention for t in clause if t.code == "R" and t.depth == 0]
    return facts, carried._replace(person=(Item(named[-1]),)) if named else carried


def _named(article: Article, parts: Parts, tells: bool, verbless: bool) -> list[Item]:
    """Whom the subject of a clause names, and in one that tells of no action, those whom 会同 puts beside it, or whom 有
    introduces; of groups a name alone (某某等人,) is none."""
    having, joined = ([] if tells else [region for word, region in parts.introduced if word in listed(name)]
                      for name in ("clause.having", "clause.joining"))
    subject = actors(article, parts.subject)
    found = [*subject, *(i for region in (joined if subject else having) for i in actors(article, region))]
    return [i for i in found if not verbless or (i.filler is not None and i.filler.kind != "Group")]


def _acting(article: Article, parts: Parts, own: Sequence[Item], tells: bool, carried: Carried) -> Sequence[Item]:
    """Who acts in a clause by its own words: those it names, whom its pronoun means, the meeting that is its subject. Places in
    one that tells of no action (部分地区有暴雨) do not take the place of those who act in its sentence."""
    personal = bool(parts.subject) and parts.subject[-1].text in listed("clause.personal")
    if own:
        acting = [*found_by("named-before", carried.pending), *found_by("subject", own)]
    elif personal and carried.person:
        acting = found_by("named-last", carried.person)
    else:
        acting = found_by("meeting", meeting(article, parts.subject))
    only_places = all(i.filler is not None and i.filler.kind == "Place" for i in acting)
    return [] if not tells and carried.settled and only_places else acting


def _inside_name(trigger: Trigger, facts: Sequence[Fact]) -> bool:
    """Whether the trigger is a verb inside the name of what is done (举行|医疗队出征仪式)."""
    named = not any(frame.nominal for frame in frames()[trigger.word])
    return named and any(r.filler.start <= trigger.span.start < r.filler.end for f in facts for r in f.roles)


def _doing(
    article: Article, clause: list[Token], trigger: Trigger, parts: Parts, acting: Sequence[Item], carried: Carried,
) -> Sequence[Item]:
    """Who does what the trigger tells: who stands right before one that only describes (林某捐赠的呼吸机), the clause's own
    subject, else who acted before."""
    if _describes(clause, trigger) and (beside := actors(article, _beside(before(clause, trigger.first), trigger))):
        return found_by("beside", beside)
    if acting or _describes(clause, trigger):
        return acting
    speaks = bool(parts.subject) or any(frame.speech for frame in frames()[trigger.word])
    return acting_before(carried, speaks) if _subjectless(parts.subject) else ()


def _beside(parts: Parts, trigger: Trigger) -> Sequence[Token]:
    """What stands right before a trigger, unless it only says where something comes from (从|某国采购的口罩)."""
    word, region = parts.introduced[-1] if parts.introduced else ("", ())
    return () if region == parts.last and whence(word, region, trigger.word) else parts.last


def _subjectless(subject: Sequence[Token]) -> bool:
    """Whether the clause has no subject of its own, or a pronoun's."""
    return not subject or subject[-1].text in listed("clause.pronouns")


def _action(
    article: Article, number: int, clause: list[Token], trigger: Trigger, parts: Parts, ends: Sequence[tuple[int, str]],
    acting: Sequence[Item], later: bool, carried: Carried,
) -> tuple[Fact | None, Carried]:
    """The action that the trigger tells of, if any; ``parts`` are the words before it, ``ends`` the triggers behind it,
    ``acting`` is who does it, ``later`` whether another trigger of the clause stands before."""
    speaks = bool(parts.subject) and any(frame.speech for frame in frames()[trigger.word])
    if parts.unreal or (carried.said and not (carried.said == SPEECH and speaks)):
        return None, carried
    for frame in frames()[trigger.word]:
        if not trigger.verb and not (frame.nominal and (parts.light or (acted_on(parts) and not later)) and not _heads(clause, trigger)):
            continue
        if frame.ends and (trigger.last < len(clause) or any(t.code == "v" for t in clause[:trigger.first])):
            continue
        if frame.speech and ((later and trigger.last == len(clause)) or _puts(clause, trigger)):  # 发布…号召: a noun
            continue
        if (frame.subject == "object" or frame.bare) and _describes(clause, trigger):
            continue
        if frame.titled and not any(t.code == "P" for t in clause[trigger.last:]):
            continue
        end = next((first for first, word in ends if word not in frame.beyond), len(clause))
        roles = filled(article, clause, trigger, end, frame, parts)
        roles = with_agents(article, frame, parts, roles, acting, carried)
        roles = placed(frame, inherited(frame, roles, carried, bool(parts.subject)), carried)
        roles = going_on(article, frame, roles, carried, bare=trigger.last == len(clause) and not parts.subject)
        if suffices(article, frame, roles):
            signs = (*_signs(clause, trigger, parts, later), *_dating(carried))
            fact = _fact(number, trigger, frame, roles, carried, signs, _dated(article.sentences[number], carried.date))
            return fact, behind_action(clause, trigger, frame, roles, carried)
    return None, carried


def _dated(sentence: Span, date: Mention | None) -> Role | None:
    """Where the date of an action in this sentence comes from."""
    if date is None or not isinstance(date.value, Period):
        return None
    return Role("startDate", date, rule="date" if sentence.covers(date) else "date-before")


def _signs(clause: Sequence[Token], trigger: Trigger, parts: Parts, later: bool) -> Iterator[str]:
    """What the trigger itself tells of how sure the action is."""
    if not trigger.verb:
        yield "verbal-noun"
    elif not any(t.code == "v" for t in clause[trigger.first:trigger.last]):
        yield "tagged-noun"
    if later:
        yield "later-verb"
    if _describes(clause, trigger):
        yield "describes"
    if parts.subject and parts.subject[-1].text in listed("clause.pronouns"):
        yield "pronoun"


def _dating(carried: Carried) -> Iterator[str]:
    """How the time of an article without a printed date was found, where the date of the action hangs on it."""
    _, inferred, how = carried.date.rule.partition(" year:") if carried.date is not None else ("", "", "")
    if inferred:
        yield f"dated:{how}"


def _heads(clause: Sequence[Token], trigger: Trigger) -> bool:
    """Whether a verbal noun is the attribute of who or what is meant (对8家|建设|单位, 加大|清理|力度)."""
    heads = [t.text for t in clause[trigger.last:] if t.code != "j"][:1]
    if not heads or heads[0] in listed("clause.degrees"):
        return bool(heads)
    return heads[0] in listed("clause.nominal_head") and heads[0] not in listed("clause.nominal_tail")


def _puts(clause: Sequence[Token], trigger: Trigger) -> bool:
    """Whether a verb of saying only carries a noun that is counted (提出|抗诉30件)."""
    return trigger.word in listed("clause.putting") and clause[-1].code == "Q"


def _describes(clause: Sequence[Token], trigger: Trigger) -> bool:
    """Whether the trigger only describes who is named behind it (月底卸任的主席)."""
    return trigger.last < len(clause) and clause[trigger.last].code == "u"


def _fact(
    number: int, trigger: Trigger, frame: Frame, filled: Mapping[str, Sequence[Item]], carried: Carried, signs: tuple[str, ...],
    dated: Role | None,
) -> Fact:
    acted = [item.filler for item in filled.get("object", ()) if item.filler is not None]
    kept = [(name, item) for name, found in filled.items() for item in found
            if name != "agent" or item.filler is None or not any(each.covers(item.filler) for each in acted)]   # nobody acts on themselves
    roles = dict.fromkeys(role for name, item in kept for role in roles_of(name, item))
    date = carried.date
    period = date.value if date is not None and isinstance(date.value, Period) else None
    return Fact(
        trigger.span.start, trigger.span.end, type=frame.type, sentences=(number,), roles=tuple(roles),
        rule=f"frame:{frame.type}:{frame.word}", period=period, trigger=trigger.word, signs=signs, dated=dated,
    )
