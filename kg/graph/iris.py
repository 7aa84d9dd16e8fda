"""Where IRIs are made: in, a base and what identifies a thing; out, its IRI. Nothing else in the program makes any.

An IRI says what kind of thing it names and then either a name that may stand in an IRI (articles, passages) or a hash of
the thing's key (the rest), so a label can be mended without moving a node, and two different keys never meet.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b
from json.encoder import encode_basestring_ascii as quoted
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg import vocab
from kg.article import Span
from kg.errors import GraphError

BASE: Final[str] = vocab.DATA

KINDS: Final = ("Person", "Organization", "Group", "Place", "Work", "Measure", "Item", "Matter", "Tenure", "Action", "Fact", "Event")
"""The roots that entities, facts and events are sorted under; the first of them above a class gives the IRI its first word."""

FOLDERS: Final = (
    "article", "passage", "mention", "participation", "quantity", "resemblance", "judgement", "correction", "formername",
    *(kind.lower() for kind in KINDS),
)

UNRESERVED: Final = "-._~"
PLAIN: Final = re.compile("[-.~\\w]*", re.ASCII)
"""Names that stand in an IRI as they are; most do."""
LETTERS: Final = ((0xA0, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFEF), (0x10000, 0x1FFFD), (0x20000, 0x2FFFD), (0x30000, 0x3FFFD))
"""Code points above ASCII that an IRI may hold (``ucschar`` of RFC 3987; planes 4 to 14 hold no letters)."""

DIGEST: Final = 10
"""Bytes of hash in an IRI: with 80 bits, a million things share one with odds of one in a trillion."""
PAIRS: Final = tuple(one + other for one in "abcdefghijklmnopqrstuvwxyz234567" for other in "abcdefghijklmnopqrstuvwxyz234567")
"""Two digits of base 32 for each ten bits."""


def checked(base: str) -> str:
    """``base`` itself. Raises GraphError unless it is an absolute IRI that ends in ``/`` or ``#``."""
    try:
        NamedNode(base)
    except ValueError as error:
        raise GraphError(f"{base!r} cannot begin IRIs ({error})", f"give an absolute IRI such as {BASE}") from error
    if not base.endswith(("/", "#")):
        raise GraphError(f"{base!r} cannot begin IRIs: it ends in neither / nor #", f"write {base}/")
    return base


def prefixes(base: str) -> dict[str, str]:
    """Prefix → namespace, for all terms and all data of a graph with this base."""
    return {**vocab.PREFIXES, **{folder: f"{base}{folder}/" for folder in FOLDERS}}


def article(base: str, identifier: str) -> str:
    """The IRI of an article, which also names its graph."""
    return f"{base}article/{escape(identifier)}"


def is_article(base: str, iri: str) -> bool:
    """Whether ``iri`` is that of an article."""
    return iri.startswith(f"{base}article/")


def edits(base: str) -> str:
    """The name of the graph of what people have put in by SPARQL without naming a graph."""
    return f"{base}edits"


def published(base: str, name: str) -> str:
    """The name of the graph in which another store keeps what the graph called ``name`` has put there."""
    return f"{base}published/{escape(name)}"


def is_published(base: str, iri: str) -> bool:
    """Whether ``iri`` is one of those of :func:`published`."""
    return iri.startswith(f"{base}published/")


def passage(base: str, identifier: str, span: Span) -> str:
    """The IRI of a sentence of the article ``identifier``; ``span`` leads into the text as read."""
    return f"{base}passage/{escape(identifier)}.{span.start}-{span.end}"


def hashed(base: str, type_: str, *key: str | int) -> str:
    """The IRI of the entity, fact or event of the class ``type_`` (a local name) that ``key`` identifies. Classes under one
    root share it: a village that turns out to be a community keeps its IRI. Raises DataError for an unknown class."""
    return _hash(base, kind(type_).lower(), key)


def quantity(base: str, fact: str, span: Span) -> str:
    """The IRI of the figure at ``span`` (of the cleaned text) in the fact with the IRI ``fact``."""
    return _hash(base, "quantity", (fact.removeprefix(base), span.start, span.end))


def mention(base: str, identifier: str, span: Span, *key: str) -> str:
    """The IRI of the mention at ``span`` of the text as read, in the article ``identifier``; ``key`` tells apart what is
    mentioned by the same words."""
    return _hash(base, "mention", (identifier, span.start, span.end, *key))


def participation(base: str, fact: str, role: str, mention: str) -> str:
    """The IRI of the part that the mention with the IRI ``mention`` has in the fact with the IRI ``fact``."""
    return _hash(base, "participation", (fact.removeprefix(base), role, mention.removeprefix(base)))


def keyed(base: str, key: str) -> str:
    """The IRI of the entity with this key, which begins with the root of its class: the same as :func:`hashed` gives."""
    return hashed(base, key.partition(":")[0], key)


def resemblance(base: str, one: str, other: str) -> str:
    """The IRI of the doubt whether the entities with these two keys are the same, in whichever order."""
    return _hash(base, "resemblance", tuple(sorted((one, other))))


def judgement(base: str, *key: str) -> str:
    """The IRI of what somebody has judged; ``key`` tells of what, how, who and when."""
    return _hash(base, "judgement", key)


def correction(base: str, *key: str) -> str:
    """The IRI of what somebody has corrected; ``key`` tells what, how, who and when."""
    return _hash(base, "correction", key)


def former(base: str, place: str, name: str, until: str) -> str:
    """The IRI of the name that the place with the IRI ``place`` had until a day."""
    return _hash(base, "formername", (place.removeprefix(base), name, until))


@cache
def kind(type_: str) -> str:
    """The root of :data:`KINDS` above the class ``type_``, both local names. Raises DataError for an unknown class,
    ValueError for one that is neither entity nor fact nor event."""
    above = vocab.superclasses(type_)
    found = next((name for name in above if name in KINDS), None)
    if found is None:
        raise ValueError(f"kg:{type_} is a class neither of entities nor of facts nor of events")
    return found


def escape(name: str) -> str:
    """``name`` with every character that an IRI may not hold written as ``%XX`` of its UTF-8 bytes, ``%`` included, so
    different names stay different."""
    if PLAIN.fullmatch(name):
        return name
    return "".join(char if _may_stand(char) else quote(char.encode("utf-8", "surrogatepass"), safe="") for char in name)


def _may_stand(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char in UNRESERVED
    return char.isalnum() and any(low <= ord(char) <= high for low, high in LETTERS)


def _hash(base: str, folder: str, key: tuple[str | int, ...]) -> str:
    """The key is hashed as JSON, which keeps the borders between its parts, whatever characters they hold."""
    parts = [quoted(part) if isinstance(part, str) else str(part) for part in (folder, *key)]
    digest = blake2b(f"[{', '.join(parts)}]".encode("ascii"), digest_size=DIGEST).digest()
    return f"{base}{folder}/{_base32(digest[:5])}{_base32(digest[5:])}"


def _base32(digest: bytes) -> str:
    """Five bytes as eight digits."""
    bits = int.from_bytes(digest, "big")
    return PAIRS[bits >> 30] + PAIRS[bits >> 20 & 1023] + PAIRS[bits >> 10 & 1023] + PAIRS[bits & 1023]
