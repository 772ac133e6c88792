"""Draws screenshots of real code in a browser: ten languages, light and dark, five looks.

    python bench/draw_code.py FOLDER SOURCES [--count 30] [--seed 1]

SOURCES is a folder with source files under licences that allow it: the standard library of
Python, packages of npm, crates, … Snippets are cut out of them as they stand. FOLDER gets
the pictures and truth.jsonl. Fonts of @fontsource packages below SOURCES are used as well.
"""

import argparse
import html
import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.styles import get_style_by_name

LANGUAGES = {
    "python": ".py", "javascript": ".js", "typescript": ".ts", "java": ".java", "c": ".c",
    "rust": ".rs", "go": ".go", "shell": ".sh", "sql": ".sql", "yaml": ".yml",
}  # fmt: skip
LIGHT = ("default", "vs", "friendly", "xcode", "solarized-light", "github-light-default", "tango")
DARK = ("monokai", "github-dark", "dracula", "one-dark", "nord", "solarized-dark", "native")
FONTS = ("DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono")
LOOKS = ("plain", "numbered", "card", "editor", "github")
_LONGEST = 92
_SKIPPED = re.compile(r"\.min\.|\.d\.ts$|/tests?/|__pycache__|idlelib|/dist/|/cjs/|/lib2to3/")


def drawing(about: str | None) -> argparse.ArgumentParser:
    """Make a parser with the options that every drawing script has."""
    options = argparse.ArgumentParser(description=about)
    options.add_argument("folder", type=Path)
    options.add_argument("--count", type=int, default=30)
    options.add_argument("--seed", type=int, default=1)
    return options


