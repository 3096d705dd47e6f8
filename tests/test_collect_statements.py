"""What people write beside, below and above figures: ordinary words ask nothing, words against the figures always do.

Each table is one text a line, by the indicator it stands beside; the report month is May 2024, the unit 芙蓉区.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import codebook
from toolkit.collect.labels import key
from toolkit.collect.names import Names
from toolkit.collect.spoken_time import other_time
from toolkit.collect.statements import About, heard
from toolkit.model import Period

MAY = Period(2024, 5)
NAMES = Names(codebook.load([Path(__file__).resolve().parent.parent / "inputs" / "plan"]))
BOOK = NAMES.book

# Remarks and comments that explain, compare, name sources or companies: silence.
ORDINARY = {
    "WM01": """
        与往年情况一致
        累计新增企业12家
        出口占比提高
        外贸形势向好
        数据正常，符合实际情况
        较快增长
        无需说明
        数据以长沙海关为准
        请审核
        本月有3家企业停报关
        芙蓉区某跨境平台落户
        去年5月有一次性报关
        企业备货周期影响
        单位：亿元人民币
        见说明
        备注
        5月外贸企业座谈会
        预计6月回升
        完成年度任务的42.3%
        与一季度持平
        全口径，含园区
        含市场采购
        同比口径已调整
        领导已审
        已报统计局
        数据由长沙海关提供
        大宗商品进口
        保税研发
        中车株洲所项目交付
        湘江集团出口订单
        望城区企业转入我区
        进口设备到货
        本月无异常
        受美国加征关税影响较大
        企业反映订单充足
        5月份进口设备一批
        同比增长主要因比亚迪出口增加
        新增企业2家
        含园区
        与海关数一致
        已核实
        数据来源：长沙海关
        无
        按期完成
        基数较低
        三一重工出口增加
        去年同期基数高，企业搬迁
        单位：亿元
        1-5月累计数
        上年同期数按年度核实结果调增1.20亿元
        受国际市场需求下降影响，某公司订单减少，出口下降
        由于春节放假，部分企业停产
        主要是蓝思科技出口增长带动
        预计数
        快报
        快报数
        含补报1月数据
        企业去重
        经核实，数据无误
        数据无误
        与上年同期相比增长12.5%
        较上月回落3个百分点
        持平
        同比由负转正
        红海危机影响运费上涨
        某公司总部迁至省外
        重点企业停产检修
        上年6月有一次性大额进口，基数较高
        一家企业转移至外地报关
        人民币贬值影响
        以美元计价同比增长5%
        汇率变动
        广交会订单集中交付
        其中：甲公司5000万元
        详见附件
        见附表2
        正常
        稳步推进
        商务部门口径
        海关口径
        海关统计数据
        已与海关核对
        经区统计局确认
        达到序时进度
        完成全年目标的45%
        超序时进度2个百分点
        落户企业产能释放
        无变化
        与上月相同
        同上月
        补录上月漏报1家企业
        因企业名称变更
        上年同期数已按新口径调整
        全口径
        全辖
        截至5月底
        截至5月31日
        数据截至5月31日
        5月数
        本月数
        √
        —
        /
        出口汽车3000辆
        湖南某贸易有限公司回流
        无漏报
        没有重复
        已剔除重复
        上月冲减0.3亿元
        4月有集中申报，本月回落
        纳入统计企业增加
        中美贸易摩擦
        缺乏大项目支撑
        缺少订单
        缺芯影响
        仅增长2%
        仅为上年的60%，因企业停产
        比亚迪二季度出口回升明显
        蓝思科技、三一重工出口放量
        长沙惠科光电产能爬坡
        电子产品价格下跌
        主营锂电材料的企业订单不足
        上月基数大
        受大宗商品价格影响
        本月有飞机进口1架
        进口飞机
        飞机租赁业务
        区内龙头企业迁出
        部分企业注册地变更
        企业总部结算调整
        农产品出口旺季
        出口退税政策调整，企业抢出口
        环比回升
        降幅收窄
        排名全市第3
        占全市比重12.5%
        贡献率30%
        拉动全区增长2.3个百分点
        完成序时进度
        为历史同期最高
        创历史新高
        连续3个月下降
        年内首次转正
        稳中有进
        形势严峻
        外需不足
        俄乌冲突
        地缘政治
        国际物流不畅
        客户推迟提货
        季节性因素
        春节错月
        工作日减少
        企业自查补申报
        已附说明
        说明见附件
        重报
        更正后
        修正上报
        初步数
        定稿
        最终数
        与省厅一致
        省厅反馈
        省商务厅反馈数
        统计局提供
        外汇局数据
        电话核实
        经企业核实
        已向企业核实，属实
        企业反馈正常
        符合实际
        同意
        不变
        是
        否
        主导产业：工程机械
        核心指标
        考核指标
        任务完成较好
        排全市第一
        进出口按企业注册地统计
        汇率按海关月度折算率
        已核
        李敏填
        重点企业：华诚、中联
        本区无此业务
    """,
    "WM08": """
        含新增2家
        退出2家，新增5家
        比上月增加3个
        已去重
        新增实绩企业5家
        较上月新增3家
        无新增
        企业数稳定
    """,
    "KA05": """
        本月新开通2条
        本月新开通长沙至东京货运航线
    """,
    "WZ01": """
        上年同期基数为0
        索恩格新能源汽车项目到资1200万美元
        港资为主
        卢森堡某基金增资
        甲公司增资500万美元
        比亚迪二期项目到资3000万美元
        折人民币3.6亿元
        折合人民币约2.3亿元
        无新增外资
        本月无外资到位
        撤资1家
        减资导致为负
        含利润再投资
        含增资
        本月到资1笔
        某外资企业利润再投资
        暂无外资项目到资
        预计下半年到资
        项目正在洽谈
        去年同期有大额到资
        商务部已确认
        已录入商务部系统
        系统已确认
        外资统计系统数据
        已入商务部系统
    """,
    "NL01": """
        房地产项目到位资金减少
        宁德时代、吉利汽车等项目到位
        项目按计划推进
        去年同期有重大项目到资
        新签约项目3个，其中亿元以上项目2个
        某汽车零部件项目到位资金2.5亿元
        集中到账
        新引进项目到资
        重大项目集中到位
        项目建设进度加快
        招商引资成效显现
        项目进度正常
    """,
    "WM05": """
        9710模式增长
        政策调整，部分平台企业退出
        TikTok平台企业扩张
        新增跨境电商卖家30家
        海外仓建设推进
    """,
    "WM04": """
        无此项业务
        加工贸易企业转型
        蓝思科技加工贸易下降
        无加工贸易企业
    """,
    "WM07": """
        对非出口工程机械下降
        对南非出口大幅增长
        非洲市场开拓
        出口肯尼亚工程机械增长
        中非经贸博览会带动
    """,
    "WZ03": """
        某公司减资2000万美元
        合同外资为新签额
        增资扩股
    """,
    "WJ01": """
        三一集团印尼工厂
        企业境外投资放缓
        不含中央企业
        企业赴越南投资设厂
        境外企业增资
        本月无新增对外投资备案
    """,
    "WJ02": """
        湖南建工加纳项目
        塞内加尔公路项目结算
        项目完工
        中建五局境外项目
        项目进入尾声
    """,
    "ZM01": """
        第45项已实施
        新实施3项
        新增2项，累计完成
    """,
    "KA04": """
        新增中老班列
        受铁路检修影响，停开3列
        4月停运检修5天
        回程班列增加
        开行计划调整
    """,
    "KA03": """
        集装箱分流至岳阳
        长江枯水期影响
        岳阳港分流
        水位偏低
    """,
    "KA01": """
        机场跑道施工影响
        货运航线加密
        航空货运市场回暖
    """,
    "WM09": """
        与上年一致
        新增1家：某电子有限公司
        目前为3家
        甲公司、乙公司
    """,
    "NL03": """
        中国电建、华润各1个
        与天心区共同引进
        世界500强1家，民企500强2家
        中国五矿项目
        新引进中国500强企业投资项目1个
    """,
    "WZ02": """
        新设企业均为港资
        新设2家：长沙某某咨询有限公司、湖南某某贸易有限公司
        新设1家
        港资企业1家
        注销1家
    """,
    "WM06": """
        高桥市场采购试点
        市场采购通关便利化带动
        高桥大市场
        高桥大市场出口增加
    """,
    "NL02": """
        均为亿元以上项目
        其中制造业3个
        本月新引进3个：甲项目、乙项目、丙项目
        开福区某商业综合体项目
        智能制造产业园项目落地
    """,
    "WJ03": """
        与上年持平
        无新增
    """,
    "FW01": """
        动漫游戏出口
        软件和信息服务出口
    """,
    "FW02": """
        离岸外包业务增长
    """,
    "KA02": """
        新增国际全货机航线1条
        南方航空加班
    """,
    "ZM03": """
        增值税集中入库
        企业汇算清缴
        留抵退税因素
    """,
    "ZM04": """
        厂房建设加快
        土地款支付
        新开工项目增加
        重大项目陆续开工
    """,
    "ZM05": """
        本月无到资
    """,
    "TS01": """
        综保区企业加工业务恢复
        保税业务增长
        保税维修业务带动
    """,
    "WM03": """
        进口铁矿石减少
    """,
}

# Remarks that make another thing of the figure: a question.
SPEAKING = {
    "WM01": """
        为计划数
        为全年目标
        包括天心区部分
        长沙市数据
        含长沙县企业数据
        以千元计
        单位为万美元
        数据待查
        数据异常
        与商务厅反馈数相差较大
        与海关统计不符
        和园区重复统计
        有重复
        暂按预算数
        粗估
        抽样推算
        规模以上工业
        2023年数据
        抄自上月
        采用4月报表
        5月中旬数据
        截止4月末数据
        1-4月
        没有计入园区
        不含东湖街道
        街道未报全
        仅12家重点企业的数
        尚缺5家企业
        缺少高新区数据
        以海关为准，此数仅供参考
        可能偏大
        大致数
        估的
        实际应除以10000
        单位万元
        此项单位是万
        为规模以上企业数据
        5月前20天
        只到20号
        这是4月的
        含重复企业
        和统计局口径不一样
        跟系统里的不一样
        先按估计填，后面再改
        照上月填的
        按去年增速推算
        统计了80%的企业
        不包括隆平园
        高新区的没算进去
        还有两个镇没报
        不是最终数
        不含中央企业
        美元
        此数单位为万元
        单位：万元
        以万元计
        万元
        按美元填报
        为前4个月数
        前四个月累计数
        1-4月数
        为1—4月累计
        4月数据
        上月数
        沿用上月数
        暂按4月数填报
        截至5月20日
        数据截至5月20日
        截止4月30日
        截至4月底
        5月1日至20日数据
        本月数为5月1日至20日数据
        全年数
        上半年数
        暂缺雨花数据
        暂缺海关数据
        缺两个街道数据
        缺两家企业
        少报2家企业
        漏报1家
        为部分企业数
        部分企业数据
        规上
        规上企业数
        规模以上口径
        限上企业
        抽样数
        抽样调查推算
        估算
        估算数
        暂估
        暂估数，待核实
        重复计算
        与高新区重复
        有重复统计
        与统计局不一致
        与海关数有出入
        与统计数略有差异
        数据不全
        未含自贸片区
        不含园区
        未统计经开区
        未包括代管街道
        剔除甲公司
        仅含园区
        仅为园区数
        只统计了重点企业
        仅园区
        含其他区数据
        天心区数据
        全市数
        待核实
        有误，应为12.5
        填错
        未经审核
        草稿数
        目标数
        计划数
        以更正表为准
        尚未收齐
        海关数据未出
        以万元为单位
        此处单位：万美元
        美元口径
        只报了4月份
        是4月的数
        4月底数
        1至4月数据
        数据为4月末
        本月数未出，暂填上月数
        用上月数代替
        去年数
        截至5月25日数据
        截止5月15日
        只统计到5月20日
        5月上半月数
        统计至4月
        还差1个街道
        尚有3家企业未报
        差2家企业数据
        部分街道未上报
        未汇总齐
        数据不完整
        不包含高新区
        没有包括园区
        园区数未加
        仅统计规上企业
        规上工业企业数
        限额以上单位
        重点监测企业数
        典型企业汇总
        按样本推算
        预估数
        估计数
        大概数
        匡算
        与长沙县重复
        可能有重复
        重复统计2家
        和海关数对不上
        与海关数据有差距
        比海关数少
        数据有问题
        数据可能不准
        未核实
        待海关确认
        暂用数
        暂定
        临时数
        初稿
        含外区企业
        含望城区
        为长沙县数
        全省数据
        更正：48.44
        原报47.4，现改
        以美元计
        与海关数差1.5亿元
        上半年口径
        累计数有调整，5月核减0.8亿元
        隆平园另报
        照搬上月
        按上年同期增长8%测算
        企业自报，未与海关核对
    """,
    "WM05": """
        按人民币计
        亿元人民币
        亿元
        币种人民币
        填的是人民币
        按人民币亿元填报
        人民币口径
        折人民币
        折合人民币填报
        按万美元填
        数据为人民币
        单位为人民币亿元
        已折算为人民币
    """,
    "WZ01": """
        人民币折算
        合同到位未实缴
        合同金额
        人民币
        此数为人民币
        合同额
        按签约额填
        按人民币统计
        金额为万美元
        为合同外资
        合同数
        协议资金
        省厅未认定
        有0.02亿美元待认定
        人民币1200万元折算
    """,
    "WM08": """
        少报2家企业，下月补报
        备案企业数
        含无实绩备案企业
        各月相加
        为全年累计户数
        下月补齐
    """,
    "NL01": """
        签约数
        总投资
        含协议资金
        为立项数
        包含明年资金
        按合同额填报
        含意向资金
        含2亿元意向资金
        含未到位资金
        为签约数
        按协议额
        认缴额
        签约金额
        总投资额
        计划总投资
        含拟到位资金
        意向资金1亿元
        含在谈项目
        包含未到账资金
        拟到位
        到账待验资
        验资未完成
        为固定资产投资数
        含省内资金
        含市内资金
        含去年结转
        含去年12月到资0.6亿元
        含去年12月补报1.2亿元
        含外资项目到资
        含增资扩股、并购
        含贷款
    """,
    "KA01": """
        单位：吨
    """,
}

# Remarks with a word nobody declared: a note at least.
STRANGE = {
    "WM01": """
        民营
        一般贸易
        定王台街道
        按老口径
        手工台账
        企业直报
        按注册地统计
        权责发生制
        含代管街道
        保税
        加总
        四舍五入
        总部口径
        飞地
        税后
        含省属企业
        按企业经营地统计
        上年同期按新口径调整
        口径调整，与上年不可比
    """,
    "NL01": """
        历年累计
    """,
    "WZ01": """
        按全口径（含利润再投资）
    """,
}

# Notes below a table that explain, instruct or define: silence.
ORDINARY_NOTES = """
    注：数据均为快报数。
    注：以上外贸数据来源于长沙海关。
    注：1.进出口数据来源于长沙海关。2.如有误请及时反馈。
    注：本表数据为2024年1—5月累计，截至5月31日
    备注：上年同期数据为2023年调整后的可比口径。
    说明：本表于每月10日前报送市商务局。
    填表说明:1. 只填浅色格;本表不改行、列和计量单位。2. 本月、本年累计都按表中计量单位填写。
    填表说明:3. 当期没有发生的填“0”;没有此项业务的填“无”;暂未取得数据的留空,并在备注中说明原因和补报时间。
    填表说明:4. 同比增减自动计算,上年同期为0或为空时不计算。
    填表说明:5. 与上月累计衔接不上,或上年同期与上年上报数不一致的,在备注中说明。
    注：进出口总额=出口总额+进口总额
    注：外资按商务部口径统计。
    注：实际使用外资为商务部门口径，以美元计。
    注：跨境电商、市场采购以美元计
    注：本表由各区县（市）商务局填报。
    说明：1.进出口总额指实际进出我国关境的货物总金额。
    注：数据为零的填0，无此项的填“无”，不得空置。
    注：对外投资不含中央企业。
    数据来源：长沙海关、市商务局
    注：外贸数据以海关公布数为准。
    备注：本月新增实绩企业3家。
    说明：出口增长主要是汽车、电子产品拉动。
    注：同比增减=（本年累计÷上年同期累计-1）×100
    注：表中“—”表示无此项业务
    注：因四舍五入，分项之和可能与总计有误差。
    注：由于四舍五入的原因，合计数与分项之和略有出入。
    注：请核对后盖章报送。
    注：本表一式两份
    注：金额保留两位小数。
    说明：上年同期数为上年公布数。
    注：本表含所辖园区数据。
    注：含园区。
    注：数据均已核实。
    注：数据已与海关核对一致。
    注：本月数据由海关提供。
    注：企业数按企业去重
    注：外资数据以省商务厅反馈数为准
    注：增速按可比口径计算。
    注：本表数据口径与上年一致。
    注：未填报的单位请于10日前补报。
    注：暂未取得数据的留空。
    说明：3月起恢复班列开行
    注：加工贸易为进出口总额的其中项
    注：无
    备注：无。
    注：中欧班列开行列数为长沙始发
    说明：今年以来，全区外贸形势总体平稳，新增实绩企业12家。
    注：本表逢季报送
    填报要求：一律用阿拉伯数字
    注：带*为必填项
    注：汇率按海关月度折算率。
    注：带括号的为其中项
    注：空格为无此项业务
    注：亿元、亿美元保留两位小数
    下一步打算：加强招商，力争全年目标。
