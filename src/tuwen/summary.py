"""The deliverable: text, and what it rests on. Pure data."""

import time
from dataclasses import dataclass, field
from typing import Literal

from tuwen.task import TaskName

ClaimKind = Literal["component", "relation", "count", "number", "order", "comparison", "inference"]
Verdict = Literal["supported", "inferred", "context", "unsupported"]


UNSUPPORTED_WEIGHT = 5  # what is invented does more harm than a true word does good


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a text says, and whether picture or article bear it out."""

    kind: ClaimKind
    text: str  # the words of the claim as they stand in the text
    start: int  # offsets into the text
    end: int
    verdict: Verdict
    evidence: tuple[str, ...] = ()  # ids in the Reading
    rule: str = ""  # of what is inferred: a rule of patterns.toml, or what else allows it


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of the text, and the ids in the Reading that support it."""

    start: int
    end: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A text held against Reading and context."""

    coverage: float  # share of the picture's labels that the text uses, 0..1
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()  # main parts of the picture that the text leaves out, by name
    complete: float = 1.0  # share of the picture that these are not, 0..1
    judged: bool = True  # False where the text is in a language whose claims are not judged

    @property
    def score(self) -> float:
        """How far a text may be trusted and tells it all: 1 where nothing is amiss.

        The share of claims that are borne out, an unsupported one counted five times, times the
        share of the picture's main parts that are told, times a little for every label used.
        """
        wrong = UNSUPPORTED_WEIGHT * len(self.unsupported)
        true = self.supported / (self.supported + wrong) if self.claims else 1.0
        return true * self.complete * (0.9 + 0.1 * self.coverage)

    @property
    def supported(self) -> int:
        return sum(claim.verdict != "unsupported" for claim in self.claims)

    @property
    def unsupported(self) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims if claim.verdict == "unsupported")


@dataclass(frozen=True, slots=True)
class Usage:
    """Size of the work: tokens where a model `counted` them, else characters."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One of the texts that the task `all` gives, with its own check."""

    task: TaskName
    text: str
    check: Check


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written of a picture; of the task `all` text and check are those of its summary."""

    id: str
    text: str
    task: TaskName
    engine: str
    model: str
    keywords: tuple[str, ...]
    warnings: tuple[str, ...]
    check: Check
    parts: tuple[Part, ...] = ()  # the texts of the task `all`, in order
    cached: bool = False
    cut_off: bool = False  # it ran into `max_tokens`, and ends with a whole sentence
    usage: Usage = Usage()
    timing_ms: dict[str, float] = field(default_factory=dict[str, float])
    language: str = "zh"  # as it was asked for: zh, zh-Hant, en
    made: float = field(default_factory=time.time, compare=False)  # seconds since the epoch

    @property
    def texts(self) -> tuple[Part, ...]:
        """Its texts, each with its check: several of the task `all`, else one."""
        return self.parts or (Part(self.task, self.text, self.check),)
