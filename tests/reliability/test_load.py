"""A few clients at once are answered as each alone; and it would be seen if they were not."""

from __future__ import annotations

from threading import Event

import pytest

from reliability import load
from reliability.served import Served, samples, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> object:
    with serving(samples(tmp_path_factory.mktemp("load") / "graph")) as found:
        yield found


def test_clients_are_answered_as_if_they_were_alone(served: Served) -> None:
    told = load.loaded(served, clients=12, seconds=4, show=lambda text: None).told()
    assert told["wrong"] == {}
    assert min(told[kind] for kind in ("right", "left", "slow")) > 0


def test_another_answer_is_seen(served: Served) -> None:
    over = Event()
    wish = load.Wish("health")
    client = load.Client(0, served.url, {wish: "200 application/json another"}, over)

    def draw(wanted: list[load.Wish]) -> load.Wish:
        over.set()
        return wanted[0]

    client._draw.choice = draw
    assert client.run().wrong == {"health: 200 another answer than alone": 1}


def test_a_server_that_grows_is_seen() -> None:
    outcome = load.Outcome(memory=[load.SPARE, load.SPARE, load.SPARE, 3 * load.SPARE])
    assert outcome.told()["wrong"] == {"the memory grew from 100 to 300 MB": 1}
    assert not load.Outcome(memory=[load.SPARE] * 9).told()["wrong"]
