"""What an editor shows of each key: Chinese first, then English.

A schema is one file for all readers, so both languages stand in it side by side.
"""

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
    "ReportConfig": (
        "版式文件",
        "进展情况表的标题、栏目和版面。",
        "The layout of the table and of the page.",
        "object",
    ),
    "ColumnConfig": ("栏目", "表格的一栏。", "One column of the table.", "object"),
    "GroupConfig": (
        "分组",
        "按某一字段把任务分组排列。",
        "Rows put together by the value of a field.",
        ["object", "null"],
    ),
    "Fonts": (
        "字体",
        "各处所用的字体，依次取第一种找得到的。",
        "Font families by use; of each list the first that is found is taken.",
        ["object", "null"],
    ),
    "WordConfig": (
        "Word 文件",
        "只与 Word 文件有关的设置。",
        "What only Word files need.",
        ["object", "null"],
    ),
    "WordFonts": (
        "Word 字体",
        "Word 文件各处所用的字体，Word 依次取本机有的第一种。",
        "Font families of Word files by use; Word takes the first that its machine has.",
        ["object", "null"],
    ),
    "PageConfig": (
        "版面",
        "纸张方向、页边距和字号；默认值依照 GB/T 9704-2012 横排表格。",
        "The printed sheet. The defaults are those of GB/T 9704-2012 for a table across A4.",
        ["object", "null"],
    ),
    "SiteConfig": (
        "网站信息",
        "政府网站页面的元数据（国办发〔2017〕47号）。",
        "Article and site metadata of the government site guide.",
        ["object", "null"],
    ),
    "CheckConfig": (
        "检查设置",
        "本项目对文字检查的取舍。",
        "What a project has decided about proof-reading.",
        ["object", "null"],
    ),
    "ImportConfig": (
        "导入设置",
        "其他单位的表格如何读取。",
        "How tables from elsewhere are read.",
        ["object", "null"],
    ),
    "TableFile": (
        "进展情况表",
        "一张编制完成的表，由 report build --format json 写出。",
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
"""Title, Chinese, English, and the JSON type: a part that may be left blank is null as well."""

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
    "ReportConfig": {
        "title": (
            "标题",
            "表格标题；{year} 代表年份，{period} 代表报告期（如“上半年”）。",
            "The table's title; {year} and {period} are filled in.",
            "{year}年重点任务{period}进展情况表",
        ),
        "titles": (
            "特定标题",
            "某些报告期另用的标题，以报告期为键。",
            "Titles of particular periods, by key.",
        ),
        "columns": ("栏目", "表格各栏，从左到右。", "The columns, from left to right."),
        "fields": (
            "补充栏目声明",
            "任务文件可用的补充栏目：名称及其含义。",
            "The extra fields task files may use: name and meaning.",
            {"leader": "分管领导"},
        ),
        "group": ("分组", "按字段分组排列任务。", "Puts rows together by a field."),
        "merge": (
            "合并方式",
            "由几个报告期合成一期时：stack 上下分列，columns 左右分栏，latest 只取最近一期。",
            "How periods make up a longer one: stacked, in columns, or only the latest.",
        ),
        "contributions": (
            "多单位文字",
            "几个单位的文字：run-on 连排，paragraphs 各起一段。",
            "Several units' texts: run on, or a paragraph each.",
        ),
        "draft_text": (
            "缺报文字",
            "草稿中未报送处所显示的文字。",
            "Shown in drafts for no report.",
        ),
        "notes": ("表注", "表下的说明。", "Notes under the table.", ["注：1.……"]),
        "issuer": ("发文机关", "印在表下的机关名称。", "The issuing body, under the table."),
        "date": ("成文日期", "印在表下的日期。", "The date line as printed.", "2021年7月5日"),
        "site": ("网站信息", "网页的元数据。", "Metadata of the web page."),
        "page": ("版面", "纸张、页边距和字号。", "Sheet, margins and type sizes."),
        "fonts": ("字体", "标题、表头和正文的字体。", "Fonts of title, heads and text."),
        "word": ("Word 文件", "Word 文件的字体。", "The fonts of Word files."),
        "check": ("检查设置", "文字检查的取舍。", "Decisions about proof-reading."),
        "import": (
            "导入设置",
            "其他单位的表格如何读取。",
            "How tables from elsewhere are read.",
        ),
        "language": ("语言", "网页和 PDF 的语言标记。", "Language tag of page and PDF.", "zh-CN"),
    },
    "ColumnConfig": {
        "heading": (
            "栏名",
            "表头文字；{year} 和 {period} 会换成年份和报告期。",
            "The heading; {year} and {period} are filled in.",
            "目前进展情况",
        ),
        "value": (
            "内容",
            (
                "本栏显示什么：number 序号，docket 折子号，task 任务，progress 进展，"
                "lead 牵头单位，units 协办单位，fields.名称 补充栏目。"
            ),
            "What the column shows.",
            "number",
            "docket",
            "task",
            "progress",
            "lead",
            "units",
            "fields.leader",
        ),
        "width": (
            "宽度",
            "所占份额；各栏份额合计按 100% 折算。",
            "Its share of the width; the shares of all columns are scaled to 100 %.",
            30,
        ),
        "period": (
            "报告期",
            "固定显示当年这一报告期；不写则为所编的报告期。",
            "Always show this period of the year.",
            "M01-M10",
        ),
        "required": (
            "必填",
            "缺这一栏文字时是否停止编制（仅限进展栏）。",
            "Whether a task without this text stops the build (progress only).",
        ),
        "merge": (
            "合并单元格",
            "上下相邻、文字相同的单元格并为一格。",
            "Join neighbouring cells with the same text.",
        ),
    },
    "GroupConfig": {
        "by": ("依据", "分组所依据的字段。", "The field to group by.", "fields.category"),
        "order": (
            "次序",
            "各组的先后；未列出的按首个折子号排在后面。",
            "Groups in the order wanted; others follow by their first docket.",
        ),
        "heading": (
            "组标题",
            "各组上方通栏的标题；{ordinal} 为序号“一、二”，{group} 为组名。",
            "A full-width row above each group.",
            "{ordinal}、{group}",
        ),
    },
    "Fonts": {
        "title": ("标题字体", "表格标题的字体。", "Of the title.", ["方正小标宋", "Noto Sans SC"]),
        "heading": (
            "表头字体",
            "表头的字体。",
            "Of the column headings.",
            ["黑体", "Noto Sans SC"],
        ),
        "body": ("正文字体", "正文的字体。", "Of the text.", ["仿宋_GB2312", "Noto Serif SC"]),
    },
    "WordConfig": {
        "fonts": ("字体", "Word 文件各处所用的字体。", "Fonts of Word files, by use."),
    },
    "WordFonts": {
        "title": ("标题字体", "表格标题的字体。", "Of the title.", ["方正小标宋简体", "华文中宋"]),
        "heading": ("表头字体", "表头的字体。", "Of the column headings.", ["黑体"]),
        "body": ("正文字体", "正文的字体。", "Of the text.", ["仿宋_GB2312", "仿宋"]),
        "page_number": ("页码字体", "页码的字体。", "Of the page numbers.", ["宋体"]),
        "latin": (
            "西文字体",
            "字母和数字的字体；不写则与所在文字相同。",
            "Of Latin letters and figures; by default that of the text they stand in.",
            "Times New Roman",
        ),
    },
    "PageConfig": {
        "orientation": (
            "纸张方向",
            "landscape 横向，portrait 纵向。",
            "A4 laid across or upright.",
        ),
        "margin_top": ("上边距", "单位：毫米。", "Millimetres.", 28),
        "margin_right": ("右边距", "单位：毫米。", "Millimetres.", 37),
        "margin_bottom": ("下边距", "单位：毫米。", "Millimetres.", 26),
        "margin_left": ("左边距", "单位：毫米。", "Millimetres.", 35),
        "title_size": ("标题字号", "单位：磅；二号字为 22 磅。", "Points.", 22),
        "text_size": ("正文字号", "单位：磅；小四号字为 12 磅。", "Points.", 12),
    },
    "SiteConfig": {
        "name": ("网站名称", "元数据 SiteName。", "SiteName.", "北京市通州区人民政府"),
        "domain": ("网站域名", "元数据 SiteDomain。", "SiteDomain."),
        "id_code": ("网站标识码", "元数据 SiteIDCode。", "SiteIDCode."),
        "source": ("信息来源", "元数据 ContentSource。", "ContentSource.", "区政府督查室"),
        "published": (
            "发布时间",
            "元数据 PubDate，写作 2021-07-05 09:00。",
            "PubDate, as 2021-07-05 09:00.",
            "2021-07-05 09:00",
        ),
    },
    "ImportConfig": {
        "headings": (
            "表头别名",
            "其他表格里同一栏的叫法，按栏目内容列出；常见的叫法不必写。",
            "Other headings of a column, by what it shows; customary ones need not be named.",
            {"progress": ["推动情况"], "fields.leader": ["区领导"]},
        ),
        "docket": (
            "以何为号",
            "表中没有折子号一栏时：number 以序号为折子号；docket（默认）按任务原文查找。",
            "Without a docket column: number takes the row number, docket looks for the wording.",
            "number",
        ),
    },
    "CheckConfig": {
        "rules": (
            "规则级别",
            "各条规则的级别：off 不查，note 提示，warning 警告，error 错误。",
            "The severity of a rule, by its name.",
            {"doubled-mark": "off"},
        ),
        "terms": (
            "认可的词语",
            "与他词相近但确属正确的词语，不再提示。",
            "Terms that are right as they are, though they resemble another.",
            ["留白增绿"],
        ),
        "confusions": (
            "本项目易错词",
            "自行补充的错误写法及其正确写法。",
            "Wrong wordings of one's own, each with the right one.",
            {"法制轨道": "法治轨道"},
        ),
    },
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
"""By model and key: title, Chinese, English, then examples."""
