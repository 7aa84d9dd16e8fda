"""The gazetteer with the data that is shipped: what is named how, what lies where, and which area a vote finds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg import zh
from kg.errors import DataError
from kg.zh import divisions, levels
from kg.zh.divisions import Division, Gazetteer, gazetteer

SOURCES = Path(__file__).parents[2].parent / "shared" / "data" / "divisions"


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return gazetteer()


def one(places: Gazetteer, name: str) -> Division:
    return places.named(name)[0]


def path(places: Gazetteer, division: Division) -> list[str]:
    return [division.name, *(above.name for above in places.chain(division))]


@pytest.fixture(scope="module")
def everything(places: Gazetteer) -> list[Division]:
    top = [division for name, division in places.names("Country", "Province", "Prefecture", "County") if name == division.name]
    areas = {each.key: each for each in top if each.rank < 4}
    below = [each for area in areas.values() for each in places._members(area)]
    return [*areas.values(), *below]


def test_counts(everything: list[Division]) -> None:
    counts = Counter(division.level for division in everything)
    assert counts["Province"] == 34
    assert counts["Country"] == 197
    assert 330 < counts["Prefecture"] < 345
    assert 3150 < counts["County"] < 3250
    assert 43_104 <= counts["Township"] < 46_000
    assert 650_000 < counts["Village"] + counts["Community"] < 657_807


def test_keys_are_unique_and_lead_back(places: Gazetteer, everything: list[Division]) -> None:
    assert len({division.key for division in everything}) == len(everything)
    for division in everything[:: len(everything) // 300]:
        assert places.get(division.key) == division
        assert all(above.rank < division.rank for above in places.chain(division))


@pytest.mark.parametrize(("name", "expected"), [
    ("天津市", ["天津市"]),
    ("北辰区", ["北辰区", "天津市"]),
    ("仙桃市", ["仙桃市", "湖北省"]),
    ("济源", ["济源市", "河南省"]),
    ("沙田区", ["沙田区", "香港特别行政区"]),
    ("东莞", ["东莞市", "广东省"]),
    ("嘉峪关市", ["嘉峪关市", "甘肃省"]),
    ("埇桥区", ["埇桥区", "宿州市", "安徽省"]),
    ("新竹县", ["新竹县", "台湾省"]),
    ("板桥区", ["板桥区", "新北市", "台湾省"]),
    ("长阳", ["长阳土家族自治县", "宜昌市", "湖北省"]),
    ("五峰县", ["五峰土家族自治县", "宜昌市", "湖北省"]),
    ("恩施州", ["恩施土家族苗族自治州", "湖北省"]),
    ("香港", ["香港特别行政区"]),
    ("大韩民国", ["韩国"]),
    ("襄樊市", ["襄阳市", "湖北省"]),
    ("玉环县", ["玉环市", "台州市", "浙江省"]),
    ("凤翔县", ["凤翔区", "宝鸡市", "陕西省"]),
    ("无为县", ["无为市", "芜湖市", "安徽省"]),
    ("南郊区", ["云冈区", "大同市", "山西省"]),
    ("带岭区", ["大箐山县", "伊春市", "黑龙江省"]),
    ("萧山市", ["萧山区", "杭州市", "浙江省"]),
    ("密云县", ["密云区", "北京市"]),
    ("晋江县", ["晋江市", "泉州市", "福建省"]),
    ("朝阳县", ["朝阳县", "朝阳市", "辽宁省"]),
    ("长沙县", ["长沙县", "长沙市", "湖南省"]),
])
def test_chains(places: Gazetteer, name: str, expected: list[str]) -> None:
    assert path(places, one(places, name)) == expected


@pytest.mark.parametrize("name", ["河北县", "城县", "石家庄高新技术产业开发县", "信义市"])
def test_what_no_city_or_district_was(places: Gazetteer, name: str) -> None:
    """A wider division's name, a stem of one character, a zone, or a place whose code nobody knows make no earlier name."""
    assert places.named(name) == ()


def test_no_division_stands_twice(places: Gazetteer, everything: list[Division]) -> None:
    """What rose is not there under its older suffix too: no township without a code beside the one of its stem with a code."""
    townships = [each for each in everything if each.rank == 4]
    coded = {(each.parent, *levels.parts(each.name, 4)) for each in townships if each.code}
    twice = [each.key for each in townships if not each.code and (each.parent, *levels.parts(each.name, 4)) in coded]
    assert twice == ["231124/沿江满族乡"], "a 林场 of the same stem stands in the way"


