"""Words of the genre that the tagger cuts, put together again by a lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.article import Word
from kg.zh import rows
from kg.zh.automaton import Automaton


@lru_cache(maxsize=1)
def terms() -> dict[str, str]:
    """Term → its part of speech."""
    return {row.cells[0]: row.cells[1] for row in rows("terms.tsv", 2)}


@lru_cache(maxsize=1)
def _automaton() -> Automaton:
    return Automaton(terms())


def joined(text: str, words: Sequence[Word]) -> list[Word]:
    """The words of one sentence with those that make up a term replaced by it. Where a term's border lies inside a word,
    what is left of that word keeps its tag; names that the tagger found are never cut."""
    spans = [(span.start, span.end, term) for span, term in _automaton().longest(text)]
    return list(_merged(words, [s for s in spans if not _cuts_name(words, *s)])) if spans else list(words)


def _cuts_name(words: Sequence[Word], start: int, end: int, term: str) -> bool:
    over = [w for w in words if w.start < end and start < w.end]
    if terms()[term].startswith("v") and any(w.start < start or w.end > end for w in over):
        return len(over) == 1 or not (len(over) == 2 and over[0].start == start and over[0].tag == "v")
    return any(w.tag in {"PER", "LOC", "ORG", "TIME", "nt"} or w.start < start or w.end > end for w in over)


def _merged(words: Sequence[Word], spans: Sequence[tuple[int, int, str]]) -> Iterator[Word]:
    done = 0
    for start, end, term in spans:
        for word in words:
            if done <= word.start < start:
                yield word._replace(end=min(word.end, start))
        tag = terms()[term]
        inside = [w.tag for w in words if w.start == start and w.end == end]
        yield Word(start, end, inside[0] if inside and tag.startswith("v") else tag)
        rest = next((w for w in words if w.start < end < w.end), None)
        done = end
        if rest is not None:
            yield Word(end, rest.end, "n")
            done = rest.end
    yield from (word for word in words if word.start >= done)