"""

# Notes that make another thing of the table: a question.
SPEAKING_NOTES = """
    注：跨境电商按人民币亿元填报
    跨境电商按人民币亿元填报
    注：本月数为5月1日至20日数据
    口径：规模以上
    数据截止时间：2024年4月30日
    数据截止日期：2024.4.30
    统计范围：规上企业
    注：本表数据为1—4月
    注：本表为1-4月数据，5月数未出。
    注：本表填报的是4月数据
    注：上述数据为全年预计
    注：金额均为美元
    注：数据截至5月25日
    说明：本月数为上月26日至本月25日
    注：表中进出口总额有误，应以更正表为准
    注：本表不含望城经开区
    注：部分街道未报
    注：有3家企业未报送数据。
    注：本表为抽样调查数
    注：外资为合同数
    注：内联引资含意向资金
    注：数据为估算
    注：以上为暂估数，正式数以下月为准
    注：进出口数与海关数不一致
    注：本表数据未经审核，仅供参考
    说明：缺定王台街道数据
    注：5月数据为预计数
    注：表中上年同期为上年全年数
    说明：本月栏为4月、5月两个月合计。
    说明：本年累计自2月起。
    预计全月完成数。
    数据为第一季度合计。
    本表数据与4月相同
    备：累计数含区外数据0.9亿元。
    草表，勿外传
