# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document as a PDF, A4, with the letters it uses inside: it looks the same wherever it is read, in seven years too.

Drawing one takes half a second, and so does importing this file; both belong into a thread.
"""

from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from fpdf import FPDF, XPos, YPos
from fpdf.fonts import TTFFont

from modules.billing.web.sheet import Sheet

_FONT = files("noto_cjk_sans_jp_regular") / "NotoSansCJKjp-Regular.otf"
_FAMILY = "noto"
_MARGIN = 20.0
_WIDE = 210 - 2 * _MARGIN
_SOFT, _INK, _LINE = (96, 92, 88), (28, 27, 26), (190, 184, 178)
_NEXT: dict[str, Any] = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}
_STAY: dict[str, Any] = {"new_x": XPos.RIGHT, "new_y": YPos.TOP}


@cache
def letters() -> frozenset[int]:
    """The code points that the font has."""
    pdf = FPDF()
    pdf.add_font(_FAMILY, fname=str(_FONT))
    font = pdf.fonts[_FAMILY]
    assert isinstance(font, TTFFont), "it comes from a file"
    return frozenset(font.cmap)


def shown(text: str) -> str:
    """A text in letters that the font has; 〓 stands, as printers have it, for one that it has not."""
    return "".join(sign if ord(sign) in letters() else "〓" for sign in text)


@lru_cache(maxsize=64)
def draw(sheet: Sheet, issued_ms: int) -> bytes:
    """The PDF of a document. The same document gives the same bytes."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime.fromtimestamp(issued_ms / 1000, UTC))
    pdf.set_title(f"{sheet.title} {sheet.number}")
    pdf.set_lang(sheet.language)
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, _MARGIN)
    pdf.add_font(_FAMILY, fname=str(_FONT))
    pdf.add_page()
    _head(pdf, sheet)
    _items(pdf, sheet)
    _rates(pdf, sheet)
    _foot(pdf, sheet)
    return bytes(pdf.output())


def _font(pdf: FPDF, size: float, colour: tuple[int, int, int] = _INK) -> None:
    pdf.set_font(_FAMILY, size=size)
    pdf.set_text_color(*colour)


def _head(pdf: FPDF, sheet: Sheet) -> None:
    if sheet.is_test:
        _font(pdf, 11, (168, 40, 32))
        pdf.multi_cell(_WIDE, 6, shown(sheet.test_words), align="C", **_NEXT)
        pdf.ln(3)
    _font(pdf, 18)
    pdf.multi_cell(_WIDE, 9, shown(sheet.title), align="C", **_NEXT)
    pdf.ln(8)
    if sheet.recipient:
        _font(pdf, 14)
        pdf.multi_cell(_WIDE * 0.6, 7.5, shown(sheet.recipient), **_NEXT)
        _rule(pdf, _WIDE * 0.6)
        pdf.ln(5)
    _font(pdf, 10, _SOFT)
    pdf.cell(_WIDE, 6, shown(sheet.total_name), **_NEXT)
    _font(pdf, 24)
    pdf.cell(_WIDE, 13, shown(sheet.total), **_NEXT)
    pdf.ln(4)
    for term, said in sheet.facts:
        _row(pdf, term, said)
    pdf.ln(7)


def _row(pdf: FPDF, term: str, said: str) -> None:
    _font(pdf, 9.5, _SOFT)
    pdf.cell(48, 6, shown(term), **_STAY)
    _font(pdf, 9.5)
    pdf.multi_cell(_WIDE - 48, 6, shown(said), align="L", **_NEXT)


def _items(pdf: FPDF, sheet: Sheet) -> None:
    _font(pdf, 9, _SOFT)
    pdf.cell(_WIDE - 40, 7, shown(sheet.item_heads[0]), **_STAY)
    pdf.cell(40, 7, shown(sheet.item_heads[1]), align="R", **_NEXT)
    _rule(pdf, _WIDE)
    for item in sheet.items:
        words = shown(f"{item.title} {item.mark}".strip())
        _font(pdf, 11)
        if pdf.will_page_break(30):
            pdf.add_page()
        top = pdf.get_y() + 2
        pdf.set_y(top)
        pdf.multi_cell(_WIDE - 44, 6.5, words, align="L", **_NEXT)
        below = pdf.get_y()
        pdf.set_xy(_MARGIN + _WIDE - 44, top)
        pdf.cell(44, 6.5, shown(item.amount), align="R", **_NEXT)
        pdf.set_y(below)
        if item.note:
            _font(pdf, 9, _SOFT)
            pdf.multi_cell(_WIDE - 44, 5, shown(item.note), align="L", **_NEXT)
        pdf.ln(2)
        _rule(pdf, _WIDE)
    pdf.ln(6)


def _rates(pdf: FPDF, sheet: Sheet) -> None:
    if not sheet.rates:
        return
    widths = (30.0, 45.0, 55.0)
    for cells, colour in (
        (sheet.rate_heads, _SOFT),
        *(((rate.name, rate.total, rate.tax), _INK) for rate in sheet.rates),
    ):
        pdf.set_x(_MARGIN + _WIDE - sum(widths))
        _font(pdf, 9.5, colour)
        for width, said in zip(widths, cells, strict=True):
            pdf.cell(width, 6.5, shown(said), align="R", **_STAY)
        pdf.ln(6.5)
    pdf.ln(4)


def _foot(pdf: FPDF, sheet: Sheet) -> None:
    for note in sheet.notes:
        _font(pdf, 9, _SOFT)
        pdf.multi_cell(_WIDE, 5, shown(note), align="L", **_NEXT)
    pdf.ln(10)
    left = _MARGIN + _WIDE * 0.45
    for size, line in ((12.0, sheet.seller_name), *((9.5, line) for line in sheet.seller)):
        pdf.set_x(left)
        _font(pdf, size)
        pdf.multi_cell(_WIDE * 0.55, size * 0.55, shown(line), align="L", **_NEXT)


def _rule(pdf: FPDF, width: float) -> None:
    pdf.set_draw_color(*_LINE)
    pdf.set_line_width(0.2)
    pdf.line(_MARGIN, pdf.get_y(), _MARGIN + width, pdf.get_y())
