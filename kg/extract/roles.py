"""Who does what to whom: the roles of an action, filled from the parts around its trigger and from what was carried over.

In: a trigger's parts, its frame, and :class:`Carried`. Out: role → items, and the test whether they make an action.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kg.article import Article, Mention, Role
from kg.extract.carried import GIVEN, Carried
from kg.extract.frames import Frame, frames
from kg.extract.needs import NEEDS
from kg.extract.parts import Parts, behind, compound, one_thing
from kg.extract.phrases import Item, found_by, items
from kg.extract.subjects import ACTORS, actors, counted_people, document, is_document, is_meeting, meeting
from kg.extract.tokens import NOMINAL, Token, last_of
from kg.extract.triggers import Trigger
from kg.zh.grammar import entry, listed, pattern

PASSIVE: Final = {"agent": "object"}
FIGURE: Final = "figure"
GIVING: Final = frozenset({"agent", "recipient", "object"})  # roles in which a group counts beside the names before it


def filled(article: Article, clause: list[Token], trigger: Trigger, end: int, frame: Frame, parts: Parts) -> dict[str, list[Item]]:
    """The roles that the words around the trigger fill; its own words end before the token ``end``."""
    roles: dict[str, list[Item]] = {}
    defaults = entry("clause.roles")
    for word, region in parts.introduced:
        if role := frame.before.get(word, defaults.get(word, "")):
            rule = f"{'motion' if word in listed('clause.motions') else 'introduced'}:{word}"
            if rule.startswith("motion"):
                region = _where(region)
            roles.setdefault(role, []).extend(found_by(rule, _listed(article, region, frame, role)))
    if not trigger.verb or (frame.nominal and parts.light and trigger.last == len(clause)):
        if not roles.get("object"):
            roles["object"] = found_by("compound", items(article, compound(clause, trigger), "Matter"))
        return roles
    for role, found in behind(clause[trigger.last:end], frame):
        if role == frame.after == "destination" and (mark := _going(found)):
            head = _head(found[mark + 1:])
            who = "agent" if head[-1].code == "R" and not parts.subject else "object"
            roles[who] = found_by("relative", _listed(article, head, frame, who))
            found = found[:mark]
        if role == "object" and frame.subject == "agent" and not parts.subject and (mark := _relative(found)):
            roles["agent"] = found_by("relative", [Item(found[-1].mention)])
            found = found[:mark]
        elif role == "object" and frame.filler == "Item" and found and found[-1].text in listed("clause.reports"):
            found = found[:max(last_of(found, "u"), 0)] or found   # 捐出3万元的|消息
        whole = one_thing(clause[trigger.last:]) if role == "object" and frame.whole else None
        rule = "behind" if found[:1] == clause[trigger.last:trigger.last + 1] else "beyond"
        if role and frame.needs == "person" and not _people_counted(found):
            roles.setdefault(role, []).extend(Item(t.mention, (), rule) for t in found if t.code == "R")
        elif role:
            named = [whole] if whole else _listed(article, found, frame, role)
            roles.setdefault(role, []).extend(found_by(rule, named))
    if frame.whole and not roles.get("object") and (held := _before_it(clause[:trigger.first])):
        roles["object"] = found_by("undergoes", [held])
    return _people(article, frame, roles)


def _where(region: tuple[Token, ...]) -> tuple[Token, ...]:
    """Where somebody goes, without the verbal nouns behind it that say what for (到某社区|考察|慰问)."""
    end = len(region)
    while end > 1 and region[end - 1].code == "j" and region[end - 1].text in frames():
        end -= 1
    return region[:end]


def _listed(article: Article, tokens: Sequence[Token], frame: Frame, role: str) -> list[Item]:
    """What the tokens list as fillers of the role; who receives may be told by a figure alone (为6人)."""
    found = items(article, tokens, _kind(frame, role), role in GIVING)
    return [counted_people(i) for i in found] if role == "recipient" else found


def _relative(tokens: Sequence[Token]) -> int:
    """Where the object ends in words that describe who acts (查看麦苗|的|村民张三), 0 where they do not."""
    mark = next((i for i, t in enumerate(tokens) if t.code == "u"), 0)
    head = tokens[mark + 1:]
    person = bool(head) and head[-1].code == "R" and all(t.code in "naPQ" for t in head[:-1])
    return mark if person and any(t.code in NOMINAL for t in tokens[:mark]) else 0


def _going(tokens: Sequence[Token]) -> int:
    """Where the destination ends in words that describe who goes there (驰援|某医院|的|某省医疗队), 0 where they do not."""
    mark = next((i for i, t in enumerate(tokens) if t.code == "u"), 0)
    head = _head(tokens[mark + 1:])
    told = any(t.code in "ROQ" for t in head)   # by a name or a figure: others are any who go
    goes = told and (head[-1].code == "R" or pattern("clause.goers").search(head[-1].text) is not None)
    return mark if goes and any(t.code in "LO" for t in tokens[:mark]) else 0


def _head(tokens: Sequence[Token]) -> Sequence[Token]:
    """The noun that the tokens begin with, with what counts and describes it."""
    return tokens[:next((i for i, t in enumerate(tokens) if t.code not in "naPQROL"), len(tokens))]


def _people_counted(tokens: Sequence[Token]) -> bool:
    """Whether only a figure says who is meant (选举|251名委员)."""
    figures = [t.mention.rule for t in tokens if t.code == "Q" and t.mention is not None]
    return "figure:person" in figures and all(t.code != "R" for t in tokens)


def _before_it(tokens: list[Token]) -> Item | None:
    """The meeting that is the subject of being held (某局援助某校物资交接仪式|3日在礼堂|举行)."""
    last = max((i for i, t in enumerate(tokens) if t.code not in "OL" and pattern("needs.meeting").search(t.text)), default=-1)
    if tokens and tokens[0].text in listed("clause.by"):   # 由某局主办的|交接仪式
        mark = max((i for i, t in enumerate(tokens[:max(last, 0)]) if t.code == "u" and t.depth == 0), default=-1)
        tokens, last = tokens[mark + 1:], last - mark - 1
    return one_thing(tokens[:last + 1]) if last > 0 and all(t.code != "v" for t in tokens[last:]) else None


def _people(article: Article, frame: Frame, roles: dict[str, list[Item]]) -> dict[str, list[Item]]:
    """The roles with people who stand where something else is expected moved to the role that the frame gives them
    (派驻|工作人员 are sent; 授予|某人 receives)."""
    named = frame.word.endswith(tuple(listed("clause.becoming")))   # 评选为|优秀党员
    moved = [] if named else [i for i in roles.get(frame.after, ()) if i.filler is not None and _moves(article, i.filler)]
    if not frame.people or not moved or roles.get(frame.people):
        return roles
    return {**roles, frame.people: moved, frame.after: [i for i in roles[frame.after] if i not in moved]}


def _moves(article: Article, mention: Mention) -> bool:
    """Whether a mention is of people, and not of what they could only go to (72个社区)."""
    if mention.kind == "Group" and mention.rule != "member":
        return not pattern("clause.seats").search(article.printed(mention))
    return mention.kind == "Person"


def _kind(frame: Frame, role: str) -> str:
    return frame.filler if role == "object" else "Matter"


def with_agents(
    article: Article, frame: Frame, parts: Parts, roles: dict[str, list[Item]], doing: Sequence[Item], carried: Carried,
) -> dict[str, list[Item]]:
    """The roles with those who do it in the role that the frame gives the subject; what 由 or 有 introduces goes
    before it; whom the trigger before called up (组织党员报到) act, or are sent, themselves."""
    acting = found_by("called-up", carried.pivot) if carried.pivot and frame.bare else _speaking(article, frame, parts, doing)
    if frame.whole or frame.subject == "object":   # no meeting holds or is put into a post
        acting = [a for a in acting if a.filler is not None and a.filler.kind in ACTORS]
    if carried.pivot and not frame.bare and frame.after == "destination" and not roles.get("object"):
        roles = {**roles, "object": found_by("called-up", carried.pivot)}
    if (frame.after == "destination" or frame.moved) and not roles.get("object") and parts.verb in listed("clause.calling"):
        sent = [i for i in items(article, parts.last, "Matter") if i.filler is not None and _moves(article, i.filler)]
        roles = {**roles, "object": found_by("called-up", sent)}
    if _names_object(frame, parts, acting):
        named = actors(article, parts.last)
        others = [a for a in acting if a.filler not in {n.filler for n in named}]
        roles = {**roles, "agent": others, "object": found_by("person-before", named)}
    if _undergoes(article, frame, parts, roles):
        return {**roles, "object": found_by("undergoes", items(article, parts.subject, frame.filler))}
    role = PASSIVE.get(frame.subject, frame.subject) if parts.passive else frame.subject
    if frame.moved and not roles.get("object"):   # those who go of themselves
        if roles.get("agent") and _groups(roles["agent"]):
            return {**{k: v for k, v in roles.items() if k != "agent"}, "object": roles.get("agent", [])}
        role = "object" if _groups(acting) else role
    if acting and parts.passive:
        return {**roles, role: [*found_by("passive", acting), *roles.get(role, [])]}
    if acting and roles.get(role) and any(word in listed("clause.joining") for word, _ in parts.introduced):   # 某县与某公司|签约
        return {**roles, role: [*acting, *roles[role]]}
    if not acting or roles.get(role):
        return roles
    return {**roles, role: [Item(a.filler, () if role == "agent" else a.figures, a.rule) for a in acting]}


def _speaking(article: Article, frame: Frame, parts: Parts, doing: Sequence[Item]) -> list[Item]:
    """Who acts; of a verb of saying whoever stands right before it, or the meeting that is its subject."""
    if frame.speech and parts.last and parts.last[-1].code == "R":
        return [Item(parts.last[-1].mention, (), "speaker")]
    if frame.speech and parts.subject and not doing:
        return found_by("meeting", [*meeting(article, parts.subject), *document(article, parts.subject)])
    return list(doing)


def _names_object(frame: Frame, parts: Parts, acting: Sequence[Item]) -> bool:
    """Whether the one person right before the trigger is whom it is done to (某市委|张三|任书记)."""
    apart = len(parts.last) == 1 and parts.last[0].code == "R"
    return frame.subject == "object" and apart and len(acting) == 1 and not parts.passive


def _groups(found: Sequence[Item]) -> bool:
    """Whether all items are groups of people; true of none."""
    return all(i.filler is not None and i.filler.kind == "Group" for i in found)


def _undergoes(article: Article, frame: Frame, parts: Parts, roles: dict[str, list[Item]]) -> bool:
    """Whether the subject is what is acted on: nothing else is, and it is nobody who could act (会议在杭州召开) or somebody
    else is introduced who does (某文件由某局印发, 某厂被某局查封)."""
    if frame.after != "object" or frame.subject != "agent" or frame.speech or frame.bare or roles.get("object") or not parts.subject:
        return False
    if frame.arises:   # 养蜂协会|成立
        return all(t.code != "R" for t in parts.subject)
    by = any(word in listed("clause.by") for word, _ in parts.introduced)
    noun = frame.nominal and not frame.needs
    return by or (not actors(article, parts.subject) and not noun and parts.subject[-1].text not in listed("clause.pronouns"))


def suffices(article: Article, frame: Frame, roles: dict[str, list[Item]]) -> bool:
    """Whether the action has what makes it one: what the frame needs, and a name or a figure somewhere."""
    if frame.needs and not NEEDS[frame.needs](roles, article.printed):
        return False
    every = [i for found in roles.values() for i in found]
    speakers = [i.filler for i in roles.get("agent", ()) if i.filler is not None] if frame.speech else []
    if any(is_meeting(article, each) or is_document(article, each) for each in speakers):
        return True
    if not any(i.counted or (i.filler is not None and (i.filler.kind in GIVEN or i.filler.rule == "of-name")) for i in every):
        return False
    return frame.bare or frame.speech or frame.nominal or frame.subject == "object" or any(
        roles.get(role) for role in ("object", "destination", "recipient", "place", "origin"))


def roles_of(role: str, item: Item) -> Iterator[Role]:
    """What an item adds: itself in its role; the figures of objects."""
    if item.filler is not None:
        yield Role(role, item.filler, rule=item.rule)
    if role == "object" or item.filler is None:
        yield from (Role("quantity", figure, item.filler, FIGURE) for figure in item.figures)
