"""Hand-made articles for the page's tests, in sentences of our own about places that do not exist, and the store of them.

An article is a few sentences, each with the facts that it states; mentions are found by name, so offsets are real.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg import vocab
from kg.article import Article, Entity, Fact, Mention, Period, Quantity, Role, Span, Text
from kg.graph import Store, statements


@dataclass(frozen=True)
class Thing:
    """An entity: class, other names as printed, links to other entities by label, code."""

    type: str
    aliases: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    code: str = ""
    original: str = ""


@dataclass(frozen=True)
class Said:
    """A fact: class, trigger (of a tenure: the post), who fills which role, figures as (words, value, unit, counted)."""

    type: str
    word: str
    roles: dict[str, tuple[str, ...]]
    figures: tuple[tuple[str, str, str, str], ...] = ()
    when: str = ""
    confidence: float = 0.9


@dataclass(frozen=True)
class Piece:
    """An article: sentences with their facts."""

    id: str
    title: str
    published: str
    publisher: str
    home: str
    said: tuple[tuple[str, tuple[Said, ...]], ...]
    language: str = "zh-Hans"


def store(pieces: tuple[Piece, ...], things: dict[str, Thing]) -> Store:
    """The graph of these articles, in memory."""
    graph = Store.memory()
    graph.add(quad for piece in pieces for quad in statements(article(piece, things)))
    return graph


def article(piece: Piece, things: dict[str, Thing]) -> Article:
    """The article as it would leave ``fuse``."""
    text = "".join(sentence for sentence, _ in piece.said)
    sentences, facts, at = [], [], 0
    mentions = _mentions(text, things)
    for number, (sentence, said) in enumerate(piece.said):
        sentences.append(Span(at, at + len(sentence)))
        facts.extend(_fact(text, sentences[-1], number, one, mentions) for one in said)
        at += len(sentence)
    return Article(
        id=piece.id, source=f"{piece.id}.txt", raw=text, title=piece.title, published=piece.published, publisher=piece.publisher,
        language=piece.language, text=Text(text), sentences=tuple(sentences), facts=tuple(facts), home=piece.home,
        entities=tuple(_entity(label, things, tuple(mentions.get(label, ()))) for label in _wanted(things, mentions, piece.home)),
    )


def _mentions(text: str, things: dict[str, Thing]) -> dict[str, list[Mention]]:
    """Where the text names each thing; a longer name keeps a shorter one out."""
    names = [(name, label) for label, thing in things.items() for name in (label, *thing.aliases, thing.original) if name]
    found: dict[str, list[Mention]] = {}
    for name, label in sorted(names, key=lambda pair: -len(pair[0])):
        for start in _places(text, name):
            mention = Mention(start, start + len(name), _root(things[label].type), "test")
            if not any(mention.overlaps(other) for others in found.values() for other in others):
                found.setdefault(label, []).append(mention)
    return {label: sorted(mentions) for label, mentions in sorted(found.items())}


def _wanted(things: dict[str, Thing], mentions: dict[str, list[Mention]], home: str) -> list[str]:
    """The entities mentioned, and those they are linked to."""
    wanted = list(dict.fromkeys([*mentions, home]))
    for label in wanted:
        wanted += [other for _, other in things[label].links if other not in wanted]
    return wanted


def _entity(label: str, things: dict[str, Thing], mentions: tuple[Mention, ...]) -> Entity:
    thing = things[label]
    originals = (thing.original,) if thing.original else ()
    return Entity(label, thing.type, label, thing.aliases, originals, mentions, thing.code, thing.links)


def _fact(text: str, sentence: Span, number: int, said: Said, mentions: dict[str, list[Mention]]) -> Fact:
    start = text.index(said.word, sentence.start)
    roles = [Role(name, _nearest(mentions[label], sentence)) for name, labels in said.roles.items() for label in labels]
    for words, value, unit, of in said.figures:
        place = text.index(words, sentence.start)
        filler = Mention(place, place + len(words), "Quantity", "test", value=Quantity(Decimal(value), unit))
        roles.append(Role("quantity", filler, _nearest(mentions[of], sentence) if of else None))
    if said.type == "Tenure":
        roles.append(Role("post", Mention(start, start + len(said.word), "Post", "test")))
    period = Period(said.when) if said.when else None
    return Fact(start, start + len(said.word), said.type, (number,), tuple(roles), "test-rule", said.confidence, period)


def _nearest(mentions: list[Mention], sentence: Span) -> Mention:
    """The mention in the sentence, or else the last one before it."""
    return next((mention for mention in mentions if sentence.covers(mention)), mentions[0])


def _places(text: str, name: str) -> list[int]:
    return [start for start in range(len(text)) if text.startswith(name, start)]


def _root(type_: str) -> str:
    return next(name for name in vocab.superclasses(type_) if name in ROOTS)


ROOTS = ("Person", "Organization", "Group", "Place", "Work", "Measure", "Item", "Matter")

COUNTY = (("within", "东川市"),)
THINGS = {
    "青原省": Thing("Province", code="990000"),
    "东川市": Thing("Prefecture", links=(("within", "青原省"),), code="990100"),
    "云岭县": Thing("County", ("全县",), COUNTY, "990121"),
    "柳溪县": Thing("County", (), COUNTY, "990122"),
    "石桥镇": Thing("Township", (), (("within", "云岭县"),)),
    "白杨镇": Thing("Township", (), (("within", "云岭县"),)),
    "松坪乡": Thing("Township", (), (("within", "柳溪县"),)),
    "上河村": Thing("Village", (), (("within", "石桥镇"),)),
    "梨园村": Thing("Village", (), (("within", "白杨镇"),)),
    "朝阳社区": Thing("Community", (), (("within", "云岭县"),)),
    "南门大桥": Thing("Site", (), (("within", "云岭县"),)),
    "云岭县委": Thing("PartyOrganization", ("县委",), (("locatedIn", "云岭县"),)),
    "云岭县政府": Thing("GovernmentBody", ("县政府",), (("locatedIn", "云岭县"),)),
    "云岭县财政局": Thing("GovernmentBody", ("县财政局",), (("locatedIn", "云岭县"), ("partOf", "云岭县政府"))),
    "云岭县卫健局": Thing("GovernmentBody", ("县卫健局",), (("locatedIn", "云岭县"), ("partOf", "云岭县政府"))),
    "云岭县人民医院": Thing("HealthInstitution", ("县医院",), (("locatedIn", "云岭县"),)),
    "云岭县第一中学": Thing("School", ("云岭一中",), (("locatedIn", "云岭县"),)),
    "宏达机械有限公司": Thing("Company", ("宏达公司",), (("locatedIn", "东川市"),)),
    "绿野农业合作社": Thing("Company", (), (("locatedIn", "石桥镇"),)),
    "东川市红十字会": Thing("SocialOrganization", ("市红十字会",), (("locatedIn", "东川市"),)),
    "东川电视台": Thing("MediaOrganization", (), (("locatedIn", "东川市"),)),
    "石桥镇党委": Thing("PartyOrganization", (), (("locatedIn", "石桥镇"),)),
    "上河村委会": Thing("GrassrootsCommittee", (), (("locatedIn", "上河村"),)),
    "清风突击队": Thing("Team", (), (("locatedIn", "上河村"),)),
    "柳溪县政府": Thing("GovernmentBody", (), (("locatedIn", "柳溪县"),)),
    "东川市政府": Thing("GovernmentBody", ("市政府",), (("locatedIn", "东川市"),), original="東川市政府"),
    "陈望舒": Thing("Person", original="陳望舒"),
    "罗成文": Thing("Person"),
    "苏晓棠": Thing("Person"),
    "高远": Thing("Person"),
    "何大山": Thing("Person"),
    "郜雪梅": Thing("Person"),
    "沈立": Thing("Person"),
    "么长青": Thing("Person"),
    "32名医护人员": Thing("Group"),
    "120余名村民": Thing("Group"),
    "18家民营企业": Thing("Group"),
    "12名乡镇干部": Thing("Group"),
    "防护服": Thing("Item"),
    "口罩": Thing("Item"),
    "消毒液": Thing("Item"),
    "水稻良种": Thing("Item"),
    "专项资金": Thing("Item"),
    "《春耕生产工作方案》": Thing("Work"),
    "《致全体村民的一封信》": Thing("Work"),
    "河长巡查制": Thing("Measure"),
    "“一村一策”": Thing("Measure"),
    "校园周边道路": Thing("Matter"),
    "防汛工作会议": Thing("Matter"),
    "农田水渠": Thing("Matter"),
}

PIECES = (
    Piece("a1", "云岭县收到一批捐赠物资", "2021-02-09", "东川日报", "云岭县", (
        ("2月7日，宏达机械有限公司向云岭县人民医院捐赠防护服300套、口罩2万只。", (
            Said("Donate", "捐赠", {"agent": ("宏达机械有限公司",), "recipient": ("云岭县人民医院",), "object": ("防护服", "口罩")},
                 (("300套", "300", "套", "防护服"), ("2万只", "20000", "只", "口罩")), "2021-02-07"),)),
        ("东川市红十字会会长苏晓棠随后把消毒液80桶送到县医院，这批消毒液由18家民营企业捐献。", (
            Said("Tenure", "会长", {"holder": ("苏晓棠",), "organization": ("东川市红十字会",)}),
            Said("Donate", "捐献", {"agent": ("18家民营企业",), "recipient": ("云岭县人民医院",), "object": ("消毒液",)},
                 (("80桶", "80", "桶", "消毒液"),)))),
        ("宏达公司董事长沈立表示，公司还要继续生产口罩。", (
            Said("Tenure", "董事长", {"holder": ("沈立",), "organization": ("宏达机械有限公司",)}),
            Said("State", "表示", {"agent": ("沈立",)}),)),
        ("县财政局安排专项资金150万元，支持县卫健局采购口罩5000只。", (
            Said("Allocate", "安排", {"agent": ("云岭县财政局",), "recipient": ("云岭县卫健局",), "object": ("专项资金",)},
                 (("150万元", "1500000", "元", "专项资金"),)),
            Said("Procure", "采购", {"agent": ("云岭县卫健局",), "object": ("口罩",)}, (("5000只", "5000", "只", "口罩"),)))),
        ("东川电视台对此作了报道。", ()),
    )),
    Piece("a2", "春耕时节下乡忙", "2021-03-15", "云岭发布", "云岭县", (
        ("3月12日，云岭县委书记陈望舒到石桥镇上河村检查农田水渠。", (
            Said("Tenure", "书记", {"holder": ("陈望舒",), "organization": ("云岭县委",)}),
            Said("Inspect", "检查", {"agent": ("陈望舒",), "object": ("农田水渠",), "place": ("上河村",)}, when="2021-03-12"))),
        ("陈望舒强调，全县要把“一村一策”落到实处。", (Said("State", "强调", {"agent": ("陈望舒",)}),)),
        ("石桥镇党委书记何大山说，绿野农业合作社已向120余名村民发放水稻良种6吨。", (
            Said("Tenure", "书记", {"holder": ("何大山",), "organization": ("石桥镇党委",)}),
            Said("Distribute", "发放", {"agent": ("绿野农业合作社",), "recipient": ("120余名村民",), "object": ("水稻良种",)},
                 (("6吨", "6", "吨", "水稻良种"),)))),
        ("县政府印发《春耕生产工作方案》，并在白杨镇推行“一村一策”。", (
            Said("Issue", "印发", {"agent": ("云岭县政府",), "object": ("《春耕生产工作方案》",)}),
            Said("Launch", "推行", {"agent": ("云岭县政府",), "object": ("“一村一策”",), "place": ("白杨镇",)}))),
        ("上河村委会主任郜雪梅组织清风突击队清理农田水渠3公里。", (
            Said("Tenure", "主任", {"holder": ("郜雪梅",), "organization": ("上河村委会",)}),
            Said("Clean", "清理", {"agent": ("清风突击队",), "object": ("农田水渠",), "place": ("上河村",)},
                 (("3公里", "3", "公里", ""),)))),
    )),
    Piece("a3", "两县联手保供水", "2021-06-20", "东川日报", "东川市", (
        ("6月18日，东川市政府在云岭县召开防汛工作会议，云岭县县长罗成文、柳溪县县长高远参加。", (
            Said("Convene", "召开", {"agent": ("东川市政府",), "object": ("防汛工作会议",), "place": ("云岭县",)}, when="2021-06-18"),
            Said("Tenure", "县长", {"holder": ("罗成文",), "organization": ("云岭县政府",)}))),
        ("会后柳溪县政府县长高远从松坪乡抽调32名医护人员到梨园村。", (
            Said("Tenure", "县长", {"holder": ("高远",), "organization": ("柳溪县政府",)}),
            Said("Dispatch", "抽调", {"agent": ("高远",), "object": ("32名医护人员",),
                             "origin": ("松坪乡",), "destination": ("梨园村",)}))),
        ("石桥镇党委把12名乡镇干部充实到南门大桥值守点。", (
            Said("Dispatch", "充实到", {"agent": ("石桥镇党委",), "object": ("12名乡镇干部",), "destination": ("南门大桥",)},
                 (("12名", "12", "名", "12名乡镇干部"),)),)),
        ("云岭县政府与柳溪县政府共同实施河长巡查制，罗成文负责联系南门大桥一段。", (
            Said("Launch", "实施", {"agent": ("云岭县政府", "柳溪县政府"), "object": ("河长巡查制",)}),
            Said("Liaise", "联系", {"agent": ("罗成文",), "object": ("南门大桥",)}))),
    )),
    Piece("a4", "開學第一課", "2021-09-02", "東川電視臺", "东川市", (
        ("東川市政府副市長陳望舒走訪云岭一中，查看校园周边道路。", (
            Said("Tenure", "副市長", {"holder": ("陈望舒",), "organization": ("东川市政府",)}),
            Said("Inspect", "走訪", {"agent": ("陈望舒",), "object": ("云岭县第一中学",)}))),
        ("教師么长青在朝阳社区張貼《致全体村民的一封信》200份。", (
            Said("Distribute", "張貼", {"agent": ("么长青",), "object": ("《致全体村民的一封信》",), "place": ("朝阳社区",)},
                 (("200份", "200", "份", ""),)),)),
    ), "zh-Hant"),
)

# Someone who does a thing to himself, without doubt.
DOUBLE_PIECES = (
    Piece("d1", "自荐", "2021-05-01", "东川日报", "云岭县", (
        ("高远在石桥镇联系高远。", (
            Said("Liaise", "联系", {"agent": ("高远",), "object": ("高远",), "place": ("石桥镇",)}, confidence=1.0),)),
    )),
)

# Names that would do harm if a page took them for markup or let them run.
SCRIPT = "<script>window.hacked=1</script>"
CLOSING = "</script><script>window.hacked=2</script>"
IMAGE = '<img src=x onerror="window.hacked=3">'
QUOTE = '"onload="window.hacked=4" x=\''
TURNED = "甲\u202e乙\u202c公司"
COMMENT = "<!--{{ 7*7 }}\u2028&lt;b&gt;"
HOSTILE = {
    SCRIPT: Thing("Person"),
    CLOSING: Thing("Company", (QUOTE,)),
    IMAGE: Thing("Place"),
    TURNED: Thing("Company"),
    COMMENT: Thing("Work"),
    "甲县": Thing("County"),
}
HOSTILE_PIECES = (
    Piece("</title><script>", f"{CLOSING}{COMMENT}", "2021-01-01", IMAGE, "甲县", (
        (f"{SCRIPT}在{IMAGE}向{CLOSING}捐赠{COMMENT}。", (
            Said("Donate", "捐赠", {"agent": (SCRIPT,), "recipient": (CLOSING,), "object": (COMMENT,), "place": (IMAGE,)}),)),
        (f"{TURNED}总经理{SCRIPT}又名{QUOTE}。", (Said("Tenure", "总经理", {"holder": (SCRIPT,), "organization": (TURNED,)}),)),
    )),
)
