"""A Summary as plain text."""

from pathlib import Path

from tuwen import Tuwen
from tuwen.service.plain import plain


def test_one_text_stands_alone_and_several_under_their_titles(diagram_png: Path) -> None:
    tuwen = Tuwen("embedded")
    one = tuwen.summarize(diagram_png)
    assert plain(one, "zh") == one.text
    several = tuwen.summarize(diagram_png, task="all")
    told = plain(several, "zh")
    assert told.startswith(f"## 摘要\n\n{several.text}\n\n## 替代文本\n\n")
    assert all(part.text in told for part in several.parts)
    assert plain(several, "zh-Hant").startswith("## 摘要")
    assert "## 關鍵詞" in plain(several, "zh-Hant") or "## 關鍵字" in plain(several, "zh-Hant")
    assert plain(several, "en").startswith("## Summary\n\n")
