"""What reading can find, as data: rule id, grade, sentence, remedy, and the explanation shown on request.

Sentences are for the person who filled the form; ``{slots}`` are filled in by the reader. Ids are stable.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.model import Finding, Grade, Period, Source


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be found while reading. ``explain`` says why the toolkit asks."""

    grade: Grade
    message: str
    remedy: str
    explain: str


_F, _Q, _N = Grade.FATAL, Grade.QUERY, Grade.NOTE
_TEXT = "可能影响取数的写法一律提出，由填报人确认，不代为改数。"

RULES: dict[str, Rule] = {
    "READ-FILE": Rule(_F, "{what}", "{todo}", "文件打不开或不是工作簿时，只对该文件作出处理，不影响其他单位。"),
    "READ-UNIT": Rule(
        _F,
        "认不出填报单位{what}。",
        "请在封面“填报单位”“单位代码”栏填写登记的单位名称和代码。",
        "填报单位依次从表式标识、封面、标题、工作表名、文件夹和文件名中辨认；有歧义的简称不作猜测。",
    ),
    "READ-UNIT-CONFLICT": Rule(
        _F,
        "填报单位前后不一：{what}。",
        "请核对是否用了别的单位的空白表，封面、标题有没有写错，改正后重报。",
        "同一文件不同处写着不同单位，可能用错了模板。",
    ),
    "READ-UNIT-NAME": Rule(
        _Q,
        "{where}写的单位（{other}）与表内（{chosen}）不一致，已按表内读取。",
        "请确认表内单位无误，并改正{where}。",
        "文件名和文件夹名是最弱的依据，不一致时以表内为准并提请核实。",
    ),
    "READ-PERIOD": Rule(
        _F,
        "认不出报告期。",
        "请在封面“报告期”栏写明年月，如2024年3月。",
        "报告期不明的数据不能入库。",
    ),
    "READ-PERIOD-CONFLICT": Rule(
        _F,
        "报告期前后不一：{what}。",
        "请核对是否误用上月报表或漏改标题，改正后重报。",
        "封面、标题、表头所写月份须一致。",
    ),
    "READ-PERIOD-NAME": Rule(
        _Q,
        "{where}写的月份（{other}）与表内（{chosen}）不一致，已按表内读取。",
        "请确认表内报告期无误，并改正{where}。",
        "文件名和文件夹名是最弱的依据，不一致时以表内为准并提请核实。",
    ),
    "READ-PERIOD-YEAR": Rule(
        _N,
        "报告期只写了月份，年份按{chosen}理解。",
        "请在封面“报告期”栏写明年月。",
        "没有写年份时按本次汇总的年份理解。",
    ),
    "READ-PERIOD-OTHER": Rule(
        _N,
        "工作表“{sheet}”是{other}的报表，已按该月另行登记，不计入本月。",
        "无须处理；该月数据没有改动的，以后不必一并报送。",
        "一个工作簿放了几个月的表时，各月的表分别登记、分别审核。",
    ),
    "READ-PERIOD-LATER": Rule(
        _Q,
        "工作表“{sheet}”写的是{other}，晚于本文件的报告期，没有读取。",
        "请核对这张表的月份；确为以后月份的，到时再报。",
        "报告期以后的月份还没有数据，多为月份写错。",
    ),
    "READ-TABLE": Rule(
        _F,
        "工作表“{sheet}”里有指标和数，但认不出表头，没有取数。",
        "请使用下发的表式，保留“指标名称、计量单位、本月、本年累计”表头；草稿等不须报送的，请删去该表后重报。",
        "表格按表头文字寻找，不按固定位置；认不出时不作猜测。",
    ),
    "READ-TABLE-HIDDEN": Rule(
        _N,
        "隐藏的工作表“{sheet}”没有读取。",
        "如其中有应报数据，请取消隐藏后重报。",
        "隐藏的表多为旧表或字典，读取容易重复。",
    ),
    "READ-FORM-VERSION": Rule(
        _N,
        "{form}用的是{other}，现行为{chosen}。",
        "下月请换用新下发的表式。",
        "旧表式按指标名称读取，能读尽读。",
    ),
    "READ-SUBJECT": Rule(
        _F,
        "看不出工作表“{sheet}”填的是哪个对象（{what}），没有取数。",
        "请在工作表名或标题中写明对象名称。",
        "一个单位代几个区块填报时，每张表须写明对象。",
    ),
    "READ-SCOPE": Rule(
        _Q,
        "工作表“{sheet}”写有“{what}”，而本表按全辖口径填报，现按全辖计入。",
        "请核实所填数是否包括辖区内园区：不包括的，请补齐后重报；包括的，请删去这一说明。",
        "全辖与本级是两个口径，不能混在一起相加。",
    ),
    "READ-SUBJECT-OTHER": Rule(
        _Q,
        "工作表“{sheet}”填的是{other}的数据，该表不由本单位报送，没有采用。",
        "如是你单位的数，请改正所写的单位名称后重报；如是{other}的数，请删去该表，由其自行报送，确应由你单位代报的请说明原因。",
        "同一数据只取责任单位所报，避免重复。",
    ),
    "READ-FORM-OTHER": Rule(
        _Q,
        "工作表“{sheet}”（{form}）不由本单位报送，没有采用。",
        "请删去该表；确应由你单位报送的，请说明原因。",
        "同一数据只取责任单位所报，避免重复。",
    ),
    "READ-COLUMN": Rule(
        _Q,
        "“{header}”一栏认不出是什么数{hint}，没有采用。",
        "请改用“本月”“本年累计”“上年同期累计”等规范表头。",
        _TEXT,
    ),
    "READ-COLUMN-BARE": Rule(
        _Q,
        "这一栏没有表头而填有数据，没有采用。",
        "请核对是否填错了栏；确需这一栏的，请写明表头。",
        "没有表头的数看不出是什么，多为整行错位。",
    ),
    "READ-COLUMN-OTHER": Rule(
        _N,
        "表中并列的“{header}”不是本期数，没有读取。",
        "无须处理；如应读取，请单独报送该月报表。",
        "一张表并列几个月时，只取本期一栏。",
    ),
    "READ-COLUMN-MONTH": Rule(
        _N,
        "表中并列的{other}各栏已按该月另行登记，不计入本月。",
        "无须处理；该月数据没有改动的，以后不必一并报送。",
        "一张表并列几个月、各栏都写明月份的，各月分别登记、分别审核。",
    ),
    "READ-SUBJECT-PART": Rule(
        _Q,
        "表中“{other}”的数不由本单位报送，没有采用。",
        "请由责任单位自行报送；如就是本单位，请写明登记的单位名称。",
        "同一数据只取责任单位所报，避免区县与园区重复。",
    ),
    "READ-STRUCK": Rule(
        _F,
        "该数加了删除线（{what}），看不出是否作废，没有取数。",
        "请填写确定的数，删去作废的数。",
        "删除线常用来表示作废，不能当作有效数读取。",
    ),
    "READ-SHOWN": Rule(
        _F,
        "单元格里存的是{what}，数字格式却把它显示成了另一个数，或者在后面显示了别的计量单位，看不出以哪个为准，没有取数。",
        "请把该格的数字格式改为“常规”，按表头的计量单位直接填写数值。",
        "用数字格式缩小显示（如存元而显示万元）时，存的数和看到的数相差千倍、万倍，不代为选择。",
    ),
    "READ-MERGED": Rule(
        _Q,
        "这个数所在的单元格与{what}合并在一起，看不出是一项的数还是几项合在一起的数，暂按本格读取，其余各格作空白。",
        "请取消合并，每格各填各的数。",
        "合并单元格里的数只存在左上角一格，其余各格在文件中是空白。",
    ),
    "READ-ADOPTED": Rule(
        _N,
        "原文“{what}”按采纳登记读作“{value}”（{who}：{why}）。",
        "无须处理。",
        "采纳只对登记的这一个文件有效，文件改动后须重新确认。",
    ),
    "READ-SENT-BACK": Rule(
        _F,
        "人工退回：{why}（{who}）。",
        "请按上述意见改正后重新报送。",
        "人工退回只对登记的这一个文件有效，改正后重报的另行审核。",
    ),
    "READ-EXTERNAL": Rule(
        _N,
        "工作簿的公式引用了其他文件，所取的是上次保存时的结果。",
        "请核对这些数是否最新；报送前宜转为数值。",
        "外部文件不随报表报送，公式结果可能已经过时。",
    ),
    "READ-SHEET": Rule(
        _N,
        "工作表“{sheet}”里有数，但没有登记的指标，没有读取。",
        "无须处理；如其中有应报数据，请填入下发的表式。",
        "没有指标名称的表无法取数。",
    ),
    "READ-COLUMN-TWICE": Rule(
        _F,
        "有两栏{places}都像是“{header}”，没有取数。",
        "请只保留一栏，或在表头写明区别。",
        _TEXT,
    ),
    "READ-COLUMN-MISSING": Rule(
        _Q,
        "表中没有“{header}”一栏。",
        "请补上该栏后重报，或说明原因。",
        "缺少的栏按未填报处理，不以零代替。",
    ),
    "READ-ROW": Rule(
        _Q,
        "“{label}”一行填有数据，但不是本表的指标{hint}，没有采用。",
        "请改用表式规定的指标名称；确属新增内容的，写入备注。",
        _TEXT,
    ),
    "READ-ROW-AMBIGUOUS": Rule(
        _F,
        "“{label}”可以指{what}，没有取数。",
        "请写明指标全称或填写指标代码。",
        _TEXT,
    ),
    "READ-ROW-CONFLICT": Rule(
        _F,
        "指标名称“{label}”与指标代码{code}不是同一指标，没有取数。",
        "请核对这一行的名称和代码。",
        "行错位时常见，须先改正。",
    ),
    "READ-ROW-TWICE": Rule(
        _F,
        "{name}出现两次（{places}）而数值不同，没有取数。",
        "请只保留正确的一行。",
        "同一指标在一份报表中只能有一个数。",
    ),
    "READ-ROW-MISSING": Rule(
        _Q,
        "表中缺少“{label}”行。",
        "请补上该行后重报，或说明原因。",
        "缺少的行按未填报处理，不以零代替。",
    ),
    "READ-NUMBER": Rule(
        _F,
        "填写的内容读不成数：{what}。",
        "请只填阿拉伯数字；为零填0，无此项业务填“无”。",
        "读不准的数不作猜测。",
    ),
    "READ-DASH": Rule(
        _Q,
        "填的是“{what}”，看不出是零、是没有这项业务还是还没有数，暂作缺数处理。",
        "当期没有发生的填0；没有此项业务的填“无”；暂时没有数的留空，并在备注中说明。",
        "横线不是零：缺的数不参加汇总，合计会注明不含该单位。",
    ),
    "READ-ERROR": Rule(
        _F,
        "单元格是公式错误值{what}。",
        "请改正公式，或直接填写数值。",
        "错误值不是零，也不是空白。",
    ),
    "READ-FORMULA": Rule(
        _F,
        "单元格的公式没有计算结果。",
        "请用 Excel 或 WPS 打开、保存一次，或直接填写数值。",
        "未经计算的公式没有数，不能当作空白。",
    ),
    "READ-DIFFERS": Rule(
        _F,
        "单元格里存的内容是“{what}”，不能确认是什么数，没有取数。",
        "请在该单元格重新录入数值后保存。",
        "每个数都用两种互不相干的方法读取，不一致时不取。",
    ),
    "READ-DOUBT": Rule(
        _Q,
        "填写的不是确数（{what}），暂按{value}读取。",
        "请填写确切数；确为预计数的，在备注中说明。",
        _TEXT,
    ),
    "READ-NOTATION": Rule(_N, "{what}，读作{value}。", "请改填阿拉伯数字。", _TEXT),
    "READ-MEASURE": Rule(
        _F,
        "{name}没有写明计量单位，没有取数。",
        "请在表头、“计量单位”栏或表名下写明单位，如“{wanted}”。",
        "不知道单位的数不能入库，相差可达万倍。",
    ),
    "READ-MEASURE-UNKNOWN": Rule(
        _F,
        "“{what}”不是登记的计量单位，没有取数。",
        "请改用表式规定的计量单位“{wanted}”。",
        "计量单位见登记表“计量单位”。",
    ),
    "READ-MEASURE-CONFLICT": Rule(
        _F,
        "{name}的计量单位前后不一（{what}），没有取数。",
        "请统一写明一种计量单位。",
        "同一个数旁边写着两种单位，不能替填报人选择。",
    ),
    "READ-MEASURE-KIND": Rule(
        _F,
        "{name}应以{wanted}计，填的是{what}，两者不能换算，没有取数。",
        "请按{wanted}填报。",
        "不同币种之间一律不换算。",
    ),
    "READ-MEASURE-CELL": Rule(
        _N,
        "数后写有计量单位“{what}”，按此折合为{value}。",
        "请按表头的计量单位填写，数后不写单位。",
        "数后自带的单位优先于表头。",
    ),
    "READ-MEASURE-SCALE": Rule(
        _Q,
        "数后写有“{what}”，与表头的计量单位不同，暂按{value}读取。",
        "请核对大小；按表头的计量单位填写，数后不写“万”“亿”。",
        "数后只写“万”“亿”时，可能指一万个表头单位，也可能另换了单位，相差可达万倍。",
    ),
    "READ-HIDDEN": Rule(
        _Q,
        "隐藏的行或列里填有数据，已一并读取。",
        "请确认这些数据是否应报，并取消隐藏。",
        "隐藏内容可能是旧数。",
    ),
    "READ-TASK": Rule(
        _Q,
        "“{what}”不是登记的任务，没有采用。",
        "请保留表式中的任务编号。",
        "任务见登记表“任务”。",
    ),
    "READ-TASK-STATUS": Rule(
        _Q,
        "进展状态“{what}”不在规定的五种之内。",
        "请从已完成、按序时推进、滞后、未启动、需长期推进中选填。",
        "状态须可汇总。",
    ),
    "READ-PROJECT": Rule(
        _Q, "第{what}行有数而没有项目名称，没有采用。", "请补填项目名称。", "没有名称的项目无法核对。"
    ),
    "READ-HISTORY": Rule(
        _Q,
        "历史数据中有{what}，没有采用。",
        "请核对单位代码、指标代码和报告期。",
        "历史数据须能对应到登记的单位、指标和月份。",
    ),
}

EXPLAIN: dict[str, str] = {rule_id: rule.explain for rule_id, rule in RULES.items()}


@dataclass(slots=True)
class Notebook:
    """The findings of one file while it is being read, in reading order."""

    file: str
    unit: str = ""
    period: Period | None = None
    found: list[Finding] = field(default_factory=list)

    def add(
        self,
        rule: str,
        sheet: str = "",
        cell: str = "",
        *,
        form: str = "",
        unit: str = "",
        indicator: str = "",
        raw: str = "",
        **slots: str,
    ) -> None:
        """Record a finding; the same finding at the same place only once."""
        text = RULES[rule]
        slots.setdefault("hint", "")
        finding = Finding(
            rule,
            text.grade,
            text.message.format(sheet=sheet, form=form, **slots),
            text.remedy.format(sheet=sheet, form=form, **slots),
            Source(self.file, sheet, cell),
            unit or self.unit,
            self.period,
            form,
            indicator,
            raw,
        )
        if finding not in self.found:
            self.found.append(finding)
