"""Organisations that no suffix gives away, known by the post and the name behind them (安吉县|治超办|主任张三).

In: the reading with its places, posts and persons. Out: mentions of kind ``Organization`` with the rule ``employer``: what
stands between a place and a post that leads a body, and the embassies of those who are sent (中国驻老挝|大使).
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.article import Mention, Span
from kg.detect.reading import Reading
from kg.detect.tags import NOMINAL
from kg.zh import words
from kg.zh.grammar import entry, pattern

LONGEST = 8  # characters between the place and the post
SHORTEST = 2


def find_employers(reading: Reading) -> Reading:
    """Adds the organisations."""
    named = {person.start for person in reading.of("Person")}
    posts = [post for post in reading.of("Post") if post.end in named]
    return reading.plus(mention for post in posts for mention in _employer(reading, post))


def _employer(reading: Reading, post: Mention) -> Iterator[Mention]:
    """The organisation before ``post``, if there is one: an embassy, or what begins with the place nearest to it."""
    near = Span(max(post.start - LONGEST, 0), post.start)
    places = [place for place in reading.over(near, "Place") if place.end <= post.start]
    missions = entry("employers.missions")
    mission = missions.get(reading.printed(post))
    if places and mission and pattern("employers.sent").fullmatch(reading.string, places[0].end, post.start):
        name = reading.string[places[0].start:post.start] + mission
        yield Mention(places[0].start, post.start, "Organization", "employer", type=missions["class"], name=name)
    elif places and pattern("employers.leading").search(reading.printed(post)):
        before = pattern("employers.former").sub("", reading.string[places[-1].end:post.start])
        body = Span(places[-1].end, places[-1].end + len(before))
        if len(body) >= SHORTEST and _names(reading, body):
            yield Mention(places[-1].start, body.end, "Organization", "employer", type="Organization")


def _names(reading: Reading, body: Span) -> bool:
    """Whether ``body`` is free words that name something, and not only a class (民营企业)."""
    if not reading.free(body) or pattern("employers.short").fullmatch(reading.printed(body)):
        return reading.free(body)
    inside = reading.words_in(body)
    known = words("generic.tsv", "class_words.tsv", "people.tsv")
    return all(word.tag in NOMINAL for word in inside) and not all(reading.printed(word) in known for word in inside)
