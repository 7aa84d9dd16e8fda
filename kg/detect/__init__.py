"""Text → mentions: people, posts, organisations, places, works, measures, figures, dates.

In: an article with ``text`` and ``sentences``. Out: the same with ``words`` and ``mentions``. The detectors run in the
order of ``DETECTORS``; each sees what those before it have found. Whoever has many articles lets :func:`tagged` fill
``words`` first, which is quicker for several at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from kg.article import Article
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


WINDOW = 32  # articles whose sentences are tagged together


def detect(article: Article) -> Article:
    """The article with ``mentions`` filled, and ``words`` where :func:`tagged` has not."""
    reading = Reading(article if article.words else next(tagged([article])))
    for find in DETECTORS:
        reading = find(reading)
    return replace(reading.article, mentions=reading.mentions)


def tagged(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles with ``words`` filled, in their order; what an article gets does not depend on the others."""
    coming = iter(articles)
    while window := list(islice(coming, WINDOW)):
        yield from _tagged(window)


def _tagged(articles: Sequence[Article]) -> Iterator[Article]:
    sentences = [(article.printed(span), span.start) for article in articles for span in article.sentences]
    found = iter(tagger().tag([text for text, _ in sentences], [start for _, start in sentences]))
    for article in articles:
        yield replace(article, words=tuple(word for span in article.sentences for word in joined(article.printed(span), next(found))))
