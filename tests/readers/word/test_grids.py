"""Word files of others: what a person would see in them stands in the grid."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.laws import tries
from support.word import blank

from progress_report.domain.columns import ColumnConfig
from progress_report.domain.config import ReportConfig
from progress_report.domain.period import Period
from progress_report.domain.table import Cell, Column, ColumnKind, Row, Table
from progress_report.office.package import OLE, pack
from progress_report.office.wordml import MAIN
from progress_report.readers.grid import Grid
from progress_report.readers.word.grids import read
from progress_report.render.word.table import render
from progress_report.system.i18n import hint_text

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
NAMESPACES = (
    f'xmlns:w="{MAIN}" xmlns:w14="{W14}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATED = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="a" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="b" Type="{OFFICE}/numbering" Target="/word/numbering.xml"/>'
    f'<Relationship Id="c" Type="{OFFICE}/hyperlink" Target="http://127.0.0.1:9/"'
    ' TargetMode="External"/>'
    "</Relationships>"
)


def document(body: str, styles: str = "", numbering: str = "") -> bytes:
    """A Word file of this body, and of these styles and lists."""
    parts = {
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
        "word/_rels/document.xml.rels": RELATED,
    }
    return pack({name: text.encode() for name, text in parts.items()})


def run(text: str, properties: str = "") -> str:
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inline: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inline)}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    blocks = [one if one.startswith("<") else p(run(one)) for one in content or ("",)]
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    made = [one if one.startswith("<") else tc(one) for one in cells]
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def field(code: str, result: str) -> str:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "separate", "end")
    )
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{separate}{result}{end}"


def within(tag: str, *content: str) -> str:
    """Elements within others: ``w:r/w:pict`` is the outer one and the inner one."""
    outer, _, inner = tag.partition("/")
    inside = within(inner, *content) if inner else "".join(content)
    return f"<{outer}>{inside}</{outer}>"


def sdt(*content: str, properties: str = "") -> str:
    """A content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr>{within('w:sdtContent', *content)}</w:sdt>"


def grid(raw: bytes) -> Grid:
    [found], wrong = read("a.docx", raw)
    assert wrong == []
    return found


def cell(*content: str, **parts: str) -> str:
    """How the second cell of a document's only row reads."""
    [[_first, text]] = grid(document(tbl(tr("1", tc(*content))), **parts)).rows
    return text


VANISH = "<w:vanish/>"
MARKS = (
    '<w:r><w:footnoteReference w:id="1"/></w:r>',
    '<w:commentRangeStart w:id="0"/>',
    '<w:r><w:commentReference w:id="0"/></w:r>',
)
DELETED = within("w:del/w:r/w:delText", "删")
BOX = within("w:txbxContent", p(run("框内")))
OLD_BOX = within("w:r/w:pict/v:textbox", BOX)
NEW_BOX = within(
    "w:r/mc:AlternateContent",
    within("mc:Choice/w:drawing/wps:txbx", BOX),
    within("mc:Fallback/w:pict/v:textbox", BOX),
)


