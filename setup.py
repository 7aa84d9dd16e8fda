"""The part of the package's build that setup.cfg cannot say: its strictly typed rooms are compiled (mypyc).

A wheel gets C extensions beside the modules that they are made of, where the machine has a C compiler and Python's headers, and
is pure Python elsewhere, with one line that says so; the program does the same either way, only slower. KG_PURE=1 asks for a pure
wheel. An editable install is never compiled: an extension would hide what is edited. Nothing is written beside the sources. The same
sources give the same wheel, byte for byte, on the same machine (`make reproducible`).
"""

from __future__ import annotations

import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from distutils.ccompiler import new_compiler
from distutils.errors import CompileError
from distutils.sysconfig import customize_compiler, get_python_inc
from pathlib import Path
from tempfile import TemporaryDirectory

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOMS = ("kg/acquire", "kg/clean", "kg/detect", "kg/extract", "kg/fuse", "kg/verify", "kg/zh")
MODULES = ("kg/article.py", "kg/graph/iris.py", "kg/graph/statements.py", "kg/vocab.py")
# Not worth their time in the compiler: what works on arrays, on files and in other people's code, or once for all articles.
LEFT = re.compile(
    r"kg/acquire/(__init__|duplicates|encoding|parts|readers|records|sources|web)|kg/detect/(network|tagger|terms)|kg/zh/build_divisions"
    r"|kg/fuse/(alike|claims|corrections|events|judgements|labels|likeness|persons|tells)"
)
# The build knows nothing of the packages that the program will run with; `make lint` does.
CHECKS = ("--config-file=", "--ignore-missing-imports", "--follow-imports=silent")
KERNEL = Extension(
    "kg.detect.kernel", ["kg/detect/kernel.c"], extra_compile_args=["-O3", "-ffp-contract=off", "-g0"],
    optional=True,  # it is for x86-64 only: elsewhere numpy does the work
)
OPTIMIZED = "1"  # 2 takes twice as long in the compiler
EPOCH = "315532800"  # 1980, where the dates of a zip begin: a wheel must not tell when it was built


def compiled() -> list[str]:
    """The modules that are compiled, as paths."""
    found = [*MODULES, *(path.as_posix() for room in ROOMS for path in Path(room).glob("*.py"))]
    return sorted(path for path in found if not LEFT.match(path))


def missing() -> str:
    """Why nothing can be compiled here; empty where it can."""
    if os.environ.get("KG_PURE", "0") not in ("", "0"):
        return "KG_PURE is set"
    compiler = new_compiler()
    customize_compiler(compiler)
    with TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.c"
        probe.write_text("#include <Python.h>\n", encoding="utf-8")
        try:
            compiler.compile([str(probe)], output_dir=folder, include_dirs=[get_python_inc()])
        except CompileError:
            return "there is no C compiler with Python's headers"
    return ""


def extensions(folder: str) -> list[Extension]:
    """The modules in C, written to ``folder``; none where the build is not of a wheel, or nothing can be compiled."""
    if "bdist_wheel" not in sys.argv:
        return []
    if reason := missing():
        print(f"tuzhi: {reason}: this wheel is pure Python, which is slower", file=sys.stderr)
        return []
    from mypyc.build import mypycify  # here, because pure builds do without

    options = {"opt_level": OPTIMIZED, "debug_level": "0", "multi_file": True, "group_name": "kg", "target_dir": folder}
    found: list[Extension] = mypycify([*CHECKS, *compiled()], **options)
    for extension in found:  # a warning of a compiler to come must not stop an installation
        extension.extra_compile_args = [each for each in extension.extra_compile_args if each != "-Werror"]
    return [KERNEL, *found]


class Build(build_ext):
    """Compiles as many files at a time as there are cores."""

    def build_extensions(self) -> None:
        alone = self.compiler.compile

        def together(sources: list[str], **options: object) -> list[str]:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                return [made for each in pool.map(lambda source: alone([source], **options), sources) for made in each]

        self.compiler.compile = together
        super().build_extensions()


os.environ.setdefault("SOURCE_DATE_EPOCH", EPOCH)
with TemporaryDirectory() as built:
    setup(ext_modules=extensions(built), cmdclass={"build_ext": Build}, options={"build": {"build_base": built}})
