"""Articles to measure with, as files of JSON lines: always the same for the same number.

As many as there are come from ``../shared/text``. More, or all where that is missing, are put together: the beginning of one article,
which says where it is from, and sentences of others; with other persons, divisions, dates and figures each time, so that what the
program keeps in memory does not make it look faster than it is on news. Divisions go to divisions of their level that lie in one
another like those before.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, partial
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from kg import zh
from kg.acquire import read
from kg.article import Article
from kg.clean import clean
from kg.zh.divisions import Division, gazetteer, risky

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "kg" / "samples"
SHARED = REPOSITORY.parent / "shared" / "text" / "articles.jsonl"
LEADS, LEAST = 3, 12                       # sentences of the beginning; of all
TELLING, PLAIN = 4, 20                     # sentences of the samples and others
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
AREA = frozenset("省市县区乡镇街村庄路山")   # what these stand in or before is no person, whatever jieba says
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂建华国志文海春红玉梅兰英波宁辉健康成林山峰云飞鹏宇浩然博思源子涵雨欣晨曦家豪立新永生"
LEVELS = ("Province", "Prefecture", "County")
DAY = r"(?:(?P<year>20[012]\d)年)?(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[12]\d|3[01]|0?[1-9])日)?"
FIGURES = re.compile(rf"{DAY}|(?P<alone>20[012]\d)年|\d+")

Change = tuple[int, int, str]


def written(path: Path, count: int) -> Path:
    """Writes ``count`` articles to ``path``: drawn evenly from the shared ones, behind which stand such as are put together of them."""
    known = SHARED.read_text(encoding="utf-8").splitlines(keepends=True) if SHARED.exists() else []
    drawn = known[::max(len(known) // count, 1)][:count]
    with path.open("w", encoding="utf-8") as file:
        file.writelines(drawn)
        file.writelines(made(SHARED if known else SAMPLES, range(count - len(drawn))))
    return path


def from_samples(path: Path, numbers: Iterable[int]) -> Path:
    """Writes articles of these numbers, put together of the samples, to ``path``: the same wherever the program is."""
    path.write_text("".join(made(SAMPLES, numbers)), encoding="utf-8")
    return path


def made(source: Path, numbers: Iterable[int]) -> Iterator[str]:
    """Articles put together of those in ``source``, a line of JSON for each number."""
    return (_variation(source).line(number) for number in numbers)


@cache
def _variation(source: Path) -> Variation:
    return Variation(source)


class Variation:
    """Articles put together from those in ``source``. The samples tell much more to the line than most articles do, so that of them
    there are only a few lines in each, among such as tell nothing."""

    def __init__(self, source: Path) -> None:
        self._articles = sorted(map(clean, read([str(source)], on_problem=lambda problem: None)), key=lambda each: each.id)
        self._diluted = source == SAMPLES

    @cached_property
    def _told(self) -> list[list[str]]:
        return [[article.printed(span).strip() for span in article.sentences] for article in self._articles]

    @cached_property
    def _others(self) -> list[str]:
        return [sentence for told in self._told for sentence in told[LEADS:]]

    def line(self, number: int) -> str:
        """The article of this number as a line of JSON."""
        draw = random.Random(number)
        at = number % len(self._articles)
        base, change = self._articles[at], partial(changed, number)
        text = "\n".join(map(change, self._sentences(draw, self._told[at])))
        record = {"id": f"made-{number:06}", "title": change(base.title), "published": published(number, base), "text": text}
        return json.dumps(record, ensure_ascii=False) + "\n"

    def _sentences(self, draw: random.Random, told: Sequence[str]) -> list[str]:
        """Those of an article whose base has the sentences ``told``."""
        if self._diluted:
            sentences = draw.sample([*told, *self._others], TELLING) + [plain(draw) for _ in range(PLAIN)]
            draw.shuffle(sentences)
            return sentences
        more = min(max(LEAST, len(told)) - LEADS, len(self._others))
        return [*told[:LEADS], *draw.sample(self._others, more)]


def plain(draw: random.Random) -> str:
    """A sentence that tells nothing, put together from parts of such sentences."""
    return "，".join(draw.sample(_clauses(), draw.randint(2, 4))) + "。"


@cache
def _clauses() -> list[str]:
    return re.split("[，。\n]+", Path(__file__).with_name("plain.txt").read_text(encoding="utf-8").strip("。\n"))


def changed(number: int, text: str) -> str:
    """The text as the article of this number tells it."""
    parts, end = [], 0
    for start, stop, new in sorted((*_places(number, text), *_persons(number, text), *_figures(number, text)), key=_earliest):
        if start >= end:
            parts += [text[end:start], new]
            end = stop
    return "".join((*parts, text[end:]))


def _earliest(change: Change) -> tuple[int, int]:
    return change[0], -change[1]


def published(number: int, article: Article) -> str:
    """The day of the article of this number."""
    if not re.fullmatch(r"20[012]\d-\d\d-\d\d", article.published):
        return article.published
    year, month, day = map(int, article.published.split("-"))
    return f"{_year(number, year)}-{_month(number, month):02}-{_day(number, day):02}"


# dates and figures: all of an article are moved alike, so that what was before stays before, but at the end of a year


def _year(number: int, year: int) -> int:
    return 2019 + (year - 2019 + number) % 5


def _month(number: int, month: int) -> int:
    return (month - 1 + number // 5) % 12 + 1


def _day(number: int, day: int) -> int:
    return (day - 1 + number // 7) % 28 + 1


def _figures(number: int, text: str) -> Iterator[Change]:
    for found in FIGURES.finditer(text):
        year, month, day, alone = found["year"] or found["alone"], found["month"], found["day"], found["alone"]
        if not month and not alone:
            new = _figure(random.Random(f"{number} {found[0]}"), found[0])
        else:
            new = (f"{_year(number, int(year))}年" if year else "") + (f"{_month(number, int(month))}月" if month else "")
            new += f"{_day(number, int(day))}日" if day else ""
        yield found.start(), found.end(), new


def _figure(draw: random.Random, digits: str) -> str:
    """Another number of as many digits."""
    return str(draw.randrange(10 ** (len(digits) - 1), 10 ** len(digits)))


# persons


@cache
def _surnames() -> frozenset[str]:
    return frozenset(row.cells[0] for row in zh.rows("surnames.tsv", 2))


@cache
def _named(text: str) -> tuple[tuple[int, str], ...]:
    """Where the text names persons with a surname and at least one more character, after jieba."""
    from jieba import posseg  # here, so that a build is not charged for its memory

    found, at = [], 0
    for word, tag in posseg.lcut(text):
        person = tag.startswith("nr") and 2 <= len(word) <= 3 and word[0] in _surnames()
        if person and not AREA & set(text[at:at + len(word) + 1]):
            found.append((at, word))
        at += len(word)
    return tuple(found)


def _persons(number: int, text: str) -> Iterator[Change]:
    for at, name in _named(text):
        draw = random.Random(f"{number} {name}")
        yield at, at + len(name), draw.choice(SURNAMES) + "".join(draw.choice(GIVEN) for _ in name[1:])


# divisions


@cache
def _divisions() -> tuple[AhoCorasick, list[tuple[str, Division]]]:
    names = {name: division for name, division in gazetteer().names(*LEVELS) if name not in risky()}
    known = sorted(names.items())
    return AhoCorasick([name for name, _ in known], matchkind=MatchKind.LeftmostLongest), known


def _places(number: int, text: str) -> Iterator[Change]:
    found, known = _divisions()
    for index, start, end in found.find_matches_as_indexes(text):
        name, division = known[index]
        other = _elsewhere(number, division)
        yield start, end, other.name if name == division.name else other.short


def _elsewhere(number: int, division: Division) -> Division:
    """The division that stands for this one in the article of this number: of its level, in the one that stands for what it lies in."""
    area = gazetteer().get(division.parent) if division.parent else None
    near = [each for each in _below(_elsewhere(number, area).key) if each.level == division.level] if area else []
    return random.Random(f"{number} {division.key}").choice(near or _of_level(division.level))


@cache
def _below(key: str) -> Sequence[Division]:
    area = gazetteer().get(key)
    return [each for each in gazetteer().children(area) if each.level in LEVELS] if area else []


@cache
def _of_level(level: str) -> Sequence[Division]:
    return sorted({division for _, division in gazetteer().names(level)}, key=lambda each: each.key)
