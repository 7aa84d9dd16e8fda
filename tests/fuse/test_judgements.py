"""The file of judgements: what is read, what is refused, what adding and undoing leave alone; and the claims that come of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import GraphError, InputError
from kg.fuse.claims import decided
from kg.fuse.judgements import (
    COLUMNS,
    FORMS,
    NONE,
    PAIRS,
    Judgement,
    Judgements,
    answered,
    append,
    beside,
    claims_of,
    concerned,
    kinds,
    made,
    of_texts,
    read,
    rows,
    texts,
    undo,
)

HEAD = "\t".join(COLUMNS) + "\n"
SAME = Judgement("same", "Person", "周启明", one="a", other="b", by="ling", on="2026-11-26", note="同一位局长")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "demo.judgements.tsv"


def line(*cells: str) -> str:
    return "\t".join(cells) + "\n"


# where it lies


@pytest.mark.parametrize("graph", ["outputs/demo", "outputs/demo/"])
def test_it_lies_beside_the_graph(graph: str) -> None:
    assert beside(Path(graph)) == Path("outputs/demo.judgements.tsv")


def test_beside_a_folder_named_by_dots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "demo").mkdir()
    monkeypatch.chdir(tmp_path / "demo")
    assert beside(Path()) == tmp_path / "demo.judgements.tsv"


# reading


def test_no_file_is_no_judgement(file: Path) -> None:
    assert read(file) == NONE


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", HEAD, "\ufeff# x\r\n" + HEAD])
def test_an_empty_file_is_no_judgement(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")
    assert read(file) == NONE


def test_every_answer_is_read(file: Path) -> None:
    file.write_text(
        "# by hand\n" + HEAD
        + line("same", "Person", "周启明", "", "a", "b", "ling", "2026-11-26", "why")
        + line("different", "Person", "周启明", "", "a", "c")
        + line("unsure", "Person", "周启明", "", "b", "c")
        + "\n# no such things\n"
        + line("not", "Organization", "第一组")
        + line("alias", "Organization", "治水办", "诸暨市治水办公室", "a")
        + line("wrong", "Tenure", "周启明", "局长@诸暨市水利局"),
        encoding="utf-8",
    )
    found = read(file)
    assert [row.answer for row in found.held] == [*PAIRS, "not", "alias", "wrong"]
    assert found.held[0] == replace(SAME, note="why")
    assert found.held[3] == Judgement("not", "Organization", "第一组")
    assert found.held[4] == Judgement("alias", "Organization", "治水办", "诸暨市治水办公室", "a")
    assert [row.place for row in found.held] == [f"{file}:{number}" for number in (3, 4, 5, 8, 9, 10)]
    assert found.notes == ()


def test_what_spreadsheets_make_of_it(file: Path) -> None:
    """A mark at the beginning, other line ends, cells in quotation marks, empty cells behind, dates with slashes, other columns'
    order, capital letters."""
    order = ("answer", "note", *(name for name in COLUMNS if name not in {"answer", "note"}))
    cells = ("Same", '"says ""one"""', "Person", " 周启明 ", "", "a", "b", "ling", "2026/11/6", "", "")
    file.write_bytes(("\ufeff" + "\t".join(order) + "\r\n" + "\t".join(cells) + "\r\n").encode())
    assert read(file).held == (replace(SAME, on="2026-11-06", note='says "one"'),)


