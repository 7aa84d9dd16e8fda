"""Which division an article is about, by a vote over the places that it names.

In: the gazetteer, the names of places found in the article (each as often as it was found) and hints, strings in which
places are named (title, publisher). Out: a division, or nothing where no name is known.

Method. A name has the mass ``1 + ln(how often)``; every hint that holds it adds :data:`HINT`. The mass is divided
among the divisions that bear the name (countries, provinces, prefectures and counties; else townships of the whole
country), save those that lie in another of them (长沙 is the city, not its county), equally at first and then, for
:data:`ROUNDS` rounds, in proportion to the square of what supports a candidate: the mass that *other* names give to
it, to the divisions it lies in and to those in it. So 朝阳区 goes to 北京 where 海淀区 is named beside it. The
support of a division is the mass of its own names and of everything below it. A name whose divisions lie in several
provinces, and that nothing else tells apart (:data:`EVEN`), speaks for the widest of them or, where several are, for
none: how many 新华区 a province has is no evidence.

Then the vote goes down, from the best supported province or country if that has :data:`LEAST` and :data:`ROOT` of all
mass (:data:`ABROAD` for a country); a name that stands :data:`ONCE` is enough where it is the only one of a class
that deictic words point to (安吉县 and 县教育局). A member is entered as long as it has :data:`SHARE` of what all
members of the area have together, and is not outweighed by the area's own names (:data:`OWN`), which say that the
article speaks of the area as a whole; a township only where a hint names it. The classes that the article's deictic
words point to (区委, 全县: County) overrule this: the vote goes down to the nearest of them if a member has
:data:`POINTED` of what all have, and no further. Names that are ordinary words do not count in hints.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from kg.zh import levels

if TYPE_CHECKING:
    from kg.zh.divisions import Division, Gazetteer

PUBLISHER = 3   # how often the publisher counts as a hint
HINT = 3.0      # mass of a name for every hint that holds it
ROUNDS = 3      # rounds of sharing
EVEN = 0.001    # difference of shares under which nothing tells a name's divisions apart
SHARE = 0.6     # part of the members' mass that a member must have to be entered
OWN = 0.5       # part of the area's own mass that the member must have
POINTED = 0.34  # the same as SHARE, where deictic words point further down
ROOT = 0.35     # part of all mass that the province must have
LEAST = 1.5     # mass that the province must have: more than one name once
ONCE = 1.0      # mass of a name that stands once
ABROAD = 0.6    # part of all mass that a foreign country must have
CROWD = 40      # a township's name that more divisions than this bear says nothing
COUNTY = 3
LONGEST = 15    # characters of the longest name looked for in a hint

Shares = dict[str, dict[str, float]]


def hints(title: str, publisher: str) -> list[str]:
    """What an article's title and publisher say of its area: the publisher, who names it for sure, :data:`PUBLISHER` times."""
    return [title, *[publisher] * PUBLISHER]


def settle(gazetteer: Gazetteer, names: Sequence[str], hints: Sequence[str],
           classes: Sequence[str], idle: Collection[str]) -> Division | None:
    """The division that an article is about; ``classes`` are those its deictic words point to, if any; ``idle`` are the
    names that do not count in hints."""
    hinted = _hinted(gazetteer, Counter(hints), idle)
    counts = Counter(names)
    masses = {name: (1 + log(counts[name]) if counts[name] else 0.0) + HINT * hinted[name] for name in sorted({*counts, *hinted})}
    chains = _candidates(gazetteer, masses)
    if not chains:
        return None
    shares = _telling(gazetteer, _share(masses, chains), chains)
    own = _own(masses, shares)
    support = _support(own, {key: chain for options in chains.values() for key, chain in options.items()})
    void = sum(mass for name, mass in masses.items() if name in chains and name not in shares)
    named = {key for name in hinted for key in shares.get(name, ())}
    tally = Tally(own, support, named, [levels.ranks()[name] for name in classes], void)
    path = tally.descend(sorted(filter(None, map(gazetteer.get, support)), key=lambda division: division.key))
    return next((division for division in reversed(path) if division.level in classes), path[-1]) if path else None


def _hinted(gazetteer: Gazetteer, hints: Mapping[str, int], idle: Collection[str]) -> Counter[str]:
    """How many hints hold each name; ``hints`` says how often each counts."""
    hinted: Counter[str] = Counter()
    for hint, count in hints.items():
        for name in _mentioned(gazetteer, hint):
            hinted[name] += count * (name not in idle)
    return +hinted


@lru_cache(maxsize=256)   # publishers come again and again, and each article asks twice
def _mentioned(gazetteer: Gazetteer, hint: str) -> tuple[str, ...]:
    """The names of divisions (down to counties; townships by full name) in ``hint``, the longest at each place."""
    return tuple(_names_in(gazetteer, hint))


