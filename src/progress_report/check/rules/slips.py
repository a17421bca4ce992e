"""The slips of grammar that reports make, as data: one row a pattern, with its examples.

A row earns its place when guides to official Chinese name the slip and edited reports do not
write so. ``bad`` must be found and ``good``, which looks like it, must not: a test proves both.
"""

from dataclasses import dataclass

from progress_report.system.i18n import N_

MARK = "，。；：！？\n"
CLAUSE_END = rf"(?=[{MARK}）”]|$)"
IN_CLAUSE = rf"[^{MARK}]"
IN_SERIES = rf"[^{MARK}、]"
NUMBER = r"\d[\d.,]*(?:[十百千万亿]{1,2})?"
UNIT = (
    r"(?:%|‰|个百分点|人次|个|家|人|名|户|件|项|套|处|次|台|辆|所|座|条|间|栋|亩|公顷|平方米|平方公里"
    r"|公里|米|吨|元|天|日|年|月|小时|分钟|倍|成|斤|公斤|场|期|份|部|张|册|只|头|株|棵|批|宗|起|例"
    r"|岁|个工作日|个月)"
)
PAPER = "方案|意见|办法|细则|通知|规定|计划|规划|报告|请示|批复|决定|制度|预案|条例|函"
_NAME = rf"[^{MARK}以]"
_ABOUT = (
    "(?<![节签预条合契违制大履公特邀续相邻附靠接临新最])"
    r"(?:大约|大概|约|将近|近(?!\d+[余多]?(?:个?月|年|天|周)))"
)
_ACTS = "强化|加强|规范|推动|推进|促进|指导|完善|开展|落实|提升|建立|优化|加大|加快|组织|实施|支持"
_REVIEW = "审查|审议|审核|审批|评审|评估|验收|论证|核查|考核|复核|检查|鉴定"
_HOW = "有序|稳步|顺利|全面|扎实|深入|积极|持续|正常|加快|同步|逐步"


@dataclass(frozen=True, slots=True)
class Slip:
    """A pattern that is wrong by its own shape."""

    word: str
    """What every match contains: a text without it is passed over at once."""
    pattern: str
    correct: str
    """What to write instead: a template for the match, or forms to choose from."""
    what: str
    """A message id with ``{text}``."""
    bad: str
    good: str
    unless: str = ""
    """Not where this is found earlier in the sentence."""
    part_of_year: bool = False
    """Whether it is wrong only in a report on a part of a year."""


_MIXED = N_("'{text}' mixes two patterns")
_TWICE = N_("'{text}' says one thing twice")
_CLASH = N_("'{text}' contradicts itself")
_NO_OBJECT = N_("'{text}' lacks its object")
_NO_DE = N_("'{text}' lacks 的")

