"""How cells look: named styles, one accent colour and its tints, legible when printed in grey.

A style is a tuple of named parts, later parts winning, so that a look is said once: ``("number", "total")``.
"""

from __future__ import annotations

SONG, HEI, SANS = "宋体", "黑体", "微软雅黑"
ACCENT = "#1F4E79"
ACCENT_TINT = "#DDE7F1"
INPUT_TINT = "#F0F5FA"
GREY = "#F2F2F2"
RULE = "#7F7F7F"

Value = str | int | float | bool

_BOX: dict[str, Value] = {"border": 1, "border_color": RULE}
_TILE: dict[str, Value] = {"left": 1, "right": 1, "border_color": RULE}
_WRAP: dict[str, Value] = {"text_wrap": True, "valign": "vcenter"}

PARTS: dict[str, dict[str, Value]] = {
    "base": {"font_name": SONG, "font_size": 10.5, "valign": "vcenter"},
    # 封面与各表的抬头
    "cover": {"font_name": HEI, "font_size": 22, "align": "center", "text_wrap": True},
    "cover_line": {"font_size": 14, "align": "center"},
    "draft": {"font_name": HEI, "font_size": 16, "align": "center", "border": 2, "border_color": "#000000"},
    "title": {"font_name": HEI, "font_size": 16, "align": "center", "text_wrap": True},
    "section": {"font_name": HEI, "font_size": 12, "font_color": ACCENT},
    "right": {"align": "right"},
    "center": {"align": "center"},
    "left": {"align": "left"},
    "small": {"font_size": 9},
    "bold": {"bold": True},
    # 表内
    "head": {"font_name": HEI, "align": "center", "bg_color": ACCENT_TINT, **_BOX, **_WRAP},
    "cell": {**_BOX, **_WRAP},
    "oneline": {"text_wrap": False},
    "top": {"valign": "top"},
    "number": {**_BOX, "align": "right"},
    "void": {**_BOX, "align": "right"},
    "total": {"bold": True, "bg_color": GREY, "top": 2, "top_color": "#000000"},
    "sub": {"bold": True},
    "sum": {"bold": True, "bg_color": GREY},
    "group": {"font_name": HEI, "bg_color": GREY, "align": "left"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "note": {"font_size": 9, "text_wrap": True},
    "label": {"font_name": HEI, "align": "distributed", "indent": 1, **_BOX},
    "indent1": {"indent": 1},
    "indent2": {"indent": 3},
    # 看板
    "tile_name": {"font_name": HEI, "align": "center", "bg_color": ACCENT_TINT, **_TILE, "top": 1},
    "tile_value": {"font_name": HEI, "font_size": 20, "align": "center", "bold": True, **_TILE},
    "tile_line": {"align": "center", **_TILE},
    "tile_last": {"align": "center", **_TILE, "bottom": 1},
    # 可填的格
    "input": {"bg_color": INPUT_TINT, "locked": False},
    "as_text": {"num_format": "@"},
    "as_date": {"num_format": 'yyyy"年"m"月"d"日"', "align": "left"},
    "formula": {"italic": True, "font_color": "#404040"},
    # 链接：不用蓝色下划线，只用主色，打印时不显眼
    "link": {"font_color": ACCENT, "underline": 1},
    "alarm": {"bold": True, "border": 1, "border_color": RULE},
}


def places_format(places: int) -> str:
    """The number format that prints ``places`` decimals, without thousands separators (as the text of the report)."""
    return "0" if places <= 0 else "0." + "0" * places


def properties(parts: tuple[str, ...]) -> dict[str, Value]:
    """The xlsxwriter properties of a style; a part ``0.00`` (digits and a point) or ``General`` is a number format."""
    merged: dict[str, Value] = dict(PARTS["base"])
    for part in parts:
        merged.update({"num_format": part} if part[:1] == "0" or part == "General" else PARTS[part])
    return merged
