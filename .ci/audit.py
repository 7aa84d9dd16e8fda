"""Known holes in the packages that the locks name.

In: ``.ci/lock/*.txt``. Out: the advisories found, one a line; exit code 1 where there are any, 3 where some package could not
be looked up, since pip-audit's service is out of reach or does not know it: then nothing is said of that one. Wants pip-audit.

usage: audit.py PIP-AUDIT
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent / "lock"
OPTIONS = ("--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json")


def looked_up(program: str, lock: Path) -> list[dict[str, Any]]:
    """The packages of one lock, each with what is known of it, or with why nothing is; none where there was no answer."""
    answer = subprocess.run([program, *OPTIONS, "--requirement", str(lock)], capture_output=True, text=True, check=False).stdout
    return list(json.loads(answer)["dependencies"]) if answer.startswith("{") else []


def holes(packages: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Every advisory as a line."""
    for name, package in sorted(packages.items()):
        for hole in package.get("vulns", ()):
            fixed = ", ".join(hole["fix_versions"]) or "no version"
            yield f"{name} {package['version']}: {hole['id']} {' '.join(hole['aliases'])}, mended in {fixed}"


def main(program: str) -> int:
    """Runs the script."""
    answers = {lock: looked_up(program, lock) for lock in sorted(LOCK.glob("*.txt"))}
    packages = {package["name"]: package for answer in answers.values() for package in answer}
    found = list(holes(packages))
    unknown = sum("skip_reason" in package for package in packages.values())
    complete = not unknown and all(answers.values())
    if found or complete:
        print("\n".join(found) or f"audit: no hole is known in {len(packages)} packages")
    if not complete:
        silent = f"no answer for {unknown} of {len(packages)} packages" if packages else "no answer"
        print(f"audit: {silent}: the service of advisories is out of reach here, or does not know them", file=sys.stderr)
    return 1 if found else 0 if complete else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
