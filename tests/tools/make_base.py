"""Builds ``templates/公文底版.docx`` from ``templates/公文格式.toml``: page, styles, settings, page-number footers.

Run it after a change of the profile: ``python tests/tools/make_base.py``. The same profile gives the same bytes;
a test builds it again and compares.
"""

from __future__ import annotations

import io
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

ROOT = Path(__file__).resolve().parents[2]
PROFILE = ROOT / "templates" / "公文格式.toml"
BASE = ROOT / "templates" / "公文底版.docx"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMES = f'xmlns:w="{W}" xmlns:r="{R}"'
DRAWING_NAMES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
EMU = 635  # 一缇合多少 EMU

# Word falls back to these when a machine lacks the font (fontTable altName).
SUBSTITUTES = {
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "黑体": "SimHei",
    "方正小标宋简体": "华文中宋",
    "宋体": "SimSun",
}


def base_document(profile: dict[str, Any]) -> bytes:
    """The base document's bytes; parts in a fixed order, fixed times."""
    fonts = profile["fonts"]["gb2312"]
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("rId1", f"{R}/officeDocument", "word/document.xml"),
            ("rId2", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{R}/extended-properties", "docProps/app.xml"),
        ),
        "docProps/core.xml": _core(),
        "docProps/app.xml": _app(),
        "word/document.xml": _document(profile),
        "word/_rels/document.xml.rels": _relations(
            ("rId1", f"{R}/styles", "styles.xml"),
            ("rId2", f"{R}/settings", "settings.xml"),
            ("rId3", f"{R}/fontTable", "fontTable.xml"),
            ("rId4", f"{R}/footer", "footer1.xml"),
            ("rId5", f"{R}/footer", "footer2.xml"),
            ("rId6", f"{R}/footer", "footer3.xml"),
            ("rId7", f"{R}/footer", "footer4.xml"),
            ("rId8", f"{R}/theme", "theme/theme1.xml"),
            ("rId9", f"{R}/footer", "footer5.xml"),
        ),
        "word/styles.xml": _styles(profile, fonts),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(fonts),
        "word/theme/theme1.xml": _theme(fonts["仿宋"]),
        "word/footer1.xml": _footer(fonts["宋体"], "right"),
        "word/footer2.xml": _footer(fonts["宋体"], "left"),
        "word/footer3.xml": _side_footer(profile, fonts["宋体"], "odd"),
        "word/footer4.xml": _side_footer(profile, fonts["宋体"], "even"),
        "word/footer5.xml": f'<w:ftr {NAMES}><w:p><w:pPr><w:pStyle w:val="GWPage"/></w:pPr></w:p></w:ftr>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            package.writestr(info, HEAD + text)
    return out.getvalue()


