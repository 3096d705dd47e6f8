"""The eye of the tests: office documents turned into PDF, pictures and text by LibreOffice and poppler.

Where one of the programs is missing the calling test skips and says which (under ``TOOLKIT_NO_SKIP=1`` that is a
failure, see ``conftest``). The free fonts that stand in for the office's are looked for in ``TOOLKIT_FONTS``, then in
``../shared/fonts`` beside the checkout; renamed copies are made in a temporary folder and reached through a private
fontconfig file, so that nothing is installed and nothing is shipped. Without them rendering still works, in whatever
fonts the machine has: ask ``office_fonts()`` before asserting on a font.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONVERT_SECONDS = 180

# 文件 -> 办公字体的中文名、英文名。小标宋用宋体加粗代替。
STAND_INS = {
    "FandolFang-Regular.otf": (("仿宋_GB2312", "FangSong_GB2312"), ("仿宋", "FangSong")),
    "FandolKai-Regular.otf": (("楷体_GB2312", "KaiTi_GB2312"), ("楷体", "KaiTi")),
    "FandolHei-Regular.otf": (("黑体", "SimHei"),),
    "FandolSong-Regular.otf": (("宋体", "SimSun"),),
    "FandolSong-Bold.otf": (("方正小标宋简体", "FZXiaoBiaoSong-B05S"),),
}


def pdf(document: Path, folder: Path) -> Path:
    """``document`` (.docx, .xlsx) as a PDF in ``folder``; converted once, then the same file is given back."""
    soffice = _program("soffice", "libreoffice")
    done = folder / f"{document.stem}.pdf"
    if done.exists() and done.stat().st_mtime >= document.stat().st_mtime:
        return done
    folder.mkdir(parents=True, exist_ok=True)
    # A profile of its own: LibreOffice refuses a second start on a shared one.
    with tempfile.TemporaryDirectory() as profile:
        command = [soffice, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), str(document)]
        result = subprocess.run(
            command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=CONVERT_SECONDS
        )
    assert done.exists(), f"LibreOffice made no PDF of {document.name}: {result.stdout!r} {result.stderr!r}"
    return done


def pdfs(documents: Sequence[Path], folder: Path) -> list[Path]:
    """Several documents as PDFs in ``folder``, converted by one start of LibreOffice; their names must differ."""
    soffice = _program("soffice", "libreoffice")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [soffice, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, documents)]
        subprocess.run(
            command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=CONVERT_SECONDS
        )
    made = [folder / f"{document.stem}.pdf" for document in documents]
    assert all(path.exists() for path in made), "LibreOffice did not convert every document"
    return made


def pdf_pages(document: Path, folder: Path, dpi: int = 80) -> list[Path]:
    """One PNG a page, in page order."""
    pdftoppm = _program("pdftoppm")
    source = document if document.suffix == ".pdf" else pdf(document, folder)
    stem = folder / f"{source.stem}-page"
    subprocess.run([pdftoppm, "-png", "-r", str(dpi), str(source), str(stem)], check=True, capture_output=True)
    return sorted(folder.glob(f"{stem.name}-*.png"), key=lambda path: int(path.stem.rpartition("-")[2]))


def pdf_text(document: Path, folder: Path) -> str:
    """The text of all pages, laid out; pages are separated by form feeds."""
    pdftotext = _program("pdftotext")
    source = document if document.suffix == ".pdf" else pdf(document, folder)
    result = subprocess.run([pdftotext, "-layout", "-enc", "UTF-8", str(source), "-"], check=True, capture_output=True)
    return result.stdout.decode("utf-8")


def pdf_fonts(document: Path, folder: Path) -> set[str]:
    """PostScript names of the fonts the PDF uses, without the subset prefix; the stand-ins keep theirs
    (``FandolFang-Regular`` for 仿宋_GB2312, see ``STAND_INS``)."""
    pdffonts = _program("pdffonts")
    source = document if document.suffix == ".pdf" else pdf(document, folder)
    result = subprocess.run([pdffonts, str(source)], check=True, capture_output=True)
    names = [line.split()[0] for line in result.stdout.decode("utf-8", "replace").splitlines()[2:] if line.split()]
    return {name.split("+", 1)[-1] for name in names}


def office_fonts() -> bool:
    """Whether the stand-ins for the office fonts are at hand."""
    return _font_folder() is not None


def _program(*names: str) -> str:
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    pytest.skip(f"{names[0]} is not installed: this test looks at a rendered document")


def _font_folder() -> Path | None:
    named = os.environ.get("TOOLKIT_FONTS")
    folders = [Path(named)] if named else [ROOT.parent / "shared" / "fonts"]
    return next((f for f in folders if all((f / name).is_file() for name in STAND_INS)), None)


def environment() -> dict[str, str]:
    folder = _font_folder()
    if folder is None:
        return dict(os.environ)
    return {**os.environ, "FONTCONFIG_FILE": str(_renamed(folder) / "fonts.conf")}


@cache
def _renamed(folder: Path) -> Path:
    """A temporary folder with copies of the stand-ins under the office names, and the fontconfig file beside them."""
    from fontTools.ttLib import TTFont

    home = Path(tempfile.mkdtemp(prefix="toolkit-fonts-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for file, names in STAND_INS.items():
        for chinese, latin in names:
            # Outlines are not touched, so their boxes need no recomputing (a minute and a half of work).
            font = TTFont(folder / file, recalcBBoxes=False, recalcTimestamp=False, lazy=True)
            table = font["name"]
            table.names = []
            for family, language in ((latin, 0x409), (chinese, 0x804)):
                postscript = latin.replace(" ", "")
                for name_id, text in ((1, family), (2, "Regular"), (4, family), (6, postscript)):
                    table.setName(text, name_id, 3, 1, language)
            # Regular weight and fixed line metrics: otherwise LibreOffice looks for a bold face and spaces lines by it.
            font["OS/2"].usWeightClass = 400
            font["OS/2"].fsSelection = 0x40
            font["head"].macStyle = 0
            font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender, font["OS/2"].sTypoLineGap = 859, -141, 0
            font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = 859, 141
            font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = 859, -141, 0
            font.save(home / f"{latin}.otf")
    (home / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{home}</dir><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"
        f"<cachedir>{home / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return home
