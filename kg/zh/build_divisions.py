"""Packs the public registers of administrative divisions into ``divisions.tsv``, ``divisions.bin`` and ``renamed.tsv``.

In: the folder with the sources (``china_location.zip``, ``china_location_change.txt``, ``world_location.txt``,
``provinces.csv``, ``cities.csv``, ``areas.csv``, ``streets.csv``, ``HK-MO-TW.json``). Out: the three files beside this
script, the same bytes for the same sources. Run ``python -m kg.zh.build_divisions FOLDER``.

The zip has the names of all five levels; the tables of the statistics bureau have the codes and are newer. So a county
or township of the zip takes name and code from the tables where both have it: under the same name, under the name that
``china_location_change.txt`` gives it, or under the same stem with another suffix (a county that became a city, a
township that became a town). What only one source has is kept as it is.

Names that a division had once lead to it: those of the sources, each with its date in ``renamed.tsv``, and, since no source
goes back far, what a city or district was called as a county (:func:`earlier`).
"""

from __future__ import annotations

import csv
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg import zh
from kg.zh import levels
from kg.zh.divisions import ENCODING, INDEX, MAGIC

COUNTY, TOWNSHIP, VILLAGE = 3, 4, 5
LEAST, MOST = 2, 4  # characters of a county's name without its suffix; zones have longer ones


@dataclass
class Node:
    """A division while the sources are being merged."""

    name: str
    rank: int
    code: str = ""
    short: str = ""
    also: dict[str, None] = field(default_factory=dict)
    below: list[Node] = field(default_factory=list)

    def child(self, name: str) -> Node | None:
        return next((node for node in self.below if node.name == name), None)

    def adopt(self, other: Node) -> None:
        """Takes over what ``other``, an older entry of the same division, has."""
        self.also.update(dict.fromkeys([other.name, other.short, *other.also]))
        self.below.extend(other.below)


def _fixes(kind: str) -> dict[str, str]:
    return {row.cells[1]: row.cells[2] for row in zh.rows("divisions_fixes.tsv", 3) if row.cells[0] == kind}


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def register(folder: Path) -> list[Node]:
    """The provinces of the zip with everything below; depth is indentation."""
    with zipfile.ZipFile(folder / "china_location.zip") as archive:
        lines = archive.read("china_location.txt").decode("utf-8").splitlines()
    junk = tuple(_fixes("junk"))
    top = Node("", 0)
    path = [top]
    for line in lines:
        depth = len(line) - len(line.lstrip("\t"))
        name, code, short = [*line.split("\t")[depth:], "", ""][:3]
        node = Node(name, depth + 1, code, max(short.split("/"), key=len), dict.fromkeys(short.split("/")))
        path[depth + 1:] = [node]
        if not any(word in name for word in junk):
            path[depth].below.append(node)
    return top.below


def bureau(folder: Path) -> dict[str, Node]:
    """The divisions of the statistics bureau down to townships, by code; pseudo divisions are left out."""
    nodes = {row["code"] + "0000": Node(row["name"], 1, row["code"] + "0000") for row in _table(folder, "provinces.csv")}
    pseudo = _fixes("pseudo")
    for row in _table(folder, "cities.csv"):
        if row["name"] not in pseudo and row["code"] + "00" not in nodes:
            nodes[row["code"] + "00"] = Node(row["name"], 2, row["code"] + "00")
            nodes[row["provinceCode"] + "0000"].below.append(nodes[row["code"] + "00"])
    for row in _table(folder, "areas.csv"):
        above = nodes.get(row["cityCode"] + "00", nodes[row["provinceCode"] + "0000"])
        same = above.name == row["name"]
        nodes[row["code"]] = above if same else Node(row["name"], 3, row["code"])
        if not same:
            above.below.append(nodes[row["code"]])
    for row in _table(folder, "streets.csv"):
        nodes[row["areaCode"]].below.append(Node(row["name"], TOWNSHIP, row["code"]))
    return nodes


