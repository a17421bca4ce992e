"""Clauses that follow another without a mark between them."""

import re
from collections.abc import Iterator

from progress_report.check.language.patterns import text_before
from progress_report.check.language.roles import role

_SECOND = (
    "(?=[目正现一二已同稳有加扎顺深全统协持不明显县区市并上今为针围聚根按依0-9])"
    "(?P<late>(?<=[^，。；：、（）()“”《》,;\\s]{3}))?(?:目前(?!期)|正在|现正|(?<!十)[一二]是|已(?!经?[被有是在为成列])|(?P<steady>(?:{steadily})(?:{goes})(?=[，。；]))"
    "|(?P<unit>[县区市](?!域|级|直|城|场|区|外|内)(?:[一-鿿]{2,11}?(?:局|委员会|中心(?!校|城)|公司)|妇联|残联"
    "|工商联|团委|总工会|科协|人民医院|中医院|妇幼保健院|法院|检察院|供销社|党校|.{0,2}林场)(?![的和与及等、]))"
    "|(?P<weak>全[县市区镇乡旗](?=[一-鿿]{3})|并(?:要求|组织|会同|联合)|[一二]季度|上半年|今年以来"
    "|为(?:群众|居民|农户|残疾人|老年人|老人|企业|学生))"
    "|[0-9]{1,2}月[0-9]{1,2}日(?=[一-鿿])|针对(?!性)|围绕|聚焦|根据|按照|依托|(?P<figure>(?<![0-9.第])[0-9][0-9.]*(?![0-9.年月日号])))"
)
"""What only a clause with a subject or a verb of its own has: 正在, a second figure.

Late are those behind three characters and more of their clause: no shorter clause ends there.
"""
_MARK = re.compile("[，。；：、（）()“”《》,;\\s]")
_COUNTED = (
    "(?:(?:{makes}|{verbs}|{counts})(?:(?:(?![为在对向从于给将把由的各达至年超占等]|(?<!公)共)[一-鿿]){2,12}"
    "(?<!{of_which})(?<![镇村])|(?=[0-9.万]+[人场件]次))|(?:{works})完成)"
    "[0-9][0-9.]*[余多]?[万亿]?(?:{things}|{bodies}|{measures})"
    "(?P<begun>(?![惠涉覆及实均与]|全部)"
    "(?:(?![的和比从由占为中于同以超]|增[至长加]|到(?!位))[一-鿿]){0,14}(?<!分别))$"
)
"""建成服务站36个|组织培训12期: a figure behind what it counts ends a clause."""
_OBTAINED = (
    "(?:完成(?!率)|通过(?:(?!的)[一-鿿]){0,6}(?:验收|评审|审查|认定|审核|批复)|(?:建成|取得|获得(?!感)|签订|开展|启动(?!仪式|.*区)"
    "|达到(?=.{0,6}标准)|实施(?!机关|程序|之日|中|规划|计划|方案|细则|意见|办法|面积|情况|后|以来|率|主体|单位|范围|时间))(?=..))"
    "(?P<begun>(?:(?![的了后并或应但从向将可已])[一-鿿]){0,14})(?<![量率数额值资会中上])(?<!目标)$"
)
"""完成清水池浇筑|正在安装."""
_ENDED_WORK = (
    "(?:已|均|全部|主体|装修|基本|全面|顺利|工程|结构)(?:完工|竣工|封顶|投用|到位|投产|通车|完毕|结束|送检|联调|落地)"
    "(?P<begun>(?![的和与及等后率并均]|以来|投资|验收|投入|里程|资金)[一-鿿]{0,14})$"
)
"""已封顶|二次结构施工正在."""
_COUNTS = "共|累计|率达|{makes}|{counts}"


def run_on_clauses(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a clause begins behind the figure, or the finished work, of another.

    Yields: From where to where its first words stand, and the end of the other clause with them.
    """
    reported = 0
    for match in role(_SECOND).finditer(text):
        if match["late"] is None:
            continue
        ended = _ended_clause(text_before(_MARK, text, match.start()), match)
        start = match.start() - len(ended["begun"]) if ended else -1
        if ended and start >= reported:
            reported = match.end()
            yield start, reported, ended[0] + match[0]


def _ended_clause(clause: str, mark: re.Match[str]) -> re.Match[str] | None:
    """The end of a clause behind which another begins: 完成管线迁改|沥青摊铺 before 同步."""
    counted = role(_COUNTED).search(clause) if role("[0-9]").search(clause) else None
    ended = role(_ENDED_WORK).search(clause)
    if mark["figure"]:
        if counted and role("{makes}|{verbs}|{counts}|{acts}").search(counted["begun"]):
            return counted
        return ended if ended and role(_COUNTS).search(ended["begun"]) else None
    weak = mark["unit"] or mark["weak"] or (mark["steady"] and "完成" not in clause)
    return counted or ended or (None if weak else role(_OBTAINED).search(clause))
