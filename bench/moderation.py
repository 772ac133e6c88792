"""How long a list of 50,000 words takes to load, and to look for in 1,000 characters.

    python bench/moderation.py

The words are made up of common characters by a fixed seed; the text is this project's own
example article, over and over, as it is and with one listed word in every 1,000 characters.
"""

import random
import tempfile
import time

import measuring

from tuwen.service.moderation.word_lists import load_words
from tuwen.service.moderation.words import Sieve, Words

WORDS = 50_000
LENGTH = 100_000  # characters of a text
ROUNDS = 9
LETTERS = "abcdefghijklmnopqrstuvwxyz"
COMMON = range(0x4E00, 0x4E00 + 3_000)  # of the characters that words are made of


def main() -> None:
    """Measure and print."""
    arguments = measuring.parser(__doc__).parse_args()
    words = list_of_words(random.Random(1))
    article = "".join(path.read_text("utf-8") for path in sorted(measuring.EXAMPLES.rglob("*.md")))
    if not article:
        raise SystemExit("no example article")
    plain = (article * (LENGTH // len(article) + 1))[:LENGTH]
    dirty = "".join(plain[i : i + 1000] + words[i // 2] for i in range(0, LENGTH, 1000))
    before = measuring.peak_mb()
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(words))
        file.flush()
        started = time.perf_counter()
        listed = load_words([file.name], "mask")
        loaded = time.perf_counter() - started
    more = measuring.peak_mb() - before
    head = {
        "words": len(words),
        "load ms": round(loaded * 1000),
        "MB more": more,
    }
    records = [
        {
            "text": name,
            **head,
            "hits": len(listed.find(text)),
            "µs per 1,000 characters": microseconds(listed, text),
        }
        for name, text in (("clean", plain), ("a word in every 1,000", dirty))
    ]
    title = measuring.heading("Moderation by a word list", "none", ("ahocorasick-rs", "opencc"))
    measuring.publish("moderation", f"{title}\n{measuring.table(records)}", records, arguments)


def list_of_words(chance: random.Random) -> list[str]:
    """Words of 3 to 6 汉字, and one in ten of 6 to 10 letters."""
    found: set[str] = set()
    while len(found) < WORDS:
        if len(found) % 10:
            found.add("".join(map(chr, chance.choices(COMMON, k=chance.randint(3, 6)))))
        else:
            found.add("".join(chance.choices(LETTERS, k=chance.randint(6, 10))))
    return sorted(found)


def microseconds(listed: Words, text: str) -> float:
    """The median time to mask 1,000 characters of a text."""
    took: list[float] = []
    for _ in range(ROUNDS):
        sieve = Sieve(listed, lambda _: None)
        started = time.perf_counter()
        sieve.take(text, last=True)
        took.append(time.perf_counter() - started)
    return round(measuring.quantiles(took)[0] * 1e6 / (len(text) / 1000), 1)


if __name__ == "__main__":
    main()
