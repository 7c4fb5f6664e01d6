# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses as QR codes."""

import io

import segno


def as_svg(url: str) -> str:
    """An address as a QR code, to stand in a page: dark on white, whatever the page's colours are."""
    return str(
        segno.make(url, micro=False, error="m").svg_inline(scale=5, border=4, light="#fff", dark="#000")
    )


def as_png(url: str) -> tuple[bytes, int]:
    """The same as a file for chat apps, and how many pixels it is wide and high."""
    code, file = segno.make(url, micro=False, error="m"), io.BytesIO()
    code.save(file, kind="png", scale=8, border=4)
    return file.getvalue(), int(code.symbol_size(scale=8, border=4)[0])
