"""Words of the genre that the tagger cuts, put together again by a lexicon.

In: a sentence and its words. Out: its words, terms of ``terms.tsv`` whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.article import START, Span, Word
from kg.detect.tags import NAMES
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
    """The words of one sentence, which they cover, with those that make up a term replaced by it. Names that the tagger
    found are never cut; what is left of another word behind a term becomes a noun. The words may be counted from anywhere."""
    begin = words[0].start if words else 0
    found = ((Span(begin + span.start, begin + span.end), terms()[term]) for span, term in _automaton().longest(text))
    spans = [(span, tag) for span, tag in found if not _cuts(words, span, tag)]
    return list(_merged(words, spans)) if spans else list(words)


def _over(words: Sequence[Word], span: Span) -> Sequence[Word]:
    """The words that share a character with ``span``."""
    return words[bisect_right(words, span.start, key=START) - 1:bisect_left(words, span.end, key=START)]


def _cuts(words: Sequence[Word], span: Span, tag: str) -> bool:
    """Whether a term would replace a name or cut a word. A verb may cut the second of two words, if the first is a verb
    (a term 乙丙丁 where the tagger has 乙丙|丁戊)."""
    over = _over(words, span)
    if over[0].start == span.start and over[-1].end == span.end:
        return any(word.tag in NAMES for word in over)
    return not (tag.startswith("v") and len(over) == 2 and over[0].start == span.start and over[0].tag == "v")


def _merged(words: Sequence[Word], spans: Sequence[tuple[Span, str]]) -> Iterator[Word]:
    done = words[0].start
    for span, tag in spans:
        yield from _over(words, Span(done, span.start)) if done < span.start else ()
        over = _over(words, span)
        yield Word(span.start, span.end, over[0].tag if len(over) == 1 and tag.startswith("v") else tag)
        done = over[-1].end
        if done > span.end:
            yield Word(span.end, done, "n")
    yield from words[bisect_left(words, done, key=START):]
