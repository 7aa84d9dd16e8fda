"""Commands killed at a few random moments leave the old or the new; and it would be seen if they did not.

In processes of their own, since forked ones may open no database where this one has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from reliability import kills

BETWEEN = """
import sys
import time
from pathlib import Path

from kg.cli import writing
from reliability import kills

def between(store, name, path):
    path.write_text("half")
    time.sleep(kills.ALIVE)

def half():
    end = time.monotonic() + 60
    while (folder / "place" / kills.EXPORT).read_text() != "half" and time.monotonic() < end:
        time.sleep(0.01)

folder = Path(sys.argv[1])
kills.begin(folder / "begin", 8)
trials = kills.Trials("export", folder / "begin", folder / "place")
writing.write_out = between
trials.kill(half)
print(trials.outcome.wrong[0])
"""
"""An export that writes half of a file into its place, and is killed then."""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(str(Path(__file__).parents[up]) for up in (1, 2))
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run([sys.executable, "-P", *command], capture_output=True, text=True, check=False, env=environment)


def test_killed_commands_leave_the_old_or_the_new() -> None:
    times = 2
    count = str(times * len(kills.COMMANDS))
    outcome = run("-m", "reliability.kills", "--kills", count, "--articles", "24", "--json")
    found = json.loads(outcome.stdout)
    assert [line for each in found for line in each["wrong"]] == []
    assert {each["command"]: each["kills"] for each in found} == dict.fromkeys(kills.COMMANDS, times)
    assert outcome.returncode == 0


def test_what_is_between_is_seen(tmp_path: Path) -> None:
    outcome = run("-c", BETWEEN, str(tmp_path))
    assert outcome.stdout == "export: what is there is neither the old nor the new\n", outcome.stderr
