"""What changed: tasks paired, and their order."""

from support.changes import side

from progress_report.diff.changes import compare


def test_a_docket_with_a_superscript_digit_has_its_place_too() -> None:
    changes = compare(side("甲", {"²": "一。", "2": "二。"}), side("乙", {}))
    dockets = [task.report.docket for task in changes.tasks]
    assert dockets == ["2", "²"]
