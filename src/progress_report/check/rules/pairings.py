"""Verbs and nouns that do not go together, as data: one row a noun, with its examples."""

from collections.abc import Mapping
from dataclasses import dataclass

from progress_report.check.rules.slips import CLAUSE_END, IN_SERIES, MARK, Slip
from progress_report.system.i18n import N_

_RANK = (
    rf"(排名|位居|位列|位次|排位|名列|排在)((?:(?![第前后末倒升降进退跃提增高差低上下到至由从]){IN_SERIES})"
    r"{0,6}?)(\d+|[一二三四五六七八九十]+)"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A noun, and verbs that do not go with it as its predicate or as the verb it is object of."""

    noun: str
    """One or several: ``进度|进程``."""
    verbs: Mapping[str, str]
    """Wrong verbs (``加强|提高``), each with the verb to write."""
    bad: str
    good: str
    unless: str = ""
    """Not where this is found in the clause up to the noun."""
    series: bool = False
    """Whether the noun may close a series divided by 、."""
    subject: bool = False
    """Whether the noun is also looked at as subject: 水平不断改善."""
    end: str = CLAUSE_END
    """What must follow the noun as object."""


PAIRS: tuple[Pair, ...] = (
    Pair(
        "力度",
        {"加强|强化|提高|提升|加快|扩大|增加|改善|完善|深化|优化": "加大"},
        bad="加强重点路段日常巡查力度，执法力度不断提高。",
        good="加强监管，加大执法力度，以更大力度扩大开放，执法力度不断加大。",
        subject=True,
        # What follows may be a clause that lost its full stop; before these 力度 is a subject.
        end="(?![不的大小较还仍有持进明逐弱强更上空加增提扩得显最])",
    ),
    Pair(
        "步伐",
        {"加强|强化|加大|提高|提升|扩大|增加": "加快"},
        bad="提升项目建设步伐，确保年内完工。",
        good="推进共同富裕迈出坚实步伐。",
        subject=True,
    ),
    Pair(
        "进度|进程",
        {"加强|加大|扩大|增加": "加快"},
        bad="加大前期手续办理进度，力争三季度开工。",
        good="加快前期手续办理进度，加大调度频次。",
        subject=True,
    ),
    Pair(
        "速度",
        {"加强|加大|扩大": "加快"},
        bad="加大审批速度，压缩办理时限。",
        good="加大投入，加快审批速度。",
        subject=True,
    ),
    Pair(
        "水平",
        {"加强|加大|加快|扩大|改善|增加|促进|推进": "提高"},
        bad="改善群众生活水平，促进农业机械化水平。",
        good="提高保障和改善民生水平，公共服务水平加快提升。",
        unless=r"高\Z",
        subject=True,
    ),
    Pair(
        "质量",
        {"加强|加大|加快|扩大|增加": "提高"},
        bad="加强课后服务质量，减轻学生负担。",
        good="改善空气质量，加强质量监管，推动高质量发展。",
        unless=r"高\Z",
        subject=True,
    ),
    Pair(
        "效率|素质",
        {"加强|加大|加快|扩大|改善|增加": "提高"},
        bad="加强窗口办事效率，方便企业群众。",
        good="加强培训，提高办事效率。",
        subject=True,
    ),
    Pair(
        "范围|覆盖面",
        {"加强|加大|加快|提高|提升|强化": "扩大"},
        bad="提高惠企政策宣传范围，组织宣讲12场。",
        good="进一步扩大惠企政策宣传范围。",
        subject=True,
    ),
    Pair(
        "频次|频率",
        {"加强|强化|加快|扩大": "提高"},
        bad="加强重点区域的巡查频次，市容秩序改善。",
        good="加强巡查，加大清扫保洁频次，提高抽检频率。",
        subject=True,
    ),
    Pair(
        "差距",
        {"缩短|减少|降低": "缩小"},
        bad="缩短城乡基本公共服务差距。",
        good="缩短审批时间，缩小城乡差距。",
        subject=True,
    ),
    Pair(
        "时间|周期|工期|时限|期限",
        {"缩小|降低": "缩短"},
        bad="降低企业开办时间，全程网上办理。",
        good="降低企业成本，缩短开办时间。",
        subject=True,
    ),
    Pair(
        "数量",
        {"提高|扩大|加强": "增加", "降低": "减少"},
        bad="提高新能源公交车数量。",
        good="增加车辆数量，提高服务质量。",
        subject=True,
    ),
    Pair(
        "覆盖",
        {"达到": "实现"},
        bad="目前全区行政村均已达到光纤网络覆盖。",
        good="达到标准的社区已实现垃圾分类全覆盖。",
        unless="率",
    ),
    Pair(
        "效果",
        {"起到": "收到"},
        bad="集中宣传起到了良好效果。",
        good="起到了示范作用，收到了良好效果。",
    ),
    Pair(
        "作用",
        {"取得|达到|收到": "起到"},
        bad="现场教学取得了很好的示范作用。",
        good="取得实效，起到了很好的示范作用。",
    ),
    Pair(
        "意识|观念|理念",
        {"建立|建立健全": "树立"},
        bad="引导居民建立垃圾分类意识。",
        good="建立考核机制，树立服务意识。",
    ),
    Pair(
        "制度|机制|体系",
        {"树立|开展|召开": "建立"},
        bad="开展月度调度机制，研究解决难点问题。",
        good="开展月度调度，建立通报机制。",
    ),
    Pair(
        "服务",
        {"建立|建立健全": "提供"},
        bad="建立老年人助餐、助浴、助医一站式服务。",
        good="建立专班为企业服务，建立服务体系，提供上门服务。",
        unless="为|向|机制|体系|平台|中心|站(?!式)|队|专班|制度|台账|清单|档案|窗口|点|小组|网络|人员",
        series=True,
    ),
    Pair(
        "活动|讲座|仪式|比赛|培训班",
        {"召开": "举办"},
        bad="召开垃圾分类宣传活动6场。召开安全生产宣传咨询活动。",
        good="召开动员会并启动宣传活动，举办专题培训班。",
        unless="会",
    ),
    Pair(
        "问题",
        {"贯彻落实": "整改"},
        bad="认真贯彻落实环保督察问题，逐项制定措施。",
        good="研究贯彻落实中存在的问题，贯彻落实巡视反馈问题整改要求。",
        end=rf"(?:{CLAUSE_END}|(?=[和及与]))",
        unless="中|不|存在|针对|解决|查摆|研究|发现|方面|对|情况",
    ),
    Pair(
        "领导小组|工作专班|指挥部",
        {"推进|加快推进": "成立"},
        bad="积极推进营商环境改革工作领导小组，定期调度。",
        good="成立推进项目建设工作领导小组，推进专班实体化运行。",
        end=rf"(?:及(?:其)?办公室)?{CLAUSE_END}",
        unless=r"\A(?!(?:积极|大力|扎实|持续|全力|稳步|继续)?(?:推进|加快推进))",
    ),
)

OTHER_VERBS = (
    "形成|保持|保障|促进|推动|举办|举行|提供|做好|抓好|提出|明确|体现|反映|符合|适应|影响|制定|组织|解决|整改"
    "|取得|收到|起到|达到|实现|增强|迈出|落实|发挥|健全|实施|推进|采取|减小|拓展|拓宽|创造|高于|低于|超过|居于"
    "|位居|接近|走在|带动|争取|注重|确保|围绕|按照|根据|结合|出台|印发|成立|召开|开展|建立|加强|提高|改善|降低"
)
"""Verbs that govern a noun beside those of the pairs: with two in a clause, nothing is said."""

_NO_ORDINAL = N_("'{text}' lacks 第: a rank is an ordinal number")
_NO_FOLD = N_("'{text}': nothing can fall by its whole or more")

PAIR_SLIPS: tuple[Slip, ...] = (
    Slip(
        "位",
        rf"{_RANK}(位)(?=[{MARK}、）的和与]|$)",
        r"\1\2第\3\4",
        _NO_ORDINAL,
        bad="综合考评全市排名5位。",
        good="综合考评排名第5位，较上月排名提升3位，进入前10位。",
    ),
    Slip(
        "名",
        rf"{_RANK}(名)(?=[{MARK}、）的和与]|$)",
        r"\1\2第\3\4",
        _NO_ORDINAL,
        bad="群众满意度位居全市3名。",
        good="群众满意度位居全市第3名，排名上升2名，名列前3名。",
    ),
    Slip(
        "倍",
        r"(?:降低|减少|下降|缩小|缩短|压缩|压减|减轻)(?:了)?(?:近|约|超过|超)?"
        r"(?:\d[\d.]*|[一二两三四五六七八九十]+)倍",
        "减少百分之…",
        _NO_FOLD,
        bad="投诉量同比下降了2倍。",
        good="投诉量同比下降50%，办件量增加2倍。",
    ),
)