def test_codes(places: Gazetteer) -> None:
    assert one(places, "埇桥区").code == "341302"
    assert one(places, "天津").code == "120000"
    assert one(places, "板桥区").key == "710000/新北市/板桥区"
    township, = places.under(one(places, "埇桥区"), "大店镇")
    assert township.code.startswith("341302")
    assert len(township.code) == 9


@pytest.mark.parametrize("key", ["", "/", "nowhere", "999999", "341302999", "341302/没有村", "120113101/没有村"])
def test_unknown_keys(places: Gazetteer, key: str) -> None:
    assert places.get(key) is None


def test_children(places: Gazetteer) -> None:
    assert {each.name for each in places.children(one(places, "宿州市"))} >= {"埇桥区", "萧县", "泗县"}
    township, = places.under(one(places, "埇桥区"), "大店镇")
    assert township in places.children(one(places, "埇桥区"))
    assert {each.level for each in places.children(township)} == {"Village"}


def test_no_pseudo_divisions(everything: list[Division]) -> None:
    pseudo = {row.cells[1] for row in zh.rows("divisions_fixes.tsv", 3) if row.cells[0] == "pseudo"}
    assert pseudo
    assert not pseudo & {division.name for division in everything}


def test_ambiguous_names(places: Gazetteer) -> None:
    assert {path(places, each)[1] for each in places.named("鼓楼区")} == {"南京市", "徐州市", "福州市", "开封市"}
    assert [each.name for each in places.named("吉林")] == ["吉林省"]
    assert places.named("吉林市")[0].level == "Prefecture"
    assert places.named("没有这地方") == ()


@pytest.mark.parametrize(("area", "name", "expected"), [
    ("长沙县", "金井镇", "金井镇"),
    ("福清市", "上迳镇", "上迳镇"),
    ("顺德区", "大良街道", "大良街道"),
    ("顺德区", "大良街", "大良街道"),
    ("顺德区", "大良街道办事处", "大良街道"),
    ("佛山市", "大良", "大良街道"),
    ("五峰土家族自治县", "牛庄乡", "牛庄乡"),
    ("埇桥区", "苗安乡", "苗安镇"),
    ("天津市", "集贤里街", "集贤里街道"),
    ("东莞市", "虎门镇", "虎门镇"),
    ("福清市", "梧岗村", "梧岗村"),
    ("福清市", "梧岗村村委会", "梧岗村"),
    ("福清市", "梧岗", "梧岗村"),
    ("新竹县", "五峰乡", "五峰乡"),
])
def test_under(places: Gazetteer, area: str, name: str, expected: str) -> None:
    assert [each.name for each in places.under(one(places, area), name)] == [expected]


def test_under_a_township(places: Gazetteer) -> None:
    township, = places.under(one(places, "福清市"), "上迳镇")
    village, = places.under(township, "梧岗村")
    assert path(places, village) == ["梧岗村", "上迳镇", "福清市", "福州市", "福建省"]
    assert village.level == "Village"
    other, = places.under(one(places, "福清市"), "江阴镇")
    assert places.under(other, "梧岗村") == ()


def test_near(places: Gazetteer) -> None:
    county = one(places, "埇桥区")
    assert places.under(county, "苗庵乡") == ()
    assert [each.name for each in places.near(county, "苗庵乡")] == ["苗安镇"]
    assert places.near(county, "苗安镇") == (), "a name that is known has no neighbours"
    assert places.near(one(places, "宿州市"), "苗庵乡") == (), "only inside one county"


def test_near_villages_sound_alike(places: Gazetteer) -> None:
    county = one(places, "福清市")
    assert [each.name for each in places.near(county, "吴岗村")] == ["梧岗村"]
    assert "梧岗村" not in {each.name for each in places.near(county, "大岗村")}


def test_townships_of_the_country(places: Gazetteer) -> None:
    assert {path(places, each)[1] for each in places.townships("金井镇")} == {"平潭县", "晋江市", "长沙县"}
    assert [each.code for each in places.townships("集贤里街")] == [each.code for each in places.townships("集贤里街道")] != []
    assert places.townships("没有镇") == ()


def test_names_for_the_automaton(places: Gazetteer) -> None:
    names = {name for name, _ in places.names("Province", "Prefecture", "County")}
    assert {"天津", "天津市", "襄樊", "五峰县"} <= names
    assert not any(len(name) == 1 for name in names)
    assert "日本" not in names
    assert {name for name, _ in places.names("Country")} >= {"日本", "美国"}


