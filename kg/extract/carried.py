"""What goes over from clause to clause and from sentence to sentence, and what it adds to the roles of an action.

In: a :class:`Carried`, the clause or the action that follows it. Out: the next one; roles with what they lacked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from kg.article import Article, Mention, Period, Quantity
from kg.extract.frames import Frame
from kg.extract.parts import Parts
from kg.extract.phrases import Item, found_by, items
from kg.extract.tokens import Token
from kg.extract.triggers import Trigger
from kg.zh.grammar import listed, pattern

DAY: Final = len("2020-02-07")
SENTENCE, SPEECH, PLAN, URGED = "sentence", "speech", "plan", "urged"
PARAGRAPH: Final = "paragraph-before"
FAR: Final = frozenset({"sentence-before", PARAGRAPH})
GOODS: Final = frozenset({"figure:money", "figure:thing"})
GIVEN: Final = frozenset({"Person", "Organization", "Place", "Work", "Measure"})


class Carried(NamedTuple):
    """``actors``: who acts; ``pending``: persons named without a verb yet; ``pivot``: whom the verb before called up in the
    same clause; ``said``: whether what follows is only said or planned, to the end of the sentence (``SENTENCE``), until
    somebody else is named (``SPEECH``, in the sentence ``PLAN``), or first one and then the other (``URGED``); ``date``;
    ``objects`` and ``goods``: the last objects and their class; ``settled``: whether this sentence has named somebody who
    acts; ``given``: to whom the action before gave, by its type; ``places``: where the clause before went; ``topic``: the
    last subject that nobody is (某大桥全长3公里, …); ``seen``: counted goods that somebody found or left (包里有5000元, …);
    ``person``: the person named last; ``spoke``: whether those who act are persons who have only spoken."""

    actors: tuple[Item, ...] = ()
    pending: tuple[Item, ...] = ()
    pivot: tuple[Item, ...] = ()
    said: str = ""
    date: Mention | None = None
    objects: tuple[Item, ...] = ()
    goods: str = ""
    settled: bool = False
    given: tuple[tuple[str, tuple[Item, ...]], ...] = ()
    places: tuple[Item, ...] = ()
    topic: tuple[Token, ...] = ()
    seen: tuple[Item, ...] = ()
    person: tuple[Item, ...] = ()
    spoke: bool = False


# to the next sentence and clause


def into_sentence(article: Article, tokens: Sequence[Token], carried: Carried, apart: bool) -> Carried:
    """What is carried into a sentence; ``apart`` tells whether it begins a paragraph."""
    dates = _dates(tokens)
    said = SPEECH if carried.said in {SPEECH, URGED} and not apart and not dates else ""   # what is dated has been done
    lasting = carried.date if carried.date is not None and _lasts(article, carried.date) else None
    acting = (Item(i.filler, i.figures, PARAGRAPH if apart or i.rule == PARAGRAPH else "sentence-before") for i in carried.actors)
    return Carried(
        actors=tuple(acting), said=said, date=dates[0] if dates else lasting, seen=carried.seen, person=carried.person,
        spoke=carried.spoke)


def _dates(tokens: Sequence[Token]) -> list[Mention]:
    return [t.mention for t in tokens if t.code == "D" and t.mention is not None and t.depth == 0]


def _lasts(article: Article, mention: Mention) -> bool:
    """Whether a date holds for the sentences behind its own: a day does, but not the end of what is summed up (截至2月7日)."""
    summed = pattern("dates.as_of").search(article.text.string[max(mention.start - 3, 0):mention.start])
    return summed is None and isinstance(mention.value, Period) and len(mention.value.start) == DAY and not mention.value.end


def into_clause(clause: Sequence[Token], acting: Sequence[Item], verbless: bool, carried: Carried) -> Carried:
    """What is carried into a clause: ``acting`` are those whom it and the names before it put as its subject."""
    dates = _dates(clause)
    said, date = _urged(carried.said) if _urges(clause) else carried.said, dates[-1] if dates else carried.date
    if carried.pivot or said != carried.said or dates:
        carried = carried._replace(pivot=(), said=said, date=date)
    if not acting:
        return carried
    named = any(i.filler is not None and (i.filler.kind != "Group" or i.counted) for i in acting)
    taken = named or not carried.settled
    return carried._replace(
        actors=tuple(acting) if taken else carried.actors, spoke=carried.spoke and not taken, settled=carried.settled or named,
        pending=tuple(acting) if verbless else (), places=() if named else carried.places,
        said="" if named and carried.said in {SPEECH, PLAN} else carried.said)


def _urged(said: str) -> str:
    """What holds behind words that urge: to the end of the sentence, and where somebody speaks, behind it, too."""
    return URGED if said in {SPEECH, URGED} else SENTENCE


def _urges(clause: Sequence[Token]) -> bool:
    """Whether the clause, and with it what follows in the sentence, says what is to be done (要加大投入,采购…; 考核应当公开,
    设置…), or on what condition (对新建厂房的,补助…)."""
    if _is_condition(clause):
        return True
    urging = listed("clause.urging")
    for token in clause:
        if token.text in urging:
            return True
        if token.code not in "dtDxnjauecgOL":
            return False
    return False


def _is_condition(clause: Sequence[Token]) -> bool:
    """Whether a clause names no thing but those of whom, or what, something holds that they do (新建厂房的,), as papers do."""
    ends = len(clause) > 1 and clause[-1].code == "u" and clause[-1].depth == 0 and clause[-2].code != "a"   # 速度最快的
    return ends and listed("clause.being").isdisjoint([t.text for t in clause])


def without_action(article: Article, clause: Sequence[Token], parts: Parts, carried: Carried, acts: bool) -> Carried:
    """What a clause that tells of no action leaves: where it went, if its sentence ``acts`` elsewhere, and what was found in it."""
    places, seen = tuple(_where(article, parts)) if acts else (), tuple(_goods(article, clause, bool(carried.seen)))
    return carried._replace(places=places or carried.places, seen=(*carried.seen, *seen)) if places or seen else carried


def _where(article: Article, parts: Parts) -> Iterator[Item]:
    """The places that a clause without a trigger goes to or is in."""
    for word, region in parts.introduced:
        if word in listed("clause.locating") or word in listed("clause.motions"):
            found = items(article, region, "Matter")
            yield from (i for i in found if i.filler is not None and i.filler.kind in {"Place", "Organization", "Group"})


def _goods(article: Article, clause: Sequence[Token], going_on: bool) -> Iterator[Item]:
    """The counted goods or money that somebody finds or leaves in a clause that tells of nothing else (里面有2000元现金), or that
    one without a verb goes on to list."""
    if "Q" not in [t.code for t in clause]:
        return
    finding = listed("clause.finding")
    cut = max([i + 1 for i, t in enumerate(clause) if t.text in finding], default=0)
    if cut == 0 and (not going_on or any(t.code == "v" for t in clause)):
        return
    for item in items(article, clause[cut:], "Item"):
        if item.filler is not None and item.filler.kind == "Item" and any(f.rule in GOODS and _several(f) for f in item.figures):
            yield item


def _several(figure: Mention) -> bool:
    """Whether a figure counts more than one thing."""
    return isinstance(figure.value, Quantity) and figure.value.value > 1


def behind_action(
    clause: Sequence[Token], trigger: Trigger, frame: Frame, filled: Mapping[str, Sequence[Item]], carried: Carried,
) -> Carried:
    """What goes on behind an action: the goods, whom 有 introduced, and whether what follows is said."""
    goods = tuple(filled.get("object", ()))
    people = tuple(i for i in goods if i.filler is not None and i.filler.kind in {"Group", "Person"})
    said = (SPEECH if trigger.last == len(clause) else SENTENCE) if frame.speech and frame.content else ""
    places = tuple(i for role in ("destination", "place") for i in filled.get(role, ()) if i.filler is not None)
    introduced = any(t.text in listed("clause.having") for t in clause[:trigger.first])
    return carried._replace(
        places=places or carried.places, objects=goods or carried.objects, goods=frame.filler if goods else carried.goods,
        said=said, pivot=people, seen=(), settled=carried.settled and not frame.speech,
        spoke=frame.speech and not frame.content and all(_is_person(i) for i in filled.get("agent", ())),
        given=((frame.type, tuple(filled.get("recipient", ()))),),
        actors=tuple(filled.get("agent", ())) if introduced else carried.actors,
    )


def _is_person(item: Item) -> bool:
    return item.filler is not None and item.filler.kind == "Person"


def acting_before(carried: Carried, speaks: bool) -> list[Item]:
    """Those who acted before, for a clause without a subject; not persons who only told of it, unless it ``speaks``."""
    if carried.spoke and not speaks:
        return []
    return [i if i.rule in FAR else Item(i.filler, i.figures, "clause-before") for i in carried.actors]


# to the roles of an action


def placed(frame: Frame, roles: dict[str, list[Item]], carried: Carried) -> dict[str, list[Item]]:
    """Where the clause before went to is where this happens (奔赴72个社区,排查…)."""
    if frame.visits and carried.places and not any(i.filler is not None and i.filler.kind in GIVEN for i in roles.get("object", ())):
        return {**roles, "object": [*(Item(i.filler, (), "went-before") for i in carried.places), *roles.get("object", [])]}
    if frame.located and carried.places and not roles.get("place") and not roles.get("destination"):
        return {**roles, "place": [Item(i.filler, (), "went-before") for i in carried.places]}
    return roles


def inherited(frame: Frame, roles: dict[str, list[Item]], carried: Carried, subject: bool) -> dict[str, list[Item]]:
    """Goods bought or people called up in the clause before are what is handed out or sent in this one; and what
    is given in one clause after the other without a new subject goes to the same."""
    for type_, recipients in carried.given:
        if type_ == frame.type and recipients and not subject and not roles.get("recipient"):
            roles = {**roles, "recipient": found_by("given-before", recipients)}
    if frame.seen and not roles.get("object") and carried.seen:
        return {**roles, "object": found_by("goods-seen", carried.seen)}
    if frame.inherits and not roles.get("object") and carried.objects and carried.goods == frame.filler:
        return {**roles, "object": found_by("goods-before", carried.objects)}
    return roles


def going_on(
    article: Article, frame: Frame, roles: dict[str, list[Item]], carried: Carried, bare: bool,
) -> dict[str, list[Item]]:
    """What was the subject of the clause before is what is opened, held or finished in one that has nothing else (大桥全长
    3公里,5月1日|通车; 大会完成各项议程,18日|闭幕)."""
    undergoing = frame.after == "object" and (frame.whole or frame.subject == "object")
    if not (bare and undergoing and carried.topic) or roles.get("object"):
        return roles
    topic = [i for i in items(article, carried.topic, "Matter") if i.filler is not None]
    return {"object": found_by("topic", topic), **{k: v for k, v in roles.items() if k not in ("object", "agent")}}
