"""What the sample declares: shares, yearly totals, pinned published values and the turns of the story.

Numbers are in the indicator's own measure, two decimals for amounts, whole for counts. ``PINS`` are the few city
values that were published (domain notes §6); everything else is invented and only plausible.
"""

from __future__ import annotations

SEED = "长沙市开放型经济月报样例"
FIRST, LAST = 2020, 2024  # 2020 is made only to have a base; it is not written out

CITY = "430100"
DISTRICTS = ("430102", "430103", "430104", "430105", "430111", "430112", "430121", "430181", "430182")
NAMES = {
    "430100": "长沙市",
    "430102": "芙蓉区",
    "430103": "天心区",
    "430104": "岳麓区",
    "430105": "开福区",
    "430111": "雨花区",
    "430112": "望城区",
    "430121": "长沙县",
    "430181": "浏阳市",
    "430182": "宁乡市",
    "P-CSJK": "长沙经开区",
    "P-CSGX": "长沙高新区",
    "P-NXJK": "宁乡经开区",
    "P-LYJK": "浏阳经开区",
    "P-WCJK": "望城经开区",
    "P-NXGX": "宁乡高新区",
    "P-YLGX": "岳麓高新区",
    "P-YHJK": "雨花经开区",
    "P-JXJK": "金霞经开区",
    "P-TXJK": "天心经开区",
    "P-LPYQ": "隆平高科技园",
    "P-LYGX": "浏阳高新区",
    "P-MLS": "马栏山",
    "B-HH": "黄花综保区",
    "B-JX": "金霞保税物流中心",
    "O-KA": "市物流口岸办",
    "Z-JK": "经开区块",
    "Z-LK": "临空区块",
    "Z-HZ": "会展区块",
    "Z-FR": "芙蓉区块",
    "Z-YH": "雨花区块",
}
# park: (host district, its share of the district in trade, in foreign investment, in domestic investment), percent
PARKS = {
    "P-CSJK": ("430121", 58, 52, 40),
    "P-CSGX": ("430104", 60, 55, 44),
    "P-NXJK": ("430182", 46, 45, 30),
    "P-LYJK": ("430181", 50, 48, 36),
    "P-WCJK": ("430112", 56, 50, 40),
    "P-NXGX": ("430182", 28, 25, 26),
    "P-YLGX": ("430104", 12, 10, 12),
    "P-YHJK": ("430111", 34, 30, 30),
    "P-JXJK": ("430105", 46, 36, 30),
    "P-TXJK": ("430103", 40, 34, 32),
    "P-LPYQ": ("430102", 30, 26, 24),
    "P-LYGX": ("430181", 20, 18, 24),
    "P-MLS": ("430105", 8, 16, 18),
}
BLOCKS = {"Z-JK": 28, "Z-LK": 40, "Z-HZ": 7, "Z-FR": 5, "Z-YH": 20}
BONDED = {"B-HH": 85, "B-JX": 15}

TRADE, FOREIGN, DOMESTIC, ABROAD, MARKET, SERVICE = range(6)
SHARES = {  # by district in the order of DISTRICTS
    TRADE: (50, 50, 205, 80, 150, 65, 290, 70, 40),
    FOREIGN: (90, 70, 300, 100, 120, 70, 160, 50, 40),
    DOMESTIC: (100, 100, 190, 100, 120, 110, 140, 80, 60),
    ABROAD: (60, 30, 320, 60, 110, 40, 330, 30, 20),
    MARKET: (0, 0, 40, 0, 880, 0, 80, 0, 0),
    SERVICE: (110, 90, 420, 120, 110, 20, 110, 10, 10),
}
# how a district fares in 2024 beside 2023, percent; before that every year is like the others but for small noise
TURN_2024 = {
    TRADE: (82, 118, 101, 86, 97, 121, 95, 113, 128),
    FOREIGN: (80, 100, 112, 74, 96, 100, 88, 118, 100),
    DOMESTIC: (104, 96, 101, 108, 90, 112, 99, 106, 118),
    ABROAD: (70, 120, 104, 100, 90, 110, 98, 130, 100),
    MARKET: (100, 100, 100, 100, 100, 100, 100, 100, 100),
    SERVICE: (100, 94, 104, 102, 97, 100, 103, 100, 100),
}

EVEN = (83, 76, 90, 80, 82, 88, 81, 83, 86, 80, 84, 87)
BUSY = (60, 52, 104, 72, 80, 112, 78, 84, 108, 78, 86, 120)
# customs publish January and February together: nothing stands in January
CUSTOMS = (0, 134, 84, 82, 84, 90, 86, 86, 92, 86, 96, 100)
QUARTER = (0, 0, 100, 0, 0, 104, 0, 0, 106, 0, 0, 112)

