"""Who may import whom, and which module is the door to which package."""

from __future__ import annotations

import ast
import configparser
import re
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "kg"
MODULES = sorted(PACKAGE.rglob("*.py"))

SHARED = {"article", "errors", "vocab", "zh"}
"""What every room may import beside itself."""

ROOMS = {
    "acquire": SHARED, "clean": SHARED, "detect": SHARED, "extract": SHARED, "fuse": SHARED, "graph": SHARED,
    "output": {"web", *SHARED}, "publish": SHARED, "query": SHARED, "score": SHARED, "serve": {"web", *SHARED}, "verify": SHARED,
    "web": set(),
    "article": set(), "errors": set(), "vocab": {"errors"}, "zh": {"article", "errors", "vocab"},
    "packing": {"acquire", "article"}, "spreading": {"packing", "errors"}, "working": {"acquire", "graph", "packing", "article", "errors"},
    "pipeline": {"packing", "spreading", "working", "acquire", "clean", "detect", "extract", "fuse", "graph", "output", "verify", *SHARED},
    "engines": {"packing", "pipeline", "acquire", "detect", "fuse", "graph", "output", *SHARED},
    "growing": {"pipeline", "verifying", "acquire", "clean", "fuse", "graph", "output", *SHARED},
    "publishing": {"graph", "publish", *SHARED},
    "verifying": {"pipeline", "clean", "detect", "graph", "verify", *SHARED},
    "serving": {"graph", "output", "query", "serve", *SHARED},
    "cli": {
        "engines", "publish", "publishing", "serve", "serving", "verifying", "growing", "pipeline", "fuse", "graph", "output", "query",
        "score", *SHARED,
    },
    "__init__": {"article", "errors", "graph", "pipeline"}, "__main__": {"cli"},
}  # fmt: skip
"""Room or module → what it may import of the package."""

DOORS = {
    "ahocorasick_rs": {"zh"},
    "borax": {"detect"},
    "charset_normalizer": {"acquire"},
    "click": {"cli"},
    "cn2an": {"detect"},
    "httpx": {"publish"},
    "jieba": {"detect"},
    "networkx": {"fuse", "output"},
    "numpy": {"detect", "output"},
    "opencc": {"acquire", "clean", "output", "query"},
    "oxrdflib": {"graph"},
    "pyoxigraph": {"graph", "output", "query", "vocab"},
    "py4j": {"engines"},
    "pypinyin": {"query"},
    "pyshacl": {"graph"},
    "pyspark": {"engines"},
    "pyvis": {"output"},
    "rdflib": {"graph"},
    "rich": {"cli"},
    "starlette": {"serve"},
    "threadpoolctl": {"detect"},
    "trafilatura": {"acquire"},
    "uvicorn": {"serving"},
}
"""Third-party package → the rooms that may import it."""


MENDS = {"lxml_html_clean"}
"""Requirements that nothing here imports: they mend another's."""

OPTIONAL = ("spark",)
"""Extras that the package itself uses."""


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[int, str]]:
    """Line and dotted name of everything that a module imports, names taken out of packages included."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: write imports in full"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def foreign() -> list[tuple[Path, int, str]]:
    """Module, line and package of every import from outside the standard library and this package."""
    names = ((path, line, name.split(".")[0]) for path in MODULES for line, name in imports(path))
    return [(path, line, name) for path, line, name in names if name not in (*sys.stdlib_module_names, "kg")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_rooms_do_not_visit(path: Path) -> None:
    allowed = ROOMS[room(path)] | {room(path), "__version__"}
    visits = {(line, name.split(".")[1]) for line, name in imports(path) if name.startswith("kg.")}
    wrong = [f"{path}:{line} imports kg.{name}" for line, name in sorted(visits) if name not in allowed]
    assert not wrong, "\n".join(wrong)


def test_every_room_has_a_rule() -> None:
    assert {room(path) for path in MODULES} <= set(ROOMS)


def test_every_package_comes_through_its_door() -> None:
    wrong = [f"{path}:{line} imports {name}" for path, line, name in foreign() if room(path) not in DOORS.get(name, set())]
    assert not wrong, "\n".join(wrong)


def test_dependencies_are_what_is_imported() -> None:
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    lists = (setup["options"]["install_requires"], *(setup["options.extras_require"][extra] for extra in OPTIONAL))
    wanted = {re.split(r"[ <>=]", line)[0].replace("-", "_") for each in lists for line in each.split("\n") if line}
    assert wanted - MENDS == {name for _, _, name in foreign()}


def test_setup_lists_every_folder_of_code() -> None:
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    folders = {".".join(path.parent.relative_to(REPOSITORY).parts) for path in MODULES}
    assert set(setup["options"]["packages"].split()) == folders | {"kg.ontology"}
