"""The page as one HTML file that opens from disk: its modules, styles and data inside it, and no request to anywhere."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import rekindle
from rekindle.json_text import compact_json

STATIC = Path(__file__).parent / "static"
OUTLINES = Path(rekindle.__file__).parent / "record" / "tables"
MAPS = ("basemap.json", "world.json")
"""Outlines of maps; they lie beside the record, for reports draw them too."""
START = "js/single.js"
PREFIX = "rekindle/"
IMPORTED = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}/[\w./-]+\.js)\2""")
"""What a module imports by a path beside it, statically or on demand."""
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'"
)
PRELUDE = """
const kept = JSON.parse(document.getElementById("rekindle-data").textContent);
globalThis.fetch = async (address) => {
  const path = String(address?.url ?? address).split("?")[0];
  const api = path.startsWith("/api/") ? kept[path.slice(5)] : undefined;
  const found = path === "/api/levers" && api ? {levers: api} : api ?? kept.files[path];
  if (found === undefined) throw new TypeError(`${path} is not in this file`);
  return new Response(found === null ? null : JSON.stringify(found),
    {status: found === null ? 204 : 200, headers: {"content-type": "application/json"}});
};
"""


def modules(start: str = START, static: Path = STATIC) -> dict[str, str]:
    """Every module that the first one needs, by its path; imports are by name, so that it matters no more where it lies."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        needed: list[str] = []

        def named(match: re.Match[str], path: str = path, needed: list[str] = needed) -> str:
            target = (static / path).parent.joinpath(match[3]).resolve().relative_to(static.resolve()).as_posix()
            needed.append(target)
            return f"{match[1]}{match[2]}{PREFIX}{target}{match[2]}"

        found[path] = IMPORTED.sub(named, (static / path).read_text(encoding="utf-8"))
        waiting += needed
    return found


def files(static: Path = STATIC) -> dict[str, Any]:
    """Data that modules read as files: words of the languages, and outlines of maps."""
    words = {f"/static/locale/{path.name}": path for path in sorted((static / "locale").glob("*.json"))}
    places = words | {f"/static/data/{name}": OUTLINES / name for name in MAPS}
    return {address: json.loads(path.read_text(encoding="utf-8")) for address, path in places.items()}


def page(data: Mapping[str, Any], title: str, lang: str, static: Path = STATIC) -> str:
    """The file. `data` is what the page would have asked the server for."""
    text = (static / "index.html").read_text(encoding="utf-8")
    styles = "\n".join(_style(static, name) for name in re.findall(r'<link rel="stylesheet" href="/static/([\w./-]+)">', text))
    icon = (
        "data:image/svg+xml;base64," + _base64((static / "icon.svg").read_text(encoding="utf-8"))
        if (static / "icon.svg").is_file()
        else ""
    )
    imports = {
        f"{PREFIX}{path}": f"data:text/javascript;base64,{_base64(code)}" for path, code in modules(static=static).items()
    }
    head = [
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<title>{html.escape(title)}</title>",
        *([f'<link rel="icon" href="{icon}">'] if icon else []),
        f"<style>\n{styles}\n</style>",
        f'<script type="importmap">{_json({"imports": imports})}</script>',
    ]
    end = [
        f'<script type="application/json" id="rekindle-data">{_json({**data, "files": files(static)})}</script>',
        f'<script type="module">{PRELUDE}await import("{PREFIX}{START}");</script>',
    ]
    text = re.sub(r"<title>.*?</title>|<link [^>]*>|<script [^>]*></script>", "", text, flags=re.S)
    text = re.sub(r'<html lang="[^"]*"', f'<html lang="{lang}"', text)
    before, after = text.split("<head>", 1)
    after = after.replace("</head>", "\n".join(head[1:]) + "\n</head>", 1).replace("</body>", "\n".join(end) + "\n</body>", 1)
    return re.sub(r"\n\s*\n+", "\n", f"{before}<head>\n{head[0]}") + after


def _style(static: Path, name: str) -> str:
    path = static / name
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return re.sub(r"</(style)", r"<\\/\1", text, flags=re.I)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")


def _json(data: Any) -> str:
    """JSON that cannot end the element that it stands in."""
    return compact_json(data).decode("utf-8").replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
