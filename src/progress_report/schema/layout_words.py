"""Words for the keys of ``data/report.yaml``."""

from typing import Any

PARTS: dict[str, tuple[str, str, str, str | list[str]]] = {
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
    "OfficeConfig": (
        "Word 和 Excel 文件",
        "只与 Word、Excel 文件有关的设置。",
        "What only Word and Excel files need.",
        ["object", "null"],
    ),
    "OfficeFonts": (
        "Word 和 Excel 字体",
        "文件中各处写明的字体；Word 依次取本机有的第一种，Excel 只认列在最前的一种。",
        "Font families by use; of each list Word takes the first that it finds, Excel the first.",
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
    "GrammarPattern": (
        "句式",
        "一种有语病的句式，附例句。",
        "Wording that is wrong by its own shape, with examples.",
        "object",
    ),
    "Pairing": (
        "搭配",
        "一个或几个名词，以及与之搭配不当的动词，附例句。",
        "Nouns, and verbs that do not go with them, with examples.",
        "object",
    ),
    "ImportConfig": (
        "导入设置",
        "其他单位的表格如何读取。",
        "How tables from elsewhere are read.",
        ["object", "null"],
    ),
}

_BAD = ("错误例句", "应当查出的句子。", "Sentences in which the mistake must be found.")
_GOOD = ("正确例句", "看着相似、但不应查出的句子。", "Similar sentences that are right.")
_LISTS = (
    "词表",
    "供句式和例句引用的词语：{名称} 代表其中任一词，名称用小写英文字母。",
    "Words by name: {name} in patterns and examples stands for any of them.",
    {"verb": ["加强", "强化"]},
)

KEYS: dict[str, dict[str, tuple[Any, ...]]] = {
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
        "office": ("Word 和 Excel 文件", "文件中写明的字体。", "The fonts that they name."),
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
            "固定显示当年这一报告期；不写则为本表的报告期。",
            "Always show this period of the year.",
            "M01-M10",
        ),
        "required": (
            "必填",
            "缺这一栏文字时是否停止生成（仅限进展栏）。",
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
    "OfficeConfig": {
        "fonts": ("字体", "文件各处所用的字体。", "Fonts of the files, by use."),
    },
    "OfficeFonts": {
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
            "A4 landscape or portrait.",
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
            "元数据 PubDate，如 2021-07-05 09:00。",
            "PubDate, as 2021-07-05 09:00.",
            "2021-07-05 09:00",
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
        "grammar": (
            "本单位句式",
            "自行补充的杂糅句式，由规则 mixed-pattern 提示。",
            "Further patterns for the rule mixed-pattern.",
        ),
        "pairings": (
            "本单位搭配",
            "自行补充的搭配不当的动词和名词，由规则 mismatched-pair 提示。",
            "Further pairs for the rule mismatched-pair.",
        ),
        "omissions": (
            "本单位缺字句式",
            "自行补充的缺字、缺标点句式，由规则 missing-word 提示。",
            "Further patterns for the rule missing-word.",
        ),
    },
    "GrammarPattern": {
        "contains": (
            "必含文字",
            "每处错误都含有的文字；没有这些字的段落不再细查，检查更快。",
            "What every match contains: a text without it is passed over at once.",
            "阶段",
        ),
        "pattern": (
            "句式",
            "正则表达式；{名称} 代表词表；名为 mark 的组是加下划线的部分。",
            "A regular expression; {name} stands for a list; the group mark is underlined.",
            "正在(\\w{1,12}阶段){clause_end}",
        ),
        "correct": (
            "请改为",
            "正确写法；\\1 代表句式中的第一组。",
            "What to write instead; \\1 is the first group of the pattern.",
            "正处于\\1",
        ),
        "message": ("提示", "用哪一句提示。", "Which message the diagnostic has."),
        "bad": (*_BAD, ["二期项目正在前期筹备阶段。"]),
        "good": (*_GOOD, ["二期项目正处于前期筹备阶段。"]),
        "lists": _LISTS,
        "unless": (
            "例外",
            "正则表达式；同一句中，此前出现即不提示。",
            "A regular expression: not where it is found earlier in the sentence.",
        ),
        "part_of_year": (
            "仅限非全年",
            "只在不满一年的报告期提示。",
            "Whether it is wrong only in a report on a part of a year.",
        ),
    },
    "Pairing": {
        "nouns": ("名词", "一个或几个名词。", "One noun, or several.", ["力度"]),
        "verbs": (
            "动词",
            "正确的动词，以及误用的动词。",
            "The verb to write, with the wrong ones.",
            {"加大": ["加强", "提高"]},
        ),
        "bad": (*_BAD, ["加强执法力度。"]),
        "good": (*_GOOD, ["加大执法力度。"]),
        "lists": _LISTS,
        "unless": (
            "例外",
            "正则表达式；同一分句中，名词前出现即不提示。",
            "A regular expression: not where it is found in the clause up to the noun.",
        ),
        "series": (
            "并列",
            "动词和名词之间有顿号时也提示。",
            "Whether the noun may close a series.",
        ),
        "subject": (
            "作主语",
            "名词作主语时也查，如“水平不断改善”。",
            "Whether the noun is also looked at as subject.",
        ),
        "end": (
            "名词之后",
            "正则表达式：名词作宾语时后面应是什么；默认为分句末尾。",
            "A regular expression for what follows the noun as object: the end of the clause.",
        ),
    },
    "ImportConfig": {
        "headings": (
            "表头别名",
            "其他表格里同一栏的叫法，按栏目内容列出；常见的叫法不必写。",
            "Other headings of a column, by what it shows; customary ones need not be named.",
            {"progress": ["推动情况"], "fields.leader": ["区领导"]},
        ),
        "skip_lines": (
            "略去的行",
            "以这些文字开头的行视为说明或落款，不导入；“注”“填表人”等常见的不必写。",
            "Beginnings of rows and lines that are notes; customary ones need not be named.",
            ["督办员"],
        ),
        "docket": (
            "折子号的来源",
            "表中没有折子号一栏时：number 以序号为折子号；docket（默认）按任务原文查找。",
            "Without a docket column: number takes the row number, docket looks for the wording.",
            "number",
        ),
    },
}
