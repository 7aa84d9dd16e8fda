"""What people have judged: in, a plain file that they write, by hand or with ``kg review``; out, :class:`Judgements`, and the
claims that those on pairs make.

The file lies beside the graph (:func:`beside`), so that building the graph anew does not touch it. It is a table in UTF-8, cells
apart by tabs, that a spreadsheet or an editor opens: a header line with the names of :data:`COLUMNS`, ``answer``
first, then one answer a line. Lines that begin with ``#`` and empty lines are passed over and kept. Deleting a line undoes it. The columns:

    answer      one of :data:`FORMS`
    kind        Person, Organization, Place …: the class of what is judged; Tenure of a post
    name        what it is called
    target      of ``alias`` the name that it is another name of; of ``wrong`` POST@ORGANISATION, where one side may be empty
    one         an article, by its identifier; of ``not``, ``alias`` and ``wrong`` the only one where it holds, or empty: all
    other       of ``same``, ``different`` and ``unsure`` the second article
    by on note  who judged, when (2026-11-26), and why; any of them may be empty

Of two lines about the same thing the later one counts, and that is told.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg import vocab, zh
from kg.article import Claim
from kg.errors import GraphError, InputError
from kg.fuse.names import closed

Slot = tuple[str, ...]
"""What a judgement is about: two judgements with the same slot cannot both count."""


@dataclass(frozen=True, slots=True)
class Form:
    """Which ``kind`` an answer takes (if empty, any class right under ``kg:Entity``), which cells it ``needs`` beside the name,
    and which it ``may`` have; all others stay empty."""

    kind: str
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()


COLUMNS: Final = ("answer", "kind", "name", "target", "one", "other", "by", "on", "note")
ABOUT: Final = ("by", "on", "note")
NOT: Final = "not"
ALIAS: Final = "alias"
WRONG: Final = "wrong"
PERSON: Final = "Person"
PAIRS: Final = ("same", "different", "unsure")
"""The answers on pairs of persons of one name."""

FORMS: Final[Mapping[str, Form]] = MappingProxyType({
    **dict.fromkeys(PAIRS, Form(PERSON, ("one", "other"))),
    NOT: Form("", (), ("one",)),
    ALIAS: Form("", ("target",), ("one",)),
    WRONG: Form("Tenure", ("target",), ("one",)),
})
"""All answers."""

ENDING: Final = ".judgements.tsv"
LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
"""A date as people and spreadsheets write it."""

MEND: Final = "mend the line, or delete it"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer: the cells of its line, and where that stands (``demo.judgements.tsv:7``), which is no part of what it says."""

    answer: str
    kind: str
    name: str
    target: str = ""
    one: str = ""
    other: str = ""
    by: str = ""
    on: str = ""
    note: str = ""
    place: str = field(default="", compare=False)

    @property
    def slot(self) -> Slot:
        """What it is about."""
        if self.answer in PAIRS:
            return "pair", self.kind, self.name, *sorted((self.one, self.other))
        return ("post", self.one, self.name, self.target) if self.answer == WRONG else ("thing", self.one, self.kind, self.name)

    def __str__(self) -> str:
        said = " ".join(cell for cell in (self.answer, self.kind, self.name, self.target, self.one, self.other) if cell)
        return f"{self.place}: {said}" if self.place else said