def changes(folder: Path) -> dict[tuple[str, ...], tuple[str, tuple[str, ...]]]:
    """Old path of names (province, prefecture, county) → date of the change, new path."""
    found = {}
    spelled = _fixes("spelling")
    for line in (folder / "china_location_change.txt").read_text(encoding="utf-8").splitlines():
        old, _, new = line.partition("=>")
        if new:
            date, _, *path = old.split("\t")
            found[tuple(path[::2])] = (date, tuple(spelled.get(name, name) for name in new.split("\t") if name))
    return found


def _by_stem(nodes: list[Node], name: str, rank: int) -> Node | None:
    stem = levels.parts(name, rank)[0]
    alike = [node for node in nodes if node.rank == rank and levels.parts(node.name, rank)[0] == stem]
    return alike[0] if len(alike) == 1 else None


def _descend(top: list[Node], path: tuple[str, ...]) -> Node | None:
    """The node at the end of a path of names; the last name may have another suffix than the path says."""
    nodes, node = top, None
    for name in path:
        node = next((node for node in nodes if node.name == name), None) or (nodes and _by_stem(nodes, name, nodes[0].rank)) or None
        if node is None:
            return None
        nodes = node.below
    return node


def merge_townships(into: Node, old: list[Node]) -> None:
    """Puts the townships ``old`` of the zip into a county of the bureau's."""
    for township in old:
        known = into.child(township.name) or _by_stem(into.below, township.name, TOWNSHIP)
        if known is None:
            into.below.append(township)
        else:
            known.below.extend(township.below)


def _today(county: Node, path: tuple[str, ...], above: Node, top: list[Node], moved: dict[tuple[str, ...], tuple[str, ...]]) -> Node | None:
    """The bureau's entry for a county of the zip that stands at ``path``."""
    counties = [node for node in above.below if node.rank == county.rank]
    known = next((node for node in counties if node.name == county.name), None)
    known = known or _descend(top, moved.get((*path, county.name), ()))
    known = known or _by_stem(counties, county.name, county.rank)
    return known or next((node for node in counties if node.code == county.code), None)


def merge(old: list[Node], new: dict[str, Node], moved: dict[tuple[str, ...], tuple[str, ...]]) -> list[Node]:
    """The provinces of both sources as one tree."""
    top = [node for node in new.values() if node.rank == 1]
    pseudo = _fixes("pseudo")
    for province in old:
        here = next((node for node in top if node.name == province.name), None)
        if here is None:
            continue
        here.short = province.short
        for prefecture in province.below:
            above = here.child(prefecture.name) or here
            if above is not here:
                above.short, above.also = prefecture.short, dict(prefecture.also)
            for county in prefecture.below:
                merge_county(county, (province.name, prefecture.name), above, top, moved, pseudo)
    return top


def merge_county(county: Node, path: tuple[str, ...], above: Node, top: list[Node],
                 moved: dict[tuple[str, ...], tuple[str, ...]], pseudo: dict[str, str]) -> None:
    """Puts one county of the zip where it belongs today."""
    known = above if county.name in pseudo else _today(county, path, above, top, moved)
    if known is None:
        known = Node(county.name, county.rank, county.code)
        above.below.append(known)
    if known is not above:
        known.also.update(dict.fromkeys([county.name, *county.also]))
        if known.name == county.name or not known.short:
            known.short = county.short
    merge_townships(known, county.below)


def rename(top: list[Node], moved: dict[tuple[str, ...], tuple[str, ...]], nodes: dict[str, Node]) -> None:
    """Adds old names to today's divisions, each with its short form."""
    found = [(old[-1], _descend(top, new)) for old, new in moved.items()]
    found += [(old, nodes[code]) for old, code in _fixes("rename").items()]
    for name, node in found:
        if node is not None:
            stem = levels.parts(name, node.rank)[0]
            node.also.update(dict.fromkeys([name, stem if len(stem) > 1 else name]))


def earlier(every: list[tuple[str, Node]]) -> None:
    """Adds to each city and district of the county's rank what it may have been called before it became one
    (the column ``before`` of ``levels.tsv``), where nothing else is called so and no wider division like the rest of it:
    behind 河北 the 县 of 河北县域 makes no name."""
    taken = {name for _, node in every for name in (node.name, node.short, *node.also)}
    wider = {name for _, node in every if node.rank < COUNTY for name in (node.name, node.short, *node.also)}
    for _, node in every:
        stem, before = levels.before(node.name, node.rank)
        if node.code and LEAST <= len(stem) <= MOST and stem not in wider:
            node.also.update(dict.fromkeys(stem + suffix for suffix in before if stem + suffix not in taken))


