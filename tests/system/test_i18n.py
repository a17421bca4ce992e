"""Messages in the reader's language."""

from progress_report.system.i18n import singular


def test_one_is_no_plural() -> None:
    assert singular("2021H1: 1 rows; 21 tasks created, 1 texts") == (
        "2021H1: 1 row; 21 tasks created, 1 text"
    )
    assert singular("1 forms, 1,1 cells, 2.1 files") == "1 form, 1,1 cells, 2.1 files"
    assert singular("2021年上半年：1行") == "2021年上半年：1行"
