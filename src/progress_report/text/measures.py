"""Measures: what a figure counts (``套``, ``万平方米``), read from running text."""

import re

# After "!" stand the characters that would make it another word:
# 12家 is a count, 1102家园中心 is not.
_MEASURES = """
个百分点 百分点 个工作日 工作日 个月 个小时 个学时 个!别体 人次 人份 人!民币均才大工口力为流行社格
名!单 位!于居列置次 户次 户!均籍外型 家次 家!园庭具政居属禽电装教访 套!餐 间!隔接 项!目 条!件例款
处!理于置级在罚方分长境 座!谈位椅 所!有在属以需谓示 件次 件 份!额 台次 台!账阶风 辆 艘 架次 架!构
册 篇 张!贴 幅!度员 盏 株 棵 栋 幢 类!型似别 种!植业子养 场次 场!所地馆景均面 轮!换岗候
支!部持出撑付行队线渠教 组!织团长建合成 班次 班!子组级车主 宗!旨教地 起!来草到诉步点重止伏 例次
例!如会行外 笔!试 根!据 枚 颗 眼 头!部 只!有要能 羽 尾!号气矿水
本!年级月地科市区县轮次着书报身土届 部!门委分队署长位落件 段!落 片!区 块!状 倍!增数 标准箱 标箱
批次 次!要级序生新干 批!准复示发 箱 袋 瓶 盒 期!间限刊末货待 卷 小时 分钟 秒 天!然气津河桥 周!边年岁
年!度级龄均限报内初底末中终前后 字 遍 堂 课时 学时 剂次 剂 支次 管!理道 床位 床 席!位 对!接于应照
分!别公局之期管行散布 车次 车!辆间位道站库 村!庄民级镇干 单!位元独价 平方公里 平方千米 平方米
平方 立方米 立方 公里 千米 海里 厘米 毫米 米!面粒线 公顷 亩 千瓦时 兆瓦时 千瓦 兆瓦 吨标准煤
吨标煤 吨 公斤 千克 斤 毫克 微克 克!隆服 升!至到级高值幅降为任学 元 美元 欧元 港元 英镑 % ％
‰ km² km m² ㎡ m³ m kg MW kWh kW GW GWh MWh GB TB
"""
_EXCEPT = {
    measure: others for measure, _, others in (word.partition("!") for word in _MEASURES.split())
}
_MEASURE = "|".join(
    measure + (f"(?![{others}])" if others else "") + ("(?![A-Za-z])" if measure.isascii() else "")
    for measure, others in sorted(_EXCEPT.items(), key=lambda item: -len(item[0]))
)
# Matched after a number, not in one pattern with it: that takes six times as long to compile.
_PATTERN = re.compile(_MEASURE)
_TIME_PATTERN = re.compile("[月日年]")


def measure_at(text: str, start: int) -> str:
    """The measure that begins at an index, or "": ``套``, ``亩（公顷）``, ``微克/立方米``."""
    match = _PATTERN.match(text, start)
    if match is None:
        return ""
    end = match.end()
    if text.startswith("（", end):
        inner = _PATTERN.match(text, end + 1)
        if inner and text.startswith("）", inner.end()):
            end = inner.end() + 1
    if text.startswith("/", end):
        per = _PATTERN.match(text, end + 1) or _TIME_PATTERN.match(text, end + 1)
        end = per.end() if per else end
    return text[start:end]