@pytest.mark.parametrize(("row", "why"), [
    (line("maybe", "Person", "周启明", "", "a", "b"), "the answer 'maybe' is none of same, different, unsure, not, alias, wrong"),
    (line("", "Person", "周启明", "", "a", "b"), "the answer '' is none of"),
    (line("same", "Organization", "周启明", "", "a", "b"), "same takes the kind Person, not 'Organization'"),
    (line("same", "Person", "", "", "a", "b"), "same needs the cell name"),
    (line("same", "Person", "周启明", "", "a"), "same needs the cell other"),
    (line("same", "Person", "周启明", "", "a", "a"), "one and other are the same article"),
    (line("same", "Person", "周启明", "周明", "a", "b"), "same takes no cell target"),
    (line("same", "Person", "周启明", "", "a", "b", "", "yesterday"), "'yesterday' is no date: write it as 2026-11-26"),
    (line("same", "Person", "周启明", "", "a", "b", "", "2026-13-40"), "'2026-13-40' is no date"),
    (line("not", "Company", "第一组"), "not takes the kind Group, "),
    (line("not", "Organization", "第一组", "", "a", "b"), "not takes no cell other"),
    (line("alias", "Organization", "治水办"), "alias needs the cell target"),
    (line("alias", "Organization", "治水办", "治水办"), "name and target are the same"),
    (line("wrong", "Person", "周启明", "局长@水利局"), "wrong takes the kind Tenure, not 'Person'"),
    (line("wrong", "Tenure", "周启明", "局长"), "the target '局长' is not of the form POST@ORGANISATION"),
    (line("wrong", "Tenure", "周启明", "@"), "the target '@' is not of the form"),
    (line(*"0123456789"), "10 cells where 9 are known"),
    ('same\tPerson\t"周启明\n', "a quotation mark is not closed"),
])  # fmt: skip
def test_a_bad_line_is_named(file: Path, row: str, why: str) -> None:
    file.write_text(f"# mine\n{HEAD}\n{row}", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(file)
    assert str(error.value).startswith(f"{file}:4: {why}")
    assert str(error.value).endswith("mend the line, or delete it")


@pytest.mark.parametrize(("head", "why"), [
    (line("same", "Person", "周启明", "", "a", "b"), "'same' is no column"),
    (line(*COLUMNS[:-1]), "the column note is missing"),
    (line(*COLUMNS, "note"), "a column stands twice"),
    (line(*COLUMNS[::-1]), "the first column is not answer"),
])  # fmt: skip
def test_a_bad_header_is_named(file: Path, head: str, why: str) -> None:
    file.write_text(head, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(file)
    assert str(error.value).startswith(f"{file}:1: {why}: begin the file with a line of these, apart by tabs: answer kind name ")


def test_another_encoding(file: Path) -> None:
    file.write_bytes(HEAD.encode("utf-16"))
    with pytest.raises(InputError, match="is not in UTF-8: save it as UTF-8"):
        read(file)


def test_a_folder_in_its_place(file: Path) -> None:
    file.mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        read(file)


# which of several counts


def test_the_later_one_counts_and_that_is_told() -> None:
    first, other = replace(SAME, place="f:2"), replace(SAME, place="f:3", one="b", other="c")
    last = replace(SAME, answer="different", one="b", other="a", place="f:4")
    found = Judgements.of([first, other, last])
    assert found.held == (other, last)
    assert found.notes == ("f:4: different Person 周启明 b a (overrules f:2: same Person 周启明 a b)",)
    assert Judgements.of([first, replace(first, note="again")]).notes[0].endswith("(the same as f:2: same Person 周启明 a b)")


def test_what_holds_in_one_article_goes_before_what_holds_anywhere() -> None:
    here, anywhere = made("not", "Person", "高峰", one="a"), made("alias", "Person", "高峰", target="高锋")
    found = Judgements.of([here, anywhere])
    assert found.notes == ()
    assert found.thing("a", "Person", "高峰") == here
    assert found.thing("b", "Person", "高峰") == anywhere
    assert found.thing("b", "Place", "高峰") is None


@pytest.mark.parametrize("scopes", [("", "", ""), ("a", "a", "a"), ("", "a", ""), ("a", "", "a")])
def test_aliases_in_a_circle_are_refused(scopes: tuple[str, ...]) -> None:
    steps = zip(("甲乙", "乙丙", "丙甲"), scopes, strict=True)
    circle = [made("alias", "Item", name, target=target, one=one) for (name, target), one in steps]
    with pytest.raises(InputError, match="each is an alias of the next"):
        Judgements.of(circle)
    assert Judgements.of(circle[:2]).aliases("a", "Item", "甲")[-1].target == "丙"


def test_aliases_of_two_articles_are_no_circle() -> None:
    assert Judgements.of([made("alias", "Item", "甲", target="乙", one="a"), made("alias", "Item", "乙", target="甲", one="b")]).held


def test_the_answer_on_a_pair() -> None:
    found = Judgements.of([SAME, replace(SAME, answer="unsure", one="d", other="c")])
    assert found.on_pair("周启明", ["x", "b"], ["a"]) == SAME
    assert found.on_pair("周启明", ["c"], ["d", "e"]) == found.held[1]
    assert found.on_pair("周启明", ["a"], ["c"]) is None
    assert found.on_pair("周明", ["a"], ["b"]) is None


def test_kinds() -> None:
    assert kinds() == ("Group", "Item", "Matter", "Measure", "Organization", "Person", "Place", "Work")


# writing


def test_a_new_file_explains_itself(file: Path) -> None:
    append(file, SAME)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert text.endswith(HEAD + line("same", "Person", "周启明", "", "a", "b", "ling", "2026-11-26", "同一位局长"))
    assert all(answer in text.partition(HEAD)[0] for answer in FORMS)
    assert read(file).held == (SAME,)


@pytest.mark.parametrize("before", [
    "# mine\n\n" + HEAD + "# pairs\n" + line("not", "Person", "高峰", "", "", "", "", "", '"a ""b"""') + "  \n# end",
    "\ufeff" + HEAD.replace("\n", "\r\n") + "not\tPerson\t高峰\r\n",
    "# only a remark",
    HEAD.rstrip("\n"),
])  # fmt: skip
def test_what_people_wrote_stays(file: Path, before: str) -> None:
    file.write_bytes(before.encode())
    count = len(rows(file))
    append(file, SAME)
    append(file, replace(SAME, answer="different", note='says "no"'))
    after = file.read_bytes().decode()
    assert after.startswith(before)
    assert ("\r\n" in before) == ("\r\n" in after)
    assert len(rows(file)) == count + 2
    assert rows(file)[-1] == replace(SAME, answer="different", note='says "no"')
    assert [row.answer for row in undo(file, 2)] == ["different", "same"]
    assert file.read_bytes().decode().startswith(before)
    assert len(rows(file)) == count


def test_undoing_brings_back_what_was_overruled(file: Path) -> None:
    append(file, SAME)
    append(file, replace(SAME, answer="different"))
    assert read(file).held[0].answer == "different"
    undo(file)
    assert read(file).held == (SAME,)


def test_more_than_there_is_cannot_be_undone(file: Path) -> None:
    append(file, SAME)
    before = file.read_bytes()
    with pytest.raises(InputError, match="holds 1 answers, so 2 cannot be undone: undo fewer"):
        undo(file, 2)
    assert file.read_bytes() == before


def test_a_file_that_is_not_in_order_is_not_written_to(file: Path) -> None:
    file.write_text(HEAD + "sam\n", encoding="utf-8")
    for change in (lambda: append(file, SAME), lambda: undo(file)):
        with pytest.raises(InputError, match=":2: the answer 'sam'"):
            change()
    assert file.read_text(encoding="utf-8") == HEAD + "sam\n"


def test_a_bad_answer_is_not_written(file: Path) -> None:
    with pytest.raises(InputError, match=r"^one and other are the same article$"):
        append(file, replace(SAME, other="a"))
    with pytest.raises(InputError, match="a cell holds a tab or a line break"):
        append(file, replace(SAME, other="a\tb"))
    append(file, made("alias", "Item", "甲", target="乙"))
    with pytest.raises(InputError, match="each is an alias of the next"):
        append(file, made("alias", "Item", "乙", target="甲"))
    assert len(rows(file)) == 1


def test_notes_go_on_one_line(file: Path) -> None:
    append(file, made("same", "Person", "周启明", one="a", other="b", note=" two\n\tlines ", by="\udce4"))
    assert (read(file).held[0].note, read(file).held[0].by) == ("two lines", "?")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((GraphError, InputError), match="cannot be"):
        append(tmp_path / "file" / "x.tsv", SAME)


def test_the_old_file_or_the_new_one(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the new file cannot take its place, the old one is as it was and nothing is left beside it."""
    append(file, SAME)
    before = file.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(GraphError, match="No space left on device"):
        append(file, replace(SAME, answer="different"))
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_rights_and_links_are_kept(file: Path, tmp_path: Path) -> None:
    append(file, SAME)
    file.chmod(0o640)
    link = tmp_path / "link.tsv"
    link.symlink_to(file)
    append(link, replace(SAME, answer="different"))
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert len(rows(file)) == 2


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=6)
ROWS = st.builds(
    lambda answer, name, one, other, note: made(answer, "Person", name, one=one, other=f"{one}{other}", note=note),
    st.sampled_from(PAIRS), WORDS, WORDS, WORDS, st.text("\"'#\t ,;=甲\n", max_size=6),
)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_what_is_written_is_read_and_undone(tmp_path_factory: pytest.TempPathFactory, written: list[Judgement]) -> None:
    file = tmp_path_factory.mktemp("judged") / "x.tsv"
    for row in written:
        append(file, row)
    assert list(rows(file)) == written
    assert list(undo(file, len(written))) == written[::-1]
    assert rows(file) == ()


# claims


def test_the_claims_of_pairs() -> None:
    found = Judgements.of([replace(SAME, one="b", other="a"), made("not", "Person", "高峰"), made("alias", "Item", "甲", target="乙")])
    claim, = claims_of(found)
    assert (claim.block, claim.article) == ("person:周启明", "")
    assert claim.said == (
        ("answer", "same"), ("one", "a"), ("other", "b"), ("by", "ling"), ("on", "2026-11-26"), ("note", "同一位局长"),
    )  # fmt: skip
    assert claim.key == next(claims_of(Judgements.of([SAME]))).key
    assert claim.key != next(claims_of(Judgements.of([replace(SAME, other="c")]))).key


def test_a_claim_by_itself_does_no_harm() -> None:
    assert all(verdict.article == "" for verdict in decided(claims_of(Judgements.of([SAME]))))


def test_which_pairs_are_there() -> None:
    found = Judgements.of([SAME, replace(SAME, other="c"), replace(SAME, other="d")])
    assert answered(found, {"person:周启明": ["a", "b"]}.__getitem__) == {SAME}


def test_judgements_are_kept_as_text() -> None:
    found = Judgements.of([SAME, replace(SAME, other="c", note="引号\"和\\")])
    assert of_texts(texts(found)) == found
    assert all("\n" not in line for line in texts(found))


def test_what_a_change_of_judgements_concerns() -> None:
    alias, chained = made("alias", "Organization", "甲局", target="乙局"), made("alias", "Organization", "丁局", target="甲局")
    none, only = made("not", "Organization", "乙局"), made("not", "Organization", "丙局", one="x")
    before, after = Judgements.of([SAME, alias, chained]), Judgements.of([alias, chained, none, only])
    assert concerned(before, before) == (set(), set(), set())
    assert concerned(before, after) == concerned(after, before) == ({"x"}, {"甲局", "乙局", "丙局", "丁局"}, {"person:周启明"})