def renamed(top: list[Node], moved: dict[tuple[str, ...], tuple[str, tuple[str, ...]]], nodes: dict[str, Node]) -> str:
    """The lines of ``renamed.tsv``: of the sources' changes those that gave a division another name or put it under
    another one, and of the ``rename`` fixes those with a date; by the date."""
    found = []
    for old, (date, new) in moved.items():
        node, above = _descend(top, new), _descend(top, new[:-1])
        if node is None or above is None:
            continue
        name = node.name if old[-1] == levels.brief(node.name, node.short, node.rank) else old[-1]
        led_there = moved.get(old[:-1], ("", ()))[1] == new[:-1]   # the area was renamed itself, and says so
        if name != node.name or (old[-2] != above.name and not led_there):
            found.append((date, node.code, name, old[-2], node.name))
    dates = _fixes("until")
    for name, code in _fixes("rename").items():
        if name in dates:
            above = nodes.get(code[:4] + "00") or nodes[code[:2] + "0000"]
            found.append((dates[name], code, name, above.name, nodes[code].name))
    return "".join(f"{name}\t{area}\t{date}\t{code}\t{today}\n" for date, code, name, area, today in sorted(found))


def outside(folder: Path, register_top: list[Node]) -> list[Node]:
    """Hong Kong, Macao and Taiwan: provinces, whose members are counties or, where they have members themselves and are
    no county by name, prefectures."""
    codes = {node.name: node for node in register_top}
    top = []
    for name, members in json.loads((folder / "HK-MO-TW.json").read_text(encoding="utf-8")).items():
        province = Node(name, 1, codes[name].code, codes[name].short)
        for member, below in members.items():
            _place(province, member, below)
        top.append(province)
    return top


def _place(province: Node, member: str, below: list[str]) -> None:
    suffixed = [suffix for suffix in levels.suffixes() if suffix.text != levels.DEFAULT and member.endswith(suffix.text)]
    if not suffixed:  # a part of the country's map, no division: its members belong to the province
        province.below.extend(_county(name) for name in below)
        return
    node = Node(member, min(suffix.rank for suffix in suffixed if suffix.rank > 1))
    node.below = [_county(name) if node.rank == 2 else Node(name, TOWNSHIP) for name in below]
    province.below.append(node)


def _county(name: str) -> Node:
    name, _, also = name.rstrip("）").partition("（")
    return Node(name, 3, also=dict.fromkeys([also]))


def countries(folder: Path) -> list[Node]:
    """The countries of the world with their formal names; cities abroad are left out."""
    everyday = _fixes("country")
    nodes = []
    for line in (folder / "world_location.txt").read_text(encoding="utf-8").splitlines():
        if "\t" in line:
            name, formal = line.split("\t")[:2]
            more = [also for also, meant in everyday.items() if meant == name]
            nodes.append(Node(name, 0, "", name, dict.fromkeys([formal, *more])))
    return nodes


def rows(node: Node, above: str) -> Iterator[tuple[str, Node]]:
    """The node and everything below it down to counties, each with the key of its parent; ordered by code and name."""
    yield above, node
    for below in sorted(node.below, key=lambda node: (node.code or "~", node.name)):
        if below.rank < TOWNSHIP:
            yield from rows(below, key(node, above))


def key(node: Node, above: str) -> str:
    """The key of a node: its code, else the key of its parent and its name."""
    return node.code or (f"{above}/{node.name}" if above else node.name)


def line(node: Node, above: str) -> str:
    """One line of ``divisions.tsv``."""
    stem = levels.parts(node.name, node.rank)[0]
    short = node.short or (stem if len(stem) > 1 else node.name)
    also = dict.fromkeys([*node.also, levels.brief(node.name, short, node.rank)])
    others = sorted(name for name in also if name and name not in (node.name, short))
    return "\t".join([key(node, above), node.name, short, levels.level(node.name, node.rank), above, "/".join(others)])