def main() -> None:
    """Draw and write down what was drawn."""
    options = drawing(__doc__)
    options.add_argument("sources", type=Path)
    arguments = options.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    random = Random(arguments.seed)
    fonts = [*FONTS, *_web_fonts(arguments.sources)]
    faces = _faces(arguments.sources)
    rows: list[dict[str, Any]] = []
    names = list(LANGUAGES)
    for i in range(arguments.count):
        language = names[i % len(names)]
        snippet, source = _snippet(random, arguments.sources, language)
        dark, look = i % 2 == 1, LOOKS[(i // 2) % len(LOOKS)]
        plan: dict[str, Any] = {
            "name": f"code_{i:02}", "language": language, "dark": dark, "look": look,
            "style": _style(random, dark), "font": random.choice(fonts),
            "px": random.choice((12, 13, 14, 14, 15, 16, 18)), "scale": random.choice((1, 1, 2)),
        }  # fmt: skip
        page, wide, high = _page(plan, snippet, source.name, faces, random)
        shoot(page, arguments.folder / f"{plan['name']}.png", wide, high, plan["scale"])
        rows.append({**plan, "source": source.name, "text": "\n".join(snippet)})
    write(arguments.folder / "truth.jsonl", rows)


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")


def shoot(page: str, out: Path, wide: int, high: int, scale: int) -> None:
    """Take a screenshot of a page of HTML."""
    source = out.with_suffix(".html")
    source.write_text(page, "utf-8")
    subprocess.run(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         f"--force-device-scale-factor={scale}", f"--window-size={wide},{high}",
         f"--screenshot={out}", source.resolve().as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    source.unlink()


def _style(random: Random, dark: bool) -> str:
    while True:
        name = random.choice(DARK if dark else LIGHT)
        try:
            get_style_by_name(name)
        except ValueError:
            continue
        return name


def _web_fonts(sources: Path) -> list[str]:
    found = sources.rglob("@fontsource/*mono*") if sources.is_dir() else ()
    return sorted({p.name.replace("-", " ").title() for p in found if p.is_dir()}) + [
        p.name.replace("-", " ").title() for p in sorted(sources.rglob("@fontsource/*code*"))
    ]


def _faces(sources: Path) -> str:
    faces: list[str] = []
    for file in sorted(sources.rglob("*-latin-400-normal.woff2")):
        family = file.parent.parent.name.replace("-", " ").title()
        faces.append(f"@font-face{{font-family:'{family}';src:url('{file.resolve().as_uri()}')}}")
    return "".join(faces)


def _snippet(random: Random, sources: Path, language: str) -> tuple[list[str], Path]:
    """Twelve to thirty lines as they stand in a file, tabs as four spaces, nothing but ASCII."""
    files = sorted(
        p for p in sources.rglob(f"*{LANGUAGES[language]}")
        if p.is_file() and not _SKIPPED.search(p.as_posix())
    )  # fmt: skip
    while True:
        path = random.choice(files)
        text = path.read_text("utf-8", "replace").expandtabs(4)
        lines = [line.rstrip() for line in text.splitlines()]
        size = min(len(lines), random.randint(12, 30))
        if size < 8:
            continue
        start = random.randrange(len(lines) - size + 1)
        cut = _trimmed(lines[start : start + size])
        prose = sum(bool(re.match(r"\s*(\*|//|#|/\*|--)", line)) for line in cut)
        fits = all(len(line) <= _LONGEST and line.isascii() for line in cut)
        if len(cut) >= 8 and fits and prose < 0.4 * len(cut):
            return cut, path


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Without empty lines at both ends and the indentation that all have."""
    kept = list(lines)
    while kept and not kept[0]:
        kept.pop(0)
    while kept and not kept[-1]:
        kept.pop()
    least = min((len(line) - len(line.lstrip()) for line in kept if line), default=0)
    return [line[least:] for line in kept]


def _page(
    plan: dict[str, Any], lines: list[str], file: str, faces: str, random: Random
) -> tuple[str, int, int]:
    """The page, and the size of the window that just holds it."""
    px, look, dark = plan["px"], plan["look"], plan["dark"]
    style = get_style_by_name(plan["style"])
    ground = style.background_color
    lexer = get_lexer_by_name("bash" if plan["language"] == "shell" else plan["language"])
    lexer.stripnl = False
    formatter = HtmlFormatter(style=style, nowrap=True)
    body = highlight("\n".join(lines), lexer, formatter).rstrip("\n").split("\n")
    leading = random.choice((1.35, 1.5, 1.6))
    first = random.choice((1, 1, 7, 42, 96)) if look != "plain" else 1
    grey = "#858585" if dark else "#999"
    if look in ("numbered", "editor", "github"):
        width = len(str(first + len(lines)))
        numbers = [f"<i>{n:>{width}}</i>" for n in range(first, first + len(lines))]
        body = [f"{n}{line}" for n, line in zip(numbers, body, strict=True)]
    columns = max(len(line) for line in lines) + 8
    wide, high = round(columns * px * 0.62) + 90, round(len(lines) * px * leading) + 40
    head, outer, inner = "", "", ""
    if look == "card":
        dots = "".join(
            f"<b style='background:{c};width:12px;height:12px;border-radius:6px;margin-right:8px;"
            "display:inline-block'></b>" for c in ("#ff5f56", "#ffbd2e", "#27c93f")
        )  # fmt: skip
        head = f"<div style='height:28px'>{dots}</div>"
        outer = f"background:{random.choice(('#abb8c3', '#8ed1fc', '#f2f2f2', '#4a90e2'))}"
        inner = "margin:32px;padding:18px;border-radius:6px;box-shadow:0 12px 30px #0007"
        wide, high = wide + 100, high + 100
    elif look == "editor":
        tab = html.escape(file)
        bar = "#252526" if dark else "#ececec"
        head = (
            f"<div style='background:{bar};height:34px;font:13px Inter,sans-serif'>"
            f"<span style='display:inline-block;padding:9px 14px;background:{ground};"
            f"color:{'#ddd' if dark else '#333'}'>{tab} &nbsp;×</span></div>"
        )
        inner, high = "", high + 34
    else:
        inner = "padding:10px 14px"
    text = formatter.get_style_defs(".c") + faces
    page = (
        f"<meta charset=utf-8><style>{text} body{{margin:0;{outer or f'background:{ground}'}}}"
        f"pre{{margin:0;padding:{'8px 12px' if look == 'editor' else '0'};font:{px}px/{leading} "
        f"'{plan['font']}',monospace;font-variant-ligatures:none}} i{{font-style:normal;"
        f"color:{grey};margin-right:{random.choice((12, 18, 24))}px;user-select:none}}</style>"
        f"<div style='{inner};background:{ground}'>{head}"
        f"<pre class=c>{chr(10).join(body)}</pre></div>"
    )
    return page, wide, high


if __name__ == "__main__":
    main()
