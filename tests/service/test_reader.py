"""Readers in other processes see what this process sees."""

from dataclasses import replace
from pathlib import Path

import pytest

from tuwen.errors import InputError
from tuwen.service.reader import reader_pool
from tuwen.service.sight import look


def test_a_reader_reads_bytes_and_paths(diagram_png: Path) -> None:
    readers = reader_pool(size=1, polite=True)
    readers.start()
    found = readers.submit(str(diagram_png)).result()
    here = look(diagram_png)
    assert replace(found.reading, timings_ms={}) == replace(here.reading, timings_ms={})
    assert readers.submit(diagram_png.read_bytes(), "a.png").result().digest == here.digest
    with pytest.raises(InputError) as caught:
        readers.submit(b"torn", "a.png").result()
    assert caught.value.code == "not_a_picture"
    readers.close()
