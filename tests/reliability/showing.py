"""How far it is, for people."""

from __future__ import annotations

import sys


def progress(text: str) -> None:
    """Shows on a terminal how far it is."""
    if sys.stderr.isatty():
        print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)
