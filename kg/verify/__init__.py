"""The proof of a graph: in, statements as they stand, and the articles that they were made of; out, what is wrong with them.

:func:`proved` takes the statements of one article at a time, so that it can run while a graph is written and over one of any size;
a :func:`trial` gathers what is found, and proves what only the whole shows. Nothing here makes statements or knows how they came about.
"""

from __future__ import annotations

from kg.verify.article import Proof, Reread, proved
from kg.verify.findings import Finding, short
from kg.verify.trial import LISTED, Trial, trial

__all__ = ["LISTED", "Finding", "Proof", "Reread", "Trial", "proved", "short", "trial"]
