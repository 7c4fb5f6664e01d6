# SPDX-FileCopyrightText: 2026 The synapse-salon authors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Static files: stylesheets, scripts and pictures, named by their content so that browsers keep them for good."""

import hashlib
import mimetypes
from pathlib import Path, PurePosixPath

from synapse_salon.errors import NotFound
from synapse_salon.i18n import t
from synapse_salon.web.answers import Raw
from synapse_salon.web.styles import accent_sheet, is_colour

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
BRIEFLY = {"Cache-Control": "public, max-age=60"}
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class Shelf:
    """The static files of the floor and the features, by `<feature>/<path>`. Read once, kept in memory."""

    def __init__(self) -> None:
        self._named: dict[str, str] = {}
        self._files: dict[str, tuple[Path, bool]] = {}
        self._read: dict[Path, bytes] = {}

    def add(self, name: str, folder: Path) -> None:
        """Take up the files below `folder` under `name/`."""
        for file in sorted(folder.rglob("*")):
            if not file.is_file():
                continue
            plain = f"{name}/{file.relative_to(folder).as_posix()}"
            digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
            path = PurePosixPath(plain)
            hashed = str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
            self._named[plain] = hashed
            self._files[plain] = (file, False)
            self._files[hashed] = (file, True)

    def path(self, plain: str) -> str:
        """Where `floor/salon.css` is served, below our prefix. Raises KeyError: there is no such file."""
        return f"static/{self._named[plain]}"

    def find(self, path: str) -> Raw:
        """A file's answer. Raises NotFound."""
        found = self._files.get(path)
        if found is None:
            raise NotFound(t("There is no such page."))
        file, is_hashed = found
        if file not in self._read:
            self._read[file] = file.read_bytes()
        kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        return Raw(kind + charset, self._read[file], headers=FOREVER if is_hashed else BRIEFLY)


def accent(name: str) -> Raw:
    """The stylesheet of an accent, by `b5483a.css`. Raises NotFound."""
    colour = "#" + name.removesuffix(".css")
    if not name.endswith(".css") or not is_colour(colour):
        raise NotFound(t("There is no such page."))
    return Raw("text/css; charset=utf-8", accent_sheet(colour), headers=FOREVER)
