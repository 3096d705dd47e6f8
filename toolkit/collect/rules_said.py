"""What titles, headings, notes and remarks may say against the figures, as rows of the table in ``rules``."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.model import Grade


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be found while reading. ``explain`` says why the toolkit asks."""

    grade: Grade
    message: str
    remedy: str
    explain: str


_Q, _N = Grade.QUERY, Grade.NOTE

SAID: dict[str, Rule] = {
    "READ-PART": Rule(
        _Q,
        "“{what}”下的数只是其中一部分，或不是本月有效的完成数，没有作为本单位的总数采用。",
        "确为本单位完成总数的，请改正标题或工作表名后重报；分项数、目标数不用在这里报送。",
        "行名与总数相同，只有标题说明讲的是哪一部分，当作总数就会错而看不出。",
    ),
    "READ-HEADING": Rule(
        _Q,
        "从“{what}”看不出其下各行是不是本单位本月的完成总数，暂按完成总数采用。",
        "请核对：是的，改成只写单位、月份、表名或类别名称；只是其中一部分、其他时期的数或不是完成数的，请移出本表。",
        "小标题管着它下面的各行；标题里有认不出的字词时，行名再对也可能是另一项数。",
    ),
    "READ-NOTE": Rule(
        _Q,
        "{where}写有“{what}”，照此说所填的数不全是本月的完成总数，或者与表头不一致，暂按表头读取。",
        "请核对：数与表头不符的，改正后重报；数没有错的，改正或删去这句说明。",
        "表上、表下的说明管着整张表；说明与表头不一致时，不代为选择。",
    ),
    "READ-REMARK": Rule(
        _Q,
        "{name}的备注或批注写有“{what}”，照此说所填的数有错、不全，或者另是一个时期、单位的数，暂按所填的数采用。",
        "请核对：备注说得对的，改正所填的数后重报；数没有错的，改正或删去备注。",
        "备注只作说明，不据以改数；说数有错、是别的时期或只是一部分的，须由填报人确认。",
    ),
    "READ-NOTE-WORD": Rule(
        _N,
        "{where}写有“{what}”，看不出是不是说所填的数另有范围、时间、单位或者不是完成数，暂按表头读取。",
        "请核对：只是说明情况的，无须处理；所填的数确实与表头不同的，改正后重报。",
        "认不出的话不作猜测，请填报人看一眼。",
    ),
    "READ-REMARK-WORD": Rule(
        _N,
        "{name}的备注或批注写有“{what}”，看不出是不是说所填的数另有范围、时间、单位或者不是完成数，暂按所填的数采用。",
        "请核对：只是说明情况的，无须处理；所填的数确实与指标要求不同的，改正后重报。",
        "认不出的话不作猜测，请填报人看一眼。",
    ),
    "READ-PART-BLANK": Rule(
        _N,
        "“{what}”一行没有填数，其下各行按本单位的总数读取。",
        "不用报送的行请删去；其下各行只是这一部分的数的，请改正后重报。",
        "其中项空着、下面各行又没有重复上面的指标的，看作没有填的一行，不看作下面各行的标题。",
    ),
}