def sym(code: str) -> str:
    return f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([p(run("其一")), p(), p(run("其二"))], "其一\n其二"),
        ([p(run("前"), "<w:r><w:br/></w:r>", run("后"))], "前\n后"),
        ([p(run("前"), "<w:r><w:cr/></w:r>", run("后"))], "前\n后"),
        ([p(run("前"), "<w:r><w:tab/></w:r>", run("后"))], "前 后"),
        ([p(run("　　首行缩进　"))], "首行缩进"),
        ([p("<w:r><w:t> 不留 </w:t><w:t>空格</w:t></w:r>")], "不留空格"),
        ([p(run("021"))], "021"),
        ([p(run("21"), "<w:r><w:noBreakHyphen/><w:t>1</w:t><w:softHyphen/></w:r>")], "21-1"),
        # tracked changes
        ([p(run("有"), within("w:ins", run("增")), DELETED)], "有增"),
        ([p(within("w:moveFrom", run("移走")), within("w:moveTo", run("移来")))], "移来"),
        ([p(run("上"), properties="<w:rPr><w:del/></w:rPr>"), p(run("下"))], "上下"),
        ([p(run("上"), properties="<w:rPr><w:ins/></w:rPr>"), p(run("下"))], "上\n下"),
        ([p(run("新", within("w:rPrChange/w:rPr", VANISH)))], "新"),
        ([p(run("文"), *MARKS, run("字"))], "文字"),
        # fields
        ([p(field("REF a", run("1,234")), run("人"))], "1,234人"),
        ([p(field(f"IF {field('X', run('内'))}", run("结果")))], "结果"),
        ([p('<w:fldSimple w:instr=" DATE ">', run("7月5日"), "</w:fldSimple>")], "7月5日"),
        ([p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', run("代码"))], ""),
        ([p('<w:hyperlink w:anchor="x">', run("链接"), "</w:hyperlink>")], "链接"),
        ([p(run("显"), run("隐", VANISH), run("现", '<w:vanish w:val="0"/>'))], "显现"),
        # content controls
        ([sdt(p(run("段")))], "段"),
        ([p(sdt(run("填报"), properties="<w:text/>"))], "填报"),
        ([p(sdt(run("单击此处"), properties="<w:showingPlcHdr/>"))], ""),
        ([sdt(p(run("单击此处")), properties="<w:showingPlcHdr/>")], ""),
        # a text box, which newer programs write twice
        ([p(run("前"), NEW_BOX, run("后"))], "前\n框内\n后"),
        ([p(OLD_BOX)], "框内"),
        # signs
        ([p(sym("F0FC"), sym("2713"))], "✓✓"),
        ([p(sym("F04A"), sym("zz"), sym(""))], "���"),
        ([p(within("m:oMath/m:r/m:t", "x+1"))], "x+1"),
        ([p(within("w:r/w:ruby", within("w:rt", run("pīn")), within("w:rubyBase", run("拼"))))],
         "拼"),
        # a table within
        ([p(run("含：")), tbl(tr("甲", tc(p(run("1")), p(run("2")))), tr("乙", "3")), p()],
         "含：\n甲 1 2\n乙 3"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_a_person_reads_it(content: list[str], text: str) -> None:
    assert cell(*content) == text


def test_text_of_a_hidden_style_is_hidden() -> None:
    styles = '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    hidden = run("隐", '<w:rStyle w:val="H"/>')
    found = grid(document(tbl(tr(tc(p(run("显"), hidden)))), styles))
    assert found.rows == (("显",),)
    assert found.notes == ("hidden text was left out",)
    assert grid(document(tbl(tr("显")), styles)).notes == ()


def test_tracked_changes_are_reported() -> None:
    deleted = tr("删", properties="<w:del/>")
    found = grid(document(tbl(tr("一"), deleted, tr("三"))))
    assert (found.rows, found.numbers) == ((("一",), ("三",)), (1, 3))
    assert found.reading_notes == ("tracked changes were read as if accepted",)


def test_an_embedded_file_beside_the_tables_is_reported() -> None:
    assert grid(document(f"{tbl(tr('一'))}<w:altChunk/>")).notes == (
        "another file is embedded in the document, and was not read",
    )


def test_hidden_rows_are_left_out_and_reported() -> None:
    hidden = tr("隐", properties="<w:hidden/>")
    found = grid(document(tbl(tr("一"), hidden, tr("三"), hidden)))
    assert (found.rows, found.numbers) == ((("一",), ("三",)), (1, 3))
    assert found.notes == ("hidden rows were left out: 2, 4",)


WIDE = '<w:gridSpan w:val="2"/>'
RESTART, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ([tr(tc("跨", properties=WIDE), "丙"), tr("甲", "乙", "丁")],
         [["跨", "跨", "丙"], ["甲", "乙", "丁"]]),
        ([tr(tc("高", properties=RESTART), "1"), tr(tc(properties=GO_ON), "2"), tr("低", "3")],
         [["高", "1"], ["高", "2"], ["低", "3"]]),
        ([tr(tc("块", properties=WIDE + RESTART), "1"), tr(tc(properties=WIDE + GO_ON), "2"),
          tr("甲", "乙", "3")],
         [["块", "块", "1"], ["块", "块", "2"], ["甲", "乙", "3"]]),
        # the way of Word 97
        ([tr(tc("跨", properties='<w:hMerge w:val="restart"/>'), tc(properties="<w:hMerge/>")),
          tr("甲", "乙")],
         [["跨", "跨"], ["甲", "乙"]]),
        # grid columns in which no cell begins are none
        ([tr(tc("甲", properties=WIDE), "乙"), tr(tc("1", properties=WIDE), "2")],
         [["甲", "乙"], ["1", "2"]]),
        ([tr("乙", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
          tr("1", "2", "3")],
         [["", "乙", ""], ["1", "2", "3"]]),
        ([tr("短"), tr("1", "2")], [["短", ""], ["1", "2"]]),
        # a merge that nothing began, and one without bounds
        ([tr(tc("自", properties=GO_ON), "1")], [["自", "1"]]),
        ([tr(tc("甲", properties='<w:gridSpan w:val="999999999"/>')), tr("1", "2")],
         [["甲", "甲", "甲"], ["1", "2", ""]]),
        # content controls around rows and cells
        ([sdt(tr("甲", "乙")), tr(sdt(tc("1")), "2")], [["甲", "乙"], ["1", "2"]]),
    ],
)  # fmt: skip
def test_merged_cells_stand_in_every_place_they_cover(
    rows: list[str], texts: list[list[str]]
) -> None:
    assert [list(row) for row in grid(document(tbl(*rows))).rows] == texts


def level(number: int, text: str, form: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(num: int, text: str = "", at: int = 0) -> str:
    properties = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>'
    return p(run(text), properties=properties)


LISTS = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "%1")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "（%1）", "chineseCountingThousand")}'
    f"{level(1, '%1.%2', more='<w:isLgl/>')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="2">{level(0, "", "bullet")}{level(1, "%2)", "upperLetter")}'
    f"{level(2, '%3、', 'lowerRoman')}{level(3, '%4', 'decimalEnclosedCircle')}</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="3">'
    '<w:lvl><w:start w:val="1"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="6"><w:abstractNumId w:val="3"/></w:num>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="21"/></w:lvlOverride></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="0"/>'
    f'<w:lvlOverride w:ilvl="0">{level(0, "第%1项", "lowerLetter")}</w:lvlOverride></w:num>'
)


