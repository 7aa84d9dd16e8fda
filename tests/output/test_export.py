"""Writing beside, then renaming; formats by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.graph import Store
from kg.output import FORMATS, Format, export


def listing(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def test_every_format_has_its_own_name_and_ending() -> None:
    assert len({format_.name for format_ in FORMATS}) == len(FORMATS)
    assert len({format_.suffix for format_ in FORMATS}) == len(FORMATS)
    assert all(format_.purpose and format_.suffix[:1] in ("", ".") for format_ in FORMATS)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_each_format_is_written_and_nothing_else(store: Store, tmp_path: Path, format_: Format) -> None:
    name, suffix = format_.name, format_.suffix
    path = tmp_path / "new" / f"graph{suffix}"
    export(store, name, path)
    export(store, name, path)
    assert listing(tmp_path / "new") == [path.name]
    assert path.is_dir() == (suffix == "")


def test_an_unknown_format(store: Store, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no format 'excel': choose one of turtle, "):
        export(store, "excel", tmp_path / "x")
    assert listing(tmp_path) == []


def test_places_that_cannot_be_written(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    for name, path in (("turtle", tmp_path / "file" / "x"), ("turtle", tmp_path / "folder"), ("csv", tmp_path / "file")):
        with pytest.raises(GraphError, match="cannot be written"):
            export(store, name, path)
    assert listing(tmp_path) == ["file", "folder"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_writer_that_fails_leaves_the_old_file(tmp_path: Path, store: Store) -> None:
    export(store, "turtle", tmp_path / "g.ttl")
    before = (tmp_path / "g.ttl").read_bytes()
    store.close()
    with pytest.raises(GraphError, match="has been closed"):
        export(store, "turtle", tmp_path / "g.ttl")
    assert (tmp_path / "g.ttl").read_bytes() == before
    assert listing(tmp_path) == ["g.ttl"]


def test_tables_leave_other_files_of_their_folder_alone(store: Store, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    export(store, "csv", tmp_path)
    assert listing(tmp_path) == ["edges.csv", "facts.csv", "nodes.csv", "notes.txt"]
