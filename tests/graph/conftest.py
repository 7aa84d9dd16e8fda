"""Small resolved articles, made by hand, and stores of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest

from kg.article import Article, Entity, Fact, Mention, Period, Quantity, Role, Span, Text
from kg.graph import Store, statements


@dataclass
class Draft:
    """An article in the making: sentences in, spans found by their words."""

    sentences: tuple[str, ...]
    found: dict[str, Mention] = field(default_factory=dict)

    @property
    def string(self) -> str:
        return "\n".join(self.sentences)

    def mention(self, words: str, kind: str, within: int = 0, **rest: Any) -> Mention:
        start = self.string.index(words, self.spans()[within].start)
        return self.found.setdefault(f"{words}/{within}", Mention(start, start + len(words), kind, "hand", **rest))

    def fact(self, type_: str, trigger: str, roles: Iterable[Role], within: int, **rest: Any) -> Fact:
        start = self.string.index(trigger, self.spans()[within].start)
        return Fact(start, start + len(trigger), type_, (within,), tuple(roles), "hand", **rest)

    def spans(self) -> tuple[Span, ...]:
        spans, start = [], 0
        for sentence in self.sentences:
            spans.append(Span(start, start + len(sentence)))
            start += len(sentence) + 1
        return tuple(spans)


HEBEI = (
    Entity("division:130534", "County", "清河县", aliases=("全县",), code="130534", links=(("within", "division:1305"),)),
    Entity("division:1305", "Prefecture", "邢台市", code="130500", links=(("within", "division:13"),)),
    Entity("division:13", "Province", "河北省", code="130000"),
)
HEADER = "首页 > 新闻\n\n"


def make_donation() -> Article:
    """A tenure, an inspection and a gift, in simplified characters, below a line of navigation."""
    draft = Draft(("清河县委书记陈明到青石镇检查超市。", "2月7日,远山公司向县医院捐赠口罩约1.5万只。", "春天来了。"))
    committee = draft.mention("清河县委", "Organization")
    post = draft.mention("书记", "Post")
    chen = draft.mention("陈明", "Person")
    town = draft.mention("青石镇", "Place")
    shops = draft.mention("超市", "Organization")
    company = draft.mention("远山公司", "Organization", 1)
    hospital = draft.mention("县医院", "Organization", 1, name="清河县医院")
    masks = draft.mention("口罩", "Item", 1)
    figure = draft.mention("约1.5万只", "Quantity", 1, value=Quantity(Decimal("1.5") * 10000, "只", "about"))
    county = ("locatedIn", "division:130534")
    return Article(
        id="alpha",
        source="articles/alpha.txt",
        raw=HEADER + draft.string,
        title="远山公司捐赠口罩",
        published="2020-02-08",
        publisher="清河日报",
        authors=("李华", "赵云"),
        editors=("孙立",),
        language="zh-Hans",
        text=Text(draft.string, ((0, len(HEADER)),)),
        sentences=draft.spans(),
        facts=(
            draft.fact("Tenure", "书记", (Role("holder", chen), Role("organization", committee), Role("post", post)), 0, confidence=0.9),
            draft.fact("Inspect", "检查", (Role("agent", chen), Role("object", shops), Role("place", town)), 0),
            draft.fact(
                "Donate",
                "捐赠",
                (
                    Role("agent", company, rule="subject", confidence=0.9),
                    Role("recipient", hospital, rule="introduced:向", confidence=0.8),
                    Role("object", masks),
                    Role("quantity", figure, masks),
                ),
                1,
                period=Period("2020-02-07"),
                signs=("agent:subject",),
            ),
        ),
        entities=(
            *HEBEI,
            Entity("person:陈明@清河县委", "Person", "陈明", mentions=(chen,)),
            Entity("organization:清河县委", "PartyOrganization", "清河县委", mentions=(committee,), links=(county,)),
            Entity("division:清河县/青石镇", "Township", "青石镇", mentions=(town,), links=(("within", "division:130534"),)),
            Entity("organization:超市", "Organization", "超市", mentions=(shops,)),
            Entity("organization:远山公司", "Company", "远山公司", mentions=(company,)),
            Entity("organization:清河县医院", "HealthInstitution", "清河县医院", ("县医院",), mentions=(hospital,), links=(county,)),
            Entity("item:口罩", "Item", "口罩", mentions=(masks,)),
        ),
        home="division:130534",
    )


def make_volunteers() -> Article:
    """The same person in traditional characters, and a counted group; the identifier is unfit for an IRI."""
    draft = Draft(("陈明部署工作,三百名党员请战。",))
    chen = draft.mention("陈明", "Person")
    members = draft.mention("三百名党员", "Group")
    figure = draft.mention("三百名", "Quantity", value=Quantity(Decimal(300), "名"))
    return Article(
        id="beta/乙 2",
        source="-",
        raw="本報訊 陳明部署工作,三百名黨員請戰。",
        title="三百名黨員請戰",
        published="2020-02",
        language="zh-Hant",
        text=Text(draft.string, ((0, 4),)),
        sentences=draft.spans(),
        mentions=(chen, members, figure),
        facts=(draft.fact("Volunteer", "请战", (Role("agent", members),), 0, period=Period("2020-01", "2020-02")),),
        entities=(
            *HEBEI,
            Entity("person:陈明@清河县委", "Person", "陈明", originals=("陳明",), mentions=(chen,)),
            Entity("group:三百名党员@beta", "Group", "三百名党员", mentions=(members,)),
        ),
        home="division:130534",
    )


def store_of(articles: Iterable[Article]) -> Store:
    store = Store.memory()
    store.add(chain.from_iterable(statements(article) for article in articles))
    return store


@pytest.fixture
def donation() -> Article:
    return make_donation()


@pytest.fixture
def volunteers() -> Article:
    return make_volunteers()


@pytest.fixture
def filled() -> Callable[[Iterable[Article]], Store]:
    """A function that makes a store of articles, in memory."""
    return store_of


@pytest.fixture
def store(donation: Article, volunteers: Article) -> Store:
    return store_of((donation, volunteers))
