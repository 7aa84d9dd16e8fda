"""The generated parts of the ontology are what the data say, and the generator refuses a bad stanza."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg import vocab, zh

REPOSITORY = Path(__file__).parents[2]


def run(folder: Path, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "ontology.build", *arguments], cwd=folder, check=False).returncode


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the generator reads and writes."""
    shutil.copytree(REPOSITORY / "ontology", tmp_path / "ontology")
    (tmp_path / "kg" / "zh").mkdir(parents=True)
    for name in ("__init__.py", "errors.py", "vocab.py", "article.py", "zh/__init__.py", "zh/kinds.toml", "zh/actions.toml"):
        shutil.copy(REPOSITORY / "kg" / name, tmp_path / "kg" / name)
    return tmp_path


def test_files_are_what_a_run_would_write() -> None:
    """Where this fails: python -m ontology.build"""
    assert run(REPOSITORY, "--check") == 0


def test_run_writes_what_changed(checkout: Path) -> None:
    actions = checkout / "kg" / "zh" / "actions.toml"
    before = {name: (checkout / "ontology" / name).read_bytes() for name in ("kg.ttl", "shapes.ttl")}
    texts = ("label_zh", "label_en", "definition_zh", "definition_en")
    stanza = "".join(f'{key} = "Greet {key}"\n' for key in texts)
    stanza = f'\n[Greet]\nparent = "Action"\n{stanza}example = "他说“你好”\\\\。"\n'
    actions.write_text(actions.read_text(encoding="utf-8") + stanza, encoding="utf-8")
    assert run(checkout, "--check") == 1
    assert {name: (checkout / "ontology" / name).read_bytes() for name in before} == before
    assert run(checkout) == 0
    assert run(checkout, "--check") == 0
    assert 'skos:example "他说“你好”\\\\。"@zh-Hans' in (checkout / "ontology" / "kg.ttl").read_text(encoding="utf-8")
    assert "kg:State kg:Greet )" in (checkout / "ontology" / "shapes.ttl").read_text(encoding="utf-8")


def test_stanza_without_a_text_is_refused(checkout: Path) -> None:
    kinds = checkout / "kg" / "zh" / "kinds.toml"
    kinds.write_text(kinds.read_text(encoding="utf-8") + '\n[Ship]\nparent = "Entity"\nlabel_zh = "船"\n', encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "ontology.build"], cwd=checkout, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "kg/zh/kinds.toml [Ship] lacks label_en, definition_zh, definition_en: add it" in done.stderr


def test_every_stanza_hangs_in_the_tree() -> None:
    for file in ("kinds.toml", "actions.toml"):
        for name in zh.table(file):
            assert {"Entity", "Fact"} & set(vocab.superclasses(name)), name


def test_ontology_is_found_installed_and_in_a_checkout(checkout: Path) -> None:
    """Beside the package in a checkout, inside it where a wheel has put it."""
    command = "from kg import vocab; print(vocab.ontology('kg.ttl')); print(vocab.leaves('Action')[0])"

    def found() -> list[str]:
        done = subprocess.run([sys.executable, "-c", command], cwd=checkout, check=True, capture_output=True, text=True)
        return done.stdout.split()

    assert found() == [str(checkout / "ontology" / "kg.ttl"), "Allocate"]
    shutil.move(checkout / "ontology", checkout / "kg" / "ontology")
    assert found() == [str(checkout / "kg" / "ontology" / "kg.ttl"), "Allocate"]
