"""How likely a node or a line is right: logistic regressions on the evidence at hand.

The coefficients were fitted by training/fit_confidence.py, on drawn pictures only; what they
are worth on real ones is in bench/results.
"""

import math
from dataclasses import dataclass

# The constant first, then one for each term of the evidence.
LINE = (
    1.95, 0.17, -1.08, -0.87, -0.34, -0.46, -0.31, -1.18, -2.23, -1.73, -2.36, 1.80, -0.25, -1.80,
)  # fmt: skip
NODE = (0.48, 1.68, 0.20, -1.75, -4.69, -0.32, 0.53, 0.53)
_SHORT = 30  # px: shorter lines are remnants of borders more often than not


@dataclass(frozen=True, slots=True)
class LineEvidence:
    """What speaks for a line between two things."""

    sure: float  # log odds of the more doubtful of its ends being what it was taken for
    undirected: bool
    both: bool  # heads at both ends
    gaps: int  # labels and borders that it runs behind
    junctions: int  # passed on its way
    rivals: int  # other ways from the same two ends
    hidden: bool  # an end that a label covers
    loop: bool  # back to where it came from
    framed: int  # ends that meet a frame
    worded: int  # ends that meet a text without a shape
    length: float  # px

    def terms(self) -> tuple[float, ...]:
        way = math.log(max(self.length, 5.0) / 50)
        crowd = math.log1p(self.rivals)
        short = max(0.0, -math.log(max(self.length, 5.0) / _SHORT))
        return (min(self.sure, 5.0), self.undirected, self.both, self.gaps, self.junctions,
                crowd, self.hidden, self.loop, self.loop and self.undirected,
                self.framed * self.undirected, self.worded, way, short)  # fmt: skip

    def chance(self) -> float:
        """Probability that the line is there and leads this way, if both its ends are right."""
        return _logistic(LINE, self.terms())


@dataclass(frozen=True, slots=True)
class NodeEvidence:
    """What speaks for a labelled shape."""

    fit: float  # overlap with its ideal form
    read: float  # the recogniser's confidence in the poorest of its lines
    lines: int  # of text; 0 for a mark such as the start of a state diagram
    free: bool  # a text without a shape
    filled: bool
    compartments: bool

    def terms(self) -> tuple[float, ...]:
        doubt = -math.log(1.001 - min(self.read, 1.0))
        return (self.fit, doubt, math.log1p(self.lines), self.lines == 0, self.free, self.filled,
                self.compartments)  # fmt: skip

    def chance(self) -> float:
        """Probability that the node is there and its label is right."""
        return _logistic(NODE, self.terms())


def _logistic(weights: tuple[float, ...], terms: tuple[float, ...]) -> float:
    total = weights[0] + sum(w * float(t) for w, t in zip(weights[1:], terms, strict=True))
    return 1 / (1 + math.exp(-total))
