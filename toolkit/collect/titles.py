"""Whether every word of a title, of a caption above a table and of its sheet's name is understood, and what it says.

The same principle as for the headings among the rows (``wording``): units, months, names of forms and of indicators and
the furniture of titles (开放型经济, 完成情况, 统计快报, 商务局) narrow nothing; what is left over is asked about.
Another time, a forecast, a target and what is declared void make no figures of the month's at all. Of a sheet's name
only these count, and words for a draft or a part: sheets are called after people and after nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from toolkit.collect.groups import is_measure_line
from toolkit.collect.labelled import is_label
from toolkit.collect.labels import SERIAL, key
from toolkit.collect.layout import FOOT, LABELLED
from toolkit.collect.names import Names
from toolkit.collect.parts import DONE, Ground, narrowing
from toolkit.collect.view import View
from toolkit.collect.wording import known_words, of_enterprises, register_words
from toolkit.model import Period
from toolkit.notation import parse_number

_LONGEST = 60  # characters of a title; what is longer is prose
_MOST_ROWS = 12
_SENTENCE = re.compile(r"[。；;!?]|[,，].{6,}|^(?:注|说明|备注|要求|提示|填报说明|填表说明|请)")
_DATES = re.compile(
    r"(?:20\d\d[年.\-/])?\d{1,2}[月.\-/]\d{1,2}日?前?|20\d\d[年.\-/]\d{1,2}月?(?:份|底|末)?|20\d{4}|"
    r"[\[(]20\d\d[\])]\d*号?|20\d\d年?-20\d\d年?|20\d\d年?(?:修订|修改|试行|统一|版|制)+|第?\d+[期次号页]"
)
_LETTER = re.compile(r"[^\W\d_]{1,7}[函发字办通文报统商][\[(]20\d\d[\])]\d+号(?:文件?)?")  # 长商务函〔2024〕15号
_OTHER = re.compile(
    r"(?<!以)(?<!与)(?<!和)(?<!比)(?<!较)(?<!同)(?:上一?[年月季期](?!度?末)|去年|前年|往年|历年)"
    r"(?:同[期月])?(?!.*(?:比|变化|增减|增长|调整))"
)
_YEAR = re.compile(r"(?<![\d-])(20\d\d)(?![\d-])")
_UNDONE = re.compile(
    r"预[计测估]|测算|暂估|序时(?:进度)?要求|考核基数|力争|应完成|控制数|建议数|作废|废止|(?:已|此表)撤回|"
    r"(?:目标|任务|计划|预期)(?:任务|目标)?(?:数|值)?(?:表|一览表?|[)]|$)|预期(?:目标|值|数)"
)
_SHEET = re.compile(
    r"仅(?!供)|规上|规模以上|限上|抽样|[估暂]算|暂估|预估|(?<![一二三四五六七八九十])部分|旧|草稿|样表|样本|示例|模板|测试|不含|调整前|更正前|"
    r"修改前|初步|未审"
)
_NARROWED = re.compile(
    r"(?:外资|内资|服务|自贸(?:片?区|区块)?|综保区|加工|市场|平台|口岸|班列|招商|项目|重点)(?:企业)?的?"
    r"(?=(?:货物)?(?:贸易)?(?:进出口|出口|进口))"
)
_FURNITURE = (
    r"仅?供(?:参考|对照|比较|查阅)|"
    r"内部(?:资料|文件?|材料|使用|参阅)?|注意保[存密]|[机绝秘]密|保密|妥善保管|[请切]?[勿不][得要]?外[传泄]|填[报表写]须知|须知|"
    r"\|科室?(?!技)|[本当]月|本期|本年累计|累计|分?区域|(?:外[贸资经]|内资|招商|投资促进|服贸|综合|口岸|开放)(?:业务)?科室?|"
    r"外贸|外资|三类500强|[二三四五六]外|应对贸易摩擦|(?<![针面])对外|专班|数据|样例数据|虚构|本表|反映|"
    r"每月|日前|于|自贸试验区|试验区|区块|片区|[的之]?(?:函|报告|请示)$|"
    r"二[〇○零o0][一二三四五六七八九〇零]{2}年|月报表?|季报表?|[一二三四五六七八九十]+大|百强|"
    r"[较比]?上年同[期月]|十[三四五六]五|(?:开放|外向)型?经济|外向型|高质量|(?:月|季|年)度|"
    r"[一二三四1-4]季度|[上下]半年|全年|同[比期月]|环比|增[幅速长减]|与?上年同[期月]|监测|调度|通报|"
    r"统?计?快报|快报数?|简报|月报|专报|旬报|日报|填报|上报|报送|关于|有关|相关|报[市省区县]?商务[局厅]|"
    r"报表式?|表式|台账|附件|附表|样式|下发|正式|最终|稿|版|盖章|公章|定稿|终稿|终版|更正|订正|修订|补报|"
    r"再次|重报|修改后|"
    r"(?:[区县市]|管理)?(?:商务|统计|发改|发展和?改革|招商|投资促进|经济(?:发展|合作|运行)|产业(?:发展|促进)|开放|"
    r"科技|工信|行政审批|口岸|物流)+"
    r"[和与]?(?:投资促进|信息化|经济合作)?(?:服务)?"
    r"(?:局|委员会|委|办公?室?|厅|处|中心|部门)(?:[^\W\d]{0,4}[处科])?|"
    r"管理?委员?会|人民政府|公司|商务|外商|经贸|稳|三外|外事|双招双引|引外?资|高水平|商贸|领域|板块|工作|"
    r"动态|态势|走势|分析|评价|考核|排名|通知|对比|对照|比较|变化|指标体系|体系|明细|清单|目录|名称|类别|"
    r"全口径|口径|含园区|含|所辖|辖区?|园区|[全本我][区县市]|市区县|区县市?|各|分|序时|进度|达标|目标任务|"
    r"第?[\d一二三四五六七八九十]+[、,.)]|[a-z]*kf\d+|excel|wps|表号|表\d+|表[一二三四五六七八九十]+|"
    r"报告期?|截至|当期|期|号|第|页|共|次|份|度|型|制表|时间|日期|[年月日至到-]|[数值报前]|省|市|区|县|"
    r"长沙|湖南|发展区?|开发区|自由|核定|统一|和|与|及|的|了|\d+|[a-z\d]|[\W_]"
)
_COMPARED = re.compile("比|对照|调整|与|和|-")
_ALONE = re.compile(r"\(20\d\d年?\)")
_WIDER = re.compile(r"全[市省国](?!.{9})")


@lru_cache(maxsize=4)
def _understood(names: Names) -> tuple[re.Pattern[str], ...]:
    """What is taken away from a title, one after the other: a name in the registers goes before the words it holds."""
    return re.compile(register_words(names)), re.compile(_FURNITURE), known_words(names)


def against(text: str, period: Period) -> str:
    """The words of a title that make of the figures below something else than what was done in the month, ``""`` for
    none. A title that speaks of another time beside its own compares with it, unless another year stands by itself."""
    folded = key(text)
    undone = _UNDONE.search(folded)
    if undone and not (re.match("目标|任务|计划|预期", undone[0]) and DONE.search(folded)):
        return undone[0]
    left = _DATES.sub("|", folded)
    if str(period.year) in folded or re.search(rf"(?<!\d){period.month}月", left):
        return ""
    if said := _OTHER.search(left):
        return said[0]
    years = [found[1] for found in _YEAR.finditer(left) if int(found[1]) < period.year]
    return f"{years[0]}年" if years else ""


def sheet_against(name: str, period: Period) -> tuple[str, bool]:
    """What a sheet's name says against its figures, and whether it surely says another thing; ``""`` for nothing."""
    folded = key(name)
    if said := against(name, period):
        return said, True
    bare = folded.strip("()*")
    if bare in ("目标", "任务", "计划", "预期", "同期"):
        return bare, True
    found = _SHEET.search(folded)
    return (found[0], False) if found else ("", False)


