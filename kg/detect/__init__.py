"""Text → mentions: people, posts, organisations, places, works, measures, figures, dates.

In: an article with ``text`` and ``sentences``. Out: the same with ``words`` and ``mentions``. The detectors run in the
order of ``DETECTORS``; each sees what those before it have found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from kg.article import Article, Span, Word
from kg.detect.dates import find_dates
from kg.detect.employers import find_employers
from kg.detect.figures import find_figures
from kg.detect.organizations import find_organizations
from kg.detect.persons import find_persons, find_posts
from kg.detect.places import find_places, prune_places
from kg.detect.quotes import find_quotes
from kg.detect.reading import Reading
from kg.detect.tagger import tagger
from kg.detect.terms import joined

DETECTORS: tuple[Callable[[Reading], Reading], ...] = (
    find_dates, find_figures, find_quotes, find_places, find_organizations, prune_places, find_posts, find_persons,
    find_employers,
)


def detect(article: Article) -> Article:
    """The article with ``words`` and ``mentions`` filled."""
    words = tuple(word for span, found in _tagged(article) for word in _moved(found, span.start))
    reading = Reading(replace(article, words=words))
    for find in DETECTORS:
        reading = find(reading)
    return replace(reading.article, mentions=reading.mentions)


def _tagged(article: Article) -> Iterator[tuple[Span, list[Word]]]:
    """Each sentence with its words, whose offsets count from its start."""
    sentences = [article.printed(span) for span in article.sentences]
    for span, text, words in zip(article.sentences, sentences, tagger().tag(sentences), strict=True):
        yield span, joined(text, words)


def _moved(words: list[Word], by: int) -> Iterator[Word]:
    return (Word(word.start + by, word.end + by, word.tag) for word in words)
