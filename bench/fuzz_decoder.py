"""The decoder before inputs that are led by coverage: Atheris, in an environment that has it.

    PYTHON bench/fuzz_decoder.py -runs=20000 -max_len=4096

What it makes up is tried as it is, and as the seed of a spoilt picture.
"""

import random
import sys

import atheris  # pyright: ignore[reportMissingModuleSource]

INTO = ["PIL", "tuwen.figure"]
with atheris.instrument_imports(INTO):  # pyright: ignore[reportAttributeAccessIssue]
    from fuzz_pictures import originals, spoilt, tried

SLOW_S = 2.0
AMONG = originals()


def once(data: bytes) -> None:
    """One input: nothing but InputError may come, and soon."""
    for each in (data, spoilt(random.Random(data), AMONG)):
        said, took = tried(each)
        assert said[0] != "!", said
        assert took < SLOW_S, took


if __name__ == "__main__":
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()
