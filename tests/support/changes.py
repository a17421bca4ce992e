"""Changes small enough to be read, with something of every kind."""

from html.parser import HTMLParser

from hypothesis import strategies as st
from support.tasks import layout

from progress_report.diff.changes import Changes, Side, TaskReport, compare

OLD = {
    "1": "污水处理方面，完成年度销账任务量80%。新建公园6个。",
    "2": "持续推进。",
    "3": "一是完成拆违35.76%。二是开展培训。三是召开会议12次。",
    "4": "已开工建设，正在进行主体结构施工。",
    "7": "已经办结。",
}
NEW = {
    "1": "污水处理方面，完成年度销账任务量80%。新建公园4个。",
    "2": "持续推进。",
    "3": "三是召开会议12次。一是完成拆违80%。下一步，继续推进。",
    "5": "启动前期工作，完成投资3亿元。",
    "6": "已开工建设。正在进行主体结构施工。",
}
WORDINGS = {"6": "建设<综合>医院。", "4": "建设<综合>医院。"}


def side(label: str, texts: dict[str, str]) -> Side:
    """A side on which one unit reports each task."""
    reports = (
        TaskReport(2021, docket, WORDINGS.get(docket, f"任务{docket}。"), (("区水务局", text),))
        for docket, text in texts.items()
    )
    return Side(label, tuple(reports), "任务内容")


CHANGES = compare(side("2021Q1", OLD), side("2021H1", NEW))
CONFIG = layout()


# What a report might hold to be taken for something else.
HOSTILE = st.lists(
    st.sampled_from(
        [
            "</ins>", "<script>x</script>", "&lt;", "\x1b[2J\x1b[31m", "\x07", "\x9b1m", "\u202e",
            "\u2066", "\ufeff", "**", "~~", "`", "|", "\\", "\n\n# x", "\n- ", "@someone", "#12",
            "[a](http://example.invalid)", "![](x)", "$x$", ":smile:", "www.example.invalid",
            "</details>", "<!--", "-->", "[-", "+}", "35%", "72.88亿元", "一", "。", "；", "\t",
        ]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)  # fmt: skip


REPORTS = st.lists(
    st.tuples(HOSTILE, HOSTILE, HOSTILE).map(lambda t: (t[0] or "x", t[1], t[2])),
    max_size=2,
    unique_by=lambda entry: entry[0],
)


@st.composite
def hostile_changes(draw: st.DrawFn) -> Changes:
    old, new = (
        tuple(
            TaskReport(2021, docket, wording, (("甲", text), (wording, text[::-1])))
            for docket, wording, text in draw(REPORTS)
        )
        for _ in range(2)
    )
    return compare(Side(draw(HOSTILE), old), Side(draw(HOSTILE), new))


class TagReader(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        if tag not in ("meta", "link", "input", "hr", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))


def read_tags(text: str) -> TagReader:
    reader = TagReader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


MARKDOWN_TAGS = {
    "h3", "ul", "li", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "details",
    "summary", "b", "del", "ins",
}  # fmt: skip
