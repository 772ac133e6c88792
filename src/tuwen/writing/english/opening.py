"""How an English text begins: what the picture is about, and what is shown.

A Chinese title or caption counts only where all of it can be translated; an English one is
taken as it is.
"""

import re
from dataclasses import dataclass
from typing import Final

from tuwen.article import Article
from tuwen.reading.types import Chart, Kind
from tuwen.writing.chart_values import ordered
from tuwen.writing.english import screens
from tuwen.writing.english.models import whole
from tuwen.writing.english.names import Name, is_many, name_of, names
from tuwen.writing.english.phrasing import a, capped, is_chinese, plural, quoted
from tuwen.writing.english.sequence import participants
from tuwen.writing.english.translation import data, noun
from tuwen.writing.english.values import place, term, who
from tuwen.writing.extract import plain
from tuwen.writing.graph import Graph, Item
from tuwen.writing.model_text import pattern
from tuwen.writing.opening import PLACES
from tuwen.writing.opening import place as frame_around
from tuwen.writing.patterns import Inference
from tuwen.writing.phrasing import Clause, union
from tuwen.writing.subject import titled
from tuwen.writing.view import View

NOUNS: Final[dict[Kind, str]] = {
    "architecture": "diagram", "flowchart": "flowchart", "sequence": "sequence diagram",
    "class": "class diagram", "er": "entity–relationship diagram", "state": "state diagram",
    "mindmap": "mind map", "line_chart": "line chart", "bar_chart": "bar chart",
    "pie_chart": "pie chart", "scatter_chart": "scatter plot", "other_chart": "chart",
    "ui_screenshot": "screenshot", "code": "screenshot", "terminal": "screenshot",
    "table": "table", "photo": "photograph", "decorative": "illustration", "other": "picture",
}  # fmt: skip
NUMBERED: Final = re.compile(
    r"^(?:fig(?:ure|\.)?|table|diagram|chart)\s*[\d.\-]*\s*[.:–-]?\s*", re.I
)
VERB: Final = re.compile(
    r"\b(?:is|are|was|were|can|may|must|will|has|have|does|do|uses?|shows?|sends?|calls?|receives?"
    r"|connects?|runs?|stores?|returns?|becomes?|contains?|provides?|allows?)\b"
)
PLAIN: Final = re.compile(
    r"^(?:The|A|An|How|Overview|Architecture|Structure|Flow|Comparison|Example|Relationship"
    r"|Distribution|Components|Life|Lifecycle|Sequence|Result|Results|Output|Different|Basic"
    r"|Simple|Typical|Overall|Request|Data|System|Process)\b(?! [A-Z])"
)
SORTS: Final = {"tree": "a hierarchy", "frames": "several parts", "parts": "several components"}
SPOKEN: Final = re.compile(r"^(?:how|why|what|when|where) ", re.I)
HEAD: Final = re.compile(r"^(?:The|A|An|How|Why) ", re.I)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the picture is about: a noun phrase, or a whole sentence of the author."""

    name: str = ""
    statement: bool = False
    printed: bool = False  # stands in the picture itself

    def as_object(self) -> str:
        """Behind “shows”."""
        return f"{self.name[:1].lower()}{self.name[1:]}" if PLAIN.match(self.name) else self.name


def subject(view: View) -> Subject:
    """The picture's own title, its caption, what stands around it: the first that is English."""
    own = titled(view.reading.title)
    if own and view.form not in ("chart", "screen") and (named := _english(own)):
        return Subject(_with_article(named, own), printed=True)
    if caption := _caption(view.article):
        return caption
    about = view.subject
    if about.manner == "name" and (named := _english(about.name)):
        return Subject(_with_article(named, about.name))
    return Subject()


def _with_article(text: str, label: str) -> str:
    """A translated name with its article; several things of a sort in the plural."""
    if not is_chinese(label):
        return text
    if re.search(r" (?:component|concept|tool|module|protocol|layer|stage)$", text):
        text = plural(text)
    return Name(text, text.split(" ")[-1].islower()).the


