"""What people have corrected in one article: in, a resolved article and judgements; out, the article as they want it.

Of the judgements three say something of single articles. ``alias`` gives a thing another name, and with it the identity that
things of this name have; ``not`` takes away what is no such thing, with all that is said of it; ``wrong`` takes a post from its
holder. They are applied in this order, each to what the one before left, so that applying them again changes nothing. An article
that none of them concerns comes back as the same object.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from kg import vocab
from kg.article import Article, Correction, Entity, Fact, Mention
from kg.fuse import forms, linked, shown, upheld
from kg.fuse.judgements import ALIAS, NOT, WRONG, Judgement, Judgements
from kg.fuse.names import closed, name, original
from kg.zh import levels
from kg.zh.divisions import Division, gazetteer

PLACE = "Place"
BODY = "Organization"
WITHIN = "within"

Traced = tuple[Article, tuple[Judgement, ...]]


def traced(article: Article, judgements: Judgements) -> Traced:
    """The article as the corrections among ``judgements`` want it, and those that concerned it."""
    applied: tuple[Judgement, ...] = ()
    for answer, step in ((ALIAS, _renamed), (NOT, _struck), (WRONG, _displaced)):
        if answer in judgements.answers:
            article, rows = step(article, judgements)
            applied += rows
    if applied:
        marks = (Correction(row.answer, row.kind, row.name, row.target, row.by, row.on, row.note) for row in applied)
        article = replace(article, corrections=tuple(dict.fromkeys((*article.corrections, *marks))))
    return article, applied


def _kind(entity: Entity) -> str:
    """The class right under the root that the entity is of."""
    return vocab.superclasses(entity.type)[-2]


# another name


def _renamed(article: Article, judgements: Judgements) -> Traced:
    """The article with the things that are called by an alias under the name and the identity that it stands for."""
    rows = {e.key: judgements.aliases(article.id, _kind(e), e.label) for e in article.entities}
    new = {key: found[-1].target for key, found in rows.items() if found}
    if not new:
        return article, ()
    there = {(_kind(e), e.label): e for e in reversed(article.entities) if e.key not in new}
    places = {e.key.removeprefix(f"{PLACE}:"): e for e in article.entities}
    named = [
        _as_of(e, there.get((_kind(e), shown(_kind(e), new[e.key]))), new[e.key], places) if e.key in new else e
        for e in article.entities
    ]
    keys = _followed({old.key: e.key for old, e in zip(article.entities, named, strict=True)})
    leading = sorted(zip(article.entities, named, strict=True), key=lambda pair: pair[0].key in new)
    merged = _merged((replace(e, key=keys[old.key]) for old, e in leading), keys)
    return _settled(article, merged, keys), tuple(dict.fromkeys(row for key in new for row in rows[key]))


def _as_of(entity: Entity, canonical: Entity | None, target: str, places: Mapping[str, Entity]) -> Entity:
    """The entity under the name ``target``: as the thing of the article that bears it, else as one that another article would have."""
    kind = _kind(entity)
    label = shown(kind, target)
    aliases = dict.fromkeys(alias for alias in (entity.label, *entity.aliases) if alias != label)
    entity = replace(entity, aliases=tuple(aliases), originals=tuple(o for o in entity.originals if o != label))
    if canonical is not None:
        return replace(entity, key=canonical.key, label=label, type=canonical.type, code=canonical.code)
    if kind == PLACE:
        return _place(entity, label, next((key for link, key in entity.links if link == WITHIN), ""))
    if kind == BODY:
        scope = entity.key.rpartition("@")[2]
        return replace(entity, key=f"{kind}:{_told_apart(label, places.get(scope))}@{scope}", label=label)
    scope = entity.key.removeprefix(f"{kind}:{entity.label}")   # the article of a person
    return replace(entity, key=f"{kind}:{label}{scope if scope.startswith('@') else ''}", label=label)


def _told_apart(name: str, place: Entity | None) -> str:
    """What tells a body of this name from others of its place; see :mod:`kg.fuse.forms`."""
    if place is None:
        return forms.core(forms.spelled(name))
    division = gazetteer().get(place.key.removeprefix(f"{PLACE}:"))
    frame = forms.framed(forms.spelled(name), forms.spellings(place.label, division.short if division else "", *place.aliases))
    rank = division.rank if division else levels.ranks().get(place.type, "")
    return forms.core(forms.folded(frame, f"{place.label}{rank}") if frame else name)


def _place(entity: Entity, label: str, above: str) -> Entity:
    """The place under the name ``label``, in the same place as before: as the register has it, or else as one that only the text
    knows."""
    parent = above.removeprefix(f"{PLACE}:")
    division = _registered(parent, label)
    if division is None:
        return replace(entity, key=f"{PLACE}:{parent}/{label}" if parent else f"{PLACE}:{label}", label=label, code="")
    return replace(entity, key=f"{PLACE}:{division.key}", label=label, type=division.level, code=division.code)


def _registered(parent: str, label: str) -> Division | None:
    """The division of this name right under the division with the key ``parent``, or without one at the top."""
    area = gazetteer().get(parent) if parent else None
    found = gazetteer().children(area) if area else () if parent else gazetteer().named(label)
    return next((each for each in found if each.name == label and each.parent == parent), None)


def _followed(keys: Mapping[str, str]) -> dict[str, str]:
    """The new keys by the old ones, where those that hold the key of a place (what lies in it, what is located there) follow it."""
    places = ((old.removeprefix(f"{PLACE}:"), new.removeprefix(f"{PLACE}:")) for old, new in keys.items() if old.startswith(f"{PLACE}:"))
    moved = {old: new for old, new in sorted(places, reverse=True) if old != new and not new.startswith(f"{old}/")}
    return {old: _moved(new, moved) for old, new in keys.items()}


def _moved(key: str, places: Mapping[str, str]) -> str:
    """``key`` with the new keys of ``places`` for the old ones, the longest first."""
    head = key.rpartition("@")[0] + "@" if key.startswith(f"{BODY}:") else f"{PLACE}:"
    rest = key.removeprefix(head)
    for old, new in places.items():
        if key.startswith(head) and (rest.startswith(f"{old}/") or (rest == old and head[-1] == "@")):
            return head + new + rest.removeprefix(old)
    return key


def _merged(entities: Iterable[Entity], keys: Mapping[str, str]) -> list[Entity]:
    """One entity for each key, with its links to the new ``keys``; of several the first leads."""
    grouped: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        grouped[entity.key].append(replace(entity, links=tuple((link, keys[to]) for link, to in entity.links)))
    links = {key: [to for e in found for _, to in e.links] for key, found in grouped.items()}
    return [_joint(found, links) if len(found) > 1 else found[0] for found in grouped.values()]


def _joint(found: list[Entity], links: Mapping[str, list[str]]) -> Entity:
    """One entity of several with the same key: a link of the first that has one, unless it would lead back to it."""
    first = found[0]
    names = dict.fromkeys(alias for e in found for alias in (e.label, *e.aliases) if alias != first.label)
    originals = dict.fromkeys(o for e in found for o in e.originals if o != first.label and o not in names)
    mentions = {m for e in found for m in e.mentions}
    told: dict[str, tuple[str, ...]] = {}
    for entity in found:
        onward = [(link, to) for link, to in entity.links if first.key not in _reached([to], links)]
        for link in dict.fromkeys(link for link, _ in onward if link not in told):
            told[link] = tuple(to for other, to in onward if other == link)
    return replace(
        first, aliases=tuple(names), originals=tuple(originals), code=next((e.code for e in found if e.code), ""),
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end, m.kind, m.rule, m.type, m.name, m.implied))),
        links=tuple((link, to) for link, targets in told.items() for to in targets),
    )


def _reached(keys: Iterable[str], links: Mapping[str, Iterable[str]]) -> set[str]:
    """``keys`` and all that links lead to from there."""
    found: set[str] = set()
    ahead = list(keys)
    while ahead:
        key = ahead.pop()
        if key not in found:
            found.add(key)
            ahead += links.get(key, ())
    return found


def _settled(article: Article, entities: Iterable[Entity], keys: Mapping[str, str]) -> Article:
    """The article with these entities, of which ``keys`` says by their old keys what has become of the old ones: without those that
    were only there for what is gone, and with the facts that are left."""
    before = _implied(article.entities, article.home)
    home = keys.get(article.home, "")
    whole = linked(entities)
    idle = _implied(whole, home) - {keys.get(key, "") for key in before}
    return upheld(article, linked(e for e in whole if e.key not in idle), home)


def _implied(entities: Iterable[Entity], home: str) -> set[str]:
    """The keys of the entities that are neither mentioned nor led to from what is."""
    links = {e.key: [to for _, to in e.links] for e in entities}
    return links.keys() - _reached([home, *(e.key for e in entities if e.mentions)], links)


# no such thing


def _struck(article: Article, judgements: Judgements) -> Traced:
    """The article without what is no such thing: a thing of that name, or words that stand for another."""
    rows: list[Judgement] = []
    left = [_less(article, entity, judgements, rows) for entity in article.entities]
    if not rows:
        return article, ()
    gone = {e.key: e for e, kept in zip(article.entities, left, strict=True) if kept is None}
    entities = [replace(e, links=tuple(_lifted(e, gone))) for e in left if e is not None]
    return _settled(article, entities, {e.key: e.key for e in entities}), tuple(dict.fromkeys(rows))


def _less(article: Article, entity: Entity, judgements: Judgements, rows: list[Judgement]) -> Entity | None:
    """The entity without the mentions that are none; nothing where none are left. The judgements on it go to ``rows``."""
    kind = _kind(entity)
    whole = judgements.thing(article.id, kind, entity.label)
    if whole is not None and whole.answer == NOT:
        rows.append(whole)
        return None
    names = {mention: _words(article, mention) for mention in entity.mentions}
    said = ((mention, judgements.thing(article.id, kind, word)) for mention, words in names.items() for word in words)
    struck = {mention: row for mention, row in said if row is not None and row.answer == NOT}
    if not struck:
        return entity
    rows.extend(struck.values())
    kept = tuple(mention for mention in entity.mentions if mention not in struck)
    lost = {word for m in struck for word in names[m]} - {word for m in kept for word in names[m]}
    return replace(
        entity, mentions=kept, aliases=tuple(a for a in entity.aliases if a not in lost),
        originals=tuple(o for o in entity.originals if o not in lost),
    ) if kept else None


def _words(article: Article, mention: Mention) -> tuple[str, ...]:
    """What the words of a mention may be called by: as cleaned, as they stand for something, as read."""
    return closed(article.printed(mention)), name(article, mention), original(article, mention)


def _lifted(entity: Entity, gone: Mapping[str, Entity]) -> Iterator[tuple[str, str]]:
    """The links of an entity; those to what is gone lead to where it lay, or what it was part of."""
    for link, to in entity.links:
        above = link if link not in {"locatedIn", WITHIN} else WITHIN
        key = to
        while key in gone:
            key = next((further for upward, further in gone[key].links if upward == above), "")
        if key:
            yield link, key


# no such post


def _displaced(article: Article, judgements: Judgements) -> Traced:
    """The article without the tenures that are wrong."""
    owners = {mention: entity for entity in article.entities for mention in entity.mentions}
    rows = {fact: row for fact in article.facts if vocab.is_a(fact.type, "Tenure") and (row := _denied(article, fact, owners, judgements))}
    if not rows:
        return article, ()
    return replace(article, facts=tuple(fact for fact in article.facts if fact not in rows)), tuple(dict.fromkeys(rows.values()))


def _denied(article: Article, fact: Fact, owners: Mapping[Mention, Entity], judgements: Judgements) -> Judgement | None:
    """What says that a tenure is wrong."""
    holders = [called for m in fact.fillers("holder") for called in _called(owners[m])]
    posts = [called for m in fact.fillers("post") for called in _words(article, m)]
    bodies = [called for m in fact.fillers("organization") for called in _called(owners[m])]
    targets = (f"{post}@{body}" for post, body in [*product(posts, ("", *bodies)), *(("", body) for body in bodies)])
    return next((row for each in product(holders, targets) if (row := judgements.wrong(article.id, *each))), None)


def _called(entity: Entity) -> tuple[str, ...]:
    return entity.label, *entity.aliases, *entity.originals
