"""Figures and dates that must agree: shares, sums, averages, lists, periods, what is done."""

import pytest
from support.tasks import sourced

from progress_report.check.corpus import Corpus
from progress_report.check.language import roles
from progress_report.check.rules import forecasts, numbers, time
from progress_report.domain.config import CheckConfig
from progress_report.system.data import read_data

ROLES = read_data("check", "roles")


def names(text: str, period: str = "H1") -> list[str]:
    """The rules that report something in a report on half a year, or another period."""
    corpus = Corpus.of([sourced({period: text})], CheckConfig())
    return [d.rule.name for family in (numbers, time, forecasts) for d in family.check(corpus)]


@pytest.mark.parametrize(
    "text",
    [
        "共579项，已完成550项，正在办理29项，完成率95%。",
        "受理500件，办结450件，按期办结率80%。",
        "受理500件，办结450件，办结增长率80%。",
        "11月15日至3月15日供热。",
        "2020年上半年占比12%的企业280家，今年上半年新增36家。",
        "有项目10项，已完成3项，占30%；正在实施4项，占40%。",
        "抽查300批次，不合格3批次，合格率99%。",
        "已签约412户，签约率91.6%，剩余38户。",
        "企业12500家，其中规上375家，占3%，占全市的8%。",
        "完成税收8.3亿元，去年同期7.9亿元，同比增长5.1%。",
        "完成投资12亿元，同比增加2亿元，增长20%。",
        "完成能耗8万吨，同比减少2万吨，下降20%。",
        "总投资5.6亿元（含征地费用1.2亿元、贷款3.1亿元）。",
        "企业210家，囊括制造业120家、服务业65家、高新技术80家。",
        "共有项目86个，已开工52个，已完工24个，其余34个未开工。",
        "排查3200栋，已完成鉴定2900栋，未完成300栋。",
        "共有项目86个，同比增加20个，已开工52个，未开工24个。",
        "一季度完成投资3.2亿元，二季度完成投资4.1亿元，上半年完成投资7.3亿元。",
        "一季度签约5亿元，二季度开工4亿元，上半年完成投资20亿元。",
        "计划新建学校5所，实际开工6所，超额完成任务。",
        "全区共有乡镇12个，已建成服务站118个。",
        "新增就业目标5000人，已完成5630人。",
        "为8家企业争取贷款3200万元、贴息96万元，户均贷款400万元。",
        "向120户发放资金100万元，人均收入2.1万元。",
        "打通断头路3条，分别为青江路、栎园路和文汇路。",
        "新建学校2所，分别为道路和桥梁学校、幼儿园。",
        "在甲镇、乙镇等4个镇开展试点。",
        "完成征地、拆迁、安置36户。",
        "出台《甲办法》《乙细则》等5项政策。",
        "培训干部130人，其中女干部58人、党员96人。",
        "占比由31.5%提高到34.2%，提高2.7个百分点。",
        "销售额由50%的占比提高到60%，提高20%。",
        "2020年上半年新增就业5630人，今年上半年新增5860人。",
        "项目于2020年8月30日开工，目前已完成65%。",
        "预计三季度完成竣工验收，四季度完成投资3亿元。",
        "确保8月30日前完成搬迁，10月底前已有明确安排。",
        "4月8日至12日完成调试，5月6至8日完成验收。",
        "三季度计划完成投资3亿元。",
        "截至6月28个项目开工，城乡收入比缩小至2.12，完成道路3条、桥2座。",
        "2020年，全区生产总值286亿元，为今年打下基础，目前已开工。",
        "已完工24部，在建16部，正在办理手续11部。",
        "共有项目86个，已完成72个，正在办理9个，暂停5个。",
        "选派第一书记86名、工作队员172名，其中省派12名、市派28名、县派218名。",
        "受理诉求100件，办结90件，按期办结率95%。",
        "为12家企业补助240万元，户均补助20万元。",
        "供应粮食5万吨，已供应应急粮8万吨。",
        "计划改造小区48个。已完工30个，完工率62.5%。",
        "围绕新材料、食品加工、文化旅游三大产业招商26次。",
        "培育新材料、食品加工等五大产业，发展文化和旅游、现代农业两大产业。",
        "由3万吨提升至5万吨，由15天压缩到6天，排名由369位上升到235位。",
        "推进扩消费六大工程、城建六大行动和房地产八大行动。",
        "登记农民工5800人，省内务工3200人、省外务工2600人。",
        "现有学生96人，其中住校生58人、听障学生31人、孤独症谱系学生22人。",
        "补贴3600万元，其中大户1200万元，约占三成；其中中户1080万元，占三成。",
        "由84个单位减至53个，人员减少了15%。",
        "由20万千瓦扩大到60万千瓦，增长2倍；由5万户增至6.5万户，净增1.5万户。",
        "计划完成15亿元，实际完成16.2亿元，超计划1.2亿元。",
        "面积2.4万亩，总产量0.96万吨，亩均产量400公斤。",
        "前5个月完成投资18亿元，6月完成4亿元，上半年累计完成投资22亿元。",
        "聚焦招商、安商、富商三个环节，推进养老等3个项目。",
        "新建场馆2处，分别为图书馆、文化和旅游中心。",
        "全省生产总值14万亿元，补贴企业5亿元。",
        "上牌1380辆，较上年同期增加230辆，增长20%。",
        "上年同期增加120户，今年增加150户，增长25%。",
        "上牌1380辆，比上年同期的1150辆增加230辆，增长20%。",
        "上年同期2400户，今年3000户，增长25%。",
        "办理时限由15天压缩到6天，效率提高60%。",
        "2020年上半年新增20家，比2019年同期增加5家，今年上半年新增26家。",
        "6月，召开2020年高考总结会，培训教师30名。",
        "今年秋季学期招生计划已下达，国庆活动方案已制定。",
        "今年汛期已提前到来，累计排查水库26座。",
        "春节临近时，组织投放蔬菜120吨；端午将至，正在抽检18批次。",
        "新建桥梁3座（含青石桥、白河桥），配备人员3名（所长、副所长）。",
        "在3个乡镇（甲丁镇、乙丁镇和丙丁乡）推广。",
        "建成水厂3座（甲丁水厂、乙丁水厂等），开通线路3条（1路、2路）。",
        "计划投资8000万元，完成率为55%（已完成4400万元）。",
        "计划整改500个，整改率达到100%（立行立改350个）。",
        "年度目标5亿元，实际完成5.6亿元，超收0.6亿元。",
        "应收租金500万元，实收460万元，短收40万元。",
        "计划引进100人，实际引进112人，超额完成12人。",
        "人均可支配收入比上年同期增加86元，企业人均营业收入126万元。",
        "总投资1.6万亿元，已完成投资3200亿元。",
        "4月、5月分别检查12次、15次，发现隐患45处，二季度检查60次。",
        "一、二季度分别完成3.2亿元、4.1亿元，上半年完成7.3亿元。",
        "2月、3月分别发放120万元、150万元，一季度共发放380万元。",
        "建议86件、提案94件，合计180件，已办复152件，尚有28件。",
        "32个，其中新建14个、续建18个，含重点项目20个。",
        "税收占比78.2%，较年初的80%下降2.25%，单价由3.2元涨到4元，增幅25%。",
        "播放量3.2万，安装设备3台，发放传单余量3.2万。",
        "人口40万人，公园320万平方米，城区人口20万人，人均公园面积16平方米。",
        "人口40万人，种粮60万亩，人均粮食产量600公斤。",
        "受理4件，待遇已于6月底发放。",
        "优良天数172天，比去年同期的165天多7天，上升4.2%。",
    ],
)
def test_no_right_figure_is_accused(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("共579项，已完成550项，正在办理29项，完成率85%。", "share-mismatch"),
        ("企业12500家，其中规上企业375家，占4%。", "share-mismatch"),
        ("完成税收8.3亿元，去年同期7.9亿元，同比增长8.1%。", "share-mismatch"),
        ("完成投资12.15亿元，同比增加2.05亿元，增长40%。", "share-mismatch"),
        ("时限由15天压缩到6天，压缩70%。", "share-mismatch"),
        ("排查3200栋，已完成鉴定2900栋，未完成200栋。", "sum-mismatch"),
        ("抽检1460批次，合格1431批次，不合格39批次。", "sum-mismatch"),
        ("梳理127件，已化解98件，正在办理19件，其余20件已有方案。", "sum-mismatch"),
        ("一季度受理1268件，二季度受理1475件，上半年共受理2733件。", "sum-mismatch"),
        ("全区共有行政村118个，已有125个村完成。", "part-exceeds-whole"),
        ("纳入整治的48处隐患点中，已完成51处。", "part-exceeds-whole"),
        ("计划开工项目60个，已开工65个，其余正在办理手续。", "part-exceeds-whole"),
        ("检查加油站42座，发现问题8座，其中已整改到位9座。", "part-exceeds-whole"),
        ("建成充电桩350个，其中快充桩190个、慢充桩172个。", "parts-exceed-total"),
        ("向1200户家庭发放救助金240万元，户均2万元。", "average-mismatch"),
        ("40家企业获得贷款8亿元，平均每家企业200万元。", "average-mismatch"),
        ("打通断头路4条，分别为青江路、栎园路和文汇路。", "list-count"),
        ("在甲丁镇、乙丁镇和丙丁乡等2个乡镇开展试点。", "list-count"),
        ("出台《甲办法》《乙细则》3项政策。", "list-count"),
        ("占比由31.5%提高到34.2%，提高2.7%。", "percent-for-points"),
        ("优良率由84%提升至91%，提高9个百分点。", "share-mismatch"),
        ("受理诉求100件，按期办结90件，按期办结率95%。", "share-mismatch"),
        ("计划改造小区48个、投资6亿元。已完工30个，完工率72.5%。", "share-mismatch"),
        ("受理业务5200件，其中网上办理3120件，网办率达到68%。", "share-mismatch"),
        ("对32座水库开展鉴定，目前完成24座，鉴定完成率72%。", "share-mismatch"),
        ("化解历史遗留楼盘17个，已化解9个，正在推进5个，其余4个。", "sum-mismatch"),
        ("新建农田3.9万亩，分布在柳河镇1.5万亩、石桥镇1.2万亩、红岩乡0.8万亩。", "sum-mismatch"),
        ("纳入整治的46个村中，49个已完成管网铺设。", "part-exceeds-whole"),
        ("为165个村安排资金3300万元，每村平均2万元。", "average-mismatch"),
        ("4月15日至3月20日，组织检查。", "reversed-range"),
        ("1—8月新改建厕所1320座。", "other-period"),
        ("平均用水报装时间由10天缩减到4天，缩减50%。", "share-mismatch"),
        ("开通3条专线，分别为古镇线、茶山线、湿地线和温泉线。", "list-count"),
        ("12个社区投入资金960万元，平均每个社区8万元。", "average-mismatch"),
        ("新馆已于9月8日正式开馆。", "future-as-done"),
        ("信访件64件，已办结51件，正在办理11件。", "sum-mismatch"),
        ("排查自建房1860栋，存在隐患92栋，未发现隐患1758栋。", "sum-mismatch"),
        ("排查问题厕所420座，已完成整改432座。", "part-exceeds-whole"),
        ("应查学校58所，实查学校61所。", "part-exceeds-whole"),
        ("12个乡镇中已有13个建成服务站。", "part-exceeds-whole"),
        ("为12家企业补助240万元，户均补助200万元。", "average-mismatch"),
        ("围绕新材料、食品加工、文化旅游四大产业招商26次。", "list-count"),
        ("日处理能力由1.5万吨提升至3吨。", "reversed-range"),
        ("办理时限由6天压缩到15天。", "reversed-range"),
        ("稳步推进就业，2020年上半年，全区新增就业2460人。", "wrong-year"),
        ("2020年6月底，已完成主体工程，正在进行装修。", "wrong-year"),
        ("建成幸福院38所、助餐点26，服务老人。", "figure-without-measure"),
        ("新增市场主体1860户，注销612，净增1248户。", "figure-without-measure"),
        ("栽植行道树2600株、花卉8.6万，新增绿地。", "figure-without-measure"),
        ("2020年上半年，完成工业增加值14.2亿元，同比增长7.3%。", "wrong-year"),
        ("2020年上半年，全区新增就业5630人，完成年度任务的56.3%。", "wrong-year"),
        ("2020年，全区计划改造小区36个，目前已开工28个。", "wrong-year"),
        ("三季度，完成投资12.4亿元，完成年度计划的56%。", "other-period"),
        ("前三季度，新增企业18家。", "other-period"),
        ("全年实现零售总额126.5亿元，同比增长5.1%。", "other-period"),
        ("1—9月，新增城镇就业4210人。", "other-period"),
        ("江滨路8月30日已完成竣工验收。", "future-as-done"),
        ("8月20日，青江路建成通车，交通明显改善。", "future-as-done"),
        ("改造6月28才完成。", "incomplete-date"),
        ("4月8至4月12日，组织检查。", "incomplete-date"),
        ("改造管网12公里，新建泵站2座，清淤河道18，新增绿地3万平方米。", "figure-without-measure"),
        ("完成投资2.3亿元，占年度计划的46，快于序时。", "figure-without-measure"),
        ("登记农民工5800人，省内务工3200人、省外务工2800人。", "sum-mismatch"),
        ("公路20条，目前已完工9条，在建7条，未开工的3条。", "sum-mismatch"),
        ("前5个月完成投资18亿元，6月完成4亿元，上半年累计完成投资24亿元。", "sum-mismatch"),
        ("补贴3600万元，其中大户1200万元，约占四成。", "share-mismatch"),
        ("受理案件1.6万件，其中咨询类9600件，占比近七成。", "share-mismatch"),
        ("市场主体由5万户增至6.5万户，净增1.9万户。", "share-mismatch"),
        ("装机规模由20万千瓦扩大到60万千瓦，增长3倍。", "share-mismatch"),
        ("企业总数达96家，较年初的80家增长25%。", "share-mismatch"),
        ("零售额达到12.5亿元，去年同期为10亿元，同比增长20%。", "share-mismatch"),
        ("计划完成15亿元，实际完成16.2亿元，超计划1.5亿元。", "share-mismatch"),
        ("面积2.4万亩，总产量0.96万吨，亩均产量450公斤。", "average-mismatch"),
        ("新建泵站8座，完成投资2400万元，单座投资400万元。", "average-mismatch"),
        ("查出问题厕所312座，已整改问题厕所321座。", "part-exceeds-whole"),
        ("共有村（社区）168个，已有172个村（社区）建成中心。", "part-exceeds-whole"),
        ("聚焦招商、安商、富商、稳商三个环节优化服务。", "list-count"),
        ("实施“六大行动”，即甲行动、乙行动、丙行动。", "list-count"),
        ("打通解放路、人民路、建设路等2条断头路。", "list-count"),
        ("完成投资8.4万亿元，其中技改投资2.1亿元。", "number-form"),
        ("2020年6月底，全区企业达到92家。", "wrong-year"),
        ("5月8日至5月22对商场开展检查。", "incomplete-date"),
        ("计划投资8000万元，投资完成率为62%（已完成4400万元）。", "share-mismatch"),
        ("支付进度为62%（支付4400万元/计划8000万元）。", "share-mismatch"),
        ("接待36万人次，比上年同期的30万人次增加6万人次，增长26%。", "share-mismatch"),
        ("上年同期登记2400户，今年登记3000户，增长30%。", "share-mismatch"),
        ("用电5.2亿千瓦时，较上年同期的6.5亿千瓦时增长20%。", "share-mismatch"),
        ("机构由40个增加到50个，下降25%。", "share-mismatch"),
        ("受理投诉132件、举报68件，合计200件，已办结170件，其余40件。", "sum-mismatch"),
        ("1月、2月、3月分别受理120件、130件和150件，一季度共受理420件。", "sum-mismatch"),
        ("一、二季度分别完成3.2亿元、4.1亿元，上半年完成7.8亿元。", "sum-mismatch"),
        ("4、5、6月分别接诊1200人次、1300人次、1500人次，二季度接诊4200人次。", "sum-mismatch"),
        ("重点项目30个，其中新建14个、续建18个，完成投资3亿元。", "parts-exceed-total"),
        ("建成变电站4座（甲丁变电站、乙丁变电站、丙丁变电站）。", "list-count"),
        ("在3个乡镇（甲丁镇、乙丁乡）开展试点。", "list-count"),
        ("新建3座水库（甲丁水库、乙丁水库）。", "list-count"),
        ("场地96万平方米，按人口40万人计算，人均场地2.8平方米。", "average-mismatch"),
        ("公园绿地186万平方米，人均公园绿地18平方米（人口12.4万人）。", "average-mismatch"),
        ("计划新增300张，已新增340张，超出任务60张。", "share-mismatch"),
        ("计划培育600人，已结业690人，超计划18%。", "share-mismatch"),
        ("目标引进20个，实际引进26个，比目标多8个。", "share-mismatch"),
        ("计划入库5亿元，实际入库4.6亿元，超收0.4亿元。", "share-mismatch"),
        ("应收5亿元，实际入库5.6亿元，短收0.6亿元。", "share-mismatch"),
        ("2020年上半年，新增企业620家，较2019年同期增长8%。", "wrong-year"),
        ("6月13日，圆满完成2020年中考组织工作。", "wrong-year"),
        ("当前春节临近，正组织抽检。", "other-period"),
        ("目前正值秋收时节，投入收割机120台。", "other-period"),
        ("今年秋季已采收中药材320吨。", "other-period"),
        ("城乡低保待遇9月底已全部拨付到位。", "future-as-done"),
        ("增长8.2%，增速较一季度的6.8%加快1.4%。", "percent-for-points"),
        ("占比达到42.5%，比上年同期的40.1%提高2.4%。", "percent-for-points"),
        ("增速由一季度的5.6%升至6.4%，加快0.8%。", "percent-for-points"),
        ("工业增速较一季度回落0.8%。", "percent-for-points"),
        ("优良天数172天，比去年同期的165天多7天，上升8%。", "share-mismatch"),
        ("重点项目48个，其中新开工20个、续建30个。", "parts-exceed-total"),
        ("五一前夕，部署2020年五一假期旅游安全工作。", "wrong-year"),
        ("当前中秋、国庆双节将至，正组织抽检。", "other-period"),
        ("总投资1.6万亿元，累计完成投资0.8亿元。", "number-form"),
        ("农村居民人均可支配收入9860万元。", "number-form"),
        ("人均可支配收入2.3元。", "number-form"),
        ("完成清淤3.2万，生态护岸4.6公里。", "figure-without-measure"),
    ],
)
def test_one_fault_is_reported_once(text: str, rule: str) -> None:
    assert names(text) == [rule]