def _english(text: str) -> str:
    """A name in English, or nothing; a title in parts of which one is English is not."""
    text = plain(text).strip()
    return (noun(text) if is_chinese(text) else text) if len(text) < 90 else ""


def _caption(article: Article) -> Subject | None:
    text = " ".join(plain(article.caption).split())
    if not text or is_chinese(text) or not re.search(r"[A-Za-z]{2}", text):
        return None
    bare = NUMBERED.sub("", text)
    first = re.split(r"(?<=[a-z)\]0-9])[.!?](?:\s|$)", bare)[0].strip(" .:")
    if len(first) < 3 or re.fullmatch(r"[\w\-]+\.\w{3,4}", first):
        return None
    words = first.split()
    said = VERB.search(" ".join(words[1:])) and not SPOKEN.match(first) and len(words) > 3
    return Subject(first, statement=bool(said) and not re.search(r"\b(?:that|which|who)\b", first))


def what(kind: Kind, form: str = "") -> str:
    """“the flowchart” and the like; one that is told as a structure is just a diagram."""
    if kind == "flowchart" and form not in ("", "flow"):
        return "the diagram"
    return f"the {NOUNS[kind]}"


def opened(view: View, about: Subject) -> Clause:
    """What the picture shows, with the ids it rests on."""
    if about.statement:
        return Clause(about.name)
    special = {"sequence": _sequence, "state": _model, "model": _model, "chart": _chart,
               "screen": _screen}  # fmt: skip
    if view.form in special:
        return special[view.form](view, about)
    lead = f"{what(view.reading.kind, view.form)} shows"
    kind = view.kinds
    if about.printed and not is_chinese(view.reading.title):
        return _by_itself(view, f"{what(view.reading.kind, view.form)} {quoted(about.name)} shows")
    if about.name:
        said = kind is not None and view.form != "flow" and not _says(about.name, _phrase(kind))
        tail = f", {a(_phrase(kind))}" if kind is not None and said else ""
        return Clause(f"{lead} {about.as_object()}{tail}", kind.ids if kind and said else ())
    return _by_itself(view, lead)


def _phrase(kind: Inference) -> str:
    return str(data()["patterns"].get(kind.rule, ""))


def _says(name: str, phrase: str) -> bool:
    words = re.findall(r"[A-Za-z]{4,}", phrase)
    return any(word.lower() in name.lower() for word in words)


def _by_itself(view: View, lead: str) -> Clause:
    """Nobody has named the picture: a pattern, where it stands, or what it is made of."""
    graph, kind = view.graph, view.kinds
    frame = frame_around(graph)
    ids = (*(kind.ids if kind else ()), *((frame.id,) if frame else ()))
    if kind is not None and _phrase(kind):
        where = ""
        if frame is not None and PLACES.search(frame.name) and not _says(frame.name, _phrase(kind)):
            where = f" deployed in {name_of(frame).the}"
        return Clause(f"{lead} {a(_phrase(kind))}{where}", ids)
    if frame is not None:
        return Clause(f"{lead} the parts of {name_of(frame).the}", ids)
    return _by_shape(view, lead)


def _by_shape(view: View, lead: str) -> Clause:
    graph = view.graph
    if view.form == "flow":
        return Clause(f"{lead} a process")
    if view.form == "relations":
        wired = [graph.items[i] for i in graph.order if graph.items[i].name]
        unique = list({i.name: i for i in wired}.values())
        hub = _hub(graph)
        if hub is not None:
            return Clause(f"{lead} {name_of(hub).the} and what is connected to it", (hub.id,))
        told = names(unique) if len(unique) <= 4 else _few(unique)
        return Clause(f"{lead} how {told} are connected", tuple(i.id for i in unique[:4]))
    return Clause(f"{lead} {SORTS.get(view.form, 'several components')}")


def _few(items: list[Item]) -> str:
    """“A, B, C, and other components”."""
    return f"{', '.join(name_of(i).the for i in items[:3])}, and other components"


def _hub(graph: Graph) -> Item | None:
    degree = {i: len(graph.out[i]) + len(graph.into[i]) for i in graph.rank if graph.items[i].name}
    best = max(degree, key=lambda i: degree[i], default="")
    many = bool(best) and degree[best] >= 4 and degree[best] * 2 >= len(graph.edges)
    return graph.items[best] if many else None


