"""Asking the graph: in, an open store and a question; out, a table of plain strings.

A question is SPARQL of the user's own (:func:`select`) or one of the named ones (:func:`ask`), which are files in
``ontology/questions`` (:func:`questions`).
"""

from __future__ import annotations

from kg.query.questions import Parameter, Question, question, questions
from kg.query.tables import Source, Table, ask, select

__all__ = ["Parameter", "Question", "Source", "Table", "ask", "question", "questions", "select"]
