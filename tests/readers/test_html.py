"""Tables of saved web pages: what shows is read, what a page hides or runs is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.fuzzing import LAYOUT
from support.project import ROOT

from progress_report.readers import any_file
from progress_report.readers.html import read
from progress_report.system.limits import TooLargeError

ROWS = "<tr><td>序号<td>任务<td>进展<tr><td>1<td>甲<td>{}"


def grids(html: str | bytes) -> list[tuple[tuple[str, ...], ...]]:
    """The rows of every table."""
    found, diagnostics = read("a.html", html.encode() if isinstance(html, str) else html)
    assert diagnostics == []
    return [grid.rows for grid in found]


def cell(html: str) -> str:
    """The text of one cell with such a content."""
    ((rows,),) = grids(f"<table><tr><td>{html}</td></tr></table>")
    return rows[0]


def title(html: str) -> str:
    found, _diagnostics = read("a.html", f"{html}<table><tr><td>甲</table>".encode())
    return found[0].title


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("甲<br>乙<br/><br>丙", "甲\n乙\n丙"),
        ("  甲&nbsp;&nbsp; 乙\n  ", "甲 乙"),
        ("完成年度\r\n  任务 AB\nCD", "完成年度任务 AB CD"),
        ("<b>甲</b><i>乙</i><font>丙</font>", "甲乙丙"),
        ("&lt;b&gt; &amp; &#x1F600; &quot;", '<b> & 😀 "'),
        ("甲<script>document.write('乙')</script><style>b{}</style><template>丙</template>", "甲"),
        ('甲<span style="DISPLAY : none">乙</span><b hidden>丙</b>丁', "甲丁"),
        ('甲<span style="mso-hide:all">乙</span><a class=msocomanchor>[张1]</a>', "甲"),
        ("<p class=MsoNormal><span lang=EN-US>甲<o:p></o:p></span></p><o:p>&nbsp;</o:p>", "甲"),
        ("甲<!--[if gte mso 9]><xml><w:x>乙</w:x></xml><![endif]-->丙", "甲丙"),
        ("<![if !supportLists]>1.<![endif]>甲", "1.甲"),
        ("甲<del>乙</del><ins>丙</ins>", "甲丙"),
        ("甲<ul><li>乙<li>丙</ul>", "甲\n乙\n丙"),
        ("甲<table><tr><td>乙<td>丙<tr><td>丁</table>戊", "甲\n乙 丙\n丁\n戊"),
    ],
)
def test_what_a_cell_says(html: str, text: str) -> None:
    found, _diagnostics = read("a.html", f"<table><tr><td>{html}</td></tr></table>".encode())
    assert found[-1].rows == ((text,),)


@pytest.mark.parametrize(
    ("css", "hides"),
    [
        (".x{display:none}", True),
        (
            "<!-- b, td .y { color:red; DISPLAY : None !important } .z{visibility:hidden} -->",
            True,
        ),
        ("@media screen{td > .x{visibility:hidden}}", True),
        (".x:not(.on){mso-hide:all}", True),
        ("#q{display:inline} .x{display:none}", False),
        (".x{display:none !important} #q{display:inline}", True),
        (".x{display:none} .x.y{display:inline}", False),
        ("@media print{.x{display:none}}", False),
        ("@media (max-width:600px){.x{display:none}}", False),
        (".x::before{display:none} .x:hover{display:none} a[{display:none}", False),
    ],
)
def test_what_a_style_sheet_hides_is_left_out_with_a_note(css: str, hides: bool) -> None:
    cell = "好<i class='x y' id=q>藏</i><i class=x style='display:inline'>见</i>"
    page = f"<style>{css}</style><table><tr><td>{cell}</table>"
    [grid], _diagnostics = read("a.html", page.encode())
    assert grid.rows == (("好见" if hides else "好藏见",),)
    assert len(grid.notes) == hides


@pytest.mark.parametrize(
    "css",
    [
        ".x{display:none;" + "a:b;" * 300_000 + "}",
        "".join(f":not(.a{i}){{display:none}}" for i in range(600)),
    ],
)
def test_style_sheets_are_bounded(css: str) -> None:
    with pytest.raises(TooLargeError):
        read("a.html", f"<style>{css}</style><table><tr><td>{'<b>甲</b>' * 10_000}".encode())


def test_a_merged_cell_stands_in_every_place_it_covers() -> None:
    html = (
        "<table><tr><th rowspan=2>A<th colspan=2>B<tr><td>c<td>d"
        "<tr><td rowspan=0>E<td>f<tr><td>g<td>h</table>"
    )
    assert grids(html) == [
        (("A", "B", "B"), ("A", "c", "d"), ("E", "f", ""), ("E", "g", "h")),
    ]


def test_the_table_within_a_layout_comes_by_itself() -> None:
    inner = "<table><caption>表</caption><tr><td>甲<td>乙</table>"
    page = f"<table><tr><td>导航<td><div>{inner}</div></table>"
    assert grids(page) == [(("甲", "乙"),), (("导航", "甲 乙"),)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<title>网</title><h1>2021年上半年进展情况表</h1><p>分享：</p>", "2021年上半年进展情况表"),
        ("<p>2022年重点项目进展</p><p>（截至10月31日）</p>", "2022年重点项目进展 （截至10月31日）"),
        ("<p>2021年上半年情况</p><p>发布时间：2021年7月5日</p>", "2021年上半年情况"),
        ("<table><tr><td>2021年一季度情况</td></tr><tr><td>", "2021年一季度情况"),
    ],
)
def test_the_title_is_what_names_a_period_nearby(html: str, expected: str) -> None:
    assert title(html) == expected


PAGE = f"<meta charset=CHARSET><p>2021年上半年</p><table>{ROWS.format('完成，（一）')}</table>"


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "utf-8", "big5", "base64", "nonsense", ""])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_encoding_is_what_the_bytes_prove(declared: str, encoding: str) -> None:
    if (declared, encoding) == ("big5", "gb18030"):
        return  # valid Big5 as well: there is no telling
    page = PAGE.replace("CHARSET", declared).encode(encoding)
    assert grids(page)[0][1] == ("1", "甲", "完成，（一）")


def test_bytes_of_no_encoding_are_shown_and_refused() -> None:
    found, (diagnostic,) = read("a.html", "<table>\n<td>甲乙\ufeff".encode() + b"\xff\xfa\xff</td>")
    assert found == []
    assert (diagnostic.rule, diagnostic.location and diagnostic.location.line) == ("encoding", 2)


def test_our_own_page_comes_back_exactly() -> None:
    raw = (ROOT / "out/2021H1.html").read_bytes()
    (grid,), diagnostics = read("2021H1.html", raw)
    assert diagnostics == []
    assert grid.title == "2021年通州区涉及市政府工作报告重点任务上半年进展情况表"
    assert len(grid.rows) == 38
    assert grid.rows[1][:2] == ("1", "21")
    assert "（" in "".join(grid.rows[8])


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 5000 + "<table><tr><td>x",
        "<b>" * 1_000_000,
        "<table><tr><td>" * 50,
        "<table>" + "<tr><td rowspan=60000 colspan=1000>x" * 200,
        "<table>" + "<tr>" * 60_000 + "<td colspan=1000>x",
    ],
)
def test_a_bomb_is_refused_soon(bomb: str) -> None:
    started = time.process_time()
    content, (diagnostic,) = any_file.read("a.html", bomb.encode(), LAYOUT)
    assert (content, diagnostic.rule) == (None, "not-importable")
    assert time.process_time() - started < 10


def test_a_page_of_many_tags_is_read_in_time() -> None:
    started = time.process_time()
    rows = "<tr>" + "<td><p><span><font>甲</font></span></p></td>" * 10 + "</tr>"
    assert len(grids("<table>" + rows * 1000 + "</table>")[0]) == 1000
    assert time.process_time() - started < 10


PIECES = st.sampled_from(
    [
        *("<table>", "<tr>", "<td rowspan=3 colspan=2>", "</table>", "<p>", "<!--", "-->", "甲"),
        *("<![if x]>", "<script>", "</td>", "<caption>", "\0", "<br>", "\ud800", "&nbsp", "<o:p>"),
        *("<", "&#0;", "<table hidden>"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.binary(max_size=50))
def test_no_page_makes_it_fail(html: str, noise: bytes) -> None:
    for raw in (html.encode("utf-8", "surrogatepass"), html.encode("utf-16", "replace") + noise):
        found, diagnostics = read("a.html", raw)
        assert all(len(row) == len(grid.rows[0]) for grid in found for row in grid.rows)
        assert not (found and diagnostics)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>4</sup>户", "10⁴户"),
        ("H<sub><span>2</span></sub>O", "H₂O"),
        ('m<span style="vertical-align: super">2</span>', "m²"),
        ("<ruby>郑<rp>(</rp><rt>zheng</rt><rp>)</rp></ruby>庄", "郑庄"),
        ("达<math><mfrac><mn>3</mn><mn>4</mn></mfrac></math>。", "达3/4。"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x²"),
        ("<math><msub><mi>x</mi><mn>2</mn></msub></math>", "x₂"),
        ("<math><msub><mi>x</mi><mi>Q</mi></msub></math>", "x_Q"),
        ("<math><msub><mi>x</mi><mi>AB</mi></msub></math>", "x_AB"),
        ("<math><msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup></math>", "x₁²"),
        ("<math><mfenced><mi>a</mi><mi>b</mi></mfenced></math>", "(a,b)"),
        (
            "<math><mfenced open=[ close=] separators=';'><mi>a</mi><mi>b</mi></mfenced></math>",
            "[a;b]",
        ),
        ("<math><mroot><mn>8</mn><mn>3</mn></mroot><msqrt><mn>2</mn></msqrt></math>", "³√8√2"),
    ],
)
def test_typography_that_means_something_is_kept(html: str, text: str) -> None:
    assert cell(html) == text


@pytest.mark.parametrize("html", ["<sup>甲</sup>", "<math><mtable></mtable></math>乙"])
def test_what_a_cell_shows_and_its_text_does_not_is_warned_about(html: str) -> None:
    [grid], _problems = read("a.html", f"<table><tr><td>甲<td>{html}</table>".encode())
    assert [(warning.row, warning.column) for warning in grid.warnings] == [(0, 1)]
