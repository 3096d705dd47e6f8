"""What free text beside, below or above figures says of them: remarks, comments, notes, lines under a title.

Every clause is one of three. It surely says that the figures are something else (another measure, another stretch of
time, a part of the units, a stage before anything was done, counted twice, at odds with a register): ``sure``. Or all
its words are known to narrow nothing, or it tells why or how a figure moved: silence. Or there is a word in it that
nobody declared: it is asked about mildly, for the next return will use words nobody has thought of. The words known are
in ``ordinary_words``, what makes a clause sure in ``telling_words``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from toolkit.codebook.rows import UnitKind
from toolkit.codebook.terms import Measure, Nature
from toolkit.collect import ordinary_words as ordinary
from toolkit.collect import telling_words as telling
from toolkit.collect.labels import key
from toolkit.collect.names import Names
from toolkit.collect.spoken_time import other_time
from toolkit.collect.wording import known_words, register_words
from toolkit.model import Period


@dataclass(frozen=True, slots=True)
class Said:
    """A clause that is told. ``sure``: it makes another thing of the figures; else its words are not understood."""

    words: str
    sure: bool


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """The figures a text may speak of, made by ``speaking_of``. ``measures``: what they were taken in, by indicator;
    ``meant``: what the registers say of them, folded, which a text may repeat; ``code``: the indicator of a row;
    ``lacking``: some of them are blank; ``whole``: the text speaks of a whole table and may hold instructions to
    fillers."""

    names: Names
    period: Period
    subject: str
    measures: tuple[tuple[str, Measure], ...] = ()
    meant: str = ""
    code: str = ""
    lacking: bool = False
    whole: bool = False

    def repeats(self, clause: str) -> bool:
        """Whether a folded clause only says what the registers say of the figures anyway."""
        if self.code and _CURRENCY_ALONE.fullmatch(clause) and _another_measure(clause, self):
            return False  # what the form says of another row
        if len(clause) <= _SHORTEST or clause not in self.meant:
            return False
        return any(not _NEGATED.search(before) for before in self.meant.split(clause)[:-1])

    def unsaid(self, clause: str) -> str:
        """A folded clause without what its end repeats of the registers (对外投资不含中央企业)."""
        starts = (found.start() for found in _NARROWS.finditer(clause))
        return clause[: next((start for start in starts if self.repeats(clause[start:])), len(clause))]

    @property
    def called(self) -> str:
        """The name of the indicator, ``""`` of a whole table."""
        indicator = self.names.book.indicator(self.code) if self.code else None
        return indicator.name if indicator else ""


speaking_of = lru_cache(maxsize=2048)(About)  # the same one for the same figures: hundreds of texts are held against it

_SHORTEST = 3  # characters: a phrase of the registers, no single word of theirs
_NARROWS = re.compile("不|含|以|按")
_NEGATED = re.compile("(?:不|不是|不得|不能|非)$")  # what the registers say it is not (不是各月相加)
_CURRENCY_ALONE = re.compile("[均都]?[以按](?:人民币|美元)计[算价]?")
_SENTENCES = re.compile(r"[。；;!?\n]|(?<![\d.])\(?\d{1,2}[.、)](?!\d)|[①-⑳]")
_CLAUSES = re.compile(r"[,，()]|批注[:：]")
_LABEL = re.compile(
    r"^(?:(?:注|备|备注|说明|填表说明|填报说明|附注|其中|其他|批注|口径|备注说明|情况说明|原因|指标解释)\d*[:.、])+"
)
_ADDRESSED = re.compile(
    r"请|须|应当|不得|[请切]?勿|如[有需遇果]|凡|只填|不改|自动[计生]|可[在以不]|留空|填写|填列|填[“\"]?[0零无]|"
    r"的[,，]?(?:填|在|由|不|可|要|写|报|计入|应|按)|一律(?![为按以])|截止时间为?每|每[月季]\d|前报|在备注|有效数字|保留"
)

_PRELIMINARY = re.compile(r"(?:快报|初步|预计)数")
_SOURCE = re.compile(r"[^,]{0,8}(?:数据|资料)来源")  # whoever it is
_FORECAST = re.compile(
    r"[为是系均]预[计测估](?!的)"
)  # of a whole table; beside a row it is what fillers are asked to write
_FORECAST_MONTH = re.compile(r"预[计测估][全当本]月(?:完成|实现)?数")
_SAME = re.compile(
    r"(?:本表)?(?:中|内|各项)*(?:数据?)?[与同和](?:上个?月|(?P<month>\d{1,2})月)份?(?:数据?)?(?:完全)?(?:相同|一致|一样)"
)
_DRAFT = re.compile(r"[本此]?表?[为是系]?(?:草[稿表]|初稿|未定稿)")
_WHOSE = re.compile(
    r"(?:此|该|本|以上|所填)?(?:项|行|列)?(?:数据?)?[为系是含填按报]?(.{2,14}?)(?:的)?(?:数据?|数字|情况|合计)"
)
_WITH = re.compile(r"(?:含|包括|包含)([^\W\d]{2,3}[区县市])")
_SUBJECT = re.compile(r"^(?:本表|此表|该表|上述|以上|表[中内]|所[填报列]|全部|本月|本年累计|累计|数据)")


def _pattern(*lists: str) -> re.Pattern[str]:
    """Any word of these lists, the longer ones first."""
    words = {word for each in lists for word in each.split()}
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


_EXPLAINS = _pattern(ordinary.DETAIL, ordinary.CAUSES, ordinary.COMPARISONS, ordinary.EVENTS)
_MOVES = _pattern(ordinary.CAUSES, ordinary.COMPARISONS)
_THEN = re.compile("[上去前往]年|同期|[上前]月|[同环]比|[增降]|季节")  # what it differs from is another time
_TALK = _pattern(ordinary.TALK)
_LACKS, _PARTS, _KINDS = _pattern(telling.LACKING), _pattern(telling.PARTLY), _pattern(telling.KINDS)
_ESTIMATED, _STAGES = _pattern(telling.ESTIMATED), _pattern(telling.UNDONE)
_TWICE, _NOT_TWICE = _pattern(telling.TWICE), _pattern(telling.NOT_TWICE)
_ODDS, _NOT_ODDS = _pattern(telling.ODDS), _pattern(telling.NOT_ODDS)
_SUSPECT = _pattern(telling.SUSPECT)
_MIXED, _OF_FOREIGN, _ADDED_UP = _pattern(telling.MIXED), _pattern(telling.OF_FOREIGN), _pattern(telling.ADDED_UP)
_OPEN, _OPEN_OF_TABLES = _pattern(telling.OPEN), _pattern(telling.OPEN_OF_TABLES)
_DEFINES = re.compile(ordinary.DEFINES)
_CONTACT = re.compile(
    r"(?:报出|填报|填表|报送|制表|审核)日期|联系人|电话(?![调摸了])|负责人(?!审)|填表人|填报人|审核人|制表|经办|手机|传真|邮箱|地址|盖章|公章|签[字章名]|第\d+页|共\d+页|^20\d\d年\d+月\d+日$"
)

_MONEY = ("人民币", "美元")
_COUNTED = (*_MONEY, "重量", "集装箱")
_NUMBERED = r"(?<![\d.一二三四五六七八九十百千万亿几数多余过超近逾])"
_MEASURED_BEFORE = re.compile(
    r"(?:(?:单位|币种)[:为是均系]*|按照?|以|[为系是均]|折(?:合|算|成|为)*|换算[为成]?|用|计量|全部|统一)(?:当[年月日]?汇率|现价)?$"
)
_MEASURED_AFTER = re.compile(r"^(?:为单位)?(?:计(?:价|量|算)?|口径|填报|统计|核算|列示|折算|数据?$|值|填列|填)")
_CONVERTED = re.compile(r"人民币[\d.]+[十百千万亿]*元?(?:折算|换算|折合|折成)(?:而来|得出?|填[报列]|为?美元)*$")
_SCALE = re.compile(r"单位[:为是均系]*([十百千]?[万亿])$")  # 单位是万
_NO_MEASURE = re.compile(
    r"^(?:贬值|升值|汇率|结算|国际化|走强|走弱|指数|加息|贷款|基金|以上|以下|级|项目|企业|大关|\d|约\d)"
)


def heard(text: str, about: About) -> list[Said]:
    """The clauses of a text that are told, in order: what is surely against the figures, and what is not understood."""
    return list(_heard(text, about))


@lru_cache(maxsize=8192)  # the notes of a form stand in every return
def _heard(text: str, about: About) -> tuple[Said, ...]:
    found: list[Said] = []
    for sentence in _SENTENCES.split(key(text).replace("区县(市)", "区县市")):
        sentence = _LABEL.sub("", sentence)
        if not sentence or about.repeats(sentence.strip("()")) or _CONTACT.search(sentence) or _SOURCE.match(sentence):
            continue
        addressed = about.whole and _ADDRESSED.search(sentence) is not None
        found += _of_sentence(sentence, about, addressed)
    return tuple(found)


def _of_sentence(sentence: str, about: About, addressed: bool) -> list[Said]:
    moves = _EXPLAINS.search(sentence) is not None
    found: list[Said] = []
    for clause in filter(None, _CLAUSES.split(sentence)):
        clause = _LABEL.sub("", clause).strip(":、")
        clause = about.unsaid(clause)
        if not clause:
            continue
        if addressed and not _DRAFT.fullmatch(clause) and (_ADDRESSED.search(clause) or not _SUBJECT.match(clause)):
            continue
        if against(clause, about):
            found.append(Said(clause, True))
        elif not addressed and strange(clause, about, moves):
            found.append(Said(clause, False))
    return found


def against(clause: str, about: About) -> bool:
    """Whether a folded clause surely makes another thing of the figures than what their row and column say."""
    moves = _MOVES.search(clause) is not None
    if _SUSPECT.search(clause) or _ESTIMATED.search(clause) or (about.whole and _of_table(clause, about)):
        return True
    if _MIXED.search(clause) or _of_another_kind(clause, about):
        return True
    if _TWICE.search(clause) and not _NOT_TWICE.search(clause):
        return True
    if _ODDS.search(clause) and not _NOT_ODDS.search(clause) and not _THEN.search(clause):
        return True
    if other_time(clause, about.period):
        return True
    return _another_measure(clause, about) or _a_part(clause, about, moves) or _anothers(clause, about)


def _of_table(clause: str, about: About) -> bool:
    """Whether a note makes a forecast or a copy of another month of a whole table."""
    same = _SAME.fullmatch(clause)
    copied = same is not None and (same["month"] is None or int(same["month"]) != about.period.month)
    return copied or bool(_FORECAST.search(clause) or _FORECAST_MONTH.search(clause))


def _of_another_kind(clause: str, about: About) -> bool:
    """Whether foreign capital is counted in, but for an indicator of it, or months added up that cannot be."""
    if _OF_FOREIGN.search(clause) and "外资" not in about.called and not clause.startswith("外资"):
        return True
    indicator = about.names.book.indicator(about.code) if about.code else None
    return indicator is not None and indicator.nature is not Nature.FLOW and _ADDED_UP.search(clause) is not None


def _a_part(clause: str, about: About, moves: bool) -> bool:
    """Whether a clause says that units are missing or left out, or that nothing was done yet."""
    if _DENIED.search(clause):
        return False
    if _LACKS.search(clause) and not _explains_blank(clause, about):
        return True
    if _PARTS.search(clause) and not moves and not _explains_blank(clause, about):
        return True
    undone = _STAGES.search(clause)
    if undone and not moves and not any(word in about.called and word in undone[0] for word in _OF_CONTRACTS):
        return True
    return _EXPLAINS.search(clause) is None and _KINDS.search(clause) is not None


def _explains_blank(clause: str, about: About) -> bool:
    """Whether a clause tells why a figure of the row is blank (上年同期数暂缺), and names no units left out."""
    lacks = _LACKS.search(clause) or re.search("未(?:取得|出|公布|发布)", clause)
    return about.lacking and lacks is not None and not _UNITS.search(clause)


_UNITS = re.compile(r"街道|乡镇|企业|[家户]|部分|园区")
_OF_CONTRACTS = ("合同", "签约", "固定资产投资")
_DENIED = re.compile(r"(?:无|没有|未发现|不存在|未)(?:漏|少|瞒|缺)|不?缺项")


def _anothers(clause: str, about: About) -> bool:
    """Whether the figures are said to be another unit's: 天心区数据 in a return about 芙蓉区."""
    book, said = about.names.book, _WHOSE.fullmatch(clause)
    units = about.names.unit_exact(said[1]) if said else ()
    if units and about.subject not in units:
        return True
    among = _WITH.match(clause)  # a park may be the unit's own
    units = about.names.unit_exact(among[1]) if among else ()
    kinds = {unit.kind for unit in book.units if unit.id in units}
    return kinds == {UnitKind.DISTRICT} and about.subject not in units


