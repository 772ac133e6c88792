"""What a comparison says in words and figures, on a terminal and on a page alike."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from tuwen.service.comparing import Compared, Measured
from tuwen.service.listing import KINDS
from tuwen.service.sight import Sight
from tuwen.service.summarizer import in_script, language_of
from tuwen.summary import Summary
from tuwen.task import TITLES

NONE = "—"
# In the order in which they are shown.
FIGURES = ("model", "score", "claims", "total", "first", "tokens", "speed", "coverage",
           "characters", "start", "failed")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A picture, and what each engine made of it."""

    path: str
    sight: Sight
    results: tuple[Compared, ...]


def by_engine(tolds: Sequence[Told]) -> list[list[Compared]]:
    """The results of all pictures, engine by engine."""
    return [list(results) for results in zip(*(told.results for told in tolds), strict=True)]


def words_of(language: str) -> dict[str, str]:
    """The words in the language and script of the texts."""
    known = tomllib.loads(files("tuwen.cli").joinpath("compare.toml").read_text("utf-8"))
    kinds = {f"kind_{kind}": name for kind, name in KINDS.items()}
    known["zh"] |= kinds
    known["en"] |= {key: key.removeprefix("kind_").replace("_", " ") for key in kinds}
    for tag, titles in TITLES.items():
        known[tag] |= {f"part_{task}": title for task, title in titles.items()}
    voice = in_script(language, tuple(known))
    return {key: voice(word) for key, word in known[language_of(language)].items()}


def figures(found: Measured) -> dict[str, str]:
    """The figures of an engine ready to print, by the key of their word."""
    speed = found.tokens_per_second
    judged = found.score is not None
    shown = {
        "model": found.model or NONE,
        "first": duration(found.first_ms),
        "total": duration(found.total_ms),
        "start": duration(found.start_ms),
        "tokens": _number(found.tokens),
        "speed": NONE if speed is None else f"{speed:.1f}",
        "score": NONE if found.score is None else f"{found.score:.2f}",
        "claims": f"{found.supported}/{found.unsupported}" if judged else NONE,
        "coverage": NONE if found.coverage is None else f"{found.coverage:.0%}",
        "characters": _number(found.characters),
    }
    return shown | ({"failed": str(found.failed)} if found.failed else {})


def kind_of(sight: Sight, words: dict[str, str]) -> str:
    """The name of a kind of picture."""
    return words[f"kind_{sight.reading.kind}"]


def facts(sight: Sight, words: dict[str, str]) -> str:
    """What kind of picture it is, its size, and how long it took to read."""
    read = f"{words['read']} {duration(sum(sight.timing_ms.values()))}"
    return words["comma"].join((kind_of(sight, words), f"{sight.width}×{sight.height}", read))


def unborne(summary: Summary) -> list[str]:
    """What the picture does not bear out, each claim once."""
    claims = (claim.text for part in summary.texts for claim in part.check.unsupported)
    return list(dict.fromkeys(claims))


def notes(result: Compared, sight: Sight) -> list[str]:
    """The warnings that are neither the picture's nor a list of the claims shown apart."""
    summary = result.runs[0].summary
    claims = unborne(summary)
    return [
        warning
        for warning in summary.warnings
        if warning not in sight.problems
        and not (claims and all(claim in warning for claim in claims))
    ]


def duration(ms: float | None) -> str:
    """Milliseconds below a second, else seconds."""
    if ms is None:
        return NONE
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.{1 if ms < 100_000 else 0}f} s"


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f}"
