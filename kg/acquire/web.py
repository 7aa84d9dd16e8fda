"""HTML pages; the one door to trafilatura.

In: the markup of a page. Out: its main text (``raw``: offsets count in it), headline, date and site, and as ``hint`` all
that the page shows. The readers of the text then take the article out of it as out of any saved page.
"""

from __future__ import annotations

import re
import sys

from kg.acquire.page import Draft
from kg.acquire.sources import Source
from kg.errors import InputError

# htmldate would take today for the last possible date: the same page must give the same date on any day.
LAST_DAY = "2199-12-31"
MOST = 5_000_000   # characters of markup: made for the worst, a million takes up to ten seconds to read
UNSOUND = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")   # what lxml does not take
REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?", re.IGNORECASE)
FAULTS = AttributeError, LookupError, RecursionError, TypeError, ValueError
"""What trafilatura raises that meets markup such as its authors did not think of."""
MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|div|article)\b", re.IGNORECASE)


def is_page(text: str) -> bool:
    """Whether ``text`` is HTML."""
    return bool(MARKUP.search(text[:5000]))


def page(source: Source, text: str) -> Draft:
    """The draft of the article on an HTML page. Raises InputError where there is none."""
    if len(text) > MOST:
        cause = f"is an HTML page of {len(text):,} characters, where one may have {MOST:,}"
        raise InputError(cause, "save its article as text")
    text = _sound(text)
    try:
        return _draft(source, text)
    except FAULTS as error:
        raise InputError(f"is an HTML page that cannot be read ({error})", "save the page again, as text") from error


def _draft(source: Source, text: str) -> Draft:
    import trafilatura  # here, because it costs a third of a second, which only HTML pages need

    found = trafilatura.bare_extraction(
        re.sub(r"(?i)^\s*<\?xml[^>]*\?>", "", text), include_comments=False, favor_recall=True, with_metadata=True,
        date_extraction_params={"original_date": True, "max_date": LAST_DAY},
    )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise InputError("is an HTML page without article text", "save the page again, as text or as complete HTML")
    return Draft(
        id=source.stem, source=found.url or source.name, raw=found.text or "", title=found.title or "",
        hint=trafilatura.html2txt(text), day=found.date or "", site=found.sitename or "",
    )


def _sound(text: str) -> str:
    """The markup without control characters and halves of characters, be they written or referred to (``&#1;``)."""
    return UNSOUND.sub("", REFERENCE.sub(lambda found: "" if UNSOUND.match(_character(found)) else found[0], text))


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if code <= sys.maxunicode else "\0"
