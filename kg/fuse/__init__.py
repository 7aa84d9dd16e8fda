"""Articles → identities.

:func:`resolve` works within one article: its home, places with their divisions, organisations under full names, and one
entity for all mentions of the same thing. :func:`settle` then decides across articles what is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from kg.article import Article, Entity, Fact, Former, Mention, Role
from kg.fuse.belonging import hosts, seats
from kg.fuse.claims import applied, by_article, claims, decided
from kg.fuse.names import name, original
from kg.fuse.namesakes import parted
from kg.fuse.organizations import Body, identify
from kg.fuse.places import Atlas, locate
from kg.fuse.renaming import renamed
from kg.zh import words
from kg.zh.grammar import pattern
from kg.zh.renamed import former

__all__ = ["applied", "by_article", "claims", "decided", "resolve", "settle"]

NAMELESS: Final = frozenset({"Post", "Quantity", "Date"})
TITLE: Final = 4  # characters of the end of a title that may stand for it
CLOSING: Final = ")"
OWN: Final = frozenset({"Group", "Matter"})  # described, not named: never the same thing in two articles


def resolve(article: Article) -> Article:
    """The article with ``entities`` and ``home`` filled."""
    atlas = locate(article)
    mentions = _mentions(article)
    bodies = renamed(article, identify(article, atlas, tuple(m for m in mentions if m.kind == "Organization")))
    _mention_home(article, atlas, bodies)
    entities = linked([*_places(article, atlas), *_bodies(article, atlas, bodies), *_others(article, mentions)])
    return upheld(article, entities, f"Place:{atlas.home.key}" if atlas.home else "")


def upheld(article: Article, entities: tuple[Entity, ...], home: str) -> Article:
    """The article with these entities and this home, and of its facts what they uphold."""
    keys = {m: e.key for e in entities for m in e.mentions}
    facts = (_of_kept(f, keys) for f in article.facts)
    return replace(article, entities=entities, facts=_once(article, (f for f in facts if _whole(f)), keys), home=home)


def _once(article: Article, facts: Iterable[Fact], keys: Mapping[Mention, str]) -> tuple[Fact, ...]:
    """The facts with each tenure once, however often the article says who somebody is: those of the same person, body, post and
    period, where both tell one, are one, in the place of the first, with all their sentences."""
    found: list[Fact] = []
    places: dict[object, list[int]] = defaultdict(list)
    for fact in facts:
        posts = tuple(name(article, post) for post in fact.fillers("post"))
        told = places[posts, tuple(keys[role.filler] for role in fact.roles if role.filler.kind != "Post")] if posts else []
        same = next((at for at in told if fact.period in (None, found[at].period) or found[at].period is None), None)
        if same is None:
            told.append(len(found))
            found.append(fact)
        else:
            found[same] = _joint(found[same], fact)
    return tuple(found)


def _joint(one: Fact, other: Fact) -> Fact:
    return replace(
        one, sentences=tuple(dict.fromkeys((*one.sentences, *other.sentences))), confidence=max(one.confidence, other.confidence),
        status=tuple(dict.fromkeys((*one.status, *other.status))), period=one.period or other.period, dated=one.dated or other.dated,
    )


def linked(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """The entities by their keys, without links to what is none of them."""
    found = sorted(entities, key=lambda e: e.key)
    keys = {e.key for e in found}
    return tuple(e if keys.issuperset(key for _, key in e.links) else _without(e, keys) for e in found)


def _without(entity: Entity, keys: Collection[str]) -> Entity:
    """The entity without links to others than those with these keys."""
    return replace(entity, links=tuple(link for link in entity.links if link[1] in keys))


def _of_kept(fact: Fact, kept: Collection[Mention]) -> Fact:
    """The fact with those of its roles whose fillers have become entities."""
    roles = tuple(_held(fact.roles, kept))
    return fact if roles == fact.roles else replace(fact, roles=roles)


def _whole(fact: Fact) -> bool:
    """Whether the roles that are left say something: more than a post, and of a post its body and its holder."""
    if all(role.filler.kind == "Post" for role in fact.roles):
        return False
    return not fact.fillers("post") or bool(fact.fillers("organization") and fact.fillers("holder"))


def _mention_home(article: Article, atlas: Atlas, bodies: dict[Mention, Body]) -> None:
    """Where the home is named only by the level word of its bodies (区委, 自治区税务局), the first of these mentions it."""
    if atlas.home is None or any(place.key == atlas.home.key for place in atlas.of.values()):
        return
    home = atlas.add(atlas.home)
    for mention, body in bodies.items():
        if body.place == home and body.level and not mention.implied:
            atlas.put(Mention(mention.start, mention.start + body.level, "Place", "deictic"), home)
            return


def _held(roles: Iterable[Role], kept: Collection[Mention]) -> Iterator[Role]:
    """The roles whose fillers have become entities; a figure stays where what it counts has not."""
    for role in roles:
        if role.filler in kept or role.filler.kind in NAMELESS:
            yield role if role.of is None or role.of in kept else replace(role, of=None)


def settle(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles as all of them together tell: see :mod:`kg.fuse.claims`. Their order does not matter."""
    held = list(articles)
    verdicts = by_article(decided(claim for article in held for claim in claims(article)))
    return (applied(article, verdicts[article.id]) for article in held)


