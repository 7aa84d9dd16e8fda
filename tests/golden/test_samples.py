"""The graph of the sample articles, byte for byte.

After a change that is meant to change it: ``make golden``, read the difference, commit it with the change.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from kg import pipeline
from kg.errors import InputError

REPOSITORY = Path(__file__).parents[2]
SAMPLES = Path("kg", "samples")
"""As seen from the repository: the graph says where its articles come from."""

GOLDEN = Path(__file__).parent / "graph.ttl"
SHOWN = 60
"""Lines of a difference that a failure shows."""


def built(sources: list[Path], folder: Path) -> bytes:
    """The Turtle of a graph of ``sources``, built in ``folder``."""

    def on_problem(problem: InputError) -> None:
        pytest.fail(str(problem))

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(REPOSITORY)
        pipeline.build([str(source) for source in sources], folder, on_problem=on_problem, on_progress=lambda done, total, what: None)
    return (folder / "graph.ttl").read_bytes()


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return built([SAMPLES / "*"], tmp_path_factory.mktemp("golden") / "graph")


def test_graph_is_the_golden_one(graph: bytes, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update", default=False):
        GOLDEN.write_bytes(graph)
    assert GOLDEN.is_file(), "there is no golden graph yet: make golden"
    before, now = (text.decode().splitlines() for text in (GOLDEN.read_bytes(), graph))
    difference = list(difflib.unified_diff(before, now, "golden", "now", lineterm="", n=1))
    assert graph == GOLDEN.read_bytes(), "\n".join(difference[:SHOWN])


def test_order_of_sources_makes_no_difference(graph: bytes, tmp_path: Path) -> None:
    files = sorted(path.relative_to(REPOSITORY) for path in (REPOSITORY / SAMPLES).iterdir() if path.suffix != ".md")
    assert built(files[::-1], tmp_path / "reversed") == graph
