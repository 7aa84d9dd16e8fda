"""Bytes to text.

In: the bytes of a file. Out: its text, line ends as ``\\n``, without byte order mark. Raises InputError (the cause does
not name the file: the caller knows it) for empty and binary data and for bytes in no known encoding.

Detectors made for long texts in all languages guess wrongly on ten Chinese characters, so the order is: a byte order
mark; strict UTF-8; then whichever of GB18030, Big5 and UTF-16 decodes strictly to the greatest share of characters that
Chinese news is made of (``kg/zh/scripts.toml``), if that share is high enough. What is none of these is refused, and the
one door to charset-normalizer asks it for a name to put into the cure.
"""

from __future__ import annotations

import codecs

from kg.acquire.scripts import plausibility
from kg.errors import InputError

UTF8 = "utf-8"
MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
NARROW = ("gb18030", "big5hkscs", "cp950")
WIDE = ("utf-16-le", "utf-16-be")
ENOUGH = 0.6      # least share of expected characters for an encoding that was only guessed
UNLIKELY = 0.3    # below it, even valid UTF-8 is doubted: a few characters of GB18030 can be valid UTF-8 by accident
SAMPLE = 20_000   # characters that are judged
CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\v")
SOUND = 0.9       # least share of valid bytes of what may be called UTF-8 with faults
STRAY = 0.01      # a greater share of control characters is not text


def decode(data: bytes) -> str:
    """The text of ``data``. Raises InputError for empty, binary and undecodable data."""
    if not data.strip(b"\t\n\r \xef\xbb\xbf"):
        raise InputError("is empty", "leave it out, or save the article again")
    mark, encoding = detect(data)
    return lines_normalised(data[len(mark):].decode(encoding))


def detect(data: bytes) -> tuple[bytes, str]:
    """The byte order mark and the encoding of ``data``, under which it decodes strictly. Raises InputError."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            if _strict(data[len(mark):], encoding) is None:
                raise InputError(f"begins with the mark of {encoding.upper()} but holds bytes that are not", _cure())
            return mark, encoding
    return b"", _best(data)


def lines_normalised(text: str) -> str:
    """``text`` with ``\\r\\n`` and ``\\r`` as ``\\n``: the only thing that is changed before offsets are counted."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _best(data: bytes) -> str:
    scores = {encoding: _score(data, encoding) for encoding in (UTF8, *NARROW, *WIDE)} if _doubtful(data) else {UTF8: 1.0}
    best = max(scores, key=lambda encoding: scores[encoding])     # of equals the first
    if scores[best] >= ENOUGH:
        return best
    if scores[UTF8] >= 0:
        return UTF8
    if b"\0" in data or _strict(data, "latin-1") is None:
        raise InputError("is binary, or holds NUL bytes", "give text: .txt, .html, .json, .jsonl, .csv or .tsv")
    raise _refused(data)


def _doubtful(data: bytes) -> bool:
    text = _strict(data, UTF8)
    return text is None or plausibility(text[:SAMPLE]) < UNLIKELY


def _score(data: bytes, encoding: str) -> float:
    """Share of expected characters under ``encoding``; -1 where it does not decode to text at all."""
    text = _strict(data, encoding)
    return -1.0 if text is None else plausibility(text[:SAMPLE])


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    stray = sum(sign in CONTROLS for sign in text[:SAMPLE])
    return None if "\0" in text or stray > STRAY * len(text[:SAMPLE]) else text


def _refused(data: bytes) -> InputError:
    """The error for ``data`` that is text in none of the known encodings."""
    fault = _fault(data)
    sound = data[:SAMPLE].decode(UTF8, "ignore")
    if len(sound.encode()) >= SOUND * len(data[:SAMPLE]) and plausibility(sound) >= ENOUGH:
        return InputError(f"is UTF-8 but for {fault}", "mend it, or drop what is broken with iconv -c -f UTF-8 -t UTF-8")
    return InputError(f"is not UTF-8 ({fault}), nor GB18030, Big5 or UTF-16", _cure(_looks_like(data)))


def _fault(data: bytes) -> str:
    try:
        data.decode(UTF8)
    except UnicodeDecodeError as error:
        return f"byte 0x{data[error.start]:02x} at offset {error.start}"
    return "control characters"


def _looks_like(data: bytes) -> str:
    """What charset-normalizer takes ``data`` for, or empty."""
    from charset_normalizer import from_bytes  # here, because only refused files need it

    best = from_bytes(data[:SAMPLE]).best()
    return best.encoding if best else ""


def _cure(encoding: str = "") -> str:
    guess = f" (perhaps it is {encoding})" if encoding else ""
    return f"convert it, for example with iconv -f ENCODING -t UTF-8{guess}"