MIXED_PATTERNS: tuple[Slip, ...] = (
    Slip(
        "相结合",
        rf"(?:采取|采用)(?:了)?(?:(?!采取|采用){IN_CLAUSE}){{2,30}}?相结合{CLAUSE_END}",
        r"\g<0>的方式",
        _NO_OBJECT,
        bad="采取集中培训与上门指导相结合，提高服务水平。",
        good="采取集中培训与上门指导相结合的方式，坚持培训与指导相结合，提高服务水平。",
    ),
    Slip(
        "关于",
        rf"关于(?:进一步|深入|加快|推进|推动|做好|开展|加强|完善|实施|印发|促进|支持|建立|规范|全面|落实|强化"
        rf"|优化|深化|提升|提高|调整|修订|修改|划定|设立)"
        rf"[^{MARK}、的《》“”]{{3,40}}({PAPER})(?=[{MARK}》）]|$)(?![^。；\n]{{0,40}}的(?:{PAPER}))",
        r"关于…的…\1",
        _NO_DE,
        bad="正在起草关于推进养老服务体系建设实施意见。",
        good="印发《关于推进养老服务体系建设的实施意见》，关于城市更新专项规划，已征求意见。",
    ),
    Slip(
        "阶段",
        rf"正在((?:(?!进行|推进|开展|实施|完成|经历|进入|处于|处在|加快|转|迈|走|由|从|做|对|抓|按|第|下一"
        rf"|新|各|最后)\w){{1,12}}阶段){CLAUSE_END}",
        r"正处于\1",
        _MIXED,
        bad="二期项目正在前期筹备阶段，一期正在收尾阶段。",
        good="二期项目正处于初步设计阶段，一期正在进行最后阶段，正在研究第二阶段。",
    ),
    Slip(
        "通过",
        rf"通过((?:(?!通过|[的经过率]){IN_CLAUSE}){{1,24}}?(?:{_REVIEW}))通过(?!率|的)",
        r"通过\1 / 经\1通过",
        _TWICE,
        bad="设计方案已通过区规划专题会审议通过。",
        good="设计方案已经区规划专题会审议通过，通过抽查，考核通过率达98%。",
    ),
    Slip(
        "方面",
        rf"方面((?:正|正在|已|均|也|仍)?(?:{_HOW})(?:开展|推进|实施|进行|进展)){CLAUSE_END}",
        r"\1",
        _MIXED,
        bad="招商引资方面有序开展。",
        good="招商引资方面，各项工作有序开展，改革在各方面稳步推进。",
        unless=rf"(?:[各多等在从就两三个对于由向][^{MARK}]*|(?:\A|[{MARK}]).?)\Z",
    ),
    Slip(
        "方面",
        rf"就(?<![成迁造]就)(?![业地近读医餐诊是任职位此])(?!对)[^{MARK}对]{{3,30}}对(?!接|口|标|外|策|话)"
        rf"{IN_CLAUSE}{{2,30}}等方面(?:深入|广泛)?(?:开展|进行|作)",
        "就…进行 / 对…进行",
        _MIXED,
        bad="与市公交集团就优化线网布局对站点设置、发车间隔等方面进行研究。",
        good="就优化线网布局等方面进行研究，对站点设置、发车间隔等方面进行调整。",
    ),
    Slip(
        "围绕",
        rf"围绕({_NAME}{{2,20}}?)(?<!成)为(?:中心|主题|核心|主线|重点|目标)"
        rf"(?=[{MARK}、开组推实全深积扎大]|$)",
        r"围绕\1 / 以\1为…",
        _MIXED,
        bad="围绕安全生产为主题开展宣传活动。",
        good="围绕安全生产主题开展宣传，围绕建设成为核心区、以项目为重点推进。",
    ),
    Slip(
        "为",
        rf"(本着|遵循|按照)({_NAME}{{2,16}}?)为(?:原则|宗旨)",
        r"\1\2的原则 / 以\2为原则",
        _MIXED,
        bad="本着便民利民为原则，优化站点设置。",
        good="本着便民利民的原则，以便民利民为原则，优化站点设置。",
    ),
    Slip(
        "原因",
        r"原因(?:是|在于)(?:(?:由于|因为)"
        rf"|{IN_CLAUSE}{{2,40}}?(?:所致|(?:造成|引起|导致)的){CLAUSE_END})",
        "原因是…",
        _MIXED,
        bad="进度滞后的原因是由于管线迁改未完成。",
        good="进度滞后的原因是管线迁改未完成，由此造成的影响正在消除。",
    ),
    Slip(
        "目的是为了",
        "目的是为了",
        "目的是 / 是为了",
        _MIXED,
        bad="开展专项检查的目的是为了消除隐患。",
        good="开展专项检查，目的是消除隐患。",
    ),
    Slip(
        "以来",
        rf"截[至止]({IN_CLAUSE}{{2,12}}?)以来",
        r"截至\1 / \1以来",
        _MIXED,
        bad="截至今年3月以来，累计检查企业120家。",
        good="截至6月底，今年以来累计检查企业120家。",
    ),
    Slip(
        "于",
        r"目前(\w{0,6}已于(?:\d+月|今年|上月))",
        r"\1",
        _MIXED,
        bad="目前已于5月底完成主体结构封顶。",
        good="已于5月底完成主体结构封顶，目前正在进行二次结构施工。",
    ),
    Slip(
        "所",
        rf"由({IN_CLAUSE}{{2,30}}?)(?<![出法究场厕务诊分事财管察理林种养])所(组成|构成)",
        r"由\1\2",
        _MIXED,
        bad="检查组由6个部门所组成。",
        good="检查组由6个部门组成，专班由辖区3个派出所组成。",
    ),
    Slip(
        "组成",
        rf"(?<![没所拥具设])有((?:\d+|[两三四五六七八九十几多]+)(?:个|名|家|人|支)"
        rf"(?:(?!{_ACTS}){IN_SERIES}){{0,12}}组成){CLAUSE_END}",
        r"由\1",
        _MIXED,
        bad="专班有12名业务骨干组成，实行集中办公。",
        good="专班由12名业务骨干组成，有12名业务骨干。",
    ),
    Slip(
        "影响下",
        rf"受({IN_CLAUSE}{{2,12}}?)影响下",
        r"受\1影响 / 在\1影响下",
        _MIXED,
        bad="受疫情影响下，部分项目进度放缓。",
        good="受疫情影响，部分项目进度放缓。",
    ),
    Slip(
        "不再",
        rf"(防止|避免|杜绝|严防)({IN_SERIES}{{1,16}}?)不再(发生|出现|反弹|增加)",
        r"\1\2再\3",
        _CLASH,
        bad="加强巡查值守，防止违法建设不再发生。",
        good="加强巡查值守，确保违法建设不再发生，避免不必要的浪费。",
    ),
    Slip(
        "左右",
        rf"{_ABOUT}({NUMBER}[余多]?{UNIT}?)左右",
        r"约\1 / \1左右",
        _TWICE,
        bad="新增停车位大约500个左右。",
        good="新增停车位约500个，节约资金20万元左右，近3年左右可收回投资。",
    ),
    Slip(
        "左右",
        rf"(\d[\d.]*%?(?:—|～|~|-|－|至){NUMBER}{UNIT})左右",
        r"\1",
        _TWICE,
        bad="全年增长5%～6%左右。",
        good="全年增长6%左右，即5%～7%。",
    ),
    Slip(
        "余",
        rf"{_ABOUT}({NUMBER}余[万亿]?)",
        r"\1",
        _TWICE,
        bad="惠及居民约300余户。",
        good="惠及居民300余户，节约300余万元，签约20余家企业，近10余年来最多。",
    ),
    Slip(
        "多",
        rf"{_ABOUT}({NUMBER}多(?=[万亿]?{UNIT}))",
        r"\1",
        _TWICE,
        bad="发放宣传材料近2000多份。",
        good="发放宣传材料2000多份，附近50多户居民受益。",
    ),
    Slip(
        "以上",
        rf"(超过|超出|突破|高于|多于|不低于|不少于|至少)({NUMBER}(?:余|多)?{UNIT}?)以上",
        r"\1\2 / \2以上",
        _TWICE,
        bad="群众满意率不低于95%以上。",
        good="群众满意率达到95%以上，超过100家规模以上企业、3个县级以上单位参加。",
    ),
    Slip(
        "以",
        rf"(不超过|不高于|不多于|低于|少于|最多|至多)({NUMBER}{UNIT}?)(以[内下])",
        r"\1\2 / \2\3",
        _TWICE,
        bad="办理时限不超过3个工作日以内。",
        good="办理时限压缩至3个工作日以内，不超过3个工作日。",
    ),
    Slip(
        "以上",
        rf"(?:最多|至多|不超过|不高于|不多于)({NUMBER}{UNIT}?)以上",
        r"\1以上 / 不超过\1",
        _CLASH,
        bad="每个社区最多5人以上参加。",
        good="每个社区5人以上参加，最多10人。",
    ),
)
