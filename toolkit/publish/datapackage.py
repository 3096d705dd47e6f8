"""``data/datapackage.json``: what the data files hold, column by column, as a Frictionless data package.

The columns are those that ``data`` writes; a column without a description is a fault of ours (a test sees to it).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.model import Kind, Period, Status
from toolkit.publish.data import CODE_COLUMNS, DOCUMENT_COLUMNS, FIGURE_COLUMNS, OBSERVATION_COLUMNS

FILE = "datapackage.json"
PROFILE = "tabular-data-package"
MONTH = r"^\d{4}-\d{2}$"
KINDS = [Kind.MONTH.value, Kind.YTD.value, Kind.PRIOR_YTD.value]

Field = tuple[str, str, str, Mapping[str, object]]  # type, title, description, constraints


def _text(title: str, description: str, **constraints: object) -> Field:
    return "string", title, description, constraints


def _number(title: str, description: str) -> Field:
    return "number", title, description, {}


OBSERVATIONS: dict[str, Field] = {
    "unit": _text("单位代码", "数据说的是哪个单位；名称见 codes.csv", required=True),
    "indicator": _text("指标代码", "名称见 codes.csv", required=True),
    "period": _text("报告期", "年-月，如 2024-03", required=True, pattern=MONTH),
    "scope": _text("口径", "全辖、园区、自贸、特殊监管、全市；不同口径的数不能相加", required=True),
    "kind": _text("时段", "month 本月，ytd 本年累计，prior_ytd 上年同期累计", required=True, enum=KINDS),
    "value": _number("数值", "精确值，不作修约；空表示没有数，原因见 status，空不是 0"),
    "measure": _text("计量单位", "数值的计量单位"),
    "status": _text("数据状态", "有没有数、为什么没有", required=True, enum=[status.value for status in Status]),
    "file": _text("来源文件", "收到时的文件名（inputs 之下的路径）；以 = + - @ 等开头的加一个撇号"),
    "sheet": _text("工作表", "来源工作表"),
    "cell": _text("单元格", "来源单元格，如 E5"),
}
FIGURES: dict[str, Field] = {
    "figure": _text("公布数编号", "指标.单位.报告期.种类，如 WM01.430100.2024-03.ytd", required=True, unique=True),
    "unit": _text("单位代码", "单位或分组，名称见 codes.csv", required=True),
    "indicator": _text("指标代码", "名称见 codes.csv；BS 为报送情况的计数", required=True),
    "period": _text("报告期", "年-月", required=True, pattern=MONTH),
    "kind": _text("种类", "ytd 本年累计、ytd_yoy 累计同比等，全部种类见 docs/数据文件说明.md", required=True),
    "value": _number("未修约值", "按所写算法得到的值；空表示不能给出，原因写在 method"),
    "shown": _text("公布数", "按指标小数位四舍五入后的数，不能给出时为“—”"),
    "text": _text("公布文字", "带计量单位的写法，增减不带符号，方向由正文的“增长”“下降”表示"),
    "coverage": _text("覆盖", "合计所含单位数/应含单位数，如 8/9；不是合计的为空", pattern=r"^(\d+/\d+)?$"),
    "method": _text("算法", "怎么算出来的，合计缺哪些单位；不能给出时为原因"),
    "inputs": _text("依据", "用“; ”分开：obs:单位/指标/报告期/口径/时段，另一公布数编号，或 doc:登记表#行号"),
}
DOCUMENTS: dict[str, Field] = {
    "document": _text("文件编号", "公布数依据中的 doc: 编号", required=True),
    "register": _text("登记表", "登记在哪个文件"),
    "row": _text("行", "登记表中的行号或名称"),
    "basis": _text("依据文件", "文件名称"),
    "section": _text("章节", "文件中的章节"),
    "quote": _text("原文", "所引原文"),
}
CODES: dict[str, Field] = {
    "code": _text("代码", "单位、分组或指标的代码", required=True),
    "of": _text("类别", "unit 单位，group 分组，indicator 指标", required=True, enum=["unit", "group", "indicator"]),
    "name": _text("名称", "印出的名称", required=True),
    "short": _text("简称", "没有简称的为空"),
}
FILES: dict[str, tuple[str, str, Sequence[str], dict[str, Field], Sequence[str]]] = {
    "observations": (
        "观测值",
        "本期全部填报数，以及公布数所依据的以前月份的数，一行一个。",
        OBSERVATION_COLUMNS,
        OBSERVATIONS,
        ("unit", "indicator", "period", "scope", "kind"),
    ),
    "figures": ("公布数", "本期全部公布数，一行一个，含算法和依据。", FIGURE_COLUMNS, FIGURES, ("figure",)),
    "documents": ("依据文件", "公布数依据的登记文件和原文。", DOCUMENT_COLUMNS, DOCUMENTS, ("document",)),
    "codes": ("代码", "其他各表所用的代码和名称。", CODE_COLUMNS, CODES, ("of", "code")),
}


def descriptor(period: Period, theme: str, version: str) -> dict[str, object]:
    """The data package of a month; ``version`` is the tool's."""
    return {
        "profile": PROFILE,
        "name": f"open-economy-{period}",
        "title": f"{theme}月报数据（{period.year}年{period.month}月）",
        "description": "UTF-8 编码，逗号分隔，首行为列名；数为精确十进制文字。逐列说明见各资源的 fields。",
        "version": version,
        "resources": [_resource(name) for name in FILES],
    }


def write(folder: Path, period: Period, theme: str, version: str) -> Path:
    path = folder / FILE
    text = json.dumps(descriptor(period, theme, version), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def _resource(name: str) -> dict[str, object]:
    title, about, columns, fields, key = FILES[name]
    schema: dict[str, object] = {
        "fields": [_field(column, fields[column]) for column in columns],
        "primaryKey": list(key),
        "missingValues": [""],
    }
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": title,
        "description": about,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _field(name: str, field: Field) -> dict[str, object]:
    kind, title, description, constraints = field
    made: dict[str, object] = {"name": name, "type": kind, "title": title, "description": description}
    return made | ({"constraints": dict(constraints)} if constraints else {})