def _names_in(gazetteer: Gazetteer, hint: str) -> Iterator[str]:
    start = 0
    while start < len(hint):
        ends = range(min(len(hint), start + LONGEST), start + 1, -1)
        name = next((hint[start:end] for end in ends if gazetteer.knows(hint[start:end])), "")
        if name:
            yield name
        start += len(name) or 1


def _candidates(gazetteer: Gazetteer, names: Mapping[str, float]) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each name that is known: the divisions it may mean, each with its chain of keys, itself first."""
    found = {}
    for name in names:
        divisions = gazetteer.named(name) or gazetteer.townships(name)
        if 0 < len(divisions) <= CROWD:
            lines = {each.key: (each.key, *(above.key for above in gazetteer.chain(each))) for each in divisions}
            found[name] = {key: line for key, line in lines.items() if not lines.keys() & set(line[1:])}
    return found


def _share(masses: Mapping[str, float], chains: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Shares:
    """How the mass of each name is divided among its candidates."""
    shares: Shares = {name: dict.fromkeys(options, 1 / len(options)) for name, options in chains.items()}
    every = {key: chain for options in chains.values() for key, chain in options.items()}
    for _ in range(ROUNDS):
        own = _own(masses, shares)
        support = _support(own, every)
        shares = {name: _reshare(masses[name], shares[name], options, support) for name, options in chains.items()}
    return shares


def _reshare(mass: float, now: Mapping[str, float], options: Mapping[str, tuple[str, ...]],
             support: Mapping[str, float]) -> dict[str, float]:
    if len(options) == 1:
        return dict(now)
    ours: dict[str, float] = defaultdict(float)
    for key, chain in options.items():
        for above in chain:
            ours[above] += mass * now[key]
    weights = {
        key: (0.01 + sum(max(support[above] - ours[above], 0.0) for above in chain)) ** 2 for key, chain in options.items()
    }
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}


def _telling(gazetteer: Gazetteer, shares: Shares, chains: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Shares:
    """The shares of the names that say anything; of a name that nothing tells apart its widest division has all, if that is
    one."""
    told = {}
    for name, options in shares.items():
        roots = {chain[-1] for chain in chains[name].values()}
        ranks = {key: division.rank for key in options if (division := gazetteer.get(key)) is not None}
        widest = [key for key, rank in ranks.items() if rank == min(ranks.values())]
        if len(roots) == 1 or max(options.values()) - min(options.values()) > EVEN:
            told[name] = options
        elif len(widest) == 1:
            told[name] = {widest[0]: 1.0}
    return told


def _own(masses: Mapping[str, float], shares: Shares) -> dict[str, float]:
    """The mass of the names of each division itself."""
    own: dict[str, float] = defaultdict(float)
    for name, options in shares.items():
        for key, share in options.items():
            own[key] += masses[name] * share
    return own


def _support(own: Mapping[str, float], chains: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
    """The mass of each division and of everything below it."""
    support: dict[str, float] = defaultdict(float)
    for key, mass in own.items():
        for above in chains[key]:
            support[above] += mass
    return support


@dataclass(frozen=True)
class Tally:
    """A counted vote: the mass of each division's own names, with that of everything below, what hints name, the
    ranks that deictic words point to, and the mass of names that speak for none."""

    own: Mapping[str, float]
    support: Mapping[str, float]
    hinted: Collection[str]
    pointed: Sequence[int]
    void: float = 0.0

    def descend(self, divisions: Sequence[Division]) -> list[Division]:
        """The divisions entered, the widest first; none where no province or country stands out."""
        path: list[Division] = []
        members = [division for division in divisions if not division.parent]
        every = self.void + sum(self.support[division.key] for division in members)
        while members:
            best = max(members, key=lambda division: self.support[division.key])
            if not (self._enters(best, path[-1], members) if path else self._leads(best, every, divisions)):
                break
            path.append(best)
            members = [division for division in divisions if division.parent == best.key]
        return path

    def _leads(self, root: Division, every: float, divisions: Sequence[Division]) -> bool:
        pointed = [division for division in divisions if division.rank in self.pointed and self.own.get(division.key, 0.0) >= ONCE]
        least = ONCE if len(pointed) == 1 else LEAST
        return self.support[root.key] >= max(least, every * (ROOT if root.rank else ABROAD))

    def _enters(self, best: Division, area: Division, members: Sequence[Division]) -> bool:
        mass, all_members = self.support[best.key], sum(self.support[member.key] for member in members)
        if any(area.rank < rank >= best.rank for rank in self.pointed):
            return mass >= POINTED * all_members
        if best.rank > COUNTY and best.key not in self.hinted:
            return False
        return mass >= SHARE * all_members and mass >= OWN * self.own.get(area.key, 0.0)
