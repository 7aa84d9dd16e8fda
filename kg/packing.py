"""Articles as bytes and back, on their way to another process or out of memory: in, plain values; out, a pickle of them.

The pickle is of this program's own making and goes nowhere else. The classes that an article is full of are written as the call
that makes them, which takes a third of the time of what Python writes for a frozen class. Where such classes are compiled, they
cannot be pickled otherwise.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import fields
from io import BytesIO
from operator import attrgetter
from typing import Any, Final

from kg.acquire.page import Draft
from kg.article import Article, Claim, Doubt, Entity, Fact, Mention, Period, Quantity, Role, Span, Text, Verdict

CLASSES: Final = (Span, Text, Quantity, Period, Mention, Role, Fact, Doubt, Claim, Verdict, Entity, Article, Draft)


Reducer = Callable[[Any], tuple[Callable[..., Any], tuple[Any, ...]]]


def _reducer(class_: type[Any]) -> Reducer:
    values = attrgetter(*(field.name for field in fields(class_)))
    return lambda thing: (class_, values(thing))


TABLE: Final[Mapping[type, Reducer]] = {class_: _reducer(class_) for class_ in CLASSES}


def packed(thing: object) -> bytes:
    """``thing``, made of plain values and of what articles are made of, as bytes."""
    out = BytesIO()
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = TABLE
    pickler.dump(thing)
    return out.getvalue()


def unpacked(data: bytes) -> Any:
    """What :func:`packed` made ``data`` of."""
    return pickle.loads(data)
