"""What a build runs on: in, an :class:`Order`; out, what became of it. All engines give the same statements.

:data:`ENGINES` is the one table that the command line goes by. An engine loads when it is first used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kg.errors import InputError

if TYPE_CHECKING:
    from kg.fuse.judgements import Judgements
    from kg.pipeline import OnProgress, OnText, Report


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built, as :func:`kg.pipeline.build` takes it: of the ``sources`` the folder ``out``. ``jobs`` and ``resume`` are for
    the processes of one machine, ``master`` and ``gzip`` for Spark."""

    sources: tuple[str, ...]
    out: str
    fields: Mapping[str, str]
    base: str
    judgements: Judgements
    jobs: int
    resume: bool
    master: str
    gzip: bool
    on_problem: Callable[[InputError], None]
    on_progress: OnProgress
    on_text: OnText


def _processes(order: Order) -> Report:
    from kg.pipeline import build

    return build(
        order.sources, Path(order.out), fields=order.fields, base=order.base, judgements=order.judgements, jobs=order.jobs,
        resume=order.resume, on_problem=order.on_problem, on_progress=order.on_progress, on_text=order.on_text,
    )


def _spark(order: Order) -> Report:
    from kg.engines.spark import build

    return build(
        order.sources, order.out, fields=order.fields, base=order.base, judgements=order.judgements, master=order.master,
        gzip=order.gzip, on_problem=order.on_problem,
    )


PROCESSES: Final = "processes"
SPARK: Final = "spark"
ENGINES: Final[Mapping[str, Callable[[Order], Report]]] = MappingProxyType({PROCESSES: _processes, SPARK: _spark})
"""By the name that users choose it by."""