@dataclass(frozen=True, slots=True)
class Judgements:
    """All judgements that count, in their order, ``notes`` of which line overrules which, and what is looked up in them: the
    answers that there are, and the judgements by their slots. Made by :meth:`of`."""

    held: tuple[Judgement, ...] = ()
    notes: tuple[str, ...] = ()
    answers: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    slots: Mapping[Slot, Judgement] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, rows: Iterable[Judgement]) -> Judgements:
        """The judgements that count among ``rows``. Raises InputError where names are aliases of each other in a circle."""
        slots: dict[Slot, Judgement] = {}
        notes = []
        for row in rows:
            earlier = slots.pop(row.slot, None)
            if earlier is not None:
                same = (earlier.answer, earlier.target) == (row.answer, row.target)
                notes.append(f"{row} ({'the same as' if same else 'overrules'} {earlier})")
            slots[row.slot] = row
        found = cls(tuple(slots.values()), tuple(notes), frozenset(row.answer for row in slots.values()), slots)
        for row in found.held:
            if row.answer == ALIAS and found.aliases(row.one, row.kind, row.name)[-1].target == row.name:
                raise InputError(f"{row}: of the names, each is an alias of the next and the last of the first", MEND)
        return found

    def thing(self, article: str, kind: str, name: str) -> Judgement | None:
        """What is said of the name (``not`` or ``alias``), in this article or else anywhere."""
        return self.slots.get(("thing", article, kind, name)) or self.slots.get(("thing", "", kind, name))

    def aliases(self, article: str, kind: str, name: str) -> tuple[Judgement, ...]:
        """The aliases that lead from ``name`` to what it is called in the end, up to where a circle closes."""
        found: list[Judgement] = []
        row = self.thing(article, kind, name)
        while row is not None and row.answer == ALIAS and row not in found:
            found.append(row)
            row = None if row.target == name else self.thing(article, kind, row.target)
        return tuple(found)

    def wrong(self, article: str, name: str, target: str) -> Judgement | None:
        """What says that the holder called ``name`` does not have the post ``target``, in this article or anywhere."""
        return self.slots.get(("post", article, name, target)) or self.slots.get(("post", "", name, target))

    def on_pair(self, name: str, ones: Iterable[str], others: Iterable[str]) -> Judgement | None:
        """The last answer on the person of this name in one of the articles ``ones`` and in one of ``others``."""
        first, second = frozenset(ones), frozenset(others)
        about = (row for row in reversed(self.held) if row.answer in PAIRS and row.name == name)
        return next((r for r in about if (r.one in first and r.other in second) or (r.one in second and r.other in first)), None)


NONE: Final = Judgements()


def claims_of(judgements: Judgements) -> Iterator[Claim]:
    """What the answers on pairs claim, in the blocks of the persons that they are about, each under a key of its own."""
    for row in judgements.held:
        if row.answer in PAIRS:
            one, other = sorted((row.one, row.other))
            said = (("answer", row.answer), ("one", one), ("other", other), ("by", row.by), ("on", row.on), ("note", row.note))
            yield Claim(_block(row), "", json.dumps(row.slot, ensure_ascii=False), said)


def answered(judgements: Judgements, tellers: Callable[[str], Collection[str]]) -> frozenset[Judgement]:
    """The answers on pairs that both persons are there for; ``tellers`` gives the articles that claim something in a block."""
    pairs = [row for row in judgements.held if row.answer in PAIRS]
    return frozenset(row for row in pairs if {row.one, row.other} <= set(tellers(_block(row))))


def concerned(before: Judgements, after: Judgements) -> tuple[set[str], set[str], set[str]]:
    """What may be otherwise when ``after`` are judged instead of ``before``: articles, names of things in any article, and blocks of
    claims."""
    changed = set(before.held) ^ set(after.held)
    corrections = [row for row in changed if row.answer not in PAIRS]
    names = {row.name for row in corrections}
    aliases = [row for row in (*before.held, *after.held) if row.answer == ALIAS]
    while more := {row.name for row in aliases if row.target in names} - names:   # a thing is called so through an alias
        names |= more
    pairs = set(claims_of(before)) ^ set(claims_of(after))
    return {row.one for row in corrections if row.one}, names, {claim.block for claim in pairs}


def _block(row: Judgement) -> str:
    return f"{row.kind.lower()}:{row.name}"


def texts(judgements: Judgements) -> list[str]:
    """The judgements as text, one a line each, to be kept and read again by :func:`of_texts`."""
    return [text(row) for row in judgements.held]


def text(row: Judgement) -> str:
    """A judgement as text, without where it stands."""
    return json.dumps([getattr(row, column) for column in COLUMNS], ensure_ascii=False)


def of_texts(texts: Iterable[str]) -> Judgements:
    """The judgements that :func:`texts` gave."""
    return Judgements.of(Judgement(*json.loads(text)) for text in texts)


