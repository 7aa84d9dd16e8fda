"""Statements as a table: in, lines of N-Triples; out, what each property says of each node, and the nodes of each class.

Terms stay text as N-Triples writes them: a node is its IRI in angle brackets.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Final

from kg.vocab import KG, RDF, RDFS

TYPE: Final = f"<{RDF.type}>"
LABEL: Final = f"<{RDFS.label}>"
PROVED: Final = tuple(f"<{class_}>" for class_ in (KG.Passage, KG.Mention, KG.Entity, KG.Participation, KG.Fact, KG.Quantity))
"""Classes of nodes that can be held against the text."""


class Gap(ValueError):
    """A node that does not say what it has to say, in words."""


class Said:
    """What the lines say: ``properties`` maps a property to what it says of each node (several values are lines), ``classes`` those of
    :data:`PROVED` to their nodes."""

    # Lines, not lists: the collector of garbage has nothing to do with text, and this is done for every article of a build.
    def __init__(self, lines: str) -> None:
        self.properties: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.classes: dict[str, list[str]] = {class_: [] for class_ in PROVED}
        properties, classes = self.properties, self.classes
        for line in lines.split("\n"):
            if line:
                subject, property_, end = line.split(" ", 2)
                value = end[:-2]
                if property_ != TYPE:
                    said = properties[property_]
                    said[subject] = f"{said[subject]}\n{value}" if subject in said else value
                elif value in classes:
                    classes[value].append(subject)

    def unsaid(self, base: str) -> Iterator[tuple[str, str]]:
        """The nodes under ``base`` that something leads to and of which nothing is said, each behind the property that leads there."""
        known = set(chain.from_iterable(chain(self.classes.values(), self.properties.values())))
        for property_, said in self.properties.items():
            values = "\n".join(said.values())
            if f"<{base}" in values:
                led = {value for value in values.split("\n") if value.startswith(f"<{base}")}
                yield from ((property_, node) for node in led - known)

    def nodes(self, class_: str) -> list[str]:
        """The nodes of a class of :data:`PROVED`."""
        return self.classes[f"<{class_}>"]

    def all(self, node: str, property_: str) -> list[str]:
        """What the property says of the node."""
        found = self.properties[property_].get(node)
        return found.split("\n") if found else []

    def having(self, property_: str, value: str) -> list[str]:
        """The nodes of which the property says this."""
        return [node for node in self.properties[property_] if value in self.all(node, property_)]

    def one(self, node: str, property_: str) -> str:
        """The one thing that the property says of the node. Raises Gap where it says nothing, or several things."""
        found = self.properties[property_].get(node)
        if found is None:
            raise Gap(f"has no {local(property_)}")
        if "\n" in found:
            raise Gap(f"has more than one {local(property_)}")
        return found

    def text(self, node: str, property_: str) -> str:
        """The one text that the property gives the node. Raises Gap as :meth:`one` does."""
        return plain(self.one(node, property_))

    def number(self, node: str, property_: str) -> int:
        """The one whole number that the property gives the node. Raises Gap where there is none."""
        found = plain(self.one(node, property_))
        if not found.isdecimal():
            raise Gap(f"has as {local(property_)} {found!r}, which is no offset")
        return int(found)

    def label(self, node: str) -> str:
        """What the node is called, or nothing."""
        return min(map(plain, self.all(node, LABEL)), default="")


def plain(value: str) -> str:
    """The text of a literal, without language and datatype; of a node its IRI."""
    if not value.startswith('"'):
        return value.strip("<>")
    found = value[1:value.rindex('"')]
    return str(json.loads(f'"{found}"', strict=False)) if "\\" in found else found   # their escapes are among those of JSON


def local(property_: str) -> str:
    """The last part of a property's name."""
    return property_.strip("<>").rpartition("#")[2].rpartition("/")[2]
