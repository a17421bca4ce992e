"""Words and marks that a sentence cannot do without, as data: one row a pattern."""

from progress_report.check.rules.slips import (
    CLAUSE_END,
    IN_CLAUSE,
    IN_SERIES,
    MARK,
    NUMBER,
    PAPER,
    UNIT,
    Slip,
)
from progress_report.system.i18n import N_

_FACT = rf"[^{MARK}、的]"
_STRENGTHEN = "强化|加强|规范|推动|推进|促进|完善|提升|提高|深化|健全|优化|加大|加快"
_DONE = "完工|竣工|开工|封顶|启动|完成|建成|投用|使用|交付|通车|落地|到位|印发|运营|进场|立项"

_NO_AMONG = N_("'{text}' gives a part of the total before it: 中 is missing")
_RUN_ON = N_("'{text}' runs on into a clause of its own")
_NO_VERB = N_("对 governs nothing in '{text}'")
_NO_PERIOD = N_("'{text}' compares a part of a year with a whole one")
_NO_MARK = N_("'{text}' names two bodies with no mark between them")
_CLAUSES = N_("、 joins two clauses in '{text}'")
_DANGLING = N_("nothing follows '{text}'")
_NO_SUBJECT = N_("the sentence has lost its subject in '{text}'")

MISSING_WORDS: tuple[Slip, ...] = (
    Slip(
        "其",
        rf"\d({UNIT})[，；：（](?P<mark>其((?![中他它余次间实后前所下本占均])[^{MARK}、\d]{{1,12}}))"
        rf"{NUMBER}\1",
        r"其中\3",
        _NO_AMONG,
        bad="检测样本3600件，其环境样本1200件、食品样本2400件。",
        good="新增企业60家，其中外资企业7家、其他企业53家，其产值12亿元。",
    ),
    Slip(
        "》",
        rf"(?:制定|印发|出台|发布|编制|修订|起草|签订|签署|下发)(?:了)?[^{MARK}《》]{{0,20}}"
        rf"(?:《[^》\n]{{1,60}}》、?){{0,9}}《[^》\n]{{1,60}}(?P<mark>》({_STRENGTHEN})"
        rf"(?!\w{{0,4}}(?:{PAPER}|措施|举措|机制|情况|工作|会|小组)))",
        r"》，\2 / 》并\2",
        _RUN_ON,
        bad="制定《共享单车停放管理办法》规范停放秩序。",
        good="制定《管理办法》，规范停放秩序；印发《条例》实施细则，《办法》规范了停放秩序。",
    ),
    Slip(
        "对",
        rf"((?:制定|编制|出台|印发|起草|拟定|拟订|形成)(?:了)?)(?P<mark>对)((?:我|全)[区市县镇乡省]"
        rf"[^{MARK}、的]{{2,20}}(?:{PAPER})){CLAUSE_END}",
        r"\1\3",
        _NO_VERB,
        bad="制定对我区物业服务考核方案。",
        good="制定对我区物业服务的考核方案，制定对口帮扶方案，对全区物业企业开展考核。",
    ),
    Slip(
        "年",
        r"(?P<mark>(较|比|与|同)(去年|上年))(?:相比)?"
        r"(?:(?:减少|增加|下降|上升|增长|提高|降低|多|少)(?:了|约|近)*\d+(?:\.\d+)?"
        r"(?![\d.位名]|个?百分点)|持平)",
        r"\2\3同期",
        _NO_PERIOD,
        bad="上半年召开全区性会议12次，较去年减少2次。",
        good="会议12次，较去年同期减少2次；保有量较去年年底增加1万辆；占比较上年提高0.7个百分点。",
        unless=r"全年|预计|年均|力争|目标|排名|位次|名次|面积|保有量|存量|存栏|人口|\d{4}年",
        part_of_year=True,
    ),
    Slip(
        "工委",
        r"(党?工委)(管委会|办事处)",
        r"\1、\2",
        _NO_MARK,
        bad="方案已报街道党工委办事处审定。",
        good="方案已报街道党工委、办事处审定。",
    ),
    Slip(
        "、",
        rf"已(?:(?:完成|取得|通过|签订){_FACT}{{0,24}}|(?:{_FACT}{{0,10}})(?:{_DONE}))(?P<mark>、)"
        rf"(?:(?![已正均未在待新]){_FACT}){{2,20}}已(?![有知建])",
        "，",
        _CLAUSES,
        bad="一号楼已封顶、二号楼已完成基础施工。",
        good="一号楼已封顶，二号楼已完成基础、主体施工；已建成、已投用的车位共80个。",
    ),
    Slip(
        "持平、",
        rf"持平(?P<mark>、)(?![略小基稳或有微均]){IN_SERIES}{{2,24}}(?:减少|增加|增长|下降|上升|提高|降低|持平)",
        "，",
        _CLAUSES,
        bad="发文数与上年同期持平、会议数较上年同期减少2个。",
        good="发文数与上年同期持平，会议数较上年同期减少2个。",
    ),
    Slip(
        "并",
        r"(?<![合兼归吞裁撤拆火相一])(?P<mark>并)(?=[，。；、])",
        "并…",
        _DANGLING,
        bad="已与市水务局对接并，计划年底前报审。",
        good="已与市水务局对接，计划年底前报审；两所学校完成合并，机构撤并。",
    ),
    Slip(
        "以及",
        r"(?P<mark>以及)(?=[，。；、])",
        "以及…",
        _DANGLING,
        bad="完成道路、管线以及，绿化工程正在收尾。",
        good="完成道路、管线以及绿化工程。",
    ),
    Slip(
        "，使",
        rf"(?<![^。\n])(通过|经过|随着)({IN_CLAUSE}{{2,40}}，)(?P<mark>使得|使(?![用命]))",
        r"\1\2… / …使",
        _NO_SUBJECT,
        bad="通过开展专项整治，使辖区环境明显改善。",
        good="专项整治使辖区环境明显改善；通过开展专项整治，使用率明显提高。",
    ),
)