"""

# Notes with a word nobody declared: a note at least.
STRANGE_NOTES = """
    注：数据取自企业手工台账
    注：按注册地口径统计
    注：本表反映民营部分
    注：本表数据未经单位负责人审核。
    说明：因系统升级，本月数据取自企业电话调查。
    注：上年同期数已按新口径调整。
"""


def told(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, line.strip()) for code, lines in table.items() for line in lines.strip().splitlines()]


def beside(code: str, lacking: bool = False) -> About:
    """The figures of one indicator, in its own measure."""
    indicator = BOOK.indicator(code)
    assert indicator is not None
    measure = NAMES.measures.named(indicator.measure)
    assert measure is not None
    rows = [item for item in BOOK.items if item.indicator == code]
    forms = [form.note for form in BOOK.forms for item in rows if form.id == item.form]
    meant = key("；".join([indicator.note, *(item.hint for item in rows), *forms]))
    return About(NAMES, MAY, "430102", ((code, measure),), meant, code, lacking)


def whole(*codes: str) -> About:
    """The figures of a table with these indicators."""
    measures = [(code, measure) for code in codes for measure in [beside(code).measures[0][1]]]
    meant = key("；".join([*(each.note for each in BOOK.indicators), *(item.hint for item in BOOK.items)]))
    return About(NAMES, MAY, "430102", tuple(measures), meant, whole=True)


TABLE = whole("WM01", "WM02", "WM05", "WM08", "NL01", "WZ01")


@pytest.mark.parametrize(("code", "remark"), told(ORDINARY))
def test_an_ordinary_remark_asks_nothing(code: str, remark: str) -> None:
    assert heard(remark, beside(code)) == []


@pytest.mark.parametrize(("code", "remark"), told(SPEAKING))
def test_a_remark_that_makes_another_thing_of_the_figure_is_told_for_sure(code: str, remark: str) -> None:
    assert any(one.sure for one in heard(remark, beside(code)))


@pytest.mark.parametrize(("code", "remark"), told(STRANGE))
def test_a_remark_with_a_word_nobody_declared_is_told(code: str, remark: str) -> None:
    assert heard(remark, beside(code))


@pytest.mark.parametrize("note", [line.strip() for line in ORDINARY_NOTES.strip().splitlines()])
def test_an_ordinary_note_below_a_table_asks_nothing(note: str) -> None:
    assert heard(note, TABLE) == []


@pytest.mark.parametrize("note", [line.strip() for line in SPEAKING_NOTES.strip().splitlines()])
def test_a_note_that_makes_another_thing_of_the_table_is_told_for_sure(note: str) -> None:
    assert any(one.sure for one in heard(note, TABLE))


@pytest.mark.parametrize("note", [line.strip() for line in STRANGE_NOTES.strip().splitlines()])
def test_a_note_with_a_word_nobody_declared_is_told(note: str) -> None:
    assert heard(note, TABLE)


def test_a_reason_for_growth_may_hold_any_word_but_none_about_the_figures() -> None:
    assert heard("同比增长，主要因定王台街道某民营企业出口增加", beside("WM01")) == []
    assert [one.sure for one in heard("同比增长，主要因民营企业，缺两个街道数据", beside("WM01"))] == [True]


def test_a_remark_that_data_are_lacking_explains_a_blank_beside_it_but_not_units_left_out() -> None:
    assert heard("上年同期数暂缺", beside("WM01", lacking=True)) == []
    assert heard("上年同期数暂缺", beside("WM01")) != []
    assert heard("缺两个街道数据", beside("WM01", lacking=True)) != []


def test_a_currency_is_held_against_the_measure_of_the_indicator_that_a_note_names() -> None:
    assert heard("注：跨境电商按人民币亿元填报", TABLE) != []
    assert heard("注：进出口总额按人民币亿元填报", TABLE) == []
    assert heard("注：跨境电商按人民币亿元填报", whole("WM01", "WM02")) == []


def test_an_amount_in_another_currency_told_besides_is_no_measure_of_the_figure() -> None:
    assert heard("折人民币3.6亿元", beside("WZ01")) == []
    assert [one.sure for one in heard("折人民币", beside("WZ01"))] == [True]


def test_what_the_registers_say_of_an_indicator_may_be_repeated_beside_it_alone() -> None:
    assert heard("不含中央企业", beside("WJ01")) == []
    assert [one.sure for one in heard("不含中央企业", beside("WM01"))] == [True]
    assert [one.sure for one in heard("按合同额填报", beside("WZ01"))] == [True]
    assert heard("按合同额填报", beside("WZ03")) == []


@pytest.mark.parametrize(
    ("clause", "other"),
    [
        ("5月数", False),
        ("1-5月累计", False),
        ("前5个月数", False),
        ("截至5月31日", False),
        ("截至5月底", False),
        ("5月1日至31日数据", False),
        ("2024年1-5月数据", False),
        ("4月新开通航线", False),
        ("上年同期数按核实结果调增", False),
        ("较上月增加", False),
        ("4月数", True),
        ("为1至4月累计", True),
        ("2-5月数", True),
        ("前四个月", True),
        ("截至5月20日", True),
        ("截至6月5日数据", True),
        ("2023年数", True),
        ("5月上半月数", True),
        ("一季度数据", True),
        ("沿用上月数", True),
    ],
)
def test_what_stretch_of_time_a_clause_says_figures_are_of(clause: str, other: bool) -> None:
    assert other_time(key(clause), MAY) is other


def test_quarters_and_halves_are_the_months_they_end_with() -> None:
    assert not other_time("一季度数据", Period(2024, 3)) and not other_time("上半年数", Period(2024, 6))
    assert other_time("上半年数", Period(2024, 3)) and not other_time("全年数", Period(2024, 12))
