"""What of a saved page is the article, and what it says of itself. The pages are made up, after the ways in which news
sites, newspapers' archives, television texts and government sites are saved."""

from __future__ import annotations

import pytest

from kg.acquire.page import Draft, understand
from kg.article import Article
from kg.errors import InputError

FIRST = "3月3日，示例县委书记王小明来到东山镇检查春耕工作，并走访了三家农资商店。"
BLANK = "\u3000"
SECOND = "示例县农业农村局向各村发放种子20吨，县财政局拨付资金50万元。"


def article(page: str, **fields: str) -> Article:
    return understand(Draft(id="x", source="x.txt", raw=page, **fields))


def body(found: Article) -> list[str]:
    return [found.raw[span.start:span.end] for span in found.body]


PAGES: dict[str, tuple[str, dict[str, object]]] = {
    "news site": (f"""示例新闻网 正文
示例县抓好春耕 全力保供应
2021-03-04 11:44:27 来源: 示例日报
关注示例网
微博
评论
图集

  干群齐心抓春耕

  示例县抓好春耕

  {FIRST}

  {SECOND} (记者张三 通讯员李四)

+1
【纠错】 责任编辑: 王五
新闻评论
加载更多
春季专列开行
春季专列开行
""", {"title": "示例县抓好春耕 全力保供应", "published": "2021-03-04", "publisher": "示例日报",
      "authors": ("张三", "李四"), "editors": ("王五",)}),
    "date below": (f"""手机版
1 1 1

东山省示例县:抓好春耕

示例在线 打印 纠错
微信扫一扫 ×
收听本文 00:00/00:00

{FIRST}

  “三支队伍”到田头

{SECOND}

发布时间:2021年03月04日 16:06 来源:示例网 编辑:赵六 打印""",
     {"title": "东山省示例县:抓好春耕", "published": "2021-03-04", "publisher": "示例网", "editors": ("赵六",)}),
    "series above, other articles below": (f"""春耕时刻系列报道

示例县的春天

2021年03月04日18:52  来源:示例网-东山频道

{FIRST}
{SECOND}

(责编:赵六、钱七)

推荐阅读

别的县建成一座大桥

大桥长两公里，将于五月通车，两岸居民出行更加方便，投资三亿元。大桥长两公里，将于五月通车。
【详细】
""", {"title": "示例县的春天", "publisher": "示例网-东山频道", "editors": ("赵六", "钱七")}),
    "dateline": (f"""示例县抓好春耕— —东山镇见闻
2021-03-04 08:19:52 来源:示例新闻网 责任编辑:赵六 我来说两句 |
示例新闻网3月3日讯(记者:张三){FIRST} {SECOND} |
相关阅读:
- [03-01] 示例县召开会议
打印 | 收藏 | 发给好友 【字号 大 中 小】 |
网络视听许可证号:1310572 东山省示例许可证
""", {"title": "示例县抓好春耕——东山镇见闻", "publisher": "示例新闻网", "authors": ("张三",), "body": [f"{FIRST} {SECOND}"]}),
    "newspaper": (f"""东山省示例县——
春耕正当时（一线见闻）

　　本报东山3月3日电\xa0\xa0（记者张三、李  四）{FIRST}
　　{SECOND}
　　版式设计：某某人
""", {"title": "东山省示例县——春耕正当时", "authors": ("张三", "李四"), "published": ""}),
    "television": (f"""示例县抓好春耕
2021-03-04 19:49:04
示例网消息（晚间新闻）：{FIRST}{SECOND}""",
                   {"title": "示例县抓好春耕", "published": "2021-03-04", "publisher": "示例网", "body": [FIRST + SECOND]}),
    "one line": (f"示例县全面抓好春耕生产工作 {FIRST} {SECOND}各乡镇要把工作抓细抓实，确保不误农时，让群众满意。"
                 "今年全县计划播种三十万亩，比去年增加两万亩，目前已经完成一半以上。（记者 张三）",
                 {"title": "示例县全面抓好春耕生产工作", "authors": ("张三",)}),
    "one line, all on it": (f"示例县抓春耕 来源：示例日报 时间： 2021-03-04 07:39:59 | 编辑：赵六 示例日报讯 （记者 张三）{FIRST} {SECOND}"
                            "各乡镇要把工作抓细抓实，确保不误农时，让群众满意。 责任编辑：钱七 扫一扫在手机打开当前页",
                            {"title": "示例县抓春耕", "publisher": "示例日报", "published": "2021-03-04", "authors": ("张三",),
                             "editors": ("赵六", "钱七")}),
    "Markdown": (f"""
# 示例縣抓好春耕　全力保供應

2021-03-04

{FIRST}

**縣財政撥款**

{SECOND}

---

**博客 | 某某**

【某某專欄】作者是一名教師，喜歡寫作。
請加入成為示例新聞的月費訂戶，支持我們。
""", {"title": "示例縣抓好春耕 全力保供應", "publisher": "示例新聞", "body": [FIRST, "縣財政撥款", SECOND]}),
    "government site": (f"""示例县抓好春耕_示例县人民政府
　现在位置：
首页
>>
要闻
>> 正文
示例县人民政府
示例县抓好春耕
{BLANK}
来源于：
县委办公室
{BLANK}
{FIRST}
{SECOND}
发布日期：
2021-03-06
责任编辑：
赵六
【
打印本页
】【
关闭窗口
】""", {"title": "示例县抓好春耕", "publisher": "县委办公室", "published": "2021-03-06", "editors": ("赵六",), "body": [FIRST, SECOND]}),
    "repeated headings": (f"""建强队伍 抓好春耕

{FIRST}

建强队伍 抓好春耕

党员走在前

{SECOND}

建强队伍 抓好春耕

全县已有两千名党员报名参加服务队，到田间地头帮助农户。（杨三）


分享到：


相关文章：""", {"title": "建强队伍 抓好春耕", "authors": ("杨三",),
             "body": [FIRST, "党员走在前", SECOND, "全县已有两千名党员报名参加服务队，到田间地头帮助农户。"]}),
    "a list": ("""示例县捐赠名单

现将捐赠名单公布如下：
蓝天公司 5000元
绿水公司 口罩300个
王小明 200元
""", {"title": "示例县捐赠名单", "body": ["现将捐赠名单公布如下：", "蓝天公司 5000元", "绿水公司 口罩300个", "王小明 200元"]}),
}