def test_rows_that_word_numbers_show_their_numbers() -> None:
    rows = [tr("序号", "任务"), *(tr(tc(numbered(1)), f"任务{n}") for n in range(3))]
    found = grid(document(tbl(*rows), numbering=LISTS))
    assert [row[0] for row in found.rows] == ["序号", "1", "2", "3"]


@pytest.mark.parametrize(
    ("paragraphs", "lines"),
    [
        ([(2, "甲", 0), (2, "乙", 1), (2, "丙", 1), (2, "丁", 0), (2, "戊", 1)],
         ["（一）甲", "1.1 乙", "1.2 丙", "（二）丁", "2.1 戊"]),
        ([(3, "点", 0), (3, "甲", 1), (3, "乙", 1), (3, "丙", 2), (3, "丁", 3), (3, "戊", 2)],
         ["点", "A)甲", "B)乙", "i、丙", "① 丁", "ii、戊"]),
        ([(1, "甲", 0), (4, "乙", 0), (4, "丙", 0), (1, "丁", 0)],
         ["1 甲", "21 乙", "22 丙", "23 丁"]),
        ([(0, "甲", 0), (9, "乙", 0)], ["甲", "乙"]),
        ([(5, "甲", 0), (5, "乙", 0)], ["第a项 甲", "第b项 乙"]),
        ([(6, "甲", 0), (6, "乙", 0)], ["1.甲", "2.乙"]),  # its level is not named
    ],
)  # fmt: skip
def test_numbers_are_counted_as_word_counts(
    paragraphs: list[tuple[int, str, int]], lines: list[str]
) -> None:
    content = [numbered(*one) for one in paragraphs]
    assert cell(*content, numbering=LISTS).split("\n") == lines


def test_a_style_may_number_its_paragraphs() -> None:
    styles = (
        '<w:style w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:styleId="C"><w:basedOn w:val="C"/></w:style>'
    )
    content = [p(run("字"), properties=f'<w:pStyle w:val="{style}"/>') for style in "ABCA"]
    assert cell(*content, styles=styles, numbering=LISTS) == "1 字\n2 字\n字\n3 字"


def test_every_table_is_given_with_the_title_above_it() -> None:
    body = (
        p(run("附件1"))
        + p(run("2021年上半年进展情况表"))
        + p(run("填报单位：区商务局　2021年6月25日"))
        + tbl(tr("1"))
        + p(run("签字表"))
        + sdt(tbl(tr("2")))
        + p()
    )
    found, wrong = read("a.docx", document(body))
    assert wrong == []
    assert [(one.name, one.rows, one.title) for one in found] == [
        ("table 1", (("1",),), "2021年上半年进展情况表"),
        ("table 2", (("2",),), "2021年上半年进展情况表"),
    ]
    grids, [error] = read("a.docx", document(p(run("没有表"))))
    assert (grids, error.rule) == ([], "not-importable")


def test_the_tables_of_a_layout_are_read_in_its_stead() -> None:
    inner = tbl(tr("号", "文"), tr(tc(numbered(1)), "甲"), tr("乙", tc(tbl(tr("丙")))))
    text = p(run("2021年上半年进展情况表"))
    for layout in (tr(tc(text, inner, p())), tr(tc(text)) + tr("", tc(tbl(tr(tc(inner)))), "")):
        found, _wrong = read("a.docx", document(tbl(layout), numbering=LISTS))
        assert [(one.rows, one.title) for one in found] == [
            ((("号", "文"), ("1", "甲"), ("乙", "丙")), "2021年上半年进展情况表")
        ]


