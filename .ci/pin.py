"""What the program, its build, its checks and the tools of the Makefile need, pinned.

In: what setup.cfg, pyproject.toml and ``.ci/lock/tools.in`` ask for. Out: ``.ci/lock/*.txt``, exact versions for Python 3.11 and
newer on any system, with the hashes of all their files and without an address that they came from. A version that is still
allowed is kept; with ``--upgrade``, the newest is taken. Wants uv.

usage: pin.py UV [--upgrade]
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LOCK = Path(".ci", "lock")
COMMAND = ("pip", "compile", "--quiet", "--universal", "--python-version=3.11", "--generate-hashes", "--custom-compile-command=make lock")
SOURCES = {"dev": ("setup.cfg", "--extra=dev"), "run": ("setup.cfg",), "build": ("-",), "tools": (str(LOCK / "tools.in"),)}


def main(uv: str, *options: str) -> int:
    """Runs the script. What the checks run with comes first: the others take the same versions."""
    wanted = "\n".join(tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"])
    for name, source in SOURCES.items():
        agreeing = () if name == "dev" else (f"--constraint={LOCK / 'dev.txt'}",)
        command = [uv, *COMMAND, f"--output-file={LOCK / name}.txt", *agreeing, *options, *source]
        subprocess.run(command, cwd=REPOSITORY, check=True, input=wanted, text=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