def _sequence(view: View, about: Subject) -> Clause:
    taking = participants(view.graph)
    lead = f"{what('sequence')} shows"
    many = is_many([n for n in view.graph.nodes if n.name])
    if not about.name:
        tail = "interact" if many else "interacts"
        return Clause(f"{lead} how {taking.text} {tail}", taking.ids)
    return Clause(f"{lead} {about.as_object()}, involving {taking.text}", taking.ids)


def _model(view: View, about: Subject) -> Clause:
    parts = whole(view.reading, view.graph)
    lead = f"{what(view.reading.kind, view.form)} shows"
    if not about.name:
        return Clause(f"{lead} {parts.text}", parts.ids)
    found = pattern(about.name) if view.reading.kind == "class" else None
    name = f"the {about.name.removesuffix(' pattern')} pattern" if found else about.as_object()
    return Clause(f"{lead} {name}, with {parts.text}", parts.ids)


def _chart(view: View, about: Subject) -> Clause:
    chart = view.reading.chart or Chart(title=view.reading.title)
    what_, ids = chart_name(view, about), tuple(s.id for s in chart.series)
    return Clause(f"{what(view.reading.kind)} {what_}", ids)


def chart_name(view: View, about: Subject) -> str:
    """What a chart shows, from the verb on: “shows sales for A and B”, “compares A and B”."""
    chart, kind = view.reading.chart or Chart(title=view.reading.title), view.reading.kind
    series = [s for s in (who(s) for s in chart.series) if s]
    forms = f" for {capped(series, 6)}" if len(series) > 1 else ""
    title = chart_title(chart)
    if about.name and (not title or is_chinese(title)):
        return f"shows {about.as_object()}{forms}"
    if title and (is_chinese(title) or not is_chinese(chart.title)):  # as it is printed
        bare = title.strip("“”")
        return (
            f"{quoted(bare)} compares {capped(series, 6)}" if forms else f"is titled {quoted(bare)}"
        )
    if title:
        return f"shows {'the ' if title.split(' ')[-1].islower() else ''}{title}{forms}"
    x, y = term(chart.x_label), term(chart.y_label)
    if x and y and not y.startswith("“(") and not re.fullmatch(r"[(（].*[)）]", y):
        link = "changes with" if kind == "line_chart" else "compares by"
        return f"shows how {y} {link} {x}{forms}"
    if forms:
        return f"compares {capped(series, 6)}"
    if kind == "pie_chart":
        return "shows the shares of its parts"
    first = next((s for s in chart.series if len(s.points) > 1), None)
    places = [place(x) for x, _ in first.points] if first and not ordered(first) else []
    if kind in ("bar_chart", "other_chart") and len(places) > 2 and all(places):
        return f"compares {capped(list(dict.fromkeys(places)), 4)}"
    ends = [place(first.points[i][0]) for i in (0, -1)] if first else []
    if ends and all(re.fullmatch(r"(?:19|20)\d\d", e) for e in ends):
        return f"shows data from {ends[0]} to {ends[1]}"
    return "shows a set of data"


def chart_title(chart: Chart) -> str:
    """The title translated or as printed; empty where it is but the name of an axis or series."""
    title = plain(chart.title).strip(" :：")
    others = {plain(n) for n in (chart.x_label, chart.y_label, *(s.name for s in chart.series))}
    return term(title) if re.search(r"\w", title) and title not in others else ""


def _screen(view: View, about: Subject) -> Clause:
    name, ids = screens.page_name(view.reading)
    chart = ", with a chart" if view.reading.contains else ""
    lead = what("ui_screenshot")
    if about.name and not about.printed:
        inner = about.name.removeprefix("the ").lower() in name.lower()
        on = "" if inner or name.startswith("a ") else f", on {name}"
        told = name if inner else f"{about.as_object()}{on}"
        return Clause(f"{lead} shows {told}{chart}", ids)
    return Clause(f"{lead} shows {name}{chart}", union([ids]))
