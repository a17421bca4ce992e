"""A word typed twice in a row."""

import re
from collections.abc import Iterator
from itertools import pairwise

from progress_report.check.corpus import Corpus, Diagnostics
from progress_report.check.language.pieces import is_han
from progress_report.check.language.roles import role

_COMMON = frozenset(
    re.findall(
        "[一-鿿]{2}",
        """推进 推动 积极 完成 完善 建设 建立 建成 加强 加快 加大 开展 开工 组织 制定 落实 目前 截至
        持续 促进 继续 按照 根据 启动 优化 督促 协调 统筹 召开 印发 深入 强化 实施 坚持 全面 正在
        已经 预计 计划 项目 工程 工作 进行 提升 提高 改造 整治 管理 服务 问题 情况 任务 措施
        编制 申报 审批 验收 排查 整改 招标 施工 培训 宣传 检查 监督 审核 评审 拨付 保障 治理""",
    )
)
"""Words that are never doubled on purpose."""
_TWICE = re.compile("([一-鿿]{2,5}?)\\1")
_LEAST = 4
_CLAUSE_AGAIN = re.compile(f"(?:^|(?<=[。；，\n]))([一-鿿]{{{_LEAST},20}})，(?P<again>\\1)")
"""A clause typed twice: 今年以来，今年以来新增企业320家."""
_REDUPLICATED = re.compile("一|很|[许好]多|老远|研究|讨论|商量|考虑|学习|(.)\\1")
"""Beginnings of words that are correctly doubled: 一步一步, 许多许多, 研究研究, 个个个个."""
_PARTICLE_ENDS = frozenset(
    re.findall("..", "目的标的柔和维和缓和暖和总和以及参与针对面对校对核对绝对反对应对相对")
)
"""Words that end in the first particle: 目的|的."""
_STUTTER = re.compile("|".join(sorted(word[0] + word for word in _COMMON)))
"""A word whose first character was typed before it."""

_CHARACTER_TWICE = re.compile(
    f"([{''.join(sorted({*(word[0] for word in _COMMON), *'的和了及与已将把于被对'}))}])\\1"
)
"""With what a match of the two above begins."""


def check(corpus: Corpus) -> Diagnostics:
    """Find words that are typed twice."""
    for passage in corpus.passages:
        for start, end in _doubled(passage.text):
            yield passage.diagnose("doubled-word", start, end)


def _doubled(text: str) -> Iterator[tuple[int, int]]:
    for twice in _TWICE.finditer(text):
        start, end = twice.span()
        if _REDUPLICATED.match(twice[1]) or role("{words_meeting}").match(text, start):
            continue
        # 深化文化文艺: other short words may meet by chance, but not at the edge of a clause
        edge = not (is_han(text[start - 1 : start]) and is_han(text[end : end + 1]))
        if edge or twice[1] in _COMMON or len(twice[1]) > len("文化"):
            yield start, end
    if any(after[:_LEAST] in before for before, after in pairwise(text.split("，"))):
        for again in _CLAUSE_AGAIN.finditer(text):
            yield again.span("again")
    if _CHARACTER_TWICE.search(text):
        yield from _characters(text)


def _characters(text: str) -> Iterator[tuple[int, int]]:
    """The single characters that are typed twice, as words or at the beginning of one."""
    for particle in role("{particle_twice}").finditer(text):
        start, end = particle.span()
        if text[max(0, start - 1) : start + 1] not in _PARTICLE_ENDS:
            yield start, end
    for stutter in _STUTTER.finditer(text):
        start, end = stutter.span()
        doubled = text[end : end + 1] == text[end - 1]  # 开开心心
        if not doubled and not is_han(text[max(0, start - 1) : start]):
            yield start, end
