"""For each sentence of a checked text the ids in the Reading that bear it out, as few as say it."""

import re
from typing import Final

from tuwen.checking.links import Links
from tuwen.checking.relations import Relation, evidence_for, parts_in, way_of
from tuwen.summary import Claim, Evidence
from tuwen.writing.mentions import Mention

SENTENCE: Final = re.compile(r"[^。！？!?\n]*(?:「[^」\n]*」[^。！？!?\n]*)*[。！？!?\n]*")


def evidence_of(
    text: str, claims: list[Claim], links: Links, silent: list[tuple[int, tuple[str, ...]]]
) -> tuple[Evidence, ...]:
    """Gather the evidence sentence by sentence; `silent` are edges of clauses without a subject."""
    found: list[Evidence] = []
    for match in SENTENCE.finditer(text):
        start, end = match.span()
        start += len(match[0]) - len(match[0].lstrip())
        end = start + len(text[start:end].rstrip())
        if start >= end:
            continue
        mine = [c for c in claims if start <= c.start < end and c.verdict != "unsupported"]
        ids = [i for c in mine if c.kind == "relation" for i in c.evidence]
        ids += [i for place, edges in silent if start <= place < end for i in edges]
        related = set(ids)
        for claim in mine:
            if claim.kind != "component":
                continue
            told = related & set(claim.evidence)
            ids += (told and sorted(told)) or list(_near(claim.evidence, mine, links))
        ids += [i for c in mine if c.kind in ("count", "number") for i in c.evidence]
        kept = tuple(dict.fromkeys(i for i in ids if i))
        if kept:
            found.append(Evidence(start, end, kept))
    return tuple(found)


def _near(ids: tuple[str, ...], claims: list[Claim], links: Links) -> tuple[str, ...]:
    """Of several edges with one label keep those at a thing that the sentence names."""
    if len(ids) < 2 or not all(i.startswith("e") for i in ids):
        return ids
    named = {i for c in claims for i in c.evidence if i in links.graph.items}
    touching = {e.id for edges in links.out.values() for e in edges if {e.source, e.target} & named}
    return tuple(i for i in ids if i in touching) or ids


def trailing(
    text: str, spans: list[tuple[int, int]], mentions: list[Mention], links: Links
) -> list[tuple[int, tuple[str, ...]]]:
    """Edges meant by clauses without a subject: 「再被路由到 A」 after a clause that named one.

    Evidence only: such a clause claims nothing that could be false. Gives (place, ids).
    """
    items = [m for m in mentions if m.sort == "item"]
    found: list[tuple[int, tuple[str, ...]]] = []
    for start, end in spans:
        parts = parts_in(text, start, [m for m in mentions if start <= m.start and m.end <= end])
        if not parts or way_of(parts[0].gap) not in ("forward", "chain", "reach"):
            continue
        before = [m for m in items if m.end <= start][-6:]
        for target in parts[0].names:
            for source in reversed(before):
                edges = evidence_for(Relation(source, target, "forward"), links)
                if edges:
                    found.append((target.start, edges))
                    break
    return found