def test_a_table_beside_other_texts_or_in_a_deleted_row_is_text() -> None:
    inner = tbl(tr("号", "文"))
    assert grid(document(tbl(tr("一", tc(inner))))).rows == (("一", "号 文"),)
    deleted = tr(tc(inner), properties="<w:del/>")
    assert grid(document(tbl(deleted, tr("二")))).rows == (("二",),)


def test_strict_documents_are_read_too() -> None:
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    with zipfile.ZipFile(io.BytesIO(document(tbl(tr("严"))))) as archive:
        text = archive.read("word/document.xml")
    raw = pack({"word/document.xml": text.replace(MAIN.encode(), strict)})
    assert grid(raw).rows == (("严",),)


DOCUMENT = f"<w:document {NAMESPACES}><w:body>".encode()
DEEP = DOCUMENT + b"<w:tbl><w:tr><w:tc>" * 5000
ENTITY = b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"


@pytest.mark.parametrize(
    ("raw", "message", "hint"),
    [
        (b"", "the file is empty", "copy or download it again"),
        (OLE + "WordDocument".encode("utf-16-le"), "(.doc)", "*.docx"),
        (document(tbl(tr("1")))[:-30], "only partly copied", "download it again"),
        (pack({"xl/workbook.xml": b"<w/>"}), "not a Word file", "save it as .docx"),
        (pack({"word/document.xml": b"<html/>"}), "not a Word file", "save it as .docx"),
        (pack({"word/document.xml": DOCUMENT}), "XML is damaged", "save it again"),
        (pack({"word/document.xml": DEEP}), "XML is damaged", "save it again"),
        (pack({"word/document.xml": ENTITY}), "document type", "new file"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(
    raw: bytes, message: str, hint: str
) -> None:
    grids, [wrong] = read("a.docx", raw)
    assert grids == []
    assert wrong.rule == "not-importable"
    assert message in wrong.message
    assert hint in hint_text(wrong.hint)
    assert wrong.location is not None
    assert wrong.location.path == "a.docx"


TAGS = (
    "p pPr rPr r t tab br sym fldChar tbl tr trPr tc tcPr gridSpan vMerge hMerge gridBefore del ins"
    " moveFrom hidden vanish sdt sdtPr sdtContent showingPlcHdr txbxContent numPr numId ilvl pStyle"
    " rStyle tblPr tblCaption cellDel"
)
ELEMENTS = st.recursive(
    st.sampled_from(["", "字", "<w:t>文</w:t>", "<mc:AlternateContent/>"]),
    lambda inner: st.builds(
        lambda tag, value, content: f'<w:{tag} w:val="{value}">{"".join(content)}</w:{tag}>',
        st.sampled_from(TAGS.split()),
        st.sampled_from(["1", "4", "-1", "99999999999", "restart", "begin", "A", "１", ""]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=30,
)


@given(cells=st.lists(st.lists(ELEMENTS, max_size=4), max_size=4))
def test_no_nesting_of_words_elements_is_a_crash(cells: list[list[str]]) -> None:
    rows = "".join(f"<w:tr>{''.join(f'<w:tc>{one}</w:tc>' for one in row)}</w:tr>" for row in cells)
    grids, wrong = read("a.docx", document(f"<w:tbl>{rows}</w:tbl>", numbering=LISTS))
    assert [error.rule for error in wrong] == ["not-importable"] * (not grids)
    for found in grids:
        assert len({len(row) for row in found.rows}) <= 1
        assert len(found.numbers) == len(found.rows)


@given(place=st.integers(0), byte=st.integers(0, 255))
def test_no_damage_to_a_file_is_a_crash(place: int, byte: int) -> None:
    raw = bytearray(document(tbl(tr("甲", "乙")), numbering=LISTS))
    raw[place % len(raw)] = byte
    grids, wrong = read("a.docx", bytes(raw))
    assert not (grids and wrong)


def seen(text: str) -> str:
    """A text as every reader gives it: no white space at the ends of a line, no empty line.

    In a Word file a tab is a space, and what XML cannot hold is U+FFFD.
    """
    lines = (line.strip() for line in text.replace("\t", " ").split("\n"))
    return "\n".join(line for line in lines if line)


TEXTS = st.text(
    st.one_of(
        st.sampled_from("　 \n=\"'“”《》，。%0123\t-+@&<>"),
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    ),
    max_size=20,
)
GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=2, max_size=4)
)


def ours(rows: list[list[str]]) -> bytes:
    columns = tuple(Column(head, ColumnKind.TASK, 100 / len(rows[0])) for head in rows[0])
    made = tuple(Row(str(n), tuple(map(Cell, row))) for n, row in enumerate(rows[1:]))
    shown = (ColumnConfig(heading="任务", value="task", width=1),)
    table = Table("2021年上半年", Period.parse("2021H1"), columns, made)
    return render(table, ReportConfig(title="表", columns=shown))


def of_python_docx(rows: list[list[str]]) -> bytes:
    made = blank()
    table = made.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for one, text in zip(table.add_row().cells, row, strict=True):
            one.text = text
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


@pytest.mark.parametrize("write", [ours, of_python_docx])
@tries(40)
@given(rows=GRIDS)
def test_texts_come_back_as_they_were_written(
    write: Callable[[list[list[str]]], bytes], rows: list[list[str]]
) -> None:
    expected = tuple(tuple(map(seen, row)) for row in rows)
    assert grid(write(rows)).rows == expected


def formula(structure: str) -> str:
    """An equation in a paragraph; ``3`` in it stands for a run of that text."""
    filled = re.sub(r">(\w+)<", r"><m:r><m:t>\1</m:t></m:r><", structure)
    return p(f"<m:oMath>{filled}</m:oMath>")


def codes(code: str) -> str:
    """A field without a result."""
    return field(code, "").replace('<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (p(run("10"), run("4", '<w:vertAlign w:val="superscript"/>'), run("户")), "10⁴户"),
        (p(run("H"), run("2", '<w:vertAlign w:val="subscript"/>'), run("O")), "H₂O"),
        (p(run("m"), run("2", '<w:rStyle w:val="raised"/>')), "m²"),
        (p(run("m"), run("2", '<w:vertAlign w:val="baseline"/>')), "m2"),
        (formula("<m:f><m:num>3</m:num><m:den>4</m:den></m:f>"), "3/4"),
        (formula("<m:sSup><m:e>x</m:e><m:sup>2</m:sup></m:sSup>"), "x²"),
        (formula("<m:sSup><m:e>x</m:e><m:sup>ab</m:sup></m:sSup>"), "x^ab"),
        (formula("<m:rad><m:deg/><m:e>2</m:e></m:rad>"), "√2"),
        (formula("<m:d><m:e>x</m:e></m:d>"), "(x)"),
        (
            formula("<m:nary><m:naryPr/><m:sub>1</m:sub><m:sup>2</m:sup><m:e>x</m:e></m:nary>"),
            "∫₁² x",
        ),
        (p(codes(r"EQ \o\ac(○,1)"), run("立项")), "①立项"),
        (p(field(r"eq \o\ac(○,12)", run("12"))), "⑫"),
        (p(codes(r"EQ \f(3,4)")), "3/4"),
        (p(codes(r'SYMBOL 179 \f "Symbol" \s 12')), "≥"),
        (p('<w:fldSimple w:instr=" SYMBOL 179 \\f Symbol"/>'), "≥"),
        (p('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'), "≥"),
        (p(run("\uf0a3", '<w:rFonts w:ascii="Symbol"/>')), "≤"),
        (p('<w:r><w:sym w:font="Symbol" w:char="F0F0"/></w:r>'), "\ufffd"),
    ],
)
def test_typography_that_means_something_is_kept(content: str, text: str) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="raised">'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
    [grid], problems = read("a.docx", document(tbl(tr(tc(content))), styles))
    assert (problems, grid.rows, grid.warnings) == ([], ((text,),), ())


@pytest.mark.parametrize(
    ("content", "beside"),
    [
        (p(run("甲", '<w:vertAlign w:val="superscript"/>')), False),
        (formula("<m:acc><m:e>x</m:e></m:acc>"), False),
        (p(codes(r"EQ \x\to(甲)")), False),
        (p("<w:r><w:object/></w:r>"), False),
        (p("<w:r><w:drawing/></w:r>"), False),
        ("<w:altChunk/>", False),
        (p('<w:r><w:commentReference w:id="1"/></w:r>'), True),
        (p('<w:r><w:footnoteReference w:id="1"/></w:r>'), True),
    ],
)
def test_what_a_cell_shows_and_its_text_does_not_is_warned_about(
    content: str, beside: bool
) -> None:
    [grid], _problems = read("a.docx", document(tbl(tr("甲", "乙"), tr("丙", tc(content)))))
    assert [(w.row, w.column, w.beside) for w in grid.warnings] == [(1, 1, beside)]
