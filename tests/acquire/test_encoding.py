"""Telling encodings apart on texts of a few words."""

from __future__ import annotations

import pytest

from kg.acquire.encoding import decode
from kg.acquire.scripts import language, plausibility

SHORT = ["示例县召开会议", "区委书记检查工作", "捐赠口罩8000个，价值2万元。", "县里开会，部署春耕。", "今日《示例日报》刊文"]
SHORT_HANT = ["區委書記檢查工作", "捐贈口罩8000個，價值2萬元。", "國務院公布名單", "醫院收到藥品"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", SHORT)
def test_simplified(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("text", SHORT_HANT)
def test_traditional(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_gb18030_that_is_valid_utf8_by_accident() -> None:
    data = "统一学习".encode("gb18030")
    assert data.decode("utf-8") != "统一学习"
    assert decode(data) == "统一学习"


def test_other_languages_in_utf8_are_left_alone() -> None:
    for text in ("Привет, как дела?", "Größe und Maß", "plain ASCII\nof two lines", "ᠮᠣᠩᠭᠣᠯ"):
        assert decode(text.encode()) == text


@pytest.mark.parametrize(("text", "wanted"), [
    ("示例县召开会议", "zh-Hans"), ("示例縣召開會議", "zh-Hant"), ("中共中央", "zh-Hans"), ("no Chinese", ""),
    ("皇后在台北里弄，县城开会。", "zh-Hans"),
])
def test_language(text: str, wanted: str) -> None:
    assert language(text) == wanted


def test_plausibility_is_a_share() -> None:
    assert plausibility("abc") == 1.0
    assert plausibility("的一是") == 1.0
    assert plausibility("鑗縤") == 0.0
    assert 0.0 < plausibility("的鑗") < 1.0
