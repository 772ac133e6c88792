"""A comparison as one HTML file: no script, nothing loaded from elsewhere, pictures inside."""

import argparse
from collections.abc import Sequence
from datetime import date
from html import escape
from importlib.resources import files
from itertools import groupby

from tuwen.cli.compare_words import (
    FIGURES,
    Told,
    by_engine,
    facts,
    figures,
    kind_of,
    notes,
    unborne,
    words_of,
)
from tuwen.figure.shown import data_url
from tuwen.service.comparing import Compared, Measured, measured
from tuwen.service.sight import Sight
from tuwen.summary import Part, Summary

CARD = ("score", "claims", "total", "first", "characters")
PALE = ("inferred", "context")  # verdicts that rest on something other than the picture alone
Words = dict[str, str]


def page(tolds: Sequence[Told], arguments: argparse.Namespace, language: str) -> str:
    """The whole document, for pictures that were looked at with their pixels."""
    words = words_of(language)
    style = files("tuwen.web").joinpath("style.css").read_text("utf-8")
    style += files("tuwen.cli").joinpath("compare.css").read_text("utf-8")
    sections = "\n".join(_picture(told, words) for told in tolds)
    tag = {"zh": "zh-CN"}.get(language, language)
    return f"""<!doctype html>
<html lang="{escape(tag)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(words["title"])} · Tuwen</title>
<style>
{style}</style>
</head>
<body>
<header class="top">
<p class="brand"><span class="seal" lang="zh-CN" aria-hidden="true">图文</span>
<span class="name">Tuwen</span></p><span></span><time>{date.today().isoformat()}</time>
</header>
<main class="compare">
<div class="hero">
<h1>{escape(words["title"])}</h1>
<p>{escape(_subject(tolds, arguments, words))}</p>
</div>
{_table(tolds, words)}
{sections}
{_foot(tolds, words)}
</main>
</body>
</html>
"""


def _subject(tolds: Sequence[Told], arguments: argparse.Namespace, words: Words) -> str:
    """What was compared, in one line."""
    parts = [words["engines"].format(len(tolds[0].results)), words["pictures"].format(len(tolds))]
    if arguments.repeat > 1:
        parts.append(words["each"].format(arguments.repeat))
    for name in ("task", "prompt"):
        if said := getattr(arguments, name):
            parts.append(f"{words[name]}{words['colon']}{said}")
    return " · ".join(parts)


def _table(tolds: Sequence[Told], words: Words) -> str:
    """All engines' figures over all pictures, a row an engine."""
    names = [result.name for result in tolds[0].results]
    found = [measured(results) for results in by_engine(tolds)]
    slowest = max((each.total_ms or 0 for each in found), default=0)
    keys = [key for key in FIGURES[1:] if key != "failed" or any(each.failed for each in found)]
    heads = "".join(f'<th scope="col">{escape(words[key])}</th>' for key in ("engine", *keys))
    rows = "\n".join(
        _table_row(name, each, keys, slowest, words)
        for name, each in zip(names, found, strict=True)
    )
    hint = f'<p class="aside">{escape(words["medians"])}</p>' if len(tolds) > 1 else ""
    return f"""<div class="scroll"><table>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table></div>
{hint}"""


def _table_row(
    name: str, found: Measured, keys: Sequence[str], slowest: float, words: Words
) -> str:
    shown = figures(found)
    bars = {"score": found.score, "total": found.total_ms and found.total_ms / slowest}
    cells = ""
    for key in keys:
        share = bars.get(key)
        bar = "" if share is None else f'<i class="bar" style="width:{share:.1%}"></i>'
        cells += f'<td class="{_class(key, found)}">{escape(shown.get(key, "0"))}{bar}</td>'
    return (
        f'<tr><th scope="row">{escape(name)}<small>{escape(found.model)}</small></th>{cells}</tr>'
    )


