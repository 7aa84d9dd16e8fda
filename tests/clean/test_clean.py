"""raw → text and sentences, by example."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import zh
from kg.article import Article, Span
from kg.clean import clean, folding
from kg.errors import DataError


def cleaned(raw: str, language: str = "zh-Hans", body: tuple[Span, ...] = ()) -> Article:
    return clean(Article("a", "a.txt", raw, body=body, language=language))


def printed(raw: str, language: str = "zh-Hans") -> list[str]:
    article = cleaned(raw, language)
    return [article.printed(span) for span in article.sentences]


@pytest.mark.parametrize(("raw", "string"), [
    ("甲镇捐款１０００元，Ａ厂捐口罩（医用）５％；好！是吗？见：附件", "甲镇捐款1000元,A厂捐口罩(医用)5%;好!是吗?见:附件"),
    ("《通知》、“会议”。【要点】〔2020〕1号", "《通知》、“会议”。【要点】〔2020〕1号"),
    ("\u3000\u3000甲村。\r\n\r\n\u3000\u3000乙村。\n", "甲村。\n乙村。"),
    ("甲  村\u00a0\u00a0乙\u3000村 丙", "甲 村 乙 村 丙"),
    ("甲\u200b村\ufeff乙\u00ad村\ue000丙\u0007丁\ufe0f", "甲村乙村丙丁"),
    ("前段。\u3000\u3000后段。", "前段。\n后段。"),
    ('他说"好"，又说"走"。', "他说“好”,又说“走”。"),
    ('只有一个"引号', '只有一个"引号'),
    ("错写的“引号“和“另一个“。", "错写的“引号”和“另一个”。"),
    ("前一段接着说”，他又说，“再来。”", "前一段接着说”,他又说,“再来。”"),
    ("先说「甲『乙』丙」", "先说“甲‘乙’丙”"),
    ("等等⋯⋯比例3∶1，阿・明", "等等……比例3:1,阿·明"),
    ("⽇前，㎡不变", "日前,㎡不变"),
])
def test_folding(raw: str, string: str) -> None:
    assert cleaned(raw).text.string == string


@pytest.mark.parametrize(("raw", "language", "string"), [
    ("區委書記著力做好防疫，後來發放顯著。", "zh-Hant", "区委书记着力做好防疫,后来发放显著。"),
    ("區委書記著力做好防疫。", "zh-Hans", "区委书记着力做好防疫。"),
    ("他编的巨著出版了，乾隆年间。", "zh-Hans", "他编的巨著出版了,乾隆年间。"),
    ("名著", "zh-Hans", "名著"),
    ("以後的工作", "zh-Hans", "以后的工作"),
    ("簡體行:这里的医护队员说话。\n鎮黨委發放物資。", "zh-Hant", "簡體行:这里的医护队员说话。\n镇党委发放物资。"),
    ("滑鼠與軟體", "zh-Hant", "滑鼠与软体"),
])
def test_script(raw: str, language: str, string: str) -> None:
    assert cleaned(raw, language).text.string == string


def test_body_only_and_way_back() -> None:
    raw = "导航\n\u3000\u3000甲鎮　捐款\u200b５元。\n广告\n\u3000乙村。尾"
    body = (Span(3, 14), Span(raw.index("\u3000乙"), len(raw) - 1))
    article = cleaned(raw, body=body)
    assert article.text.string == "甲鎮 捐款5元。\n乙村。"
    back = [raw[article.text.back(span).start:article.text.back(span).end] for span in article.sentences]
    assert back == ["甲鎮　捐款\u200b５元。", "乙村。"]


def test_untouched_text_has_no_runs() -> None:
    assert cleaned("甲镇,乙村。\n丙县。").text.runs == ()


def test_empty() -> None:
    article = cleaned(" \n\u3000\u200b")
    assert article.text.string == ""
    assert article.sentences == ()


@pytest.mark.parametrize(("raw", "sentences"), [
    ("甲来了。乙走了！丙呢？丁……", ["甲来了。", "乙走了!", "丙呢?", "丁……"]),
    ("他说：“我来了。我不走。”大家鼓掌。", ["他说:“我来了。我不走。”", "大家鼓掌。"]),
    ("“我来了。我不走。”他说。大家鼓掌。", ["“我来了。我不走。”他说。", "大家鼓掌。"]),
    ("“我先上！”转运时，某镇书记站了出来。", ["“我先上!”转运时,某镇书记站了出来。"]),
    ("会上喊出“我先上！”的口号。", ["会上喊出“我先上!”的口号。"]),
    ("“要米。”“好。”", ["“要米。”", "“好。”"]),
    ("他写了《谁来帮你？》一文。", ["他写了《谁来帮你?》一文。"]),
    ("名单（见附件。共三页。）已发。", ["名单(见附件。共三页。)已发。"]),
    ("会议结束。（全场起立。）随后合影。", ["会议结束。", "(全场起立。)", "随后合影。"]),
    ("甲捐1000元；乙捐2000元；丙捐口罩。", ["甲捐1000元;", "乙捐2000元;", "丙捐口罩。"]),
    ("他问：“来吗？”，没人答。", ["他问:“来吗?”,没人答。"]),
    ("真的吗？！太好了！！！走。", ["真的吗?!", "太好了!!!", "走。"]),
    ("他们坚守...村民捐款。", ["他们坚守...", "村民捐款。"]),
    ("这是党校. 某镇成立小队。", ["这是党校.", "某镇成立小队。"]),
    ("价格3.5元,见http://a.cn/i?id=1;x=2 这里。", ["价格3.5元,见http://a.cn/i?id=1;x=2 这里。"]),
    ("小标题\n- [05-14] 一则消息\n正文。", ["小标题", "- [05-14] 一则消息", "正文。"]),
    ("“没有收尾的引语。又一句。", ["“没有收尾的引语。", "又一句。"]),
    ("没有开头的引语。”又一句。", ["没有开头的引语。”", "又一句。"]),
    ("他说：“‘好。’就这样。”完了。", ["他说:“‘好。’就这样。”", "完了。"]),
])
def test_sentences(raw: str, sentences: list[str]) -> None:
    assert printed(raw) == sentences


def test_long_quotation_is_split_at_its_own_stops() -> None:
    inner = "这一句话有十个字。" * 20
    found = printed(f"他说：“{inner}”下一句。")
    assert found[0] == "他说:“这一句话有十个字。"
    assert found[-2:] == ["这一句话有十个字。”", "下一句。"]
    assert len(found) == 21
    assert printed(f"“{inner}”他说。")[-1] == "这一句话有十个字。”他说。"


@pytest.mark.parametrize(("part", "size"), [("甲县乙镇丙村、", 994), ("甲县乙镇丙村", 1000)])
def test_what_has_no_end_is_cut_at_commas_or_anywhere(part: str, size: int) -> None:
    raw = part * 500
    found = printed(raw)
    assert "".join(found) == raw
    assert {len(each) for each in found[:-1]} == {size}
    assert len(found[-1]) <= size


def test_of_marks_within_marks_the_outer_are_never_closed() -> None:
    assert printed("《" * 200 + "甲村。" + "《" * 200 + "乙村。") == ["《" * 200 + "甲村。", "《" * 200 + "乙村。"]
    assert printed("(" * 40 + "甲村。乙村" + ")" * 40) == ["(" * 40 + "甲村。乙村" + ")" * 40]
    assert printed("(" * 50 + "甲村。" + "【" * 51 + "乙" + "】" * 51 + "丙。" + ")" * 50)[0] == "(" * 50 + "甲村。"


@pytest.mark.parametrize("line", ["甲乙\t丙", "U+12\t丙", "甲\tU+"])
def test_bad_folding_table(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / folding.FILE).write_text(f"# head\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(zh, "HERE", tmp_path)
    with pytest.raises(DataError, match=r"folding\.tsv:2"):
        folding._table.__wrapped__()
