"""What stands around a trigger in its clause: the subject, what prepositions and verbs of motion introduce, and behind it
its object and what words like 给 and 到 put after that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from kg.article import Mention
from kg.extract.frames import Frame
from kg.extract.phrases import Item, is_people
from kg.extract.tokens import NAMED, NOMINAL, Token, codes_of, nominal
from kg.extract.triggers import Trigger
from kg.zh.grammar import listed, pattern

CUTTING: Final = frozenset("povjdDtyf")
"""Codes of the words that may end what stands before them."""
MOVING: Final = frozenset("po")


class Parts(NamedTuple):
    """The words before a trigger: the subject's, and (introducing word, tokens) for the rest; ``unreal`` where the clause
    wishes, plans or denies, ``planned`` where it plans; ``light`` where the last verb only carries a verbal noun;
    ``passive`` where nothing stands between 被 and the trigger; ``last`` is what stands right before it, ``verb`` the verb
    before that (组织|党员|下沉)."""

    subject: tuple[Token, ...]
    introduced: tuple[tuple[str, tuple[Token, ...]], ...]
    unreal: bool = False
    light: bool = False
    passive: bool = False
    last: tuple[Token, ...] = ()
    verb: str = ""
    planned: bool = False


def before(clause: list[Token], end: int) -> Parts:
    """The words of the clause before the token ``end``, cut by what introduces them."""
    regions: list[tuple[str, list[Token]]] = [("", [])]
    unreal = light = planned = False
    verb = ""
    telling = _telling()
    begin, codes = _attribute_end(clause, end), codes_of(clause[:end])
    for index in range(begin, end):
        token, (name, region) = clause[index], regions[-1]
        if index < begin:
            continue
        if token.code == "v" and whence(name, region, token.text) and _attributive(clause, index, codes):   # 从某国|采购的|口罩运抵
            begin = codes.index("u", index) + 1
            regions.append(("*" if _has_subject(regions) else "", []))
            continue
        if token.depth or (token.code not in CUTTING and token.text not in telling):
            region.append(token)
            continue
        if token.text in listed("clause.under") and index and _led(clause[index - 1]):   # 在村党支部带领|下
            regions = [(n, r) for n, r in regions if n not in listed("clause.within")] or [("", [])]
            name, region = regions[-1]
        if token.text in telling:
            wished, plan = _wished(clause, index, end)
            unreal, planned = unreal or wished, planned or plan
        if token.code in "po" or (name == "" and region and _joins(clause, index, end)):
            regions.append((token.text, []))
        elif (token.code == "v" or _joined(clause, index, end)) and not _attributive(clause, index, codes):
            light = light or token.text in listed("clause.light")
            verb = token.text
            regions.append(("*", []))
        elif token.code == "t" and name not in ("", "*"):
            continue
        elif token.code in "dDty":
            if name not in ("", "*") or region:
                regions.append(("*" if _has_subject(regions) else "", []))
        elif token.code == "f" and name not in ("", "*") and region:
            regions.append(("*" if _has_subject(regions) else "", []))
        else:
            region.append(token)
    subject = next((tuple(r) for n, r in regions if n == "" and nominal(r)), ())
    last, behind = regions[-1]
    passive = last in listed("clause.passive") and not behind
    introduced = tuple([(n, tuple(r)) for n, r in regions if r and n not in ("", "*")])
    return Parts(subject, introduced, unreal, light, passive, tuple(behind), verb if last == "*" else "", planned)


def _led(token: Token) -> bool:
    """Whether a word says what somebody does for those who act."""
    return token.code in "vj" or token.text in listed("clause.lead")


def whence(word: str, region: Sequence[Token], verb: str) -> bool:
    """Whether the words that ``word`` introduces are places and bodies alone, which something comes from by the verb."""
    fetched = word in listed("clause.leaving") and verb in listed("clause.fetching")
    return fetched and bool(region) and all(t.code in "LOec" for t in region)


@cache
def _telling() -> frozenset[str]:
    """Words that may say more than their code does."""
    return listed("clause.unreal") | listed("clause.asking") | listed("clause.joining")


def _wished(clause: list[Token], index: int, end: int) -> tuple[bool, bool]:
    """Whether the word at ``index`` says that what follows it is wished or denied, or planned, and whether planned."""
    token = clause[index]
    unreal, asking = token.text in listed("clause.unreal"), token.text in listed("clause.asking")
    if not (unreal or asking):
        return False, False
    following = clause[index + 1:index + 2]
    if following and following[0].text in listed("clause.nominal_tail"):   # 准备|工作
        return False, False
    if asking and following and following[0].code in "vpod":
        return True, True
    if not unreal or token.code in "nRO" or (token.code == "p" and _introduces(clause[index + 1:end])):
        return False, False
    return True, _plans(clause[index:])


def _joins(clause: Sequence[Token], index: int, end: int) -> bool:
    """Whether the word at ``index`` puts another beside the subject (与, 会同)."""
    return clause[index].text in listed("clause.joining") and not any(t.code in "ecu" for t in clause[index + 1:end])


def _attribute_end(clause: list[Token], end: int) -> int:
    """Where the attribute ends that opens the clause (在乡镇工作了20年的|某乡党委书记): 0 where none does."""
    codes = codes_of(clause[:end])
    mark = codes.find("u")
    if mark < 0:
        return 0
    start = end - len(codes.lstrip("dtDx"))
    if start >= end or clause[start].text not in listed("clause.locating"):
        return 0
    mark = codes.find("u", start)
    if mark < 0 or mark + 1 >= end or codes[mark + 1] not in NOMINAL or "v" not in codes[start:mark]:
        return 0
    return mark + 1 if "R" in codes[mark:] else 0


def _plans(rest: Sequence[Token]) -> bool:
    """Whether the first word says that what follows it is to be done: a verb, with what goes before it, does (将新建, but not
    准备了床位)."""
    return rest[0].text in listed("clause.planning") and len(rest) > 1 and rest[1].code in "vpodtj"


def _introduces(rest: Sequence[Token]) -> bool:
    """Whether 将 and the like introduce an object here: a noun follows at once."""
    return bool(rest) and rest[0].code in NOMINAL | {"Q"}


def _has_subject(regions: Sequence[tuple[str, list[Token]]]) -> bool:
    return any(name == "" and nominal(region) for name, region in regions)


def _joined(clause: Sequence[Token], index: int, end: int) -> bool:
    """Whether the word at ``index`` is a verbal noun used as a verb: it stands between a place and its object, and 并 joins a
    further verb to it (赴|某省|采购|口罩|并|运回)."""
    if clause[index].code != "j" or index == 0 or clause[index - 1].code != "L":
        return False
    later = clause[index + 1:end]
    return bool(later) and later[0].code in NOMINAL and any(t.code == "y" and t.depth == 0 for t in later)


def _attributive(clause: list[Token], index: int, codes: str) -> bool:
    """Whether the verb at ``index`` belongs to an attribute: an attributive particle and a noun follow before the trigger, or
    the people whom it describes and their name. ``codes`` are those of the clause before the trigger."""
    if clause[index].text in listed("clause.light"):
        return False
    codes = codes[index + 1:]
    before = clause[index - 1].code if index else ""
    if codes[:1] == "L" and before in ("L", "O") and clause[index].text in listed("clause.stationed"):   # 某县驻|某市|党委
        return True
    if before == "p" and codes[:1] in ("L", "O") and ("v" in codes or "j" in codes):
        return True   # 围绕|众创|某街…座谈: the beginning of a name
    if codes[:2] == "nR" and is_people(clause[index + 1].text):   # 流动|党员张三
        return True
    mark = codes.find("u")
    if mark < 0 or mark + 1 >= len(codes) or not MOVING.isdisjoint(codes[:mark]):
        return False
    return codes[mark + 1] in NOMINAL | {"Q"}


def acted_on(parts: Parts) -> bool:
    """Whether a preposition introduces what a verbal noun acts on (对…工作督导全覆盖)."""
    return any(word in listed("clause.affecting") for word, _ in parts.introduced)


def behind(tokens: Sequence[Token], frame: Frame) -> Iterator[tuple[str, list[Token]]]:
    """The words behind the trigger, cut where a word of ``beyond`` or another verb comes after a noun."""
    role, region = frame.after, list[Token]()
    gives = role == "object" and "recipient" in frame.before.values()
    if gives and len(tokens) > 1 and tokens[0].code in "LOR" and tokens[1].code == "Q":
        yield "recipient", list(tokens[:1])   # 预拨四川省1.5亿元
        tokens = tokens[1:]
    if tokens and (tokens[0].text in listed("clause.afterwards") or _only_joined(tokens)):   # 查处|之后, 表扬|和奖励
        return
    for index, token in enumerate(tokens):
        seen = any(t.code in NOMINAL or t.code == "Q" for t in region)
        if seen and token.depth == 0 and (token.text in listed("clause.further") or (
                token.text in listed("clause.afterwards") and all(t.code != "u" for t in tokens[index:]))):
            break   # 参观|墓塔时|发现
        if token.depth == 0 and token.text in frame.beyond and (seen or not region) and token.code in "pvoxn":
            yield role, region
            role, region = frame.beyond[token.text], []
        elif token.code in "vp" and token.depth == 0 and seen and _amounts(tokens, index):
            yield role, region
            region = list(tokens[index + 1:])
            break
        elif token.code in "vpoj" and token.depth == 0 and seen and _closes(tokens, index, frame):
            break
        else:
            region.append(token)
    yield role, region


def _amounts(tokens: Sequence[Token], index: int) -> bool:
    """Whether the verb at ``index`` says how much that is which the trigger describes (捐赠的物资|为|棉被300床)."""
    if tokens[index].text not in listed("clause.amounting"):
        return False
    mark = next((i for i in range(index) if tokens[i].code == "u"), index)
    plain = mark < index - 1 and all(t.code not in "vp,;" for t in tokens[:index])
    counted = next((i for i, t in enumerate(tokens[index + 1:]) if t.code == "Q"), -1)
    return plain and counted >= 0 and all(t.code in "najdx" for t in tokens[index + 1:index + 1 + counted])


def _only_joined(tokens: Sequence[Token]) -> bool:
    """Whether nothing but verbal nouns that are joined to the trigger follows it."""
    return tokens[0].code in "ec" and all(t.code in "ecj" for t in tokens)


def _closes(tokens: Sequence[Token], index: int, frame: Frame) -> bool:
    """Whether the verb or preposition at ``index`` ends what stands behind the trigger."""
    if _spends(tokens, index):
        return True
    if tokens[index].code == "j":
        return False
    closing = tokens[index].text in listed("clause.closing") or _complete(tokens, index) or not _inside(tokens, index)
    return closing or (frame.filler == "Item" and _new_clause(tokens, index))


def _spends(tokens: Sequence[Token], index: int) -> bool:
    """Whether the verb at ``index`` says what money right before it is for (投入4700万元|改造|市场), and is not of the money
    itself (20万元|补助|资金)."""
    money = index > 0 and (figure := tokens[index - 1].mention) is not None and figure.rule == "figure:money"
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if not money or tokens[index].code not in "vj" or following is None or following.code not in NOMINAL:
        return False
    return following.code != "j" and pattern("clause.funds").search(following.text) is None


def _complete(tokens: Sequence[Token], index: int) -> bool:
    """Whether what the trigger describes is complete before ``index``: a preposition is there (主办的论坛|在某地举行), or a verb is said
    of what a figure counts (捐赠的264张病床|送达)."""
    if tokens[0].code != "u" or tokens[index - 1].code not in NOMINAL | {">"}:
        return False
    if tokens[index].code == "p":
        return True
    counted = next((i for i, t in enumerate(tokens[:index]) if t.code == "Q"), index)
    return counted + 1 < index and tokens[index].code == "v" and [t.code for t in tokens[index + 1:index + 2]] != ["u"]


def _new_clause(tokens: Sequence[Token], index: int) -> bool:
    """Whether the verb behind a list comma of goods does something else (捐赠物资、|分享|知识): nouns alone follow it in its item, none of
    which is a head."""
    item = tokens[index + 1:next((i for i in range(index, len(tokens)) if tokens[i].code in "ecg"), len(tokens))]
    plain = tokens[index - 1].code == "e" and bool(item) and all(t.code in "njaROLKM" for t in item)
    return plain and len(tokens[index].text) > 1 and pattern("clause.heads").search(item[-1].text) is None


def _inside(tokens: Sequence[Token], index: int) -> bool:
    """Whether the verb at ``index`` is part of a noun phrase: an attributive particle with a noun behind it follows, it
    opens an item of a list, it ends the phrase (部门联控) or
    stands before a head (党建引领平台), or only nouns and a figure that counts them follow (违规抬价案件47件)."""
    mark = next((i for i in range(index + 1, len(tokens)) if tokens[i].code == "u"), None)
    if mark is not None and mark + 1 < len(tokens) and tokens[mark + 1].code in NOMINAL | {"Q", "D"}:
        return True
    noun = next((t for t in reversed(tokens[:index]) if t.code not in "ad"), None)
    if noun is not None and noun.code == "e":
        return True
    if noun is not None and noun.code in "nP" and is_people(noun.text) and any(t.code == "Q" for t in tokens[:index]):   # 30名农民工|返岗
        return False
    rest = tokens[index + 1:]
    item = rest[:next((i for i, t in enumerate(rest) if t.code in "ec" and t.depth == 0), len(rest))]
    if item and all(t.code in "najvP" for t in item) and pattern("clause.heads").search(item[-1].text):
        return True
    if not rest and tokens[index].code == "v" and len(tokens[index].text) > 1:
        return True
    figure = next((i for i, t in enumerate(rest) if t.code == "Q"), None)
    return tokens[index].code in "vo" and figure is not None and figure > 0 and all(t.code in "naj" for t in rest[:figure])


def compound(clause: Sequence[Token], trigger: Trigger) -> Sequence[Token]:
    """What is right before a verbal noun and is acted on (村民健康|排查), the whole list before a particle (A区和B区的|建设)."""
    start = trigger.first
    codes = "naROLQuecmv" if start and clause[start - 1].code == "u" else "naROLQu"
    while start and (last := clause[start - 1]).code in codes and last.depth == 0 and last.text not in listed("clause.light"):
        start -= 1
    region = clause[start:trigger.first]
    return region if any(t.code in "nROLQ" for t in region) else []


def one_thing(tokens: Sequence[Token]) -> Item | None:
    """What stands behind the trigger as one thing, where it ends like a meeting and is no list of meetings."""
    last = max((i for i, t in enumerate(tokens) if pattern("needs.meeting").search(t.text)), default=-1)
    first = next((i for i, t in enumerate(tokens) if t.code in NOMINAL | {"<", "v", "p"}), 0)
    joints = [i for i, t in enumerate(tokens[:max(last, 0)]) if t.code in "ec" and t.depth == 0]
    if last <= first or any(pattern("needs.meeting").search(tokens[i - 1].text) for i in joints if i):
        return None
    rule = "of-name" if tokens[first].code in NAMED else "phrase"
    counting = [*(tokens[:first] if tokens[first].code not in NAMED else ()), *tokens[last + 1:last + 2]]   # 3场|推介会, 推介会|3场
    figures = (t.mention for t in counting if t.code == "Q" and t.mention is not None)
    return Item(Mention(tokens[first].start, tokens[last].end, "Matter", rule, type="Matter"), tuple(figures))
