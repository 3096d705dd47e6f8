"""The casebook (手算案例): every case reckoned by hand first and stated here as a row, to the last digit printed.

Two kinds of tables. 算式: one piece of arithmetic, its operands, the answer. 世界: a small city's returns, and what one
figure of it prints. 依据 says where the numbers come from; ［P］ is the plan, ［公布］ a published number, else ours.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.casebook_worlds import ask, cases
from toolkit.aggregate import growth as g
from toolkit.aggregate import outlook as o
from toolkit.aggregate.targets import pace, progress
from toolkit.aggregate.wording import round_half_up

Answer = Decimal | None


def _progress(part: str) -> Callable[..., Answer]:
    def reckon(done: Decimal, target: Decimal, month: Decimal) -> Answer:
        found = progress(done, target, int(month))
        return None if found is None else getattr(found, part)

    return reckon


def _project(part: str) -> Callable[..., Answer]:
    def reckon(done: Decimal, month: Decimal, *years: Decimal) -> Answer:
        found = o.project(done, int(month), list(zip(years[::2], years[1::2], strict=True)))
        return None if found is None else getattr(found, part)

    return reckon


def _years(reckon: Callable[..., g.Quotient]) -> Callable[..., Answer]:
    return lambda one, two, years: reckon(one, two, int(years)).value


FORMULAS: dict[str, Callable[..., Answer]] = {
    "同比": lambda value, base: g.growth(value, base).value,
    "占比": lambda part, whole: g.share(part, whole).value,
    "贡献率": lambda *given: g.contribution(*given).value,
    "拉动": lambda *given: g.pull(*given).value,
    "年均增长": _years(g.average_growth),
    "两年平均": lambda v, b, v1, b1: o.two_year_average((v, b), (v1, b1)).value,
    "隐含基数": o.implied_base,
    "序时": lambda month: pace(int(month)),
    "完成率": _progress("completion"),
    "超欠": _progress("gap"),
    "折算差额": _progress("shortfall"),
    "季节进度": lambda *given: o.seasonal_pace(list(zip(given[::2], given[1::2], strict=True))),
    "预计": _project("middle"),
    "预计低": _project("low"),
    "预计高": _project("high"),
    "月均须": lambda target, done, month: o.monthly_need(target, done, int(month)),
    "月均须整": lambda target, done, month: o.monthly_need(target, done, int(month), whole=True),
    "后续须同比": lambda *given: o.rest_growth(*given).value,
    "须年均": _years(o.needed_growth),
    "须增速": lambda r, v, b, passed, left: o.needed_rate(r, v, b, int(passed), int(left)).value,
    "应完成项": o.items_due,
    "年均点": lambda value, base, years: o.average_change(value, base, int(years)),
    "当月": lambda now, before: now - before,
}

ARITHMETIC = """
| 编号 | 算式 | 数 | 位数 | 得 | 依据 |
| 同比01 | 同比 | 2780.3 2352.2 | 2 | 18.20 | ［公布］2021年进出口增长18.2% |
| 同比02 | 同比 | 3315.6 2780.3 | 2 | 19.25 | ［公布］2022年进出口，按首次公布的基数 |
| 同比03 | 同比 | 3315.6 2737.9 | 1 | 21.1 | ［公布］2022年公布增速，按修订后的基数 |
| 同比04 | 同比 | 1030 530 | 2 | 94.34 | ［公布］2021年中欧班列 |
| 同比05 | 同比 | 20.07 10.67 | 1 | 88.1 | ［公布］2021年实际使用外资 |
| 同比06 | 同比 | 20.9 19.2 | 1 | 8.9 | ［公布］2021年机场货邮 |
| 同比07 | 同比 | 370 256 | 1 | 44.5 | ［公布］误作66.7%，按增加114列应为44.5% |
| 同比08 | 同比 | 7058.2 5988.5 | 1 | 17.9 | 全省2022年，按首次公布的基数 |
| 同比09 | 同比 | 2780.3 746.75 | 1 | 272.3 | ［公布］误作增长3.7倍，应为2.7倍 |
| 同比10 | 同比 | 5 0 | 1 | — | 基期为零 |
| 同比11 | 同比 | 5 -0.5 | 1 | — | 基期为负 |
| 同比12 | 同比 | -0.5 2 | 1 | -125.0 | 减资 |
| 同比13 | 同比 | 0 5 | 1 | -100.0 | 本期为零 |
| 同比14 | 同比 | 100.04 100 | 1 | 0.0 | 修约后持平 |
| 同比15 | 同比 | 100.05 100 | 1 | 0.1 | 五入 |
| 同比16 | 同比 | 99.95 100 | 1 | -0.1 | 五入，负数同样 |
| 同比17 | 同比 | 783 423.9 | 1 | 84.7 | ［公布］2021年1—9月班列 |
| 当月01 | 当月 | 2477 2181.2 | 1 | 295.8 | ［公布］2022年1—9月减1—8月 |
| 当月02 | 当月 | 107.1 0 | 1 | 107.1 | ［公布］2018年5月当月 |
| 隐含01 | 隐含基数 | 3315.6 21.1 | 1 | 2737.9 | ［公布］2022年进出口 |
| 隐含02 | 隐含基数 | 7058.2 20.2 | 1 | 5872.0 | ［公布］全省2022年 |
| 隐含03 | 隐含基数 | 2780.3 18.2 | 1 | 2352.2 | ［公布］2021年进出口 |
| 隐含04 | 隐含基数 | 20.07 88.1 | 2 | 10.67 | ［公布］2021年外资，印证规划基数 |
| 隐含05 | 隐含基数 | 783 84.7 | 0 | 424 | ［公布］2021年1—9月班列 |
| 隐含06 | 隐含基数 | 5 -100 | 1 | — | 降为零，没有基数 |
| 占比01 | 占比 | 2780.3 5991.9 | 1 | 46.4 | ［公布］2021年占全省 |
| 占比02 | 占比 | 2780.3 13270.70 | 2 | 20.95 | ［公布］2021年依存度 |
| 占比03 | 占比 | 2350 12142.52 | 2 | 19.35 | ［P］2020年依存度，规划作19 |
| 占比04 | 占比 | 478 2350 | 1 | 20.3 | ［P］2020年加工贸易占比 |
| 占比05 | 占比 | 960 4700 | 1 | 20.4 | ［P］2025年加工贸易占比，正文要求30% |
| 占比06 | 占比 | 111 113 | 1 | 98.2 | ［公布］2023年9月改革任务实施率 |
| 占比07 | 占比 | 115 121 | 2 | 95.04 | ［公布］全省改革任务实施率 |
| 占比08 | 占比 | 67 150 | 1 | 44.7 | ［公布］三类500强2021年完成五年目标 |
| 占比09 | 占比 | 5 0 | 1 | — | 分母为零 |
| 占比10 | 占比 | 5 -1 | 1 | — | 分母为负 |
| 贡献01 | 贡献率 | 130 100 550 500 | 1 | 60.0 | 30÷50 |
| 贡献02 | 贡献率 | 90 100 550 500 | 1 | -20.0 | 负贡献 |
| 贡献03 | 贡献率 | 90 100 450 500 | 1 | 20.0 | 同降 |
| 贡献04 | 贡献率 | 90 100 500 500 | 1 | — | 总量没有增减 |
| 拉动01 | 拉动 | 130 100 500 | 1 | 6.0 | 30÷500 |
| 拉动02 | 拉动 | 90 100 500 | 1 | -2.0 | 下拉 |
| 拉动03 | 拉动 | 90 100 0 | 1 | — | 总量基期为零 |
| 年均01 | 年均增长 | 4700 2350 5 | 2 | 14.87 | ［P］第1行，规划作15 |
| 年均02 | 年均增长 | 960 478 5 | 2 | 14.97 | ［P］第2行 |
| 年均03 | 年均增长 | 61 24.5 5 | 2 | 20.01 | ［P］第4行 |
| 年均04 | 年均增长 | 17.18 10.67 5 | 1 | 10.0 | ［P］第7行 |
| 年均05 | 年均增长 | 2658 1508 5 | 2 | 12.00 | ［P］第8行 |
| 年均06 | 年均增长 | 6.5 4.06 5 | 2 | 9.87 | ［P］第10行 |
| 年均07 | 年均增长 | 2.1 1.33 5 | 2 | 9.57 | ［P］第11行 |
| 年均08 | 年均增长 | 18 7.54 5 | 2 | 19.01 | ［P］第12行 |
| 年均09 | 年均增长 | 14 7.54 5 | 2 | 13.18 | ［P］正文14万吨，与第12行不一致 |
| 年均10 | 年均增长 | 25 14.5 5 | 2 | 11.51 | ［P］第13行 |
| 年均11 | 年均增长 | 1800 530 5 | 2 | 27.70 | ［P］第14行 |
| 年均12 | 年均增长 | 2350 746.75 4 | 1 | 33.2 | 四年年均 |
| 年均13 | 年均增长 | 5 0 5 | 1 | — | 基期为零 |
| 两年01 | 两年平均 | 110 100 110 100 | 1 | 10.0 | 两年都增10% |
| 两年02 | 两年平均 | 120 100 90 100 | 1 | 3.9 | √1.08 |
| 两年03 | 两年平均 | 3315.6 2737.9 2780.3 2352.2 | 1 | 19.6 | ［公布］21.1%与18.2% |
| 两年04 | 两年平均 | 5 0 5 5 | 1 | — | 基期为零 |
| 序时01 | 序时 | 1 | 2 | 8.33 | 一月 |
| 序时02 | 序时 | 2 | 2 | 16.67 | 二月 |
| 序时03 | 序时 | 9 | 2 | 75.00 | 九月 |
| 序时04 | 序时 | 10 | 2 | 83.33 | 十月 |
| 序时05 | 序时 | 12 | 2 | 100.00 | 全年 |
| 超欠01 | 超欠 | 125.64 100 10 | 2 | 42.31 | ［公布］超进度42.31% |
| 超欠02 | 超欠 | 70.41 100 10 | 2 | -12.92 | ［公布］欠进度12.92% |
| 超欠03 | 超欠 | 19.99 100 2 | 2 | 3.32 | ［公布］超时序进度3.32个百分点 |
| 超欠04 | 超欠 | 93.5 100 9 | 1 | 18.5 | ［公布］九月 |
| 完成01 | 完成率 | 219.22 589 6 | 2 | 37.22 | ［公布］完成年度目标589亿元的37.22% |
| 完成02 | 完成率 | 5 0 6 | 2 | — | 目标不为正 |
| 差额01 | 折算差额 | 219.22 589 6 | 2 | 75.28 | 294.5－219.22 |
| 差额02 | 折算差额 | 300 589 6 | 2 | -5.50 | 超进度为负 |
| 季节01 | 季节进度 | 20 100 30 100 | 2 | 25.00 | 两年 |
| 季节02 | 季节进度 | 10 100 60 300 | 2 | 17.50 | 合并计算70÷400，不是比重平均15 |
| 季节03 | 季节进度 | 20 100 | 2 | — | 只有一年 |
| 季节04 | 季节进度 | 20 100 0 50 | 2 | 13.33 | 一年同月止为零，也是进度：20÷150 |
| 季节05 | 季节进度 | 15 100 25 100 20 100 | 2 | 20.00 | 三年 |
| 预计01 | 预计 | 50 3 20 100 30 100 | 1 | 200.0 | 50÷25% |
| 预计02 | 预计低 | 50 3 20 100 30 100 | 1 | 166.7 | 50÷30% |
| 预计03 | 预计高 | 50 3 20 100 30 100 | 1 | 250.0 | 50÷20% |
| 预计04 | 预计 | 50 3 20 100 | 1 | 200.0 | 一年，中值按月均 |
| 预计05 | 预计高 | 50 3 20 100 | 1 | 250.0 | 一年，上限按该年比重 |
| 预计06 | 预计 | 50 3 | 1 | 200.0 | 没有往年，按月均 |
| 预计07 | 预计 | 0 3 20 100 30 100 | 1 | — | 尚未发生 |
| 预计08 | 预计 | -1 3 20 100 30 100 | 1 | — | 减资 |
| 月均01 | 月均须 | 1200 300 3 | 1 | 100.0 | 900÷9 |
| 月均02 | 月均须 | 3250 790.4 3 | 2 | 273.29 | 2459.6÷9 |
| 月均03 | 月均须 | 100 100 3 | 1 | — | 已完成 |
| 月均04 | 月均须 | 100 90 12 | 1 | — | 没有余下的月份 |
| 月均05 | 月均须整 | 1100 268 3 | 0 | 93 | 832÷9＝92.4，92列×9不够 |
| 月均06 | 月均须整 | 1099 268 9 | 0 | 277 | 831÷3，正好 |
| 后续01 | 后续须同比 | 120 30 100 25 | 1 | 20.0 | 90÷75 |
| 后续02 | 后续须同比 | 110 30 100 25 | 1 | 6.7 | 80÷75 |
| 后续03 | 后续须同比 | 30 30 100 25 | 1 | — | 已完成 |
| 后续04 | 后续须同比 | 120 30 25 25 | 1 | — | 上年后续为零 |
| 须年均01 | 须年均 | 2780.3 4700 4 | 1 | 14.0 | ［P］自2021年起四年 |
| 须年均02 | 须年均 | 3315.6 4700 3 | 1 | 12.3 | ［P］自2022年起三年 |
| 须年均03 | 须年均 | 20.07 17.18 4 | 1 | — | ［公布］2021年已超2025年目标 |
| 须年均04 | 须年均 | 1 2 0 | 1 | — | 规划期已满 |
| 须增速01 | 须增速 | 20 144 100 2 3 | 1 | 20.0 | 前两年正好20% |
| 须增速02 | 须增速 | 15 110 100 1 4 | 1 | 16.3 | 首年10%，后四年须补 |
| 须增速03 | 须增速 | 15 110 0 1 4 | 1 | — | 缺基数 |
| 项数01 | 应完成项 | 113 70 | 0 | 80 | ［P］79.1项，不足一项进为一项 |
| 项数02 | 应完成项 | 113 90 | 0 | 102 | ［P］101.7项 |
| 项数03 | 应完成项 | 113 100 | 0 | 113 | ［P］全部 |
| 项数04 | 应完成项 | 100 70 | 0 | 70 | 整数不进 |
| 年点01 | 年均点 | 20.95 19 1 | 2 | 1.95 | 依存度2021年提高 |
| 年点02 | 年均点 | 25 19 5 | 1 | 1.2 | ［P］第5行，百分点 |
"""

TRENDS = """
| 编号 | 本月 | 上月 | 说法 |
| 走势01 | 5.2 | 3.1 | 增速加快 |
| 走势02 | 3.1 | 5.2 | 增速回落 |
| 走势03 | -3.1 | -5.2 | 降幅收窄 |
| 走势04 | -5.2 | -3.1 | 降幅扩大 |
| 走势05 | 0.1 | -0.1 | 由负转正 |
| 走势06 | -0.1 | 0.1 | 由正转负 |
| 走势07 | 0.0 | -4.0 | 持平 |
| 走势08 | -1.0 | 0.0 | 由持平转为下降 |
| 走势09 | 3.1 | 3.1 | 增速持平 |
"""


@pytest.mark.parametrize("case", cases(ARITHMETIC))
def test_the_arithmetic_agrees_with_the_hand(case: dict[str, str]) -> None:
    found = FORMULAS[case["算式"]](*map(Decimal, case["数"].split()))
    printed = "—" if found is None else f"{round_half_up(found, int(case['位数'])):f}"
    assert printed == case["得"], case["依据"]


@pytest.mark.parametrize("case", cases(TRENDS))
def test_the_word_of_the_trend_is_the_hands(case: dict[str, str]) -> None:
    assert g.trend(Decimal(case["本月"]), Decimal(case["上月"])) == case["说法"]


WORLDS = """
| 编号 | 世界 | 指标 | 单位 | 数 | 印 | 说明 |
| 合计01 | 三区 | WM01 | C | ytd | 105.6 | 60.1＋30.2＋15.3，园区不加 |
| 合计02 | 三区 | WM01 | C | prior_ytd | 100.0 | 50＋30＋20 |
| 合计03 | 三区 | WM01 | C | ytd_yoy | 5.6 | |
| 合计04 | 三区 | WM01 | G-P | ytd | 55.0 | 园区是其中项：40＋15 |
| 合计05 | 三区 | WM01 | G-P | share | 52.1 | 55÷105.6 |
| 合计06 | 三区 | WM01 | G-P | residual | 50.6 | 105.6－55 |
| 合计07 | 三区 | WM01 | D1 | share | 56.9 | 60.1÷105.6 |
| 合计08 | 三区 | WM01 | D1 | contribution | 180.4 | 10.1÷5.6 |
| 合计09 | 三区 | WM01 | D3 | pull | -4.7 | －4.7÷100 |
| 合计10 | 缺一区 | WM01 | C | ytd | 90.3 | 不含寅县 |
| 合计11 | 缺一区 | WM01 | C | ytd_yoy | 12.9 | 90.3÷80，两期都不含寅县 |
| 合计12 | 缺一区 | WM01 | G-P | residual | 无 | 合计不全，不算余数 |
| 合计13 | 缺一区 | WM01 | D1 | share | — | 合计不全，不算比重 |
| 合计14 | 缺一区 | WM01 | D1 | contribution | 无 | 合计不全，不算贡献率 |
| 单源01 | 班列 | KA04 | C | ytd | 1030 | 一个单位提供，不分区县 |
| 单源02 | 班列 | KA04 | C | ytd_yoy | 94.3 | ［公布］ |
| 比率01 | 比率 | WM11 | C | ytd | 20.0 | 30÷150，不是比率平均 |
| 比率02 | 比率 | WM11 | C | change | -5.0 | 20－25 |
| 比率03 | 比率 | WM10 | C | ytd | 15.0 | 150÷1000 |
| 比率04 | 缺产值 | WM10 | C | ytd | — | 缺地区生产总值 |
| 去重01 | 企业 | WM08 | C | ytd | 300 | |
| 去重02 | 企业 | WM08 | C | month | 无 | 去重计数不能由累计相减 |
| 去重03 | 企业 | WM08 | D1 | month_mom | 无 | |
| 累计01 | 项目 | NL03 | C | ytd | 6 | 当年数 |
| 累计02 | 项目 | NL03 | C | plan_level | 143 | 67＋40＋30＋6，自2021年起 |
| 累计03 | 项目 | NL03 | C | plan_progress | 95.3 | 143÷150 |
| 累计04 | 项目 | NL03 | C | plan_elapsed | 65.0 | 39个月÷60 |
| 累计05 | 项目 | NL03 | C | plan_class | 快于预期 | 超出30.3个百分点 |
| 累计06 | 项目 | NL03 | C | plan_need_year | 4 | 7÷21×12 |
| 累计07 | 项目达标 | NL03 | C | plan_class | 提前实现 | 153÷150 |
| 累计08 | 项目达标 | NL03 | C | plan_verdict | 可达 | 已达到 |
| 改革01 | 改革 | ZM06 | Z | ytd | 98.2 | ［公布］111÷113 |
| 改革02 | 改革 | ZM01 | Z | ytd_yoy | 无 | 不清零的累计数不说同比 |
| 改革03 | 改革 | ZM01 | Z | increase | 31 | 111－80 |
| 改革04 | 改革 | ZM01 | Z | plan_due | 113 | 100%，2023年底 |
| 改革05 | 改革 | ZM06 | Z | plan_class | 相对滞后 | 到期未达，差一项也是未达 |
| 改革06 | 改革齐 | ZM06 | Z | plan_class | 基本符合预期 | 到期达到 |
| 越低01 | 差错 | ERR | D2 | rank_total | 1 | 越低越好，2件在前 |
| 越低02 | 差错 | ERR | D1 | rank_total | 3 | |
| 进度01 | 进度 | WM01 | C | completion | 26.4 | 105.6÷400 |
| 进度02 | 进度 | WM01 | C | gap | 1.4 | －25 |
| 进度03 | 进度 | WM01 | C | shortfall | -5.6 | 100－105.6 |
| 进度04 | 进度 | WM01 | C | pace_season | 22.0 | （60＋50）÷（300＋200） |
| 进度05 | 进度 | WM01 | C | gap_season | 4.4 | 26.4－22 |
| 进度06 | 进度 | WM01 | C | projection | 480.0 | 105.6÷22% |
| 进度07 | 进度 | WM01 | C | projection_low | 422.4 | ÷25% |
| 进度08 | 进度 | WM01 | C | projection_high | 528.0 | ÷20% |
| 进度09 | 进度 | WM01 | C | projected_rate | 120.0 | 480÷400 |
| 进度10 | 进度 | WM01 | C | verdict | 可达 | 下限105.6% |
| 进度11 | 进度 | WM01 | C | need_month | 32.7 | 294.4÷9 |
| 进度12 | 进度 | WM01 | C | need_rest_yoy | 22.7 | 294.4÷240 |
| 进度13 | 进度难 | WM01 | C | verdict | 难以完成 | 上限352÷400 |
| 进度14 | 进度紧 | WM01 | C | verdict | 吃力 | 下限91.2%，上限114% |
| 进度15 | 三区 | WM01 | C | pace_season | 无 | 没有往年 |
| 进度16 | 三区 | WM01 | C | projection | 422.4 | 没有往年，按月均 |
| 层级01 | 两级 | WM01 | C | target | 400 | 市下达 |
| 层级02 | 两级 | WM01 | C | target2 | 420 | 省下达，并列 |
| 层级03 | 两级 | WM01 | C | completion2 | 25.1 | 105.6÷420 |
| 层级04 | 两级 | WM01 | C | gap2 | 0.1 | 25.14－25 |
| 核对01 | 三区 | WM01 | C | target_sum | 300.0 | 200＋100，寅县没有目标 |
| 核对02 | 三区 | WM01 | C | target_diff | — | 目标不全，不核对 |
| 核对03 | 三目标 | WM01 | C | target_diff | -40.0 | 360－400，分解不足 |
| 核对04 | 三目标 | WM01 | D1 | completion | — | 目标相加不符，核定前不计算完成进度 |
| 核对05 | 三目标 | WM01 | C | completion | 26.4 | 105.6÷400，总目标照算 |
| 规划01 | 规划 | WM01 | C | plan_growth | 12.2 | 3315.6÷2350，三年 |
| 规划02 | 规划 | WM01 | C | plan_need | 19.1 | 4700÷3315.6，两年 |
| 规划03 | 规划 | WM01 | C | plan_progress | 41.1 | 965.6÷2350 |
| 规划04 | 规划 | WM01 | C | plan_gap | -18.9 | 41.1－60 |
| 规划05 | 规划 | WM01 | C | plan_class | 相对滞后 | |
| 规划06 | 规划 | WM01 | C | plan_verdict | 难以完成 | 须增速高出6.9个百分点 |
| 规划07 | 规划好 | WM01 | C | plan_class | 提前实现 | 4800÷4700 |
| 规划08 | 规划好 | WM01 | C | plan_verdict | 可达 | |
| 规划09 | 规划好 | WM01 | C | plan_need | 无 | 已达到 |
| 规划10 | 规划中 | WM01 | C | plan_class | 基本符合预期 | 进度57.4，差2.6 |
| 增速01 | 增速 | WZ01 | C | plan_growth | 10.0 | 10→13.31，三年 |
| 增速02 | 增速 | WZ01 | C | plan_class | 基本符合预期 | 与10%相等 |
| 增速03 | 增速 | WZ01 | C | plan_need | 10.0 | 今后仍须10% |
| 增速04 | 缺基数 | WZ01 | C | plan_growth | — | 无法计算：缺2020年基数 |
| 增速05 | 缺基数 | WZ01 | C | plan_class | 无 | |
| 环比01 | 四月 | WM01 | C | month | 40.0 | 140－100 |
| 环比02 | 四月 | WM01 | C | month_mom | 33.3 | 40÷30 |
| 环比03 | 三月 | WM01 | C | month_mom | 无 | 没有1月数，2月的“本月”可能是1—2月 |
| 环比04 | 三月全 | WM01 | C | month_mom | 25.0 | 15÷12 |
| 环比05 | 二月 | WM01 | C | month_mom | -33.3 | 12÷18 |
| 环比06 | 一月环 | WM01 | C | month_mom | 20.0 | 18÷15，上月为上年12月 |
| 两年01w | 两年 | WM01 | C | yoy_two_year | 19.6 | ［公布］21.1%、18.2% |
| 公布01 | 公布 | WM01 | C | published | 3315.6 | |
| 公布02 | 公布 | WM01 | C | published_yoy | 21.1 | ［公布］ |
| 公布03 | 公布 | WM01 | C | published_first | 19.3 | ［公布］÷2780.3 |
| 公布04 | 公布 | WM01 | C | implied_base | 2737.9 | ［公布］ |
| 公布05 | 公布 | WM01 | C | yoy_diff | 1.8 | 21.1－19.25 |
| 公布06 | 公布 | WM01 | C | undivided | 315.6 | 3315.6－3000，不摊给各区 |
| 公布07 | 公布合 | WM01 | C | implied_base | 无 | 两者相差不过0.1个百分点 |
| 位次01 | 位次 | WM01 | D1 | rank_total | 1 | |
| 位次02 | 位次 | WM01 | D1 | move_total | 1 | 上月第2 |
| 位次03 | 位次 | WM01 | D2 | move_total | -1 | 上月第1 |
| 位次04 | 位次 | WM01 | D3 | move_total | 0 | |
| 位次05 | 位次 | WM01 | D1 | move_growth | 0 | |
| 位次06 | 位次 | WM01 | D1 | move_total_year | 2 | 上年第3 |
| 位次07 | 并列 | WM01 | D1 | rank_total | 1 | 并列第一 |
| 位次08 | 并列 | WM01 | D2 | rank_total | 1 | |
| 位次09 | 并列 | WM01 | D3 | rank_total | 3 | 1、1、3 |
| 位次10 | 一月 | WM01 | D1 | move_total | 无 | 上月是上年全年，不比 |
| 小基01 | 小基数 | WM01 | D3 | ytd_yoy | 900.0 | 增速照列 |
| 小基02 | 小基数 | WM01 | D3 | rank_growth | 无 | 基数占0.1%，不参加 |
| 小基03 | 小基数 | WM01 | D1 | rank_growth | 1 | 其余照排 |
| 过线01 | 过线 | WM01 | G-P | over_year | 1 | 142亿元按7.0折20.29亿美元 |
| 过线02 | 过线 | WM01 | G-P | over_ytd | 0 | 累计未到 |
| 过线03 | 过线 | WM01 | G-P | over_projected | 1 | 40×4＝160亿元 |
| 过线04 | 过线无率 | WM01 | G-P | over_year | — | 没有登记汇率，不折算 |
"""


@pytest.mark.parametrize("case", cases(WORLDS))
def test_the_small_worlds_print_what_the_hand_reckoned(case: dict[str, str]) -> None:
    assert ask(case["世界"], case["指标"], case["单位"], case["数"]) == case["印"], case["说明"]


def test_the_casebook_is_large_enough_and_no_case_stands_twice() -> None:
    every = [case for table in (ARITHMETIC, TRENDS, WORLDS) for case in cases(table)]
    names = [case.id for case in every]
    assert len(names) == len(set(names)) >= 120
