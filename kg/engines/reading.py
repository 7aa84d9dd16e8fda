"""The articles of all files as one collection: in, files; out, items under keys, as :mod:`kg.engines.steps` has them.

Lines of JSON and rows of Parquet are shared out among the workers within a file. A line goes by its number in its file, as with
one machine: files of lines are gone through once before, to count them and to tell their encodings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from pyspark import RDD
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

from kg.acquire.records import HEAD, encoding_of, plain, wanted
from kg.acquire.sources import LIMIT, Source, too_big
from kg.engines.places import Fetched, Place, Shared, addressed, by_kind
from kg.engines.steps import record_lines, whole_files
from kg.errors import InputError

AT_ONCE: Final = 64
"""Files that a worker opens itself, in one task, at the most."""
TEMPORAL: Final = ("date", "timestamp", "timestamp_ntz")


def read(spark: SparkSession, places: Iterable[Place], fields: Mapping[str, str], problem: Callable[[InputError], None]) -> RDD[Any]:
    """The articles and problems of ``places``; what is wrong with a whole file is told to ``problem`` at once."""
    names = wanted(fields)
    lines, tables, opened, fetched = by_kind(places)
    found: list[RDD[Any]] = []
    if lines:
        found.append(_lines(spark, lines, fields, problem))
    if tables:
        found.append(_rows(spark, tables, {name for known in names.values() for name in known}, fields))
    if opened:
        tasks = max(spark.sparkContext.defaultParallelism, -(-len(opened) // AT_ONCE))
        shared = [Shared(place.name, str(Path(place.name).absolute())) for place in opened]
        sources = spark.sparkContext.parallelize(shared, min(tasks, len(opened)))
        found.append(sources.mapPartitions(lambda part: whole_files(part, fields)))
    if fetched:
        found.append(_fetched(spark, fetched, fields, problem))
    return spark.sparkContext.union(found) if found else spark.sparkContext.emptyRDD()


def _named(places: Sequence[Place]) -> dict[str, Source]:
    return {place.address: Source(place.name) for place in places}


def _fetched(spark: SparkSession, places: Sequence[Place], fields: Mapping[str, str], problem: Callable[[InputError], None]) -> RDD[Any]:
    """Whole files that Spark reads."""
    small = [place for place in places if place.size <= LIMIT]
    for place in places:
        if place.size > LIMIT:
            problem(Source(place.name).error(too_big("is")))
    if not small:
        return spark.sparkContext.emptyRDD()
    names = {place.path: place.name for place in small}
    files = spark.read.format("binaryFile").load([place.escaped for place in small]).select("path", "content").rdd
    return files.mapPartitions(lambda part: whole_files((Fetched(names[path], bytes(content)) for path, content in part), fields))


# lines of JSON


def _lines(spark: SparkSession, places: Sequence[Place], fields: Mapping[str, str], problem: Callable[[InputError], None]) -> RDD[Any]:
    frame = spark.read.format("text").option("lineSep", "\n").load([place.escaped for place in places])
    rows = frame.select("_metadata.file_path", "_metadata.file_block_start", sql.col("value").cast("binary")).rdd
    sources = _named(places)
    counts: dict[str, dict[int, int]] = {address: {} for address in sources}
    encodings: dict[str, str | InputError] = {address: InputError("is empty", "leave it out") for address in sources}
    for address, start, count, encoding in rows.mapPartitions(surveyed).collect():
        counts[addressed(address)][start] = count
        if encoding:
            encodings[addressed(address)] = encoding
    known = {address: encoding for address, encoding in encodings.items() if isinstance(encoding, str)}
    for address, error in encodings.items():
        if isinstance(error, InputError):
            problem(sources[address].error(error))
    before = {(address, start): line for address in known for start, line in _starts(counts[address])}
    by_name = {sources[address].path: encoding for address, encoding in known.items()}
    return rows.mapPartitions(lambda part: record_lines(numbered(part, before, sources), by_name, fields))


def surveyed(rows: Iterable[tuple[str, int, bytes]]) -> Iterator[tuple[str, int, int, str | InputError]]:
    """Of each stretch of a file its address, where it begins, how many lines it has, and, of a beginning that says something, the
    encoding, or why it cannot be read."""
    for (address, start), part in groupby(rows, key=lambda row: (row[0], row[1])):
        count, size, head = 0, 0, list[bytes]()
        for _, _, line in part:
            count += 1
            if not start and size < HEAD:
                head.append(bytes(line) + b"\n")
                size += len(line) + 1
        yield address, start, count, _encoding(head) if b"".join(head).strip() else ""


def _encoding(head: list[bytes]) -> str | InputError:
    try:
        _, encoding = encoding_of(head)
    except InputError as error:
        return error
    if encoding.startswith(("utf-16", "utf-32")):
        return InputError(f"is {encoding.upper()}", "save it as UTF-8: its lines cannot be shared out")
    return encoding


def _starts(blocks: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Where each stretch begins, in bytes and in lines."""
    lines = 0
    for start, count in sorted(blocks.items()):
        yield start, lines
        lines += count


def numbered(
    rows: Iterable[tuple[str, int, bytes]], before: Mapping[tuple[str, int], int], sources: Mapping[str, Source],
) -> Iterator[tuple[Source, int, bytes]]:
    """The lines of the files that can be read, each with its source and its number there."""
    for (address, start), part in groupby(rows, key=lambda row: (addressed(row[0]), row[1])):
        if (address, start) in before:
            for number, (_, _, line) in enumerate(part, before[address, start] + 1):
                yield sources[address], number, bytes(line)


# rows of Parquet


def _rows(spark: SparkSession, places: Sequence[Place], known: set[str], fields: Mapping[str, str]) -> RDD[Any]:
    """Rows of Parquet, as records with the columns that are fields of an article."""
    frame = spark.read.parquet(*(place.escaped for place in places))
    columns = [_column(frame, name, kind) for name, kind in frame.dtypes if plain(name) in known]
    record = sql.to_json(sql.struct(*columns)) if columns else sql.lit("{}")
    rows = frame.select("_metadata.file_path", "_metadata.row_index", record).rdd
    sources = _named(places)
    lines = rows.map(lambda row: (sources[addressed(row[0])], row[1] + 1, row[2].encode("utf-8", "surrogatepass")))
    return lines.mapPartitions(lambda part: record_lines(part, {}, fields))


def _column(frame: DataFrame, name: str, kind: str) -> Any:
    column = frame[f"`{name}`"]
    return (column.cast("string") if kind in TEMPORAL else column).alias(name)
