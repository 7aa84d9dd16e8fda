"""How long the gazetteer takes to open and to answer, and how fast cleaning is. Prints; asserts nothing.

Run ``python tests/benchmarks/gazetteer_and_clean.py [TEXT_FILE]`` from the repository.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from kg.article import Article
from kg.clean import clean
from kg.zh.divisions import Gazetteer

SAMPLE = "\u3000\u3000某县县委书记王某强调：“要做好防疫工作。各镇都要行动。”会后，甲镇捐款１０００元；乙村（含三组）捐口罩５００只。\n"
ROUNDS = 5


def best(what: Callable[[], object]) -> float:
    """The shortest of several runs, in milliseconds of processor time."""
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        what()
        times.append(process_time() - start)
    return min(times) * 1000


def main(text: str) -> None:
    print(f"gazetteer: open              {best(Gazetteer):8.2f} ms")
    places = Gazetteer()
    county, city = places.named("福清市")[0], places.named("天津市")[0]
    print(f"gazetteer: first in a county {best(lambda: Gazetteer().under(county, '梧岗村')) - best(Gazetteer):8.2f} ms")
    places.under(county, "梧岗村")
    print(f"gazetteer: next in a county  {best(lambda: places.under(county, '梧岗')):8.3f} ms")
    places.under(city, "集贤里街")
    print(f"gazetteer: in 16 counties    {best(lambda: places.under(city, '集贤里街')):8.3f} ms")
    places.townships("金井镇")
    print(f"gazetteer: vote of 5 names   {best(lambda: places.settle(['长沙县', '金井镇', '湖南省', '湘龙街道', '武汉'])):8.2f} ms")
    article = Article("a", "a", text)
    clean(article)
    print(f"clean:     {len(text) / best(lambda: clean(article)) * 1000:12,.0f} characters a second")


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else SAMPLE * 2000)
