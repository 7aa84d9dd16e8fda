"""A build by many machines, through PySpark: in, what :func:`kg.pipeline.build` takes; out, a folder on any Hadoop file system.

The result is that of one machine, statement for statement. The folder holds

    nquads/part-*.nq        the statements, each article's in its graph
    nodes.parquet/ …        the tables of :mod:`kg.output.tables`, and the copies, problems and findings, one a row
    report.json             the report; written last, so that where it is, all is

Articles are shuffled once, by their ids; from then on everything that is decided of an article travels to it (:mod:`kg.engines.steps`).
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from kg.acquire import PassedOver
from kg.errors import GraphError, InputError, KgError
from kg.fuse.judgements import NONE, Judgements, text
from kg.graph import BASE
from kg.graph.iris import checked
from kg.pipeline import NO_FIELDS, OnProblem, Report, untold

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from kg.engines.frames import Counts
    from kg.engines.places import Hadoop

SET_UP: Final = ("PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_HOME", "SPARK_CONF_DIR", "MASTER")
"""Where one of these is set, somebody has told Spark what to do."""
HERE: Final = "local[*,4]"
"""All cores of this machine; a task is tried four times."""
WORDS: Final = ("LC_ALL", "LC_CTYPE", "LANG")
JOBS: Final = "kg build"

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class SparkReport(Report):
    """The report of a build by Spark: also how many articles (or blocks of claims) a stage ``failed`` on, which are among those
    skipped, and how many ``tasks`` had to be tried again. Of problems, copies and findings it lists a thousand; the folder has tables of
    all."""

    failed: int = 0
    tasks: int = 0


def build(
    sources: Sequence[str], out: str, *, fields: Mapping[str, str] = NO_FIELDS, base: str = BASE, judgements: Judgements = NONE,
    master: str = "", gzip: bool = False, on_problem: OnProblem = untold,
) -> SparkReport:
    """Builds the graph of ``sources``, names of files on any file system that Hadoop reaches, into the folder ``out`` on one of them.

    ``master`` is the cluster (Spark's own configuration tells it where it is empty, and else all cores of this machine are used);
    with ``gzip`` the statements are compressed. The rest is as with :func:`kg.pipeline.build`. Raises KgError where Spark cannot be
    started or gives up, InputError where nothing could be read, GraphError where ``out`` holds something else.
    """
    checked(base)
    with started(master) as spark:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            return _built(spark, sources, out, fields, base, judgements, gzip, on_problem)
        except (Py4JError, PySparkException) as error:
            raise KgError(f"Spark gave up ({_first(error)})", "see its log; its web page shows which task and why") from error


def _built(
    spark: SparkSession, sources: Sequence[str], out: str, fields: Mapping[str, str], base: str, judgements: Judgements, gzip: bool,
    on_problem: OnProblem,
) -> SparkReport:
    from kg.engines import job
    from kg.engines.frames import REPORT, Folder
    from kg.engines.places import Hadoop
    from kg.engines.reading import read

    problems: list[str] = []

    def problem(error: InputError) -> None:
        if not isinstance(error, PassedOver):
            problems.append(str(error))
        on_problem(error)

    hadoop = Hadoop(spark.sparkContext)
    _replaceable(hadoop, out)
    with _counting(spark.sparkContext) as failed_tasks:
        places = list(_told(hadoop.find(sources), problem))
        if not places:
            raise InputError("no article could be read", "name files or folders of articles")
        count = job.partitions(spark.sparkContext, sum(place.size for place in places))
        lines = job.lines(read(spark, places, fields, problem), count, judgements, base)
        hadoop.remove(f"{out}/{REPORT}")
        counts = Folder(spark, hadoop, out, base, count).write(lines, gzip)
        tasks = failed_tasks()
    for told in counts.problems:
        on_problem(InputError(told))
    if not counts.articles:
        raise InputError("no article could be read", "name files or folders of articles")
    report = _reported(counts, problems, judgements, tasks)
    hadoop.write(f"{out}/{REPORT}", report.json() + "\n")
    return report


def _reported(counts: Counts, problems: Sequence[str], judgements: Judgements, tasks: int) -> SparkReport:
    idle = tuple(str(row) for row in judgements.held if text(row) not in counts.used)
    return SparkReport(
        articles=counts.articles, skipped=counts.skipped + len(problems), duplicates=counts.duplicates, entities=counts.entities,
        facts=counts.facts, statements=counts.statements, characters=counts.characters, problems=(*problems, *counts.problems),
        copies=counts.copies, judgements=len(judgements.held) - len(idle), idle=idle, wrong=counts.wrong,
        findings=counts.findings, failed=counts.failed, tasks=tasks,
    )


def _told(found: Iterable[Thing | InputError], problem: OnProblem) -> Iterator[Thing]:
    """What is found, without the problems, which are told."""
    for each in found:
        if isinstance(each, InputError):
            problem(each)
        else:
            yield each


def _replaceable(hadoop: Hadoop, out: str) -> None:
    """Raises GraphError where writing ``out`` anew would lose something that no build by Spark wrote."""
    from kg.engines.frames import WRITTEN

    others = [name for name in hadoop.names(out) or () if name not in WRITTEN and not name.endswith(".crc")]
    if others:
        raise GraphError(f"{out} also holds {others[0]}, which no build by Spark wrote", "choose another folder")


# Spark itself


@contextmanager
def started(master: str = "") -> Iterator[SparkSession]:
    """Spark: the one that runs already in this process, or else a new one, which is stopped at the end. Raises KgError where what it
    needs is missing."""
    if not _has_pyspark():
        raise KgError("the package pyspark is not installed", "pip install 'tuzhi[spark]'")
    if not _has_java():
        raise KgError("there is no Java for Spark", "install a Java runtime, 17 or newer, such as Debian's openjdk-17-jre-headless")
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    try:
        session = _configured(SparkSession.builder.appName("tuzhi"), master).getOrCreate()
    except PySparkException as error:
        cure = "it needs Java 17 or newer (java -version), and a master that is there"
        raise KgError(f"Spark does not start ({_first(error)})", cure) from error
    try:
        yield session
    finally:
        session.stop()


def _configured(builder: SparkSession.Builder, master: str) -> SparkSession.Builder:
    """The settings that the program needs where nobody has set others."""
    if not any(os.environ.get(name) for name in WORDS):
        os.environ["LC_ALL"] = "C.UTF-8"   # else Java cannot name a file in Chinese
    if not master and not any(os.environ.get(name) for name in SET_UP):
        master = HERE
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master:
        builder = builder.master(master)
    progress = str(sys.stderr.isatty()).lower()
    return builder.config("spark.log.level", "ERROR").config("spark.ui.showConsoleProgress", progress)


def startable() -> bool:
    """Whether what Spark needs is there."""
    return _has_pyspark() and _has_java()


def _has_pyspark() -> bool:
    return importlib.util.find_spec("pyspark") is not None


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin" if home else None) is not None


def _first(error: Exception) -> str:
    """The first line of an error that says something; of Java's, what caused it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return next((line for line in reversed(lines) if line.startswith("Caused by:")), lines[0] if lines else type(error).__name__)


@contextmanager
def _counting(context: Any) -> Iterator[Callable[[], int]]:
    """A function that tells how many tasks have failed since, and were tried again."""
    context.setJobGroup(JOBS, JOBS)
    tracker = context.statusTracker()

    def failed() -> int:
        jobs = filter(None, map(tracker.getJobInfo, tracker.getJobIdsForGroup(JOBS)))
        stages = {stage for job in jobs for stage in job.stageIds}
        return sum(info.numFailedTasks for info in map(tracker.getStageInfo, stages) if info is not None)

    yield failed