def _another_measure(clause: str, about: About) -> bool:
    """Whether a clause says a measure or currency the figures are not in. A number before or behind it makes it an
    amount told besides (折人民币3.6亿元), growth one of comparison (以美元计增长5%)."""
    if not about.measures or _MOVES.search(clause) or re.search("除[^,]+外", clause):
        return False
    if _CONVERTED.search(clause):
        return any(one.dimension == "美元" for one in _concerned(clause, about))
    if (scale := _SCALE.search(clause)) and about.names.measures.named(f"{scale[1]}元") is not None:
        return any(not one.name.startswith(scale[1]) for one in _concerned(clause, about))
    for found in _measures(about.names).finditer(clause):
        before, after = clause[: found.start()], clause[found.end() :]
        if _NO_MEASURE.match(after):
            continue
        alone = not before and not after.strip("。、计数")
        if alone or _MEASURED_BEFORE.search(before) or _MEASURED_AFTER.match(after):
            return _differs(about.names, found[0], _concerned(clause, about))
    return False


def _concerned(clause: str, about: About) -> list[Measure]:
    """The measures of the indicators that a clause names, of all the figures when it names none."""
    if about.code:
        return [measure for _, measure in about.measures]
    named = {code for word, code in _called(about.names) if word in clause}
    return [measure for code, measure in about.measures if code in named or not named]


