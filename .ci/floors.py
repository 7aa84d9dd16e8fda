"""The quality of the graph against pinned floors.

In: ``tests/floors.toml``, and ``../shared`` beside the repository with articles, annotations and their referee. Out: the
referee's figures as a table; exit code 1 where one is below its floor, 2 where the comparison cannot be made: files are
missing, or are not those that the floors were measured with. With ``--raise``, floors are raised to the figures; none is
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
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
FLOORS = REPOSITORY / "tests" / "floors.toml"
REFEREE = SHARED / "gold" / "score.py"


def digest(name: str) -> str:
    """SHA-256 over the articles of the set ``name``, their annotations and the referee, with their file names."""
    files = [*sorted((SHARED / name).glob("*.txt")), *sorted((SHARED / "gold" / name).glob("*.json")), REFEREE]
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def measure(name: str) -> dict[str, Any]:
    """Build the graph of the set ``name`` and let the referee judge it."""
    graph = REPOSITORY / "outputs" / name
    build = [sys.executable, "-m", "kg", "build", str(SHARED / name), "-o", str(graph)]
    subprocess.run(build, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    judge = [sys.executable, str(REFEREE), "--gold", str(SHARED / "gold" / name), "--json", str(graph / "graph.ttl")]
    figures: dict[str, Any] = json.loads(subprocess.run(judge, check=True, capture_output=True, text=True).stdout)
    return figures


def table(name: str, figures: dict[str, Any], floor: float) -> str:
    """The figures of one set, a key a line."""
    lines = [f"{name + ', ' + str(figures['docs']) + ' articles':22}{'P':>8}{'R':>8}{'F1':>8}"]
    for key, row in figures["total"].items():
        lines.append(f"{key:22}" + "".join("       -" if row[part] is None else f"{row[part]:8.3f}" for part in ("p", "r", "f1")))
    lines.append(f"{'overall':22}{figures['overall']:24.3f}   floor {floor:.3f}")
    return "\n".join(lines)


def raised(text: str, name: str, value: float) -> str:
    """The text of the floors' file with the floor of ``name`` raised to ``value``, cut to three digits."""
    section = re.compile(rf"(\[{name}\][^\[]*?floor = )[\d.]+")
    return section.sub(lambda match: f"{match[1]}{int(value * 1000) / 1000:.3f}", text)


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
        print(table(name, figures, pinned["floor"]), end="\n\n", flush=True)
        low |= figures["overall"] < pinned["floor"]
        if "--raise" in sys.argv and figures["overall"] > pinned["floor"]:
            text = raised(text, name, figures["overall"])
    if "--raise" in sys.argv:
        FLOORS.write_text(text, encoding="utf-8")
    if low:
        print("floors: a figure is below its floor: see the table", file=sys.stderr)
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
