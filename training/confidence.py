"""How sure facts and roles are, measured on annotated articles.

In: folders of articles and of their annotations; without arguments those of the seeds and of dev in ``../shared``. Out:
``kg/zh/confidence.toml``, written anew, and on standard output how well it is calibrated: for each band of confidence how
many facts have it and which share of them is right. With ``--check`` the table is left as it is and only tried, on any
articles. What is right is what :mod:`kg.score.match` pairs with an annotation; what pairs with an optional one is left out.

The weights of a kind of facts are those of a logistic regression of right or wrong on the signs, held near zero (ridge), so
that a sign seen twice says little; one right and one wrong are added to all facts (Laplace), so that none is ever certain.
The share of a role's rule is smoothed towards the share of the role, and that towards the share of all.

usage: python -m training.confidence [--check] [ARTICLES ANNOTATIONS]...
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy

from kg.acquire import read
from kg.article import Article, Fact, Mention, Quantity
from kg.clean import clean
from kg.extract.confidence import ANY, FILE
from kg.fuse import settle
from kg.pipeline import understand
from kg.score.account import Account, Action, Tenure, Thing
from kg.score.gold import read as read_gold
from kg.score.match import judge
from kg.vocab import is_a

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
SETS = [(SHARED / name, SHARED / "gold" / name) for name in ("seeds", "dev")]
ROLES = ("agent", "recipient", "object", "origin", "destination", "place", "quantity")
DATE = "startDate"
RIDGE = 4.0
"""How strongly weights are held near zero: a sign needs some dozen facts to tell much."""
SMOOTHING = 4
"""A share counts as if so many more had been seen, right as often as those of the wider class."""
BANDS = (0.0, 0.8, 0.85, 0.9, 0.95, 1.01)
HEAD = """\
# How sure facts and roles are: shares of right ones on annotated articles. Written by training/confidence.py, which says how
# they were measured; do not edit. `right` of `of` were right; `weight` is what a sign adds to the log odds (that of `any`
# is where they begin); `share` is the smoothed share.
"""


class Judged(NamedTuple):
    """A fact and what became of it; ``roles`` are the role, its rule and the outcome of each that was counted."""

    kind: str
    fact: Fact
    right: bool | None
    roles: tuple[tuple[str, str, bool], ...] = ()


# judging


def judged(texts: Path, gold: Path) -> Iterator[Judged]:
    """Every fact that the program finds in the articles of ``texts``, judged by their annotations."""
    found = {a.id: a for a in settle([understand(clean(a)) for a in read([str(texts)], on_problem=lambda problem: None)])}
    for mine in read_gold(gold):
        article = found[mine.doc]
        tenures = [fact for fact in article.facts if is_a(fact.type, "Tenure")]
        actions = [fact for fact in article.facts if is_a(fact.type, "Action")]
        names = _Names(article)
        verdicts = judge(mine, Account(mine.doc, {}, tuple(map(names.tenure, tenures)), tuple(map(names.action, actions))))
        yield from (Judged("tenures", fact, right) for fact, right in zip(tenures, verdicts.tenures, strict=True))
        for fact, right, outcomes in zip(actions, verdicts.actions, verdicts.roles, strict=True):
            yield Judged("actions", fact, right, tuple(names.outcomes(fact, outcomes)))


class _Names:
    """What the participants of an article's facts are called, as the graph calls them."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.owners = {mention: entity for entity in article.entities for mention in entity.mentions}

    def thing(self, mention: Mention) -> Thing:
        """A participant."""
        printed = self.article.printed(mention)
        if isinstance(mention.value, Quantity):
            return Thing((printed, f"{mention.value.value.normalize():f}{mention.value.unit}"))
        entity = self.owners.get(mention)
        names = (entity.label, *entity.aliases, *entity.originals) if entity else (mention.name or printed,)
        return Thing(tuple(dict.fromkeys(names)))

    def things(self, fact: Fact, role: str) -> tuple[Thing, ...]:
        """Who or what fills a role, each once."""
        return tuple(dict.fromkeys(self.thing(mention) for mention in fact.fillers(role)))

    def tenure(self, fact: Fact) -> Tenure:
        """A tenure as an account has it."""
        person, organization, post = (self.thing(fact.fillers(role)[0]) for role in ("holder", "organization", "post"))
        return Tenure(person, organization, post)

    def action(self, fact: Fact) -> Action:
        """An action as an account has it."""
        read = [self.article.text.back(self.article.sentences[number]) for number in fact.sentences]
        context = "".join(self.article.raw[span.start:span.end] for span in read)
        date = f"{fact.period.start}{'/' if fact.period.end else ''}{fact.period.end}" if fact.period is not None else ""
        times = {"time": (Thing((date,)),) if date else ()}
        return Action(fact.type, fact.trigger, context, {role: self.things(fact, role) for role in ROLES} | times)

    def outcomes(self, fact: Fact, verdicts: Mapping[str, tuple[bool | None, ...]]) -> Iterator[tuple[str, str, bool]]:
        """Name, rule and outcome of each role that counts."""
        for role in fact.roles:
            if role.name in verdicts:
                right = verdicts[role.name][self.things(fact, role.name).index(self.thing(role.filler))]
                if right is not None:
                    yield role.name, role.rule.partition(":")[0], right
        if fact.dated is not None and verdicts.get("time", (None,))[0] is not None:
            yield DATE, fact.dated.rule, bool(verdicts["time"][0])


# measuring