def sentences() -> dict[str, list[tuple[str, str]]]:
    """For each list of roles.yaml its words, each with a sentence that is judged by it."""
    judged = {
        "verbs": "纳入工作的48处点位中，已{}51处。",
        "all": "{}行政村118个，已完成125个。",
        "planned": "{}项目60个，已开工65个，其余待定。",
        "excess": "全区共有行政村118个，已完成125个，即{}。",
        "rest": "检查点位100个，已完成60个，{}30个。",
        "opposite": "检查点位100个，已开工60个，{}开工30个。",
        "given": "向1200户拨付240万元，户均{}2万元。",
        "items_follow": "打通道路4条，{}青江路、文汇路。",
        "shared": "投资9亿元（{}征地费3亿元、建设费4亿元）。",
        "raised": "{}问题60个，已完成整改65个。",
        "answered": "发现问题60个，已完成{}65个。",
        "lines": "{}甲材料、乙材料、丙材料四大产业。",
        "rises": "能力由15吨{}至3吨。",
        "falls": "时限由3天{}至15天。",
        "attributes": "培训干部100人，其中{}干部60人、外地干部50人。",
        "reports": "三季度，各项业务{}5%。",
        "events": "青江路8月15日已{}。",
        "certain": "青江路8月15日建成通车，效果{}好。",
        "future": "该路{}8月15日建成通车，效果明显。",
        "makes": "三季度，各项业务{}5处。",
        "unmeasured": "整治道路3条、河道2条，新建{}18，成效明显。",
        "income": "居民人均{}达到9860万元。",
        "plain_counts": "完成{}3.2万，道路3条。",
    }
    lists = {
        key: [(word, text.format(word)) for word in ROLES[key]] for key, text in judged.items()
    }
    lists["average"] = [
        (word, f"向1200{measure}发放2400万{'元' if measure != '元' else '吨'}，{word}20万元。")
        for word, measure in ROLES["average"].items()
        if measure != "个" or word == "每个"
    ]
    lists["seasons"] = [
        (
            season,
            f"{first}月3日，完成2020年{season}检查。" if first <= last else f"当前正值{season}。",
        )
        for season, (first, last) in ROLES["seasons"].items()
    ]
    return lists


@pytest.mark.parametrize("key", [*sentences()])
def test_each_word_of_a_role_is_needed(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = []
    for word, text in sentences()[key]:
        period = "FY" if "月3日" in text else "H1"
        before = names(text, period)
        words = ROLES[key]
        fewer = (
            {k: v for k, v in words.items() if k != word}
            if isinstance(words, dict)
            else [other for other in words if other != word]
        )
        without = {**ROLES, key: fewer}
        monkeypatch.setattr(roles, "read_data", lambda _package, _name, lists=without: lists)
        roles.role.cache_clear()
        roles.mapping.cache_clear()
        if names(text, period) == before:
            idle.append((word, text, before))
        monkeypatch.undo()
        roles.role.cache_clear()
        roles.mapping.cache_clear()
    assert idle == []


@pytest.mark.parametrize("name", ROLES["kinds"])
def test_the_items_before_a_count_end_in_its_kind(name: str) -> None:
    ending = ROLES["kinds"][name][-1]
    assert names(f"在甲丁{ending}、乙丁{ending}、丙丁{ending}2个{name}试点。") == ["list-count"]
