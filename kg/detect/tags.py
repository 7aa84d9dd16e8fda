"""Parts of speech of the tagger by what they mean to the detectors; ``PER`` ``LOC`` ``ORG`` ``TIME`` are its names.

The tags are those of LAC: https://github.com/baidu/lac (n noun, v verb, a adjective, m numeral, …, nr nt ns nz names of
persons, bodies, places and other things).
"""

from __future__ import annotations

PERSON = frozenset({"PER", "nr"})
PLACE = frozenset({"LOC", "ns"})
BODY = frozenset({"ORG", "nt"})
LOCAL = PLACE | BODY
"""Names that places are found in: that of a body often begins with one."""
NOMINAL = frozenset({"n", "nz", "nw", "nr", "ns", "nt", "LOC", "ORG", "a", "an", "vn", "s", "b", "f"})
"""What the name of a thing is made of."""
NAMES = frozenset({"PER", "LOC", "ORG", "TIME", "nt"})
"""What the tagger is surest of, and no lexicon cuts."""