@cache
def kinds() -> tuple[str, ...]:
    """The classes right under ``kg:Entity``, which things are judged under."""
    return tuple(sorted({vocab.superclasses(leaf)[-2] for leaf in vocab.leaves("Entity")}))


def made(answer: str, kind: str, name: str, *, place: str = "", **cells: str) -> Judgement:
    """A judgement with these cells, tidied. Raises InputError, which names ``place``, for one that says nothing clear."""
    given = {"answer": answer.lower(), "kind": kind, "name": name, **cells}
    row = {cell: " ".join(_readable(text).split()) if cell in ABOUT else _readable(text).strip() for cell, text in given.items()}
    row |= {cell: closed(row.get(cell, "")) for cell in ("name", "target")} | {"on": _day(row.get("on", ""))}
    wrong = _wrong(row)
    if wrong:
        raise InputError(f"{place}: {wrong}" if place else wrong, MEND if place else "")
    return Judgement(**row, place=place)


def _readable(text: str) -> str:
    """``text`` with a question mark for each byte that is no character, which a terminal may pass on."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _day(text: str) -> str:
    """The date in ISO 8601, or the text as it is."""
    found = DAY.fullmatch(text)
    return f"{found[1]}-{found[2]:>02}-{found[3]:>02}" if found else text


def _wrong(row: Mapping[str, str]) -> str:
    """What is wrong with the cells of a row; nothing if they are in order."""
    form = FORMS.get(row["answer"])
    if form is None:
        return f"the answer {row['answer']!r} is none of {', '.join(FORMS)}"
    if row["kind"] not in ((form.kind,) if form.kind else kinds()):
        return f"{row['answer']} takes the kind {form.kind or ', '.join(kinds())}, not {row['kind']!r}"
    missing = next((cell for cell in ("name", *form.needs) if not row.get(cell)), "")
    if missing:
        return f"{row['answer']} needs the cell {missing}"
    over = next((cell for cell in COLUMNS[3:] if row.get(cell) and cell not in {*form.needs, *form.may, *ABOUT}), "")
    return f"{row['answer']} takes no cell {over}" if over else _unclear(row)


def _unclear(row: Mapping[str, str]) -> str:
    if row["answer"] in PAIRS and row["one"] == row["other"]:
        return "one and other are the same article"
    if row["answer"] == ALIAS and row["target"] == row["name"]:
        return "name and target are the same"
    if row["answer"] == WRONG and (row["target"].count("@") != 1 or row["target"] == "@"):
        return f"the target {row['target']!r} is not of the form POST@ORGANISATION"
    try:
        date.fromisoformat(row["on"] or "2000-01-01")
    except ValueError:
        return f"{row['on']!r} is no date: write it as 2026-11-26"
    if any(char in cell for cell in row.values() for char in "\t\r\n"):
        return "a cell holds a tab or a line break"
    return ""


# the file


def beside(graph: Path) -> Path:
    """Where the judgements on the graph in this folder lie."""
    path = graph.resolve()
    return graph.with_name(path.name + ENDING) if graph.name == path.name else path.with_name(path.name + ENDING)


def read(path: Path) -> Judgements:
    """The judgements in the file ``path``; none where there is no such file. Raises InputError, which names file and line,
    where it is not in order."""
    return Judgements.of(rows(path))


def rows(path: Path) -> tuple[Judgement, ...]:
    """All answers in the file, those that are overruled too, in their order. Raises InputError as :func:`read` does."""
    return tuple(row for _, row in _Sheet.read(path).rows)


def append(path: Path, row: Judgement) -> None:
    """Adds an answer at the end of the file, which is made if need be. Whatever else it holds stays as it is, and a reader finds
    the old file or the new one. Raises InputError where the file is not in order, GraphError where it cannot be written."""
    row = made(**{name: cell for name, cell in asdict(row).items() if name != "place"})
    sheet = _Sheet.read(path).headed()
    Judgements.of((*(each for _, each in sheet.rows), row))  # a circle of aliases is refused now, not at the next build
    gap = "" if sheet.lines[-1].endswith(("\n", "\r")) else sheet.end
    _write(path, [*sheet.lines, gap, sheet.line(row)])


def undo(path: Path, count: int = 1) -> tuple[Judgement, ...]:
    """Takes the last ``count`` answers out of the file and gives them, the last one first. Raises InputError where there are
    fewer, or the file is not in order, GraphError where it cannot be written."""
    sheet = _Sheet.read(path)
    if count > len(sheet.rows):
        raise InputError(f"{path} holds {len(sheet.rows)} answers, so {count} cannot be undone", "undo fewer")
    last = sheet.rows[len(sheet.rows) - count:]
    gone = {at for at, _ in last}
    _write(path, [line for at, line in enumerate(sheet.lines) if at not in gone])
    return tuple(row for _, row in reversed(last))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The file as it is: its lines with their ends, the columns in its order, and the answers with the numbers of their lines."""

    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[int, Judgement], ...] = ()

    @classmethod
    def read(cls, path: Path) -> _Sheet:
        """The file ``path``; without lines where there is none, or an empty one."""
        lines = tuple(LINE.findall(_text(path)))
        cells = [(at, found) for at, line in enumerate(lines) if (found := _cells(line, f"{path}:{at + 1}"))]
        if not cells:
            return cls(lines)
        (at, columns), *rest = cells
        _check(columns, f"{path}:{at + 1}")
        return cls(lines, columns, tuple((at, _row(columns, found, f"{path}:{at + 1}")) for at, found in rest))

    def headed(self) -> _Sheet:
        """The file with a line of columns, and with an explanation before it where it is new."""
        if self.columns:
            return self
        before = self.lines or tuple(LINE.findall(zh.table("judgements.toml")["head"]))
        gap = () if before[-1].endswith(("\n", "\r")) else (self.end,)
        return _Sheet((*before, *gap, "\t".join(COLUMNS) + self.end), COLUMNS)

    @property
    def end(self) -> str:
        """What its lines end with."""
        return next((end for line in self.lines for end in ("\r\n", "\n", "\r") if line.endswith(end)), "\n")

    def line(self, row: Judgement) -> str:
        """A row as a line of the file."""
        cells, text = asdict(row), StringIO(newline="")
        csv.writer(text, delimiter="\t", lineterminator=self.end).writerow([cells[name] for name in self.columns])
        return text.getvalue()


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not in UTF-8", "save it as UTF-8, cells apart by tabs") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror})", "see that it is a file that you may read") from error