def _mentions(article: Article) -> tuple[Mention, ...]:
    """All mentions that stand for entities, those that only facts have included, in the order of the text."""
    fillers = (m for fact in article.facts for role in fact.roles for m in (role.filler, role.of) if m is not None)
    found = {m for m in (*article.mentions, *fillers) if m.kind not in NAMELESS}
    return tuple(sorted(found, key=lambda m: (m.start, m.end, m.kind, m.rule, m.type, m.name, m.implied)))


def _places(article: Article, atlas: Atlas) -> Iterator[Entity]:
    by_place: dict[str, list[Mention]] = defaultdict(list)
    for mention, place in atlas.of.items():
        by_place[place.key].append(mention)
    for place in atlas.places.values():
        mentions = tuple(by_place[place.key])
        links = [("within", place.above[0])] if place.above else []
        links += [("possiblySame", key) for key in place.options]
        division = atlas.divisions.get(place.key)
        yield _entity(article, f"Place:{place.key}", place.type, place.name, mentions, code=place.code,
                      links=tuple((link, f"Place:{key}") for link, key in links), former=former(division) if division else ())


def _bodies(article: Article, atlas: Atlas, bodies: dict[Mention, Body]) -> Iterator[Entity]:
    """The organisations, with those that the names of their parts imply (县委 of a 县委组织部)."""
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for mention, body in bodies.items():
        by_key[body.key].append(mention)
    hosted, placed = hosts(article, atlas, bodies), seats(article, atlas, bodies)
    first = {body.key: body for body in (*hosted.values(), *reversed(bodies.values()))}
    for key, body in first.items():
        mentions = by_key.get(key, [])
        kept = placed.get(key) or ([body.place] if body.place else [])
        links = [("locatedIn", f"Place:{place.key}") for place in kept]
        if key in hosted:
            links.append(("partOf", f"Organization:{hosted[key].key}"))
        full = [bodies[m].full for m in mentions]
        yield _entity(article, f"Organization:{key}", body.type, body.name, tuple(mentions), links=tuple(links), others=full)


def _others(article: Article, mentions: tuple[Mention, ...]) -> Iterator[Entity]:
    grouped: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.kind not in {"Place", "Organization"}:
            grouped[mention.kind, shown(mention.kind, name(article, mention))].append(mention)
    _merge_short_names(grouped)
    _merge_untitled(grouped)
    for (kind, core), found in grouped.items():
        label = name(article, found[0])
        scope = f"@{article.id}" if kind in OWN or kind == "Person" or _untitled(kind, core) else ""
        for number, own in enumerate(parted(article, found) if kind == "Person" else (tuple(found),)):
            key = f"{kind}:{core if kind not in OWN else label}{scope}{f'/{number + 1}' if number else ''}"
            yield _entity(article, key, found[0].type or kind, label, own)


