"""Input that is made to cost much: of each kind a file, all built by a process that may take so much time and memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kg.acquire.page import MOST

REPOSITORY = Path(__file__).parents[2]
SECONDS = 120        # of the processor, for all of them; they take about a fourth of that
MEMORY = 3 * 2**30   # bytes
PLAIN = "浙江省诸暨市水利局局长周启明到店口镇查看闸门，采购沙袋3000个。\n" * 5
LONG = 10_000        # characters of each text
AGAIN = {
    "no-stop": "浙江省诸暨市水利局局长周启明到店口镇查看闸门采购沙袋三千个发放宣传单", "attribute": "明县发的",
    "trigger": "捐款", "level": "市", "joint": "市、县", "firm": "司", "village": "村", "place": "中国", "places": "北京市、",
    "body": "委员会", "person": "王某、", "post": "局长", "opening": "“《（", "quotation": "“好。", "figure": "1万",
    "date": "2020年1月", "to": "向", "arrow": ">", "bar": "|", "blank": " ", "stop": "。", "line": "好\n",
}
"""What stands in a text again and again."""
BOMBS = {
    "line.txt": PLAIN + "市" * 10**7,
    "record.jsonl": json.dumps({"text": "市" * 10**7}, ensure_ascii=False),
    "deep.html": "<html><body>" + "<div>" * 10**6 + PLAIN,
    "items.html": "<html><body>" + PLAIN + "<li>市长张三" * 10**5,
    "entities.html": "<html><body><p>" + PLAIN + "&amp;" * 10**6,
    "vast.html": "<html><body>" + "<p>" * 2 * 10**6,
    "quotes.csv": "id,text\n1,\"" + "a\"\"" * 10**6,
    "cells.csv": "id,text\n" + "," * 10**6,
    "deep.json": "[" * 10**6, "deep.jsonl": '{"text": ' + "[" * 10**6 + "]" * 10**6 + "}", "figure.json": '{"text": ' + "1" * 10**5 + "}",
}
"""Files that are more than any article."""


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def kg(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-P", "-m", "kg", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, preexec_fn=limited)


def test_texts_that_say_one_thing_again_and_again_are_built(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for name, again in AGAIN.items():
        (tmp_path / "texts" / f"{name}.txt").write_text(PLAIN + (again * LONG)[:LONG], encoding="utf-8")
    outcome = kg("build", str(tmp_path / "texts"), "-o", str(tmp_path / "graph"), "--jobs", "1", "--json")
    assert outcome.returncode == 0, outcome.stderr[-500:]
    report = json.loads(outcome.stdout)
    assert report["articles"] + report["skipped"] + report["duplicates"] == len(AGAIN)
    assert report["articles"] >= len(AGAIN) // 2


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(BOMBS[name], encoding="utf-8")
    outcome = kg("build", str(tmp_path / name), "-o", str(tmp_path / "graph"), "--jobs", "1")
    assert outcome.returncode == 3, outcome.stderr[-500:]
    first, *rest = outcome.stderr.splitlines()
    assert first.startswith(f"kg: {tmp_path / name}")
    assert len(first) < 500
    assert rest == ["kg: no article could be read: name files or folders of articles"]


def test_an_article_may_be_long(tmp_path: Path) -> None:
    article = tmp_path / "long.txt"
    lines = (f"3月{day}日，诸暨市水利局局长周启明到店口镇第{day}水库查看闸门，采购沙袋{day * 100}个。\n" for day in range(1500))
    article.write_text("".join(lines), encoding="utf-8")
    outcome = kg("build", str(article), "-o", str(tmp_path / "graph"), "--jobs", "1", "--json")
    assert outcome.returncode == 0, outcome.stderr[-500:]
    report = json.loads(outcome.stdout)
    assert report["characters"] > MOST / 4
    assert report["wrong"] == 0