@pytest.mark.parametrize(("names", "hints", "expected"), [
    (["朝阳区", "海淀区", "东城区"], [], ["北京市"]),
    (["朝阳区", "南关区", "长春市"], [], ["长春市", "吉林省"]),
    (["鼓楼区", "马尾区", "仓山区", "福州"], [], ["福州市", "福建省"]),
    (["大店镇", "苗安镇", "三里湾街道"], [], ["埇桥区", "宿州市", "安徽省"]),
    (["湖北", "武汉市", "金井镇", "长沙县"], ["长沙县党员在行动"], ["长沙县", "长沙市", "湖南省"]),
    (["武汉", "武汉", "武汉", "湖北"], ["秦皇岛派出医疗队", "河北日报"], ["秦皇岛市", "河北省"]),
    (["海港区", "抚宁区", "山海关区"], [], ["秦皇岛市", "河北省"]),
    (["新华区", "新华区"], ["河北省修路"], ["河北省"]),
    (["新华区", "新华区"], ["石家庄市修路"], ["石家庄市", "河北省"]),
    (["朝阳", "朝阳"], [], ["朝阳市", "辽宁省"]),
    (["南郊区", "云州区"], [], ["大同市", "山西省"]),
])
def test_vote(places: Gazetteer, names: list[str], hints: list[str], expected: list[str]) -> None:
    area = places.settle(names, hints)
    assert area
    assert path(places, area) == expected


@pytest.mark.parametrize(("names", "classes", "expected"), [
    (["重庆市", "重庆市", "重庆市", "渝北区", "双凤桥街道"], [], ["重庆市"]),
    (["重庆市", "重庆市", "重庆市", "渝北区", "双凤桥街道"], ["County"], ["渝北区", "重庆市"]),
    (["长沙县", "金井镇"], ["Prefecture"], ["长沙市", "湖南省"]),
    (["长沙县", "金井镇"], ["Prefecture", "County"], ["长沙县", "长沙市", "湖南省"]),
])
def test_vote_with_deictic_words(places: Gazetteer, names: list[str], classes: list[str], expected: list[str]) -> None:
    area = places.settle(names, ["重庆社会组织"] if "重庆市" in names else [], classes)
    assert area
    assert path(places, area) == expected


def test_vote_without_evidence(places: Gazetteer) -> None:
    assert places.settle([], []) is None
    assert places.settle(["北京"], []) is None, "one name once is no evidence"
    assert places.settle(["中国", "中国", "中国"], ["中国之治"]) is None
    assert places.settle(["法国", "德国", "日本", "英国"], []) is None
    assert places.settle(["新华区"] * 3, ["新华区修路"]) is None, "two of the three lie in one province"
    assert places.settle(["朝阳区", "朝阳区"], ["朝阳区"]) is None
    assert places.settle(["鼓楼区", "朝阳区"] * 2, []) is None
    assert places.settle(["合作"] * 3, ["合作共赢"]) == places.settle(["合作"] * 3, []), "words do not count in hints"


def test_vote_does_not_depend_on_order(places: Gazetteer) -> None:
    names = ["朝阳区", "海淀区", "长春市", "鼓楼区", "福州", "金井镇"]
    assert places.settle(names, ["报道"]) == places.settle(names[::-1], ["报道"])


def test_abbreviations_and_risky_names(places: Gazetteer) -> None:
    table = divisions.abbreviations()
    assert table["鄂"].name == "湖北省"
    assert {division.rank for division in table.values()} == {1}
    assert len({division.key for division in table.values()}) == 34
    assert {"合作", "城区", "中国"} <= divisions.risky()
    assert all(places.named(name) for name in divisions.risky())


def test_suffixes() -> None:
    assert levels.parts("大良街道办事处", 4) == ("大良", "street")
    assert levels.parts("湘西瑶族乡", 4) == ("湘西", "town")
    assert levels.level("凤池社区", 5) == "Community"
    assert levels.level("某连队", 5) == "Village"
    assert levels.parts("村", 5) == ("村", "")


def test_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zh, "HERE", tmp_path)
    (tmp_path / "divisions.tsv").write_text("# head\n110000\t北京市\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"divisions\.tsv:2"):
        Gazetteer()


def test_file_of_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Gazetteer()
    monkeypatch.setattr(zh, "HERE", tmp_path)
    (tmp_path / "divisions.bin").write_bytes(b"something else\n")
    with pytest.raises(DataError, match="another version"):
        whole.under(one(whole, "埇桥区"), "大店镇")


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the public registers are not beside this repository (../shared/data/divisions)")
def test_build_gives_the_shipped_bytes(tmp_path: Path) -> None:
    from kg.zh import build_divisions

    build_divisions.main(SOURCES, tmp_path)
    for name in ("divisions.tsv", "divisions.bin", "renamed.tsv"):
        assert (tmp_path / name).read_bytes() == zh.path(name).read_bytes(), name