def weights(facts: Sequence[Judged]) -> dict[str, tuple[int, int, float]]:
    """Sign → right, of, weight; ``any`` for all facts together."""
    names = sorted({sign for each in facts for sign in each.fact.signs})
    seen = numpy.array([[1.0, *(float(name in each.fact.signs) for name in names)] for each in facts])
    right = numpy.array([float(bool(each.right)) for each in facts])
    blank = numpy.zeros((2, seen.shape[1]))
    blank[:, 0] = 1.0
    found = _regression(numpy.vstack([seen, blank]), numpy.append(right, (1.0, 0.0)))
    counts = ((int(right[column > 0].sum()), int(column.sum())) for column in seen.T)
    return {name: (*count, round(float(weight), 2)) for name, count, weight in zip([ANY, *names], counts, found, strict=True)}


def _regression(seen: numpy.ndarray, right: numpy.ndarray) -> numpy.ndarray:
    """The weights of a logistic regression with a ridge on all but the first, by Newton's method."""
    ridge = numpy.diag([0.01, *[RIDGE] * (seen.shape[1] - 1)])
    found = numpy.zeros(seen.shape[1])
    for _ in range(50):
        sure = 1 / (1 + numpy.exp(-seen @ found))
        slope = seen.T @ (right - sure) - ridge @ found
        found = found + numpy.linalg.solve((seen * (sure * (1 - sure))[:, None]).T @ seen + ridge, slope)
    return found


def shares(facts: Iterable[Judged]) -> dict[str, tuple[int, int, float]]:
    """``role rule`` → right, of, smoothed share; ``role any`` for a role, ``any`` for all together."""
    counts: dict[str, list[bool]] = defaultdict(list)
    for role, rule, outcome in (outcome for each in facts for outcome in each.roles):
        for key in (ANY, f"{role} {ANY}", f"{role} {rule}"):
            counts[key].append(outcome)
    found: dict[str, tuple[int, int, float]] = {}
    for key in sorted(counts, key=lambda key: (key != ANY, not key.endswith(f" {ANY}"), key)):
        wider = ANY if key.endswith(f" {ANY}") else f"{key.split(' ')[0]} {ANY}"
        right, of = sum(counts[key]), len(counts[key])
        share = right / of if key == ANY else (right + SMOOTHING * found[wider][2]) / (of + SMOOTHING)
        found[key] = right, of, min(round(share, 2), 0.99)
    return found


# telling


def written(tables: dict[str, dict[str, tuple[int, int, float]]]) -> str:
    """The tables as TOML."""
    lines = [HEAD]
    for part, entries in tables.items():
        last = "share" if part == "roles" else "weight"
        lines.append(f"[{part}]")
        lines += [f'"{key}" = {{ right = {right}, of = {of}, {last} = {value} }}' for key, (right, of, value) in entries.items()]
        lines.append("")
    return "\n".join(lines)


def calibration(facts: Sequence[Judged]) -> Iterator[str]:
    """For each band of confidence how many facts and roles there are, and how many of them are right."""
    pairs = {
        "facts": [(each.fact.confidence, bool(each.right)) for each in facts],
        "roles": [(sure, right) for each in facts for sure, right in _sure_roles(each)],
    }
    for what, outcomes in pairs.items():
        yield f"{what:14}{'number':>8}{'said':>8}{'right':>8}"
        for low, high in pairwise(BANDS):
            band = [(sure, right) for sure, right in outcomes if low <= sure < high]
            if band:
                said, right = (sum(float(pair[i]) for pair in band) / len(band) for i in (0, 1))
                yield f"{low:.2f} to {min(high, 1):.2f}  {len(band):8}{said:8.2f}{right:8.2f}"
        yield f"a right one stands above a wrong one in {_order(outcomes):.2f} of all pairs\n"


def _sure_roles(each: Judged) -> Iterator[tuple[float, bool]]:
    told = (*each.fact.roles, *((each.fact.dated,) if each.fact.dated is not None else ()))
    sure = {(role.name, role.rule.partition(":")[0]): role.confidence for role in told}
    yield from ((sure[role, rule], right) for role, rule, right in each.roles)


def _order(outcomes: Sequence[tuple[float, bool]]) -> float:
    """How often a right one is surer than a wrong one, ties counting half."""
    right, wrong = ([sure for sure, outcome in outcomes if outcome is kind] for kind in (True, False))
    return sum((a > b) + 0.5 * (a == b) for a in right for b in wrong) / max(len(right) * len(wrong), 1)


def main(arguments: list[str]) -> int:
    """Measures and writes, or with ``--check`` only tries; the exit status."""
    folders = [Path(each) for each in arguments if each != "--check"]
    sets = list(zip(folders[::2], folders[1::2], strict=False)) or SETS
    missing = [folder for pair in sets for folder in pair if not folder.is_dir()]
    if missing or len(folders) % 2:
        print(f"confidence: {', '.join(map(str, missing)) or 'a folder of annotations'} is missing: name folders in pairs", file=sys.stderr)
        return 2
    facts = [each for texts, gold in sets for each in judged(texts, gold) if each.right is not None]
    if "--check" not in arguments:
        kinds = {kind: weights([each for each in facts if each.kind == kind]) for kind in ("actions", "tenures")}
        text = written({**kinds, "roles": shares(facts)})
        (REPOSITORY / "kg" / "zh" / FILE).write_text(text, encoding="utf-8")
        print(f"written: kg/zh/{FILE}; run again with --check to see how it does", file=sys.stderr)
        return 0
    print("\n".join(calibration(facts)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
