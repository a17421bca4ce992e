"""Words for the keys of a task file."""

from typing import Any

PARTS: dict[str, tuple[str, str, str, str | list[str]]] = {
    "Task": (
        "任务文件",
        "一项任务（折子）及其全年各报告期的进展。",
        "One task the city gave the district, and every report on it within the year.",
        "object",
    ),
    "Entry": (
        "一个报告期的进展",
        "该项任务在这一报告期的进展情况。",
        "The report on the task for one period.",
        ["object", "null"],
    ),
    "Contribution": (
        "一个单位的进展",
        "一个单位报送的文字。",
        "What one unit reported.",
        "object",
    ),
    "Ignore": (
        "认可的提示",
        "经人工核对、确认不改的一条检查提示，须写明理由。",
        "A finding a person has accepted, with the reason.",
        "object",
    ),
}

KEYS: dict[str, dict[str, tuple[Any, ...]]] = {
    "Task": {
        "year": (
            "年份",
            "任务所属年份，与所在文件夹同名。",
            "The year, as the folder's name.",
            2021,
        ),
        "docket": (
            "折子号",
            "市里的任务编号；文件名即折子号，补足三位。",
            "The city's number for the task; the file is named by it, padded to three digits.",
            21,
            "21-1",
        ),
        "task": (
            "任务",
            "市政府工作报告原文。用竖线 | 起头，一句一行；空一行另起一段。",
            "The city's wording. After a |, one sentence a line; a blank line starts a paragraph.",
        ),
        "lead": ("牵头单位", "牵头单位，只写一个。", "The lead unit.", "区商务局"),
        "units": (
            "协办单位",
            "协办单位，按先后排列。",
            "The joint units, in order.",
            ["区发展改革委", "区财政局"],
        ),
        "fields": (
            "补充栏目",
            "表中另加的栏目；名称须先在 data/report.yaml 的 fields 中声明。",
            "Extra columns, each declared under fields in data/report.yaml.",
            {"leader": "张某"},
        ),
        "entries": (
            "进展情况",
            "各报告期的进展：H1 上半年，Q1 一季度，M07 七月，FY 全年，M01-M10 一至十月。",
            "The reports, by period: H1 Q1 M07 FY, or a span such as M01-M10.",
        ),
        "ignore": (
            "认可的提示",
            "已经核对、确认不改的检查提示，每条写明理由。",
            "Findings a person has accepted, each with a reason.",
        ),
    },
    "Entry": {
        "as_of": ("截至日期", "数据截至的日期。", "The day the figures stand for.", "2021-12-15"),
        "progress": (
            "进展",
            "进展文字，一句一行；几个单位分别报送的，每个单位一项，按先后合并。",
            "The progress, one sentence a line; or an item for each unit, merged in this order.",
        ),
        "fields": (
            "补充栏目",
            "随报告期变化的补充栏目，须先在 data/report.yaml 的 fields 中声明。",
            "Extra columns that change from period to period, declared in data/report.yaml.",
            {"pace": "达序"},
        ),
    },
    "Contribution": {
        "unit": ("单位", "报送单位。", "The unit that reported.", "区城管委"),
        "text": (
            "文字",
            "该单位报送的文字，一句一行。",
            "What it reported, one sentence a line.",
        ),
    },
    "Ignore": {
        "rule": (
            "规则",
            "检查规则的名称，见 report check 的提示。",
            "The rule's name, as report check shows it.",
        ),
        "in": (
            "报告期",
            "只认可这一报告期的提示；不写则不限报告期。",
            "Only in the report for this period; anywhere if left out.",
            "H1",
        ),
        "why": ("理由", "确认不改的理由。", "Why it stays as it is.", "原文如此"),
    },
}
