"""By-lines and datelines, found and told from text."""

from __future__ import annotations

import pytest

from kg.acquire import bylines


@pytest.mark.parametrize(("line", "cut", "authors", "editors", "medium", "day"), [
    ("本报东山10月11日电  （张三丰、李四光）截至9月底", "本报东山10月11日电  （张三丰、李四光）", ("张三丰", "李四光"), (), "", (10, 11)),
    ("示例新闻网5月27日讯(记者:张三丰)春天来了", "示例新闻网5月27日讯(记者:张三丰)", ("张三丰",), (), "示例新闻网", (5, 27)),
    ("示例网消息（晚间新闻）：今天上午", "示例网消息（晚间新闻）：", (), (), "示例网", None),
    ("示例日报讯 （首席记者 张三丰）2月", "示例日报讯 （首席记者 张三丰）", ("张三丰",), (), "示例日报", None),
    ("据示例社北京3月1日电 县里", "据示例社北京3月1日电 ", (), (), "示例社", (3, 1)),
    ("县里很热闹。（本报记者 张三丰 李四光）", "（本报记者 张三丰 李四光）", ("张三丰", "李四光"), (), "", None),
    ("县里很热闹。（记者张三丰，通讯员李四光、王五常采写）",
     "（记者张三丰，通讯员李四光、王五常采写）", ("张三丰", "李四光", "王五常"), (), "", None),
    ("县里很热闹。（本报北京、东京9月13日电  记者张三丰）", "（本报北京、东京9月13日电  记者张三丰）", ("张三丰",), (), "", (9, 13)),
    ("县里很热闹。（张三丰 摄）", "（张三丰 摄）", ("张三丰",), (), "", None),
    ("县里很热闹。[网络编辑：张三丰]", "[网络编辑：张三丰]", (), ("张三丰",), "", None),
    ("縣裡很熱鬧。【撰文：註冊中醫師張三豐】", "【撰文：註冊中醫師張三豐】", (), (), "", None),
    ("县里很热闹。（作者为某大学教授）", "（作者为某大学教授）", (), (), "", None),
    ("县里很热闹。（记者阿依努尔）", "（记者阿依努尔）", ("阿依努尔",), (), "", None),
    ("县里很热闹。（记者陈  玲）", "（记者陈  玲）", ("陈玲",), (), "", None),
])
def test_credits(line: str, cut: str, authors: tuple[str, ...], editors: tuple[str, ...], medium: str, day: tuple[int, int] | None) -> None:
    (credit,) = bylines.credits(line)
    assert line[credit.start:credit.end] == cut
    assert (credit.authors, credit.editors, credit.medium, credit.day) == (authors, editors, medium, day)


@pytest.mark.parametrize("line", [
    "工作有序推进（记者从会上获悉）", "在文山州（文山）和图门（江口）开展", "县长（正处级）讲话", "发布了《办法》（试行）",
    "示例社记者2月1日电话连线", "外交部官网消息，今天", "记者了解到，本报编辑部已搬迁", "示例镇（街道）干部",
    "（一）加强领导", "效果图（示意图）",
])
def test_what_is_no_credit(line: str) -> None:
    assert bylines.credits(line) == []


@pytest.mark.parametrize(("line", "wanted"), [
    ("大家都很高兴。（杨三）", ("杨三",)), ("大家都很高兴。（杨三 李四光）", ("杨三", "李四光")),
    ("大家都很高兴。（待续）", None),
    ("大家都很高兴。（示例市税务局）", None), ("大家都很高兴（杨三）", None),
    ("大家都很高興。（楊三）", ("楊三",)), ("大家都很高兴。（欧阳三丰）", ("欧阳三丰",)),
])
def test_signatures(line: str, wanted: tuple[str, ...] | None) -> None:
    credit = bylines.signature(line)
    assert (credit and credit.authors) == wanted


@pytest.mark.parametrize(("line", "wanted"), [
    ("本报记者　张三丰　李四光", ("张三丰", "李四光")), ("文/张三丰 图/李四光", ("张三丰", "李四光")),
    ("记者手记", None), ("通讯员队伍建设", None),
])
def test_lines_that_are_bylines(line: str, wanted: tuple[str, ...] | None) -> None:
    credit = bylines.whole(line)
    assert (credit and credit.authors) == wanted
