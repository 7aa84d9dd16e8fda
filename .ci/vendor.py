"""The kept builds of other people's browser code, fetched from the npm registry.

In: the manifests of ``FOLDERS``, which name packages, exact versions and npm's checksums of them. Out: the files beside each
manifest, written anew, and in the manifest their SHA-256; exit code 1 where a package is not what its checksum says. With
``--check``, nothing is written and files that differ are named, exit code 1. Wants npm.

A file is kept as the package has it, but for a pointer to a source map at its end, which would be asked for at run time. A
package whose build ``contains`` others comes with the licences of them all in one file.

usage: vendor.py [--check]
"""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDERS = (REPOSITORY / "kg" / "web" / "vendor", REPOSITORY / "tests" / "browser" / "vendor")
MANIFEST = "manifest.toml"
POINTER = re.compile(rb"\s*(//# sourceMappingURL=\S+|/\*# sourceMappingURL=[^*]+\*/)\s*$")
RULE = "-" * 78


def packed(package: dict[str, Any], where: Path) -> tarfile.TarFile:
    """The package's archive, fetched and held against its checksum."""
    name = f"{package['name']}@{package['version']}"
    command = ["npm", "pack", name, "--silent", "--ignore-scripts", "--pack-destination", str(where)]
    archive = where / subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package["integrity"]:
        raise SystemExit(f"{name} is not the package that was kept: its checksum is {found}")
    return tarfile.open(archive)


def member(archive: tarfile.TarFile, name: str) -> bytes:
    """One file of a package."""
    file = archive.extractfile(f"package/{name}")
    assert file is not None, name
    return POINTER.sub(b"\n", file.read())


def licences(package: dict[str, Any], where: Path) -> bytes:
    """The licences of all that the package's build contains, one after the other."""
    parts = []
    for part in package["contains"]:
        text = member(packed(part, where), part["file"]).decode().replace("\r\n", "\n").strip()
        parts.append(f"{part['name']} {part['version']} ({part['licence']})\n\n{text}\n")
    return f"\n{RULE}\n\n".join(parts).encode()


def fetched(manifest: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Every file that the manifest names."""
    for package in manifest["package"]:
        with tempfile.TemporaryDirectory() as folder:
            archive = packed(package, Path(folder))
            for file in package["file"]:
                whole = licences(package, Path(folder)) if file["from"] == "contains" else member(archive, file["from"])
                yield file["name"], whole


def pinned(text: str, name: str, content: bytes) -> str:
    """The manifest's text with the SHA-256 of one file in its place."""
    line = re.compile(rf'(\{{ name = "{re.escape(name)}",.*sha256 = ")[0-9a-f]*(")')
    assert line.search(text), name
    return line.sub(rf"\g<1>{hashlib.sha256(content).hexdigest()}\g<2>", text)


def main(arguments: list[str]) -> int:
    """Runs the script."""
    check, wrong = arguments == ["--check"], []
    for folder in FOLDERS:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        for name, content in fetched(tomllib.loads(text)):
            path = folder / name
            if check and not (path.is_file() and path.read_bytes() == content):
                wrong.append(str(path.relative_to(REPOSITORY)))
            elif not check:
                path.write_bytes(content)
                text = pinned(text, name, content)
        if not check:
            (folder / MANIFEST).write_text(text, encoding="utf-8")
    print("\n".join(f"{path} is not what npm has" for path in wrong) or "all kept builds are what npm has")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