@lru_cache(maxsize=4096)  # the titles of a form stand in every return
def left_over(names: Names, text: str, period: Period, subject: str) -> str:
    """What of a title is none of the words known to narrow nothing, ``""`` when all of it is, or when it is prose. A
    caption of 全市 is wider than the ``subject``, unless that is itself a city."""
    folded = key(text)
    if (wider := _WIDER.match(folded)) and not names.book.unit_name(subject).endswith("市"):
        return wider[0]
    if len(folded) > _LONGEST or _SENTENCE.search(folded) or FOOT.match(folded) or LABELLED.search(folded):
        return ""
    if ":" in folded or is_measure_line(text) or names.indicators(text) or names.unit_exact(text):
        return ""
    narrowed = _NARROWED.search(folded) or of_enterprises(names, folded)
    said = {word for word, _ in names.indicator_words()}
    if narrowed and not any(folded.startswith(word, narrowed.start()) for word in said if len(word) > len(narrowed[0])):
        return narrowed[0]
    left = _DATES.sub("|", SERIAL.sub("", _LETTER.sub("|", folded)))
    years = [year for year in _YEAR.findall(left) if int(year) != period.year]
    if years and not DONE.search(folded) and (_ALONE.search(left) or not _COMPARED.search(left)):
        return str(years[0])
    for pattern in _understood(names):
        left = pattern.sub("|", left)
    return left.replace("|", "")


def no_total(names: Names, sheet: str, titles: Sequence[str], ground: Ground, period: Period) -> tuple[str, str]:
    """Of the titles above a table and its sheet's name the first that makes it no total of the unit's month, and by
    which words; two blanks for none. ``ground``: what the figures asked for are of."""
    for text in titles:
        said = narrowing(names, text, ground) or (against(text, period) if _speaks(text) else "")
        if said:
            return text, said
    other, sure = sheet_against(sheet, period)
    whole = ground if ground is Ground.WHOLE else Ground.OTHER  # a park's sheets may be called after its zone
    said = narrowing(names, sheet, whole, first=True) or (other if sure else "")
    return (sheet, said) if said else ("", "")


def asked_about(names: Names, sheet: str, titles: Sequence[str], period: Period, subject: str) -> list[str]:
    """The titles with words that are not understood, and a sheet's name that speaks of a draft or a part."""
    asked = [text for text in titles if left_over(names, text, period, subject)]
    return [*asked, sheet] if titles and sheet_against(sheet, period)[0] else asked


def captions(view: View, top: int) -> list[str]:
    """The titles and captions above a table: what stands alone in its line, but for labelled words, measures, months
    and numbers beside it. A line with a label and its content (填表人 | 李某) is none."""
    found = []
    for row in range(max(0, top - _MOST_ROWS), min(top, view.height)):
        texts = {text for column, text in view.line(row) if not view.is_hidden(row, column)}
        said = [text for text in texts if _speaks(text)]
        if len(said) == 1 and not any(key(text).endswith(":") for text in texts):
            found.append(said[0])
    return found


def _speaks(text: str) -> bool:
    folded = key(text)
    plain = LABELLED.search(folded) or ":" in folded or is_measure_line(text) or is_label(folded)
    plain = plain or parse_number(text).value is not None
    return not plain and bool(_DATES.sub("", folded).strip("()年月")) and len(folded) > 1


def captions_among(lines: Sequence[str]) -> list[str]:
    """Of the lines between two tables those that may be captions."""
    return [text for text in lines if _speaks(text)]