@pytest.mark.parametrize("name", PAGES)
def test_layout(name: str) -> None:
    page, wanted = PAGES[name]
    found = article(page)
    for key, value in wanted.items():
        assert (body(found) if key == "body" else getattr(found, key)) == value, key
    text = "".join(body(found))
    for person in (*found.authors, *found.editors):
        assert person not in text
    if "body" not in wanted:
        assert FIRST in text
        assert SECOND in text
        assert len(text) < len(FIRST + SECOND) + 90


def test_a_record_knows_better_than_the_page() -> None:
    found = article(f"# 示例县抓好春耕\n\n{FIRST}（记者张三）", title="示例县抓好春耕（特写）", publisher="甲报", published="2020-01-01")
    assert (found.title, found.publisher, found.published, found.authors) == ("示例县抓好春耕", "甲报", "2020-01-01", ("张三",))
    assert body(found) == [FIRST]


@pytest.mark.parametrize(("title", "wanted"), [
    ("抗疫行动（五十九）", "抗疫行动（五十九）"), ("抗疫行动（上）", "抗疫行动（上）"), ("一线行动（人民时评）", "一线行动"),
    ("干部下乡——\n情系百姓", "干部下乡——情系百姓"), ("干部下乡\n——访某县", "干部下乡——访某县"), ("第一行\n第二行", "第一行 第二行"),
    ("某县通告（第7号）", "某县通告（第7号）"), ("县里开会_某某网", "县里开会"),
])
def test_headlines(title: str, wanted: str) -> None:
    assert article(FIRST, title=title).title == wanted


def test_the_year_of_a_dateline_comes_from_a_full_date_shortly_before_it() -> None:
    dated = "示例县抓春耕\n\n本报东山3月3日电 （记者张三）2021年2月20日，示例县召开会议。"
    assert article(dated).published == "2021-03-03"
    assert article(dated.replace("2021年2月20日", "2019年7月1日")).published == ""
    assert understand(Draft("x", "https://example.org/2021/0304/a.html", dated.replace("2021年", ""))).published == "2021-03-04"


def test_a_page_of_nothing_but_navigation_is_refused() -> None:
    with pytest.raises(InputError, match="no running text"):
        article("首页\n新闻 | 正文\n版权所有 示例网\n")


def test_interviews_keep_their_questions() -> None:
    page = f"访谈\n\n{FIRST}\n记者：今年的春耕有哪些特点？\n王小明：第一是早，第二是快。"
    assert body(article(page))[1:] == ["记者：今年的春耕有哪些特点？", "王小明：第一是早，第二是快。"]