@lru_cache(maxsize=4)
def _called(names: Names) -> tuple[tuple[str, str], ...]:
    return tuple((word, codes[0]) for word, codes in names.indicator_words() if len(word) > 2 and len(codes) == 1)


def _differs(names: Names, word: str, measures: list[Measure]) -> bool:
    """Whether a written measure or currency is another than those of the figures."""
    money = [one for one in measures if one.dimension in _MONEY]
    if word in _MONEY:
        return any(one.dimension != word for one in money)
    said = names.measures.named(word)
    alike = [one for one in measures if said is not None and one.dimension == said.dimension]
    if alike:
        return any(said is not None and one.factor != said.factor for one in alike)
    return bool(money) and (said is None or said.dimension in _MONEY)  # 欧元, 外币


@lru_cache(maxsize=4)
def _measures(names: Names) -> re.Pattern[str]:
    said = {key(word) for one in names.book.measures if one.dimension in _COUNTED for word in (one.name, *one.aliases)}
    words = sorted(
        {*said, *_MONEY, "外币", "原币", "欧元", "日元", "港元", "港币"}, key=lambda word: (-len(word), word)
    )
    return re.compile(_NUMBERED + f"(?:{'|'.join(map(re.escape, words))})")


def strange(clause: str, about: About, moves: bool = False) -> bool:
    """Whether a folded clause holds a word nobody declared. ``moves``: its sentence tells why or how a figure moved,
    where any word may stand, but for a clause that speaks of the figures themselves."""
    if _OPEN.search(clause) or (about.whole and _OPEN_OF_TABLES.search(clause)):
        return True
    if about.whole and _DEFINES.search(clause):
        return False
    talks = _TALK.search(clause) is not None
    if moves and not talks:
        return False
    if about.code and (named := about.names.indicators(clause)) and about.code not in named:
        return True  # 加工贸易 beside 进出口总额
    if _explains_blank(clause, about):
        return False
    left = clause
    for word in _OF_CONTRACTS:  # of contracts an indicator may be itself
        left = re.sub(f"{word}[额数]?", "", left) if word in about.called else left
    for pattern in _understood(about.names, talks):
        left = pattern.sub("", left)
    return bool(left.strip("|"))


def is_preliminary(title: str) -> bool:
    """Whether a title calls the figures of a whole table preliminary (外贸快报数); in a remark fillers are asked to."""
    return _PRELIMINARY.search(key(title)) is not None


@lru_cache(maxsize=4)
def _understood(names: Names, talks: bool) -> tuple[re.Pattern[str], ...]:
    """What is taken away one after the other. Where a clause speaks of the figures (口径, 数据) no name of a company
    or of a project is taken for an explanation."""
    lists = [ordinary.SOURCES, ordinary.EVENTS, ordinary.COMPARISONS, ordinary.CAUSES, ordinary.GOODS]
    lists += [ordinary.ASKED_FOR]
    told = [_pattern(ordinary.TALK_HARMLESS)] + ([] if talks else [re.compile(ordinary.NAMES)])
    told += [re.compile(register_words(names)), *map(_pattern, lists)]
    rest = (_pattern(ordinary.STATES), known_words(names), re.compile(ordinary.AMOUNTS), re.compile(r"[\W_a-z\d]"))
    return (*told, *rest)
