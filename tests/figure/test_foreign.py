"""A file that is no picture of ours is called by its name."""

import pytest

from tuwen.figure.foreign import foreign_format


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xef\xbb\xbf  <svg xmlns='x'>", "SVG 矢量图"),
        (b"<mxfile host='x'>", "draw.io 源文件"),
        (b"\0\0\0\x20ftypisom", "视频文件"),
        (b"BM", "!"),
        (b"anything", ""),
        (b"", ""),
    ],
)
def test_names(data: bytes, name: str) -> None:
    assert foreign_format(data) == name
