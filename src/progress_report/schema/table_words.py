"""Words for the keys of a table's JSON file."""

from typing import Any

PARTS: dict[str, tuple[str, str, str, str | list[str]]] = {
    "TableFile": (
        "进展情况表",
        "由 report build --format json 生成的一张表。",
        "A finished table, as report build --format json writes it.",
        "object",
    ),
    "ColumnForm": ("栏目", "表格的一栏。", "One column of the table.", "object"),
    "RowForm": ("行", "一项任务的一行。", "One task's row.", "object"),
    "CellForm": (
        "单元格",
        "一个单元格及其文字来源。",
        "One cell, and its text's origin.",
        "object",
    ),
    "OriginForm": ("来源", "文字出自哪个文件的哪一行。", "File and line of a text.", "object"),
    "PartForm": (
        "组成部分",
        "一个单位在一个报告期报送的文字。",
        "What one unit reported for one period.",
        "object",
    ),
}

KEYS: dict[str, dict[str, tuple[Any, ...]]] = {
    "TableFile": {
        "version": ("版本", "文件格式的版本。", "Version of this format."),
        "title": ("标题", "表格标题。", "The table's title."),
        "period": ("报告期", "年份加报告期。", "The period with its year.", "2021H1"),
        "columns": ("栏目", "各栏，从左到右。", "The columns, from left to right."),
        "rows": ("各行", "各行，从上到下。", "The rows, from top to bottom."),
        "notes": ("表注", "表下的说明。", "Notes under the table."),
        "issuer": ("发文机关", "没有则为空。", "The issuing body; may be empty."),
        "date": ("成文日期", "没有则为空。", "The date line as printed; may be empty."),
    },
    "ColumnForm": {
        "heading": ("栏名", "表头文字。", "The printed heading."),
        "kind": (
            "内容",
            (
                "本栏显示什么：number 序号，docket 折子号，task 任务，progress 进展，"
                "lead 牵头单位，units 协办单位，field 补充栏目。"
            ),
            "What the column shows.",
        ),
        "width": ("宽度", "占表宽的百分比。", "Share of the table's width, in percent."),
        "row_heading": (
            "行标题",
            "本栏是否用来指称所在的行；只有一栏如此。",
            "Whether its cells name their row; exactly one column's do.",
        ),
    },
    "RowForm": {
        "docket": ("折子号", "任务的编号。", "The task's docket number.", "021"),
        "heading": (
            "分组标题",
            "本行上方通栏的分组标题；没有则为 null。",
            "The group heading above this row, across all columns; null if there is none.",
        ),
        "cells": (
            "单元格",
            "每栏一格；被上方合并单元格占去的为 null。",
            "A cell for each column; null where a cell above reaches down.",
        ),
    },
    "CellForm": {
        "text": ("文字", "段落之间以换行分隔。", "Its text; a line feed separates paragraphs."),
        "origin": ("来源", "没有则为 null。", "Where the text came from; null if nowhere."),
        "rowspan": ("占行数", "向下占几行。", "How many rows it covers, downwards."),
        "missing": (
            "缺报",
            "文字是否只代表尚未报送。",
            "Whether the text stands in for a report that has not come yet.",
        ),
        "parts": (
            "组成部分",
            "进展由哪些单位、哪些报告期的文字依次合成。",
            "What a progress text was put together from, in order.",
        ),
    },
    "OriginForm": {
        "path": (
            "文件",
            "相对于项目文件夹的路径。",
            "Relative to the project's folder.",
            "data/tasks/2021/021.yaml",
        ),
        "line": ("行", "从 1 数起。", "Counted from 1."),
    },
    "PartForm": {
        "period": ("报告期", "年份加报告期。", "The period with its year.", "2021H1"),
        "unit": ("单位", "未写明单位则为空。", "The unit; empty where none is named."),
        "text": ("文字", "该单位报送的文字。", "What it reported."),
    },
}