# code: (kind of shares, months, decimals, {year: total of the year; of January to March in 2024})
FLOWS: dict[str, tuple[int, tuple[int, ...], int, dict[int, str]]] = {
    "WM02": (TRADE, CUSTOMS, 2, {2020: "1642.10", 2021: "1954.60", 2022: "2448.70", 2023: "2021.40", 2024: "563.80"}),
    "WM03": (TRADE, CUSTOMS, 2, {2020: "710.10", 2021: "825.70", 2022: "866.90", 2023: "788.60", 2024: "226.60"}),
    "WM04": (TRADE, CUSTOMS, 2, {2020: "478.00", 2021: "541.20", 2022: "632.50", 2023: "518.70", 2024: "138.90"}),
    "WM05": (SERVICE, CUSTOMS, 2, {2020: "24.50", 2021: "31.20", 2022: "40.50", 2023: "47.80", 2024: "13.10"}),
    "WM06": (MARKET, CUSTOMS, 2, {2020: "6.10", 2021: "8.20", 2022: "10.50", 2023: "11.90", 2024: "2.70"}),
    "WM07": (TRADE, CUSTOMS, 2, {2020: "105.00", 2021: "128.40", 2022: "171.30", 2023: "228.60", 2024: "62.40"}),
    "WZ01": (FOREIGN, BUSY, 2, {2020: "10.67", 2021: "20.07", 2022: "24.80", 2023: "10.20", 2024: "2.41"}),
    "WZ02": (FOREIGN, BUSY, 0, {2020: "210", 2021: "260", 2022: "232", 2023: "305", 2024: "84"}),
    "WZ03": (FOREIGN, BUSY, 2, {2020: "25.30", 2021: "32.10", 2022: "30.40", 2023: "21.60", 2024: "4.60"}),
    "NL01": (DOMESTIC, BUSY, 2, {2020: "1508.00", 2021: "1738.60", 2022: "1985.40", 2023: "2216.70", 2024: "616.80"}),
    "NL02": (DOMESTIC, BUSY, 0, {2020: "298", 2021: "310", 2022: "330", 2023: "352", 2024: "97"}),
    "NL03": (DOMESTIC, BUSY, 0, {2020: "87", 2021: "67", 2022: "58", 2023: "63", 2024: "17"}),
    "WJ01": (ABROAD, BUSY, 2, {2020: "4.06", 2021: "14.65", 2022: "16.20", 2023: "14.10", 2024: "4.10"}),
    "WJ02": (ABROAD, EVEN, 2, {2020: "1.33", 2021: "1.52", 2022: "1.61", 2023: "1.74", 2024: "0.36"}),
    "FW01": (SERVICE, QUARTER, 2, {2020: "21.00", 2021: "24.20", 2022: "27.40", 2023: "30.90", 2024: "8.10"}),
    "FW02": (SERVICE, QUARTER, 2, {2020: "36.80", 2021: "42.10", 2022: "48.00", 2023: "53.50", 2024: "14.02"}),
}
WHOLE: dict[str, tuple[tuple[int, ...], int, dict[int, str]]] = {  # flows of one source, of zones, of blocks
    "KA01": (EVEN, 2, {2020: "19.20", 2021: "20.90", 2022: "15.60", 2023: "17.70", 2024: "4.86"}),
    "KA02": (EVEN, 2, {2020: "7.54", 2021: "8.62", 2022: "6.94", 2023: "7.83", 2024: "2.25"}),
    "KA03": (EVEN, 2, {2020: "14.50", 2021: "16.10", 2022: "17.90", 2023: "20.20", 2024: "5.12"}),
    "KA04": (EVEN, 0, {2020: "530", 2021: "1030", 2022: "1086", 2023: "1018", 2024: "268"}),
    "TS01": (CUSTOMS, 2, {2020: "36.80", 2021: "44.10", 2022: "52.40", 2023: "48.60", 2024: "12.40"}),
    "ZM02": (CUSTOMS, 2, {2020: "502.00", 2021: "640.60", 2022: "821.40", 2023: "780.20", 2024: "210.30"}),
    "ZM03": (EVEN, 2, {2020: "60.20", 2021: "70.40", 2022: "78.90", 2023: "90.30", 2024: "24.10"}),
    "ZM04": (BUSY, 2, {2020: "210.00", 2021: "244.60", 2022: "281.20", 2023: "322.40", 2024: "75.80"}),
    "ZM05": (BUSY, 2, {2020: "1.02", 2021: "1.42", 2022: "2.06", 2023: "1.52", 2024: "0.26"}),
}
# city cumulatives that were published, and the few points of 2024 and 2023 on which the story turns
PINS: dict[tuple[str, int], dict[int, str]] = {
    ("WM02", 2022): {2: "295.10", 8: "1606.30", 9: "1822.60"},
    ("WM03", 2022): {2: "139.30", 8: "574.90", 9: "654.40"},
    ("WM02", 2023): {2: "424.90", 3: "594.20"},
    ("WM03", 2023): {2: "151.60", 3: "218.40"},
    ("WM02", 2024): {2: "367.50"},
    ("WM03", 2024): {2: "148.80"},
    ("WM07", 2023): {7: "141.68"},
    ("WZ01", 2022): {3: "16.66"},
    ("NL01", 2023): {2: "262.30", 3: "540.60"},
    ("KA04", 2021): {6: "370", 9: "783"},
}
# published: the base of 2022's growth (2021 as restated in 2022) was 2737.9, not 2780.3
RESTATED_2021 = ("2737.90", "2780.30")
# growth as published, percent, by (indicator, month)
RATES = {
    ("WM01", "2021-12"): "18.2",
    ("WM01", "2022-08"): "22.6",
    ("WM01", "2022-12"): "21.1",
    ("WM01", "2023-02"): "32.7",
    ("WZ01", "2021-12"): "88.1",
    ("KA04", "2021-12"): "94.34",
}
# the province as published by the customs: trade of the year and its growth
CUSTOMS_HOUSE = "S-HG"
PROVINCE = {"2021-12": ("5988.50", "17.9"), "2022-12": ("7058.20", "20.2")}
# invented: what the customs might publish for March 2024, for the city and for the province: 本年累计, 上年同期, 同比
PUBLISHED_NOW = {"430100": ("793.20", "817.70", "-3.0"), CUSTOMS_HOUSE: ("1650.40", "1801.20", "-8.4")}
# a base restated in the March return itself, with a remark: how much more than last year's own number
REBASED = {("NL01", "430181"): 120}
REBASED_REMARK = "上年同期数按年度核实结果调增1.20亿元"
# firms with trade: (end of March, end of year) by year, whole city
FIRMS = {2020: (1900, 3050), 2021: (2080, 3400), 2022: (2350, 3920), 2023: (2610, 4310), 2024: (2784, 2784)}
FIRMS_PINS = {(2023, 6): 3322}  # published for the first half of 2023
BIG_FIRMS = {2020: (6, 33), 2021: (7, 38), 2022: (9, 45), 2023: (10, 52), 2024: (11, 11)}
# 113 reform items by block, and how many were done at each month's end (steps)
REFORMS = {"Z-JK": 32, "Z-LK": 30, "Z-HZ": 15, "Z-FR": 14, "Z-YH": 22}
REFORM_STEPS = (("2021-01", 8), ("2021-06", 40), ("2021-12", 81), ("2022-06", 92), ("2022-12", 104), ("2023-09", 111))
REFORM_DONE = "2023-12"
OVERSEAS_ZONES = {"430104": "2021-10", "430121": "2022-11", "430181": "2023-09"}  # 新增的月份
ROUTES = (("2020-01", 13), ("2021-09", 14), ("2022-07", 15), ("2023-05", 16), ("2024-03", 17))
GDP = {2021: "13270.70", 2022: "13966.11"}  # published; later years are left out rather than invented

# the troubles that are planted, by unit
MISSING = "P-TXJK"
LATE = "P-LYGX"
LAST_MONTH = "P-YLGX"  # last month's numbers under this month's cover
UNIT_SLIP = "P-LYJK"  # 万元 under 亿元 in the trade form
HOME_MADE = "P-NXJK"
CORRECTED = "430105"
CORRECTED_ITEM = ("NL01", "-3.00")  # 更正前少报

# the sample's own yearly targets for 2024
CITY_TARGETS = {
    "WM01": "3250",
    "WM04": "600",
    "WM05": "57",
    "WM07": "265",
    "WZ01": "11.0",
    "NL01": "2420",
    "NL03": "55",
    "WJ01": "14.8",
    "WJ02": "1.9",
    "KA01": "18.5",
    "KA02": "8.6",
    "KA03": "22.0",
    "KA04": "1100",
    "TS01": "55",
}
