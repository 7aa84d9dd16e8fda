"""The quality of the graph against pinned floors.

In: ``tests/floors.toml``, ``../shared`` beside the repository with articles, annotations and their referee, and the notices of
``tests/identity.toml``. Out: the referee's figures as a table, with a floor for each of its keys and one for their mean,
and those of ``kg score --identity``; exit code 1 where one is below its floor, 2 where the comparison cannot be made: files
are missing, or are not those that the floors were measured with. With ``--raise``, floors are raised to the figures; none is
ever lowered.

usage: floors.py [--raise]
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
FLOORS = REPOSITORY / "tests" / "floors.toml"
REFEREE = SHARED / "gold" / "score.py"
IDENTITY = "identity"
NOTICES = REPOSITORY / "tests" / "identity.toml"


def digest(name: str) -> str:
    """SHA-256 over the articles of the set ``name``, their annotations and the referee, with their file names; of the notices
    where identities are what is measured."""
    articles, annotations = sorted((SHARED / name).glob("*.txt")), sorted((SHARED / "gold" / name).glob("*.json"))
    files = [NOTICES] if name == IDENTITY else [*articles, *annotations, REFEREE]
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def measure(name: str) -> dict[str, Any]:
    """Build the graph of the set ``name`` and let the referee judge it; identities are judged by the program's own scorer."""
    if name == IDENTITY:
        score = [sys.executable, "-m", "kg", "score", "--identity", str(NOTICES), "--json"]
        return dict(json.loads(subprocess.run(score, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout))
    graph = REPOSITORY / "outputs" / name
    build = [sys.executable, "-m", "kg", "build", str(SHARED / name), "-o", str(graph)]
    subprocess.run(build, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    judge = [sys.executable, str(REFEREE), "--gold", str(SHARED / "gold" / name), "--json", str(graph / "graph.ttl")]
    figures: dict[str, Any] = json.loads(subprocess.run(judge, check=True, capture_output=True, text=True).stdout)
    return figures


def measured(figures: dict[str, Any]) -> dict[str, float]:
    """The figures as the floors' file has them: F1 by key, and the mean of them under the key ``floor``; of identities
    precision, recall and B³ F1 for each kind (``Place_recall``) and for all."""
    if "kinds" in figures:
        return {f"{kind}_{part}": row[part] or 0.0 for kind, row in _kinds(figures).items() for part in ("precision", "recall", "b3_f1")}
    return {**{key: row["f1"] or 0.0 for key, row in figures["total"].items()}, "floor": figures["overall"]}


def _kinds(figures: dict[str, Any]) -> dict[str, dict[str, float | None]]:
    return {**figures["kinds"], "all": figures["overall"]}


def table(name: str, figures: dict[str, Any], pinned: Mapping[str, Any]) -> str:
    """The figures of one set, a key a line, each with its floor."""
    if name == IDENTITY:
        head = f"identities, {figures['overall']['same']} pairs the same, {figures['overall']['different']} different"
        return "\n".join((head, *(f"{key:22}{value:24.3f}   floor {pinned[key]:.3f}" for key, value in measured(figures).items())))
    lines = [f"{name + ', ' + str(figures['docs']) + ' articles':22}{'P':>8}{'R':>8}{'F1':>8}"]
    for key, row in figures["total"].items():
        parts = "".join("       -" if row[part] is None else f"{row[part]:8.3f}" for part in ("p", "r", "f1"))
        lines.append(f"{key:22}{parts}   floor {pinned[key]:.3f}")
    lines.append(f"{'overall':22}{figures['overall']:24.3f}   floor {pinned['floor']:.3f}")
    return "\n".join(lines)


def raised(text: str, name: str, values: Mapping[str, float]) -> str:
    """The text of the floors' file with the floors of ``name`` raised to ``values``, cut to three digits; none is lowered."""
    start = text.index(f"[{name}]")
    end = text.find("\n[", start) % (len(text) + 1)
    section = text[start:end]
    for key, value in values.items():
        floor = re.search(rf"(?m)^{key} = ([\d.]+)$", section)
        if floor and int(value * 1000) / 1000 > float(floor[1]):
            section = section.replace(floor[0], f"{key} = {int(value * 1000) / 1000:.3f}")
    return text[:start] + section + text[end:]


def main() -> int:
    if not REFEREE.is_file():
        print(f"floors: {SHARED} is missing: put the shared folder beside the repository", file=sys.stderr)
        return 2
    text, low = FLOORS.read_text(encoding="utf-8"), False
    for name, pinned in tomllib.loads(text).items():
        if digest(name) != pinned["sha256"]:
            print(f"floors: articles, annotations or referee of {name} are not those of tests/floors.toml "
                  f"(now {digest(name)}): measure anew, then set hash and floor together", file=sys.stderr)  # fmt: skip
            return 2
        figures = measure(name)
        print(table(name, figures, pinned), end="\n\n", flush=True)
        low |= any(value < pinned[key] for key, value in measured(figures).items())
        if "--raise" in sys.argv:
            text = raised(text, name, measured(figures))
    if "--raise" in sys.argv:
        FLOORS.write_text(text, encoding="utf-8")
    if low:
        print("floors: a figure is below its floor: see the table", file=sys.stderr)
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
