"""Whether a picture shows a formula: letters that stand alone, signs, and hardly a word.

The signs of a formula are not read one by one; a reader is told so.
"""

import re

from tuwen.reading.scene import Scene

_MOST = 14  # lines that a formula falls into
_SIGN = re.compile(r"[=≥≤≈≠±√∑Σ∏∫∂∇∞→∈]")
_RARE = re.compile(r"[≥≤≈≠±√∑Σ∏∫∂∇∞∈α-ωΓΔΘΛΦΨΩµ²³]")
_WORD = re.compile(r"[A-Za-z]{5,}")  # shorter, it may be letters side by side
_FUNCTIONS = re.compile(
    r"a?(?:sin|cos|tan)h?|log|ln|exp|lim|max|min|arg(?:max|min)?|det|rank|sup|inf|mod|sgn|sign"
    r"|softmax|sigmoid|relu|tanh|gcd|var|cov|diag|trace|std|mean|where|loss|for|and",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDY = 0.4  # share of the letters that stand in words
_UNEVEN = 1.35  # the largest line is so many times as high as the smallest
_COLOURED = 0.02  # of the picture: larger areas are boxes, bars, pictures


def is_formula(scene: Scene) -> bool:
    """The picture is one formula or a few, and nothing else."""
    lines = [line for line in scene.snug if line.upright]
    texts = " ".join(line.text for line in lines)
    if not 1 <= len(lines) <= _MOST or not _SIGN.search(texts) or len(_HAN.findall(texts)) > 2:
        return False
    size = scene.gray.size
    if any(r is not scene.paper and r.area > _COLOURED * size for r in scene.regions):
        return False
    letters = len(re.findall(r"[A-Za-z]", texts))
    words = sum(len(w) for w in _WORD.findall(texts) if not _FUNCTIONS.fullmatch(w))
    if words > max(_WORDY * letters, 0) or re.search(r"[;{}]\s*$|\w\.\w{2,}|==|://", texts):
        return False
    heights = [line.box[3] - line.box[1] for line in lines]
    stacked = len(lines) > 1 and max(heights) >= _UNEVEN * min(heights)
    return stacked or bool(_RARE.search(texts))
