"""What a job of Spark leaves: in, lines for the places where they belong; out, the files of the folder, and counts of what is in them.

The lines are written once, each to its place; all that comes after is Spark's own work on what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyspark import RDD, StorageLevel
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql

from kg import vocab
from kg.engines.job import sorted_by_key
from kg.engines.places import Hadoop
from kg.engines.rows import COPIES, COUNTS, FINDINGS, PROBLEMS, QUADS, SHARED, USED, Line, merged
from kg.graph.iris import KINDS
from kg.output.tables import TABLES

WORK: Final = "_work"
REPORT: Final = "report.json"
LISTS: Final[Mapping[str, str]] = {
    COPIES: "copy string, original string", PROBLEMS: "problem string, failed boolean", FINDINGS: "finding string",
}
COLUMNS: Final = {table.name: table.columns for table in TABLES}
WRITTEN: Final = (QUADS, *(f"{name}.parquet" for name in (*COLUMNS, *LISTS)), REPORT, WORK)
"""What may lie in the folder and be lost when it is built anew."""
ENTITIES: Final = tuple(kind.lower() for kind in KINDS if vocab.is_a(kind, "Entity"))
PLACED: Final = "place string, value string"
TOLD: Final = 1000
"""Copies, problems and findings that the report lists; the tables have all."""
WRITERS: Final = 16
"""Files that a task holds open: one for each place, so that lines need not be sorted by place first."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in the folder."""

    articles: int
    entities: int
    facts: int
    statements: int
    characters: int
    duplicates: int
    copies: tuple[tuple[str, str], ...]
    skipped: int
    failed: int
    problems: tuple[str, ...]
    wrong: int
    findings: tuple[str, ...]
    used: frozenset[str]


class Folder:
    """The folder that is written; ``base`` is what IRIs begin with, ``count`` the number of partitions."""

    def __init__(self, spark: SparkSession, hadoop: Hadoop, out: str, base: str, count: int) -> None:
        self._spark, self._hadoop, self._out, self._base, self._count = spark, hadoop, out.rstrip("/"), base, count

    def write(self, lines: RDD[Line], gzip: bool) -> Counts:
        """Writes all but the report."""
        self._spark.conf.set("spark.sql.maxConcurrentOutputFileWriters", str(WRITERS))
        self._spark.conf.set("spark.sql.shuffle.partitions", str(self._count))
        frame = self._spark.createDataFrame(lines, PLACED, verifySchema=False)
        frame.write.partitionBy("place").option("compression", "gzip" if gzip else "none").mode("overwrite").text(self._at(WORK))
        self._place_quads()
        shared = self._text(SHARED).distinct().persist(StorageLevel.DISK_ONLY)
        together = self._merged(shared).persist(StorageLevel.DISK_ONLY)
        nodes = self._whole("nodes", together).persist(StorageLevel.DISK_ONLY)
        self._parquet("nodes", nodes)
        self._parquet("edges", self._edges(together, nodes))
        self._parquet("facts", self._rows("facts"))
        for name, columns in LISTS.items():
            self._parquet(name, self._own(name, columns))
        counts = self._counted(nodes, shared)
        self._hadoop.remove(self._at(WORK))
        return counts

    def _merged(self, shared: DataFrame) -> DataFrame:
        """The rows of the things that several articles tell of."""
        base, count = self._base, self._count
        lines = sorted_by_key(shared.rdd.map(lambda row: ((row[0].partition(" ")[0],), row[0])), count)
        return self._spark.createDataFrame(lines.mapPartitions(lambda part: merged(part, base)), PLACED, verifySchema=False)

    def _own(self, place: str, columns: str) -> DataFrame:
        """What a place holds, one a line."""
        return _parsed(self._text(place), columns)

    def _rows(self, table: str) -> DataFrame:
        """The rows of a table that one article alone gives."""
        return _spread(self._text(table), table)

    def _whole(self, table: str, together: DataFrame) -> DataFrame:
        return self._rows(table).union(_spread(together.where(sql.col("place") == table), table))

    def _edges(self, together: DataFrame, nodes: DataFrame) -> DataFrame:
        """All edges; those between things of several articles with the labels of their ends, which stand with other articles."""
        between = _spread(together.where(sql.col("place") == "edges"), "edges")
        named = nodes.where(~_kind().isin("passage", "mention", "participation")).select("id", "label")
        found = between.join(named, between.target == named.id, "left")
        label = sql.coalesce(named.label, between.target_label).alias("target_label")
        return self._rows("edges").union(found.select("source", "source_label", "property", "target", label))

    def _counted(self, nodes: DataFrame, shared: DataFrame) -> Counts:
        sums = [sql.coalesce(sql.sum(name), sql.lit(0)) for name in ("facts", "statements", "characters")]
        own = self._own(COUNTS, "statements long, facts long, characters long").agg(sql.count("*"), *sums).collect()[0]
        copies, problems, findings = (self._own(name, columns) for name, columns in LISTS.items())
        failed = sql.count(sql.when(sql.col("failed"), 1))
        left_out, failures = problems.agg(sql.count("*"), failed).collect()[0]
        return Counts(
            articles=own[0], facts=own[1], statements=own[2] + shared.count(), characters=own[3],
            entities=nodes.where(_kind().isin(*ENTITIES)).count(),
            duplicates=copies.count(), copies=tuple((row[0], row[1]) for row in copies.orderBy("copy").take(TOLD)),
            skipped=left_out, failed=failures, problems=tuple(row[0] for row in problems.orderBy("problem").take(TOLD)),
            wrong=findings.count(), findings=tuple(row[0] for row in findings.orderBy("finding").take(TOLD)),
            used=frozenset(row[0] for row in self._text(USED).distinct().collect()),
        )

    def _at(self, *names: str) -> str:
        return "/".join((self._out, *names))

    def _place_quads(self) -> None:
        """Gives the files of statements the names that programs tell them by. Where files cannot be renamed, as in most object stores,
        this copies them within the store."""
        self._hadoop.remove(self._at(QUADS))
        written = self._at(WORK, f"place={QUADS}")
        parts = (name for name in self._hadoop.names(written) or () if name.startswith("part-"))
        for number, name in enumerate(parts):
            ending = ".nq.gz" if name.endswith(".gz") else ".nq"
            self._hadoop.move(f"{written}/{name}", self._at(QUADS, f"part-{number:05}{ending}"))

    def _text(self, place: str) -> DataFrame:
        if not self._hadoop.names(self._at(WORK, f"place={place}")):
            return self._spark.createDataFrame([], "value string")
        return self._spark.read.option("lineSep", "\n").text(self._at(WORK, f"place={place}"))

    def _parquet(self, name: str, frame: DataFrame) -> None:
        frame.write.mode("overwrite").parquet(self._at(f"{name}.parquet"))


def _kind() -> Column:
    """What a node's id begins with."""
    return sql.substring_index("id", ":", 1)


def _parsed(frame: DataFrame, columns: str) -> DataFrame:
    """Lines of JSON as columns."""
    return frame.select(sql.from_json("value", columns).alias("row")).select("row.*")


def _spread(frame: DataFrame, table: str) -> DataFrame:
    """Lines that hold rows of a table as rows."""
    rows = frame.select(sql.explode(sql.from_json("value", "array<array<string>>")).alias("row"))
    return rows.select(*(sql.col("row")[number].alias(name) for number, name in enumerate(COLUMNS[table])))