def _cells(line: str, place: str) -> tuple[str, ...]:
    """The cells of a line, without empty ones at its end; nothing of a comment."""
    line = line.removeprefix("\ufeff").strip("\r\n")
    if line.lstrip().startswith(("#", '"#')):
        return ()
    try:
        cells = [cell.strip() for found in csv.reader([line], delimiter="\t", strict=True) for cell in found]
    except csv.Error as error:
        raise InputError(f"{place}: a quotation mark is not closed, or not doubled", MEND) from error
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _check(columns: tuple[str, ...], place: str) -> None:
    """Raises InputError unless these are the names of the columns, in whatever order."""
    missing = [f"the column {name} is missing" for name in COLUMNS if name not in columns]
    others = [f"{name!r} is no column" for name in columns if name not in COLUMNS]
    twice = ["a column stands twice"] if len(columns) > len(COLUMNS) else []
    first = [f"the first column is not {COLUMNS[0]}"] if columns[0] != COLUMNS[0] else []
    for what in (*others, *missing, *twice, *first):
        raise InputError(f"{place}: {what}", f"begin the file with a line of these, apart by tabs: {' '.join(COLUMNS)}")


def _row(columns: tuple[str, ...], cells: tuple[str, ...], place: str) -> Judgement:
    if len(cells) > len(columns):
        raise InputError(f"{place}: {len(cells)} cells where {len(columns)} are known", MEND)
    filled = cells + ("",) * (len(columns) - len(cells))
    return made(**dict(zip(columns, filled, strict=True)), place=place)


def _write(path: Path, lines: Iterable[str]) -> None:
    """Puts a file of these lines in the place of ``path``."""
    path = path.resolve()
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes("".join(lines).encode("utf-8"))
        if path.exists():
            shutil.copymode(path, partial)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise GraphError(f"{path} cannot be written ({error.strerror})", "see that you may write there") from error