def _picture(told: Told, words: Words) -> str:
    """One picture, and below it the engines' answers side by side."""
    problems = "".join(f'<p class="aside">{escape(each)}</p>' for each in told.sight.problems)
    kind = kind_of(told.sight, words)
    assert told.sight.shown
    answers = "\n".join(_answer(result, told.sight, words) for result in told.results)
    return f"""<section class="picture">
<header><h2>{escape(told.path)}</h2>
<p class="facts">{escape(facts(told.sight, words))}</p>{problems}</header>
<figure class="paper"><img src="{data_url(told.sight.shown)}" alt="{escape(kind)}"></figure>
<div class="columns">
{answers}
</div>
</section>"""


def _answer(result: Compared, sight: Sight, words: Words) -> str:
    found = measured([result])
    shown = figures(found)
    head = f"<header><h3>{escape(result.name)}</h3><p>{escape(found.model)}</p></header>"
    if result.error:
        body = f'<p class="problem">{escape(result.error.message)}</p>'
        return f'<article class="answer">\n{head}\n{body}\n</article>'
    stats = "".join(
        f"<div><dt>{escape(words[key])}</dt>"
        f'<dd class="{_class(key, found)}">{escape(shown[key])}</dd></div>'
        for key in CARD
    )
    summary = result.runs[0].summary
    return f"""<article class="answer">
{head}
<dl class="stats">{stats}</dl>
{_texts(summary, words)}
{_beside(summary, notes(result, sight), words)}
</article>"""


def _class(key: str, found: Measured) -> str:
    return "wrong" if key == "claims" and found.unsupported else key


def _texts(summary: Summary, words: Words) -> str:
    texts = [f'<p class="text">{_marked(part, words)}</p>' for part in summary.texts if part.text]
    if not summary.parts:
        return "".join(texts)
    titles = [f"<h4>{escape(words[f'part_{p.task}'])}</h4>" for p in summary.parts if p.text]
    return "\n".join(map("\n".join, zip(titles, texts, strict=True)))


def _marked(part: Part, words: Words) -> str:
    """The text with its claims marked; where claims overlap the worst verdict shows."""
    verdicts = [""] * len(part.text)
    ranks = {"": 0, "supported": 1, **dict.fromkeys(PALE, 2), "unsupported": 3}
    for claim in part.check.claims:
        for at in range(claim.start, min(claim.end, len(verdicts))):
            verdicts[at] = max(verdicts[at], claim.verdict, key=lambda v: ranks[v])
    marked = ""
    for verdict, letters in groupby(zip(verdicts, part.text, strict=True), lambda pair: pair[0]):
        text = escape("".join(letter for _, letter in letters))
        marked += _mark(verdict, text, words) if verdict else text
    return marked


def _mark(verdict: str, text: str, words: Words) -> str:
    name = "inferred" if verdict in PALE else verdict
    return f'<mark class="{name}" title="{escape(words[name])}">{text}</mark>'


def _beside(summary: Summary, warnings: list[str], words: Words) -> str:
    """What the picture does not bear out, what was left out, what else a reader should know."""
    parts: list[str] = []
    if claims := unborne(summary):
        items = "".join(f"<li>{escape(claim)}</li>" for claim in claims)
        title = escape(words["unsupported"])
        parts.append(f'<div class="unborne"><h4>{title}</h4><ul>{items}</ul></div>')
    if missing := summary.check.missing:
        warnings = [words["missing"] + words["colon"] + words["list"].join(missing), *warnings]
    parts += [f'<p class="aside">{escape(warning)}</p>' for warning in warnings]
    return "\n".join(parts)


def _foot(tolds: Sequence[Told], words: Words) -> str:
    """What the marks and the figures mean."""
    runs = [run for told in tolds for result in told.results for run in result.runs]
    legend = ""
    if any(run.summary.check.claims for run in runs):
        names = ("supported", "inferred", "unsupported")
        legend = "".join(f'<span><mark class="{n}">{escape(words[n])}</mark></span>' for n in names)
        legend = f'<p class="legend">{legend}</p>'
    return f'<footer class="foot">{legend}<p>{escape(words["how"])}</p></footer>'