def _content_types() -> str:
    kinds = [
        ("/word/document.xml", f"{DOCUMENT_TYPE}.document.main+xml"),
        ("/word/styles.xml", f"{DOCUMENT_TYPE}.styles+xml"),
        ("/word/settings.xml", f"{DOCUMENT_TYPE}.settings+xml"),
        ("/word/fontTable.xml", f"{DOCUMENT_TYPE}.fontTable+xml"),
        *((f"/word/footer{n}.xml", f"{DOCUMENT_TYPE}.footer+xml") for n in (1, 2, 3, 4, 5)),
        ("/word/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    ]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds)
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(*rows: tuple[str, str, str]) -> str:
    items = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in rows)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def _core() -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        "<dc:title>公文底版</dc:title><dc:creator>公文底版</dc:creator><cp:lastModifiedBy>公文底版</cp:lastModifiedBy>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:modified>'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


def _app() -> str:
    return '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'


def _document(profile: dict[str, Any]) -> str:
    page = {key: row["value"] for key, row in profile["page"].items()}
    return (
        f"<w:document {NAMES}><w:body><w:p/><w:sectPr>"
        '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        f'<w:pgSz w:w="{page["width"]}" w:h="{page["height"]}"/>'
        f'<w:pgMar w:top="{page["top"]}" w:right="{page["right"]}" w:bottom="{page["bottom"]}" w:left="{page["left"]}"'
        f' w:header="{page["header"]}" w:footer="{page["footer"]}" w:gutter="0"/>'
        f'<w:docGrid w:type="linesAndChars" w:linePitch="{page["line_pitch"]}" w:charSpace="{page["char_space"]}"/>'
        "</w:sectPr></w:body></w:document>"
    )


def _settings() -> str:
    return (
        f'<w:settings {NAMES}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>'
        '<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        "<w:compat><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _theme(font: str) -> str:
    """The part Word asks for; no style refers to it, so it decides nothing."""
    colors = {
        "dk1": "000000", "lt1": "FFFFFF", "dk2": "404040", "lt2": "E7E6E6", "accent1": "1F4E79", "accent2": "C00000",
        "accent3": "7F7F7F", "accent4": "BF9000", "accent5": "2E75B6", "accent6": "548235", "hlink": "000000",
        "folHlink": "000000",
    }  # fmt: skip
    scheme = "".join(f'<a:{key}><a:srgbClr val="{value}"/></a:{key}>' for key, value in colors.items())
    face = f'<a:latin typeface={quoteattr(font)}/><a:ea typeface={quoteattr(font)}/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = '<a:ln w="6350"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="公文"><a:themeElements>'
        f'<a:clrScheme name="公文">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="公文"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="公文"><a:fillStyleLst>{fill}</a:fillStyleLst><a:lnStyleLst>{line}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect}</a:effectStyleLst><a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def _font_table(fonts: dict[str, str]) -> str:
    items = "".join(
        f"<w:font w:name={quoteattr(name)}>"
        f"<w:altName w:val={quoteattr(SUBSTITUTES[name])}/>"
        '<w:charset w:val="86"/><w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font>'
        for name in dict.fromkeys(fonts.values())
    )
    return f"<w:fonts {NAMES}>{items}</w:fonts>"


def _four(font: str) -> str:
    name = quoteattr(font)
    return f"<w:rFonts w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}/>"


def _styles(profile: dict[str, Any], fonts: dict[str, str]) -> str:
    text = {key: row["value"] for key, row in profile["text"].items()}
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/><w:topLinePunct w:val="0"/>'
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{text["line"]}" w:lineRule="exact"/></w:pPr>'
        f'<w:rPr>{_four(fonts["仿宋"])}<w:spacing w:val="{text["tracking"]}"/>'
        f'<w:sz w:val="{text["size"]}"/><w:szCs w:val="{text["size"]}"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    return (
        f"<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr>{_four(fonts['仿宋'])}"
        f'<w:sz w:val="{text["size"]}"/><w:szCs w:val="{text["size"]}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        + normal
        + "".join(_style(row, fonts, text["tracking"]) for row in profile["style"])
        + "</w:styles>"
    )


def _style(row: dict[str, Any], fonts: dict[str, str], tracking: int) -> str:
    """One paragraph style; children in schema order."""
    properties = ""
    if row.get("keep_next"):
        properties += "<w:keepNext/>"
    if row.get("page_break"):
        properties += "<w:pageBreakBefore/>"
    if row.get("border"):
        properties += f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="0" w:color="{row["border"]}"/></w:pBdr>'
    line = f'w:line="{row["line"]}" w:lineRule="exact"' if row.get("line") else 'w:line="240" w:lineRule="auto"'
    properties += f'<w:spacing w:before="{row.get("before", 0)}" w:after="{row.get("after", 0)}" {line}/>'
    if any(key in row for key in ("first", "left", "right")):
        first = f' w:firstLineChars="{row["first_chars"]}" w:firstLine="{row["first"]}"' if "first" in row else ""
        properties += f'<w:ind w:left="{row.get("left", 0)}" w:right="{row.get("right", 0)}"{first}/>'
    if "align" in row:
        properties += f'<w:jc w:val="{row["align"]}"/>'
    if "outline" in row:
        properties += f'<w:outlineLvl w:val="{row["outline"]}"/>'
    color = f'<w:color w:val="{row["color"]}"/>' if "color" in row else ""
    follow = '<w:next w:val="GWBody"/>' if row["id"].startswith("Heading") else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{row["id"]}"><w:name w:val={quoteattr(row["name"])}/>'
        f'<w:basedOn w:val="Normal"/>{follow}<w:qFormat/><w:pPr>{properties}</w:pPr>'
        f"<w:rPr>{_four(fonts[row['font']])}{color}"
        f'<w:spacing w:val="{row.get("tracking", tracking)}"/>'
        f'<w:sz w:val="{row["size"]}"/><w:szCs w:val="{row["size"]}"/></w:rPr></w:style>'
    )


def _page_number(font: str) -> str:
    """The runs of ``— 1 —``: 一字线、半角空格、页码域。"""
    name = quoteattr(font)
    fonts = f'<w:rFonts w:hint="eastAsia" w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:cs={name}/>'
    run = f"<w:r><w:rPr>{fonts}</w:rPr>{{}}</w:r>"
    return "".join(
        run.format(item)
        for item in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )


def _footer(font: str, side: str) -> str:
    """A portrait footer: odd pages right with one character blank, even pages left."""
    return (
        f'<w:ftr {NAMES}><w:p><w:pPr><w:pStyle w:val="GWPage"/><w:ind w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>'
        f"{_page_number(font)}</w:p></w:ftr>"
    )


def _side_footer(profile: dict[str, Any], font: str, parity: str) -> str:
    """A landscape footer: the number stands where it stands on the upright sheet, in a turned text box.

    The upright sheet's bottom is the turned sheet's left edge; odd numbers stand at its lower end, even at its upper.
    Nothing stands beside the box, but without ``wrapSquare`` LibreOffice puts it into the corner of some sheets.
    """
    page = {key: row["value"] for key, row in profile["page"].items()}
    side = {key: row["value"] for key, row in profile["landscape"].items()}
    width, height = 400, 2200
    left = side["left"] - 397 - width // 2  # 一字线距版心边缘7mm（397缇）
    top = page["width"] - side["bottom"] - 280 - height if parity == "odd" else side["top"] + 280
    align = "right" if parity == "odd" else "left"
    box = (
        f'<w:txbxContent><w:p><w:pPr><w:pStyle w:val="GWPage"/><w:jc w:val="{align}"/></w:pPr>'
        f"{_page_number(font)}</w:p>"
        "</w:txbxContent>"
    )
    drawing = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left * EMU}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top * EMU}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width * EMU}" cy="{height * EMU}"/><wp:wrapSquare wrapText="bothSides"/>'
        f'<wp:docPr id="{9001 if parity == "odd" else 9002}" name="页码" descr="页码"/>'
        "<wp:cNvGraphicFramePr/><a:graphic>"
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{width * EMU}" cy="{height * EMU}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx>{box}</wps:txbx>"
        '<wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/></wps:wsp></a:graphicData>'
        "</a:graphic></wp:anchor></w:drawing>"
    )
    return (
        f'<w:ftr {NAMES} {DRAWING_NAMES}><w:p><w:pPr><w:pStyle w:val="GWPage"/></w:pPr>'
        f"<w:r>{drawing}</w:r></w:p></w:ftr>"
    )


def main() -> None:
    BASE.write_bytes(base_document(tomllib.loads(PROFILE.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
