"""The server is asked what its description allows, and what not: does it answer as it says?

schemathesis makes requests from ``/openapi.json``, as it is given by a real server that takes updates: at the bounds of each value
and beyond, with parameters left out, of other types and of other methods, and at random. Each answer must have a status, a content
type and a shape that the description names; what is allowed must be answered, what is not refused, and nothing may be a mistake of
the server.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reliability.served import TOKEN, Served, environment, samples, serving

EXAMPLES = 100
PHASES = ("coverage", "fuzzing")
SETTINGS = Path(__file__).parent / "interface.toml"
HERE = "from schemathesis.cli import schemathesis; schemathesis()"


def asked(served: Served, folder: Path, examples: int, phases: Sequence[str], description: Path | None = None) -> dict[str, Any]:
    """What comes of it: how many addresses and methods there are, how many requests were made, and what was wrong, as text.
    ``description`` is taken in place of the server's."""
    report = folder / "report.json"
    where = [f"--url={served.url}", str(description)] if description else [f"{served.url}openapi.json"]
    run = subprocess.run(
        [sys.executable, "-P", "-c", HERE, f"--config-file={SETTINGS}", "run", *where, f"--max-examples={examples}", "--seed=1",
         f"--phases={','.join(phases)}", f"--header=Authorization: Bearer {TOKEN}", "--report=json", f"--report-json-path={report}",
         "--no-color", "--generation-database=none"],
        cwd=folder, env=environment(KG_SERVED=served.url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not report.exists():
        raise RuntimeError(run.stdout + run.stderr)
    told = json.loads(report.read_text(encoding="utf-8"))
    operations, cases = told["operations"], told["test_cases"]
    whole = operations["tested"] == operations["total"] and not run.returncode
    return {"addresses": operations["total"], "requests": cases["generated"], "wrong": "" if whole else run.stdout}


def main(arguments: Sequence[str]) -> int:
    """See ``--help``."""
    parser = argparse.ArgumentParser("reliability.interface", description=__doc__)
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="random requests of each address (default: %(default)s)")
    parser.add_argument("--phases", nargs="+", choices=PHASES, default=PHASES, help="bounds of values, random values, or both")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as name, serving(samples(Path(name, "graph")), "--writable") as served:
        outcome = asked(served, Path(name), chosen.examples, chosen.phases)
    if chosen.json:
        print(json.dumps(outcome, indent=1))
    else:
        print(f"{outcome['addresses']} addresses and methods  {outcome['requests']:,} requests\n{outcome['wrong'] or 'nothing wrong'}")
    return int(bool(outcome["wrong"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