def _merge_short_names(grouped: dict[tuple[str, str], list[Mention]]) -> None:
    """Puts the mentions of a person's short name to those of the full one (林郑 is 林郑月娥), those of the end of a work's
    title to the work (“六条措施” behind 《关于防汛工作的六条措施》), and those of a measure's name proper to the measure (“清泉” behind
    “清泉”行动), where the article has but one that is so called."""
    for short in [core for kind, core in grouped if kind == "Work" and len(core) >= TITLE]:
        longer = next((core for kind, core in grouped if kind == "Work" and core.endswith(short) and len(core) > len(short)), None)
        if longer is not None:
            grouped["Work", longer] += grouped.pop(("Work", short))
    for short in [core for kind, core in grouped if kind == "Measure"]:
        wholes = [core for kind, core in grouped if kind == "Measure" and _proper(core) == short != core]
        if len(wholes) == 1:
            grouped["Measure", wholes[0]] += grouped.pop(("Measure", short))
    for short in [core for kind, core in grouped if kind == "Person"]:
        longer = next((core for kind, core in grouped if kind == "Person" and core.startswith(short) and len(core) > len(short)), None)
        if longer is not None and len(longer) > 3:
            grouped["Person", longer] += grouped.pop(("Person", short))
    _merge_last_names(grouped)


def _merge_untitled(grouped: dict[tuple[str, str], list[Mention]]) -> None:
    """Puts each mention of a work by its kind alone (《意见》) to the work with such a title that was named last before it."""
    titles = [core for kind, core in grouped if kind == "Work" and not _untitled(kind, core)]
    for short in [core for kind, core in grouped if _untitled(kind, core)]:
        longer = [(mention.start, core) for core in titles if _is_of_kind(core, short) for mention in grouped["Work", core]]
        for mention in grouped.pop(("Work", short)):
            before = max(((start, core) for start, core in longer if start < mention.start), default=(0, short))
            grouped["Work", before[1]].append(mention)


def _untitled(kind: str, called: str) -> bool:
    """Whether what is so called is a work of which only the kind is told."""
    return kind == "Work" and (called in words("works.tsv") or pattern("fuse.untitled").fullmatch(called) is not None)


def _is_of_kind(title: str, kind: str) -> bool:
    """Whether a title ends with that, or with the brackets that hold its edition ((草案), (试行)) and, before these, with that."""
    return title.rstrip(CLOSING).endswith(kind) or pattern("fuse.edition").sub("", title).endswith(kind)


def _merge_last_names(grouped: dict[tuple[str, str], list[Mention]]) -> None:
    """Puts the mentions of a foreigner's whole name to those of the last part of it, where the article uses that alone of one
    person only: by the last part other articles call them."""
    last: dict[str, list[str]] = defaultdict(list)
    for kind, core in grouped:
        if kind == "Person" and (match := pattern("persons.last").search(core)):
            last[match["last"]].append(core)
    for short, longer in last.items():
        if ("Person", short) in grouped and len(longer) == 1:
            grouped["Person", short] += grouped.pop(("Person", longer[0]))


def _proper(whole: str) -> str:
    """A measure's name without the word that says what it is (清泉 of 清泉行动)."""
    head = max((h for h in words("measures.tsv") if whole.endswith(h)), key=len, default="")
    return whole[:-len(head)] if head and len(whole) > len(head) + 1 else whole


def shown(kind: str, called: str) -> str:
    """What a thing of this kind is labelled that is called so: a measure without the quotation marks that tell what its name proper is
    (“清泉”行动, “清泉行动”)."""
    quoted = pattern("quotes.quoted").match(called) if kind == "Measure" else None
    return quoted["name"] + called[quoted.end():] if quoted else called


def _entity(
    article: Article, key: str, type_: str, label: str, mentions: tuple[Mention, ...], code: str = "",
    links: tuple[tuple[str, str], ...] = (), others: Iterable[str] = (), former: tuple[Former, ...] = (),
) -> Entity:
    """The entity under the names that its mentions have, and ``others``."""
    printed = dict.fromkeys(name(article, m) for m in mentions if not _level_only(m))
    originals = dict.fromkeys(original(article, m) for m in mentions if article.language == "zh-Hant")
    return Entity(key, type_, label, aliases=tuple(n for n in dict.fromkeys((*printed, *others)) if n and n != label), code=code,
                  originals=tuple(o for o in originals if o and o != label and o not in printed), mentions=mentions, links=links,
                  former=former)


def _level_only(mention: Mention) -> bool:
    """Whether the mention's name is only a level or head word, not something it is called."""
    return mention.rule in {"deictic", "deputy", "joint", "declared"}

