"""Sentences with their words marked: in, IRIs of sentences and what is to be marked; out, pieces.

A piece is the text, a mark (``trigger``, a role, ``mention`` or nothing) and the IRI of what the words stand for, or nothing. Words
that stand for something else than what is marked have no mark, but its IRI.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.query.explore.reading import about, many, offset, one
from kg.query.explore.snapshot import Fact
from kg.query.tables import Source
from kg.vocab import DCTERMS, KG

TRIGGER: Final = "trigger"
MENTION: Final = "mention"
PLACE: Final = f"<{KG.mentionStart}> ?start ; <{KG.mentionEnd}> ?end"

Piece = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text as read, what it is marked as and the IRI of what it stands for."""

    start: int
    end: int
    mark: str
    iri: str


class Reader:
    """The words of passages, read in few queries."""

    def __init__(self, store: Source, passages: Mapping[str, tuple[str, int]]) -> None:
        self._store, self._passages = store, passages

    def texts(self, passages: Collection[str]) -> dict[str, str]:
        """The text of each passage."""
        return one(about(self._store, "?s ?o", f"?s <{KG.text}> ?o", sorted(set(passages))))

    def mentions(self, passages: Collection[str]) -> dict[str, list[Span]]:
        """What each passage mentions, without marks."""
        pattern = f"?m <{DCTERMS.isPartOf}> ?s ; <{KG.refersTo}> ?who ; {PLACE}"
        found: dict[str, list[Span]] = defaultdict(list)
        for passage, start, end, who in about(self._store, "?s ?start ?end ?who", pattern, sorted(set(passages))):
            found[passage].append(Span(offset(start), offset(end), "", who))
        return found

    def roles(self, facts: Sequence[Fact]) -> dict[str, list[Span]]:
        """The words that fill the roles of each fact."""
        pattern = (f"?s <{KG.participation}> ?p . ?p <{KG.inRole}> ?role ; <{KG.mention}> ?m . ?m {PLACE} "
                   f"OPTIONAL {{ ?m <{KG.refersTo}> ?who }}")
        found: dict[str, list[Span]] = defaultdict(list)
        for fact, role, start, end, who in about(self._store, "?s ?role ?start ?end ?who", pattern, [fact.iri for fact in facts]):
            found[fact].append(Span(offset(start), offset(end), role, who))
        return found

    def of_facts(self, facts: Sequence[Fact], carried: bool = False) -> dict[str, dict[str, list[Piece]]]:
        """By fact and passage, the pieces of its sentences: trigger and roles are marked. With ``carried`` also of those that only say
        who or what takes part, from which this was carried over."""
        said = self._carried(facts) if carried else {}
        passages = {fact.iri: dict.fromkeys((*fact.evidence, *said.get(fact.iri, ()))) for fact in facts}
        every = {passage for found in passages.values() for passage in found}
        texts, mentions, roles = self.texts(every), self.mentions(every), self.roles(facts)
        return {
            fact.iri: {
                passage: self.cut(passage, texts[passage], [trigger(fact), *roles[fact.iri]], mentions[passage])
                for passage in passages[fact.iri] if passage in texts and passage in self._passages
            }
            for fact in facts
        }

    def _carried(self, facts: Sequence[Fact]) -> dict[str, tuple[str, ...]]:
        """The passages with the words that fill the roles of each fact."""
        pattern = f"?s <{KG.participation}>/<{KG.mention}>/<{DCTERMS.isPartOf}> ?o"
        return many(sorted(about(self._store, "?s ?o", pattern, [fact.iri for fact in facts])))

    def mentioning(self, passages: Sequence[str], iri: str) -> dict[str, list[Piece]]:
        """By passage, its pieces: the words that stand for ``iri`` are marked."""
        texts, mentions = self.texts(passages), self.mentions(passages)
        found = {}
        for passage in passages:
            marked = [Span(span.start, span.end, MENTION, iri) for span in mentions[passage] if span.iri == iri]
            found[passage] = self.cut(passage, texts[passage], marked, mentions[passage])
        return found

    def cut(self, passage: str, text: str, marked: Iterable[Span], others: Iterable[Span]) -> list[Piece]:
        """A passage cut into pieces; ``marked`` go before ``others``."""
        return list(pieces(text, self._passages[passage][1], [*ranked(marked), *ranked(others)]))


def trigger(fact: Fact) -> Span:
    """The trigger of a fact."""
    return Span(*fact.span, TRIGGER, fact.iri)


def ranked(spans: Iterable[Span]) -> list[Span]:
    """Which of several spans comes first where they overlap: triggers, then the longer."""
    return sorted(set(spans), key=lambda span: (span.mark != TRIGGER, span.start - span.end, span.start, span.mark, span.iri))


def pieces(text: str, offset: int, spans: Iterable[Span]) -> Iterator[Piece]:
    """``text``, which begins at ``offset`` of what was read, cut at ``spans``; of those that overlap the first stays."""
    kept: list[Span] = []
    for span in spans:
        inside = offset <= span.start < span.end <= offset + len(text)
        if inside and all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    at = 0
    for span in sorted(kept, key=lambda span: span.start):
        if span.start - offset > at:
            yield text[at:span.start - offset], "", ""
        at = span.end - offset
        yield text[span.start - offset:at], span.mark, span.iri
    if at < len(text) or not text:
        yield text[at:], "", ""
