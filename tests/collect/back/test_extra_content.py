"""What a unit wrote outside the table of its form: never lost without a word."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl  # type: ignore[import-untyped]  # the package carries no types
import pytest
from docx.shared import Mm
from openpyxl.comments import Comment  # type: ignore[import-untyped]  # as above
from openpyxl.drawing.image import Image  # type: ignore[import-untyped]  # as above
from support.unit_forms import (
    PICTURE,
    fill_excel,
    fill_word,
    give_out,
    reports,
    take_back,
    with_parts,
)

from progress_report.text.prose import without_whitespace

pytestmark = pytest.mark.program


def beside_excel(book: Any) -> None:
    book.active["G4"] = "补充：另有一处。"


def above_excel(book: Any) -> None:
    book.active["G3"] = "备注"


def in_the_instructions(book: Any) -> None:
    book.active["A2"] = book.active["A2"].value.replace("请说明原因", "也可不填")


def in_the_title(book: Any) -> None:
    book.active["A1"] = f"{book.active['A1'].value}（第二稿）"


def over_the_instructions(book: Any) -> None:
    book.active["A2"] = "请填写。"


def over_the_title(book: Any) -> None:
    book.active["A1"] = "请填写。"


def over_a_heading(book: Any) -> None:
    book.active["E3"] = "进展"


def without_a_heading(book: Any) -> None:
    book.active["E3"] = None


def without_a_column(book: Any) -> None:
    book.active.unmerge_cells("A5:E5")
    book.active.delete_cols(4)


def at_the_foot(book: Any) -> None:
    book.active["A6"] = f"{book.active['A6'].value} 数字待核\n联系人：张某"


def below_the_foot(book: Any) -> None:
    book.active["E7"] = "另：两处未报。"


def in_an_inserted_column(book: Any) -> None:
    book.active.unmerge_cells("A5:E5")
    book.active.insert_cols(5)
    book.active["E4"] = "已完成80%。"


@pytest.mark.parametrize(
    ("change", "cell", "words"),
    [
        (beside_excel, "G4", "beside-form]: text outside the table: '补充：另有一处。'"),
        (above_excel, "G3", "beside-form]: text outside the table: '备注'"),
        (in_the_instructions, "A2", "altered-form]: the text above the table was changed: "),
        (in_the_title, "A1", "altered-form]: the text above the table was changed: "),
        (over_the_instructions, "A2", "altered-form]: the text above the table was changed: "),
        (
            over_the_title,
            "A1",
            "altered-form]: the text above the table was changed: expected '商务局20",
        ),
        (over_a_heading, "E3", "changed: expected '本期进展情况（请填写）', found '进展'"),
        (without_a_heading, "E3", "changed: expected '本期进展情况（请填写）', found ''"),
        (without_a_column, "D3", "the column '上期进展情况（供参考）' is missing"),
        (at_the_foot, "A6", "beside-form]: text outside the table: '数字待核 联系人：张某'"),
        (below_the_foot, "A7", "altered-form]: a line without a docket was added"),
        (in_an_inserted_column, "E4", "text outside the table: '已完成80%。'"),
    ],
)
def test_a_text_on_the_sheet_is_not_passed_over(
    folder: Path, change: Callable[[Any], None], cell: str, words: str
) -> None:
    made = give_out(folder, "--due", "2021-12-25")[0]
    fill_excel(made, {"021": "甲。"})
    book = openpyxl.load_workbook(made)
    change(book)
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert f"报送表!{cell}: error[" in run.stderr
    assert without_whitespace(words) in without_whitespace(run.stderr)
    assert run.stderr.count("error[") == 1
    assert change is not in_the_instructions or "也可不填" in run.stderr
    assert reports(folder) == {}


def test_instructions_that_are_gone_are_reported_and_stop_nothing(folder: Path) -> None:
    made = give_out(folder)[0]
    fill_excel(made, {"021": "甲。"})
    book = openpyxl.load_workbook(made)
    book.active["A2"] = None
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 0
    assert run.stderr.count("[") == 1
    assert "warning[altered-form]: the text above the table was deleted: '请在“本期" in run.stderr
    assert reports(folder) == {"021": [("商务局", "甲。")]}


def test_a_comment_in_excel_is_quoted_and_the_form_taken_in(folder: Path) -> None:
    made = give_out(folder)[0]
    fill_excel(made, {"021": "甲。"})
    book = openpyxl.load_workbook(made)
    book.active["E4"].comment = Comment("此数待统计局核定，\n请勿公开。", "商务局")
    book.active.oddHeader.left.text = "商务局&D"
    book.active.oddFooter.center.text = "第 &P 页，共 &N 页"
    book.save(made)
    run = take_back(folder, made)
    assert run.returncode == 0
    assert (
        f"{made}:报送表!E4: warning[beside-form]: comment, header or footer, not merged: "
        "'此数待统计局核定， 请勿公开。'\n" in run.stderr
    )
    assert f"{made}:header or footer: warning[beside-form]: " in run.stderr
    assert "第" not in run.stderr
    assert reports(folder) == {"021": [("商务局", "甲。")]}


def test_a_thread_of_comments_and_a_text_box_in_excel(folder: Path) -> None:
    made = give_out(folder)[0]
    fill_excel(made, {"021": "甲。"})
    book = openpyxl.load_workbook(made)
    book.active["E4"].comment = Comment("[Threaded comment] 请升级。", "tc")
    book.active.add_image(Image(BytesIO(PICTURE)), "E4")
    book.save(made)
    office = "http://schemas.microsoft.com/office"

    def change(parts: dict[str, bytes]) -> None:
        rels = "xl/worksheets/_rels/sheet1.xml.rels"
        parts[rels] = parts[rels].replace(
            b"</Relationships>",
            b'<Relationship Id="t" Target="../threadedComments/t1.xml" Type="'
            + f"{office}/2017/10/relationships/threadedComment".encode()
            + b'"/></Relationships>',
        )
        parts["xl/threadedComments/t1.xml"] = (
            f'<ThreadedComments xmlns="{office}/spreadsheetml/2018/threadedcomments">'
            '<threadedComment ref="E4" id="a"><text>数字对吗？</text></threadedComment>'
            '<threadedComment ref="E4" id="b" parentId="a"><text>待核。</text></threadedComment>'
            "</ThreadedComments>"
        ).encode()
        drawing = parts["xl/drawings/drawing1.xml"].decode()
        box = (
            '<xdr:sp xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
            ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:txBody>'
            "<a:p><a:r><a:t>文本框</a:t></a:r><a:r><a:t>里的话</a:t></a:r></a:p>"
            "</xdr:txBody></xdr:sp>"
        )
        start, picture, rest = drawing.partition("<pic")
        if not picture:
            start, picture, rest = drawing.partition("<xdr:pic")
        parts["xl/drawings/drawing1.xml"] = f"{start}{box}{picture}{rest}".encode()

    with_parts(made, change)
    run = take_back(folder, made)
    assert run.returncode == 1
    assert "not merged: '数字对吗？ 待核。'" in run.stderr
    assert "Threaded" not in run.stderr
    assert "报送表!E4: error[beside-form]: text outside the table: '文本框里的话'" in run.stderr


def paragraph_below(document: Any) -> None:
    document.add_paragraph("另：两处未报。")


def instructions_in_word(document: Any) -> None:
    document.paragraphs[1].runs[0].text = document.paragraphs[1].text + "我局不报。"


def second_table(document: Any) -> None:
    document.add_table(1, 2).rows[0].cells[1].text = "另：两处未报。"


def column_in_word(document: Any) -> None:
    document.tables[0].add_column(Mm(20)).cells[1].text = "另：两处未报。"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (paragraph_below, "below the table: error[beside-form]: text outside the table: "),
        (instructions_in_word, "above the table: error[altered-form]: the text above the table "),
        (second_table, "another table (1): error[beside-form]: text outside the table: "),
        (column_in_word, "table row 2, column 6: error[beside-form]: text outside the "),
    ],
)
def test_a_text_in_the_document_is_not_passed_over(
    folder: Path, change: Callable[[Any], None], words: str
) -> None:
    made = give_out(folder, "--format", "docx", "--due", "2021-12-25")[0]
    fill_word(made, {"021": "甲。"})
    document = docx.Document(str(made))
    change(document)
    document.save(str(made))
    run = take_back(folder, made)
    assert run.returncode == 1
    assert f"{made}:{words}" in run.stderr
    assert ("我局不报" if change is instructions_in_word else "'另：两处未报。'") in run.stderr
    assert reports(folder) == {}


def test_a_comment_in_word_is_quoted_at_its_cell_and_a_footnote_refused(folder: Path) -> None:
    made = give_out(folder, "--format", "docx")[0]
    fill_word(made, {"021": "甲。"})
    document = docx.Document(str(made))
    run = document.tables[0].rows[1].cells[4].paragraphs[0].runs[0]
    document.add_comment(run, "此数待核。", author="商务局")
    header = f"{document.paragraphs[0].text}（送审稿）"
    document.sections[0].header.paragraphs[0].text = header
    document.save(str(made))
    taken = take_back(folder, made)
    assert taken.returncode == 0
    said = "warning[beside-form]: comment, header or footer, not merged:"
    assert f"{made}:table row 2, column 5: {said} '此数待核。'" in taken.stderr
    assert f"{made}:header or footer: {said} '{header}'" in taken.stderr
    assert reports(folder) == {"021": [("商务局", "甲。")]}
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def change(parts: dict[str, bytes]) -> None:
        parts["word/footnotes.xml"] = (
            f'<w:footnotes xmlns:w="{name}"><w:footnote w:type="separator" w:id="0">'
            '<w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote><w:footnote w:id="2">'
            "<w:p><w:r><w:t>含去年两处。</w:t></w:r></w:p></w:footnote></w:footnotes>"
        ).encode()
        rels = parts["word/_rels/document.xml.rels"]
        parts["word/_rels/document.xml.rels"] = rels.replace(
            b"</Relationships>",
            b'<Relationship Id="f" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/'
            b'officeDocument/2006/relationships/footnotes"/></Relationships>',
        )
        text = parts["word/document.xml"].decode()
        mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
        parts["word/document.xml"] = text.replace(
            "甲。</w:t></w:r>", f"甲。</w:t></w:r>{mark}"
        ).encode()

    with_parts(made, change)
    taken = take_back(folder, made, "--update")
    assert taken.returncode == 1
    assert (
        "table row 2, column 5: error[beside-form]: text outside the table: '含去年两处。'"
        in taken.stderr
    )
    assert "'线'" not in taken.stderr


NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
CONTENT = "<w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>"
OLD_BOX = f"<w:pict><v:shape><v:textbox>{CONTENT}</v:textbox></v:shape></w:pict>"
NEW_BOX = f"<w:drawing><wps:wsp><wps:txbx>{CONTENT}</wps:txbx></wps:wsp></w:drawing>"
BOXES = {
    "old": OLD_BOX,
    "new": (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{NEW_BOX}</mc:Choice>'
        f"<mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent>"
    ),
    "lettering": '<w:pict><v:shape><v:textpath string="框里的话"/></v:shape></w:pict>',
    "drawing": "<w:drawing><a:p><a:r><a:t>框里的话</a:t></a:r></a:p></w:drawing>",
    "list": (
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        '<w:listEntry w:val="无"/><w:listEntry w:val="框里的话"/></w:ddList></w:ffData>'
        '</w:fldChar><w:instrText>FORMDROPDOWN</w:instrText><w:fldChar w:fldCharType="end"/>'
    ),
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_what_stands_in_a_box_of_word_is_taken_or_reported(folder: Path, box: str) -> None:
    made = give_out(folder, "--format", "docx")[0]
    fill_word(made, {"021": "甲。"})
    document = docx.Document(str(made))
    document.sections[0].header.paragraphs[0].add_run("某")
    document.tables[0].rows[1].cells[4].add_paragraph().add_run("某")
    document.save(str(made))

    def change(parts: dict[str, bytes]) -> None:
        for name, part in parts.items():
            parts[name] = part.replace(mark.encode(), f"<w:r {NAMES}>{box}</w:r>".encode())

    mark = "<w:r><w:t>某</w:t></w:r>"
    with_parts(made, change)
    taken = take_back(folder, made)
    assert taken.returncode == 0, taken.stderr
    assert f"{made}:header or footer: warning[beside-form]" in taken.stderr
    assert taken.stderr.count("'框里的话'") == 1
    assert reports(folder) == {"021": [("商务局", "甲。\n框里的话")]}
    document = docx.Document(str(made))
    document.add_paragraph().add_run("某")
    document.save(str(made))
    with_parts(made, change)
    refused = take_back(folder, made)
    assert refused.returncode == 1
    assert f"{made}:below the table: error[beside-form]: " in refused.stderr


@pytest.mark.parametrize(("box", "shown"), [("<w:checked/>", "☑"), ('<w:default w:val="0"/>', "□")])
def test_a_box_to_tick_reads_as_the_sign_it_shows(folder: Path, box: str, shown: str) -> None:
    made = give_out(folder, "--format", "docx")[0]
    fill_word(made, {"021": "甲"})
    field = (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{box}</w:checkBox></w:ffData>'
        '</w:fldChar><w:instrText>FORMCHECKBOX</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
    )

    def change(parts: dict[str, bytes]) -> None:
        text = parts["word/document.xml"].decode()
        assert text.count("甲</w:t></w:r>") == 1
        parts["word/document.xml"] = text.replace(
            "甲</w:t></w:r>", f"甲</w:t></w:r>{field}"
        ).encode()

    with_parts(made, change)
    assert take_back(folder, made).returncode == 0
    assert reports(folder) == {"021": [("商务局", f"甲{shown}")]}


def test_controls_on_a_sheet_are_reported(folder: Path) -> None:
    made = give_out(folder)[0]
    fill_excel(made, {"021": "甲。"})
    with_parts(
        made, lambda parts: parts.update({"xl/ctrlProps/ctrlProp1.xml": b"<formControlPr/>"})
    )
    run = take_back(folder, made)
    assert run.returncode == 0
    assert (
        "warning[hollow-text]: the file has pictures, charts, controls or embedded files"
        in run.stderr
    )


def test_a_comment_in_a_cell_that_only_asks_for_words_is_quoted(folder: Path) -> None:
    made = give_out(folder, "--format", "docx")[0]
    document = docx.Document(str(made))
    cell = document.tables[0].rows[1].cells[4]
    document.add_comment(cell.paragraphs[0].runs[0], "此数待核。", author="商务局")
    document.save(str(made))

    def change(parts: dict[str, bytes]) -> None:
        start, row, rest = parts["word/document.xml"].decode().partition("021</w:t>")
        cells, end, after = rest.partition("</w:tr>")
        before, opening, own = cells.rpartition("<w:tc>")
        held = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        text = f"{start}{row}{before}{held}{opening}{own}</w:sdtContent></w:sdt>{end}{after}"
        parts["word/document.xml"] = text.encode()

    with_parts(made, change)
    run = take_back(folder, made)
    assert run.returncode < 2, run.stderr
    assert "not merged: '此数待核。'" in run.stderr


def test_another_sheet_is_reported_as_unread(folder: Path) -> None:
    made = give_out(folder, "--by", "units")[2]
    fill_excel(folder / made, {"021": "甲。", "22": "乙。"})
    book = openpyxl.load_workbook(folder / made)
    book.create_sheet("测算").append(["合计", 3])
    book.save(folder / made)
    run = take_back(folder, made)
    assert (run.returncode, "sheet '测算' was not read" in run.stderr) == (0, True)
    assert reports(folder) == {"021": [("财政局", "甲。")], "22": [("财政局", "乙。")]}
