"""The server answers as its description says, to some requests of each kind; and it would be seen if it did not."""

from __future__ import annotations

import json
from pathlib import Path

from kg.serve.pages import INTERFACE
from reliability import interface
from reliability.served import samples, serving


def test_the_server_answers_as_it_says(tmp_path: Path) -> None:
    with serving(samples(tmp_path / "graph"), "--writable") as served:
        outcome = interface.asked(served, tmp_path, examples=3, phases=["fuzzing"])
        assert outcome["wrong"] == ""
        assert outcome["requests"] > outcome["addresses"] > 0
        broken = json.loads(INTERFACE.read_text(encoding="utf-8"))
        broken["paths"] = {"/health": broken["paths"]["/health"]}
        broken["components"]["schemas"]["Health"]["properties"]["status"]["enum"] = ["well"]
        (tmp_path / "broken.json").write_text(json.dumps(broken), encoding="utf-8")
        assert "well" in interface.asked(served, tmp_path, 1, ["fuzzing"], tmp_path / "broken.json")["wrong"]