def shorten(node: Node) -> None:
    """Takes the county's name off its townships' names (当阳市淯溪镇), which the bureau writes for some; the same township
    under both names becomes one, also under an older suffix (楼庄乡, 楼庄镇) that only the zip has."""
    townships = sorted((each for each in node.below if each.rank == TOWNSHIP), key=lambda each: not each.code)
    for township in townships:
        rest = township.name.removeprefix(node.name)
        township.name = rest if len(rest) > 1 else township.name
    node.below = [each for each in node.below if each.rank != TOWNSHIP]
    for township in townships:
        older = None if township.code else _by_stem(node.below, township.name, TOWNSHIP)
        if (known := node.child(township.name) or older) is None:
            node.below.append(township)
        else:
            known.below.extend(township.below)
    for each in node.below:
        if each.rank < TOWNSHIP:
            shorten(each)


def block(area: Node) -> bytes:
    """The townships and villages under one division: a line a township, ``code name village village …``."""
    lines: dict[str, str] = {}
    for township in sorted((node for node in area.below if node.rank == TOWNSHIP), key=lambda node: (node.code or "~", node.name)):
        villages = sorted({village.name for village in township.below})
        lines.setdefault(township.name, "\t".join([township.code, township.name, *villages]))
    return "\n".join(lines.values()).encode(ENCODING)


def places(areas: list[tuple[str, Node]]) -> bytes:
    """Where a township of a name lies: a line a name, with the codes, or the area's key and a slash for want of a code."""
    found: dict[str, dict[str, None]] = {}
    for name, area in areas:
        for node in area.below:
            if node.rank == TOWNSHIP:
                found.setdefault(node.name, {})[node.code or name + "/"] = None
    return "\n".join(f"{name}\t{' '.join(sorted(where))}" for name, where in sorted(found.items())).encode(ENCODING)


def pack(areas: list[tuple[str, Node]]) -> bytes:
    """``divisions.bin``: a header line (magic, length of the index), the index, then the blocks, all zlib."""
    blocks = [zlib.compress(block(area), 9) for _, area in areas]
    last = zlib.compress(places(areas), 9)
    listed = [f"{name}\t{len(data)}" for (name, _), data in zip(areas, blocks, strict=True)] + [f"{INDEX}\t{len(last)}"]
    index = zlib.compress("\n".join(listed).encode(ENCODING), 9)
    return b"".join([MAGIC, f"{len(index)}\n".encode("ascii"), index, *blocks, last])


HEADER = """\
# Administrative divisions down to counties, and countries. Made by build_divisions.py; do not edit.
# Sources: JioNLP dictionary (commit 783abc52, Apache-2.0); Administrative-divisions-of-China (commit 57a0aa9c, WTFPL).
#key\tname\tshort\tlevel\tparent\talso
"""

RENAMED = """\
# Names that divisions had until a date, or the area that they lay in. Made by build_divisions.py; do not edit.
# Source: JioNLP dictionary (commit 783abc52, Apache-2.0), china_location_change.txt; divisions_fixes.tsv.
#name\tarea\tuntil\tkey\ttoday
"""


def main(folder: Path, target: Path = zh.HERE) -> None:
    """Reads the sources in ``folder`` and writes the three files to ``target``."""
    old, new, dated = register(folder), bureau(folder), changes(folder)
    moved = {path: now for path, (_, now) in dated.items()}
    top = merge(old, new, moved)
    rename(top, moved, new)
    for province in top:
        shorten(province)
    every = [row for province in [*countries(folder), *top, *outside(folder, old)] for row in rows(province, "")]
    earlier(every)
    (target / "renamed.tsv").write_text(RENAMED + renamed(top, dated, new), encoding="utf-8")
    text = HEADER + "".join(line(node, above) + "\n" for above, node in every)
    (target / "divisions.tsv").write_text(text, encoding="utf-8")
    areas = [(key(node, above), node) for above, node in every if any(below.rank == TOWNSHIP for below in node.below)]
    (target / "divisions.bin").write_bytes(pack(areas))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
