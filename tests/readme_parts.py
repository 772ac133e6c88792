"""The READMEs taken apart: code blocks, and the parts that are filled by what the program says.

<!-- output: COMMAND --> … <!-- /output -->    the command's output, as a quotation
<!-- results: NAME --> … <!-- /results -->     the head of the latest bench/results/*-NAME.md
<!-- ci: fresh -->                             the block below is run by .ci/run itself
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
UNMEASURED = {ENGLISH: "Not measured yet.", CHINESE: "尚未测量。"}
FENCE = re.compile(r"^(<!-- ci: fresh -->\n)?```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILLED = re.compile(r"(<!-- (output|results): (.+?) -->\n)(.*?)(<!-- /\2 -->)", re.DOTALL)
WORDS = (
    ("a folder with all cores", "整个文件夹，用全部核"), ("pictures/s", "张/秒"),
    ("Pictures: ", "图片："), (" cores, ", " 核，"), (" GB, no GPU", " GB，无 GPU"),
    ("longest side", "最长边"), (" to ", " 至 "), ("median ms", "中位数 ms"), ("p95 ms", "p95 ms"),
    ("| pictures |", "| 张数 |"), ("| decode |", "| 解码 |"), (" read |", " 读图 |"),
    (" write |", " 写作 |"), (" check |", " 核对 |"), ("| all |", "| 全部 |"),
    ("diagrams, scaled 至", "示意图，缩放至"), ("| measure | value |", "| 项目 | 数值 |"),
    ("peak resident memory of one process", "单进程常驻内存峰值"),
    ("start of the process 至 the end of the answer", "从进程启动到答完"),
    ("peak resident memory of that process", "该进程常驻内存峰值"),
    ("| set | scored | figures |", "| 评测集 | 张数 | 得分 |"), ("node F1", "节点 F1"),
    ("edge F1", "连线 F1"), ("structure", "结构"), ("label recall", "标签召回率"),
    ("kind, macro F1", "种类宏平均 F1"), ("point F1", "数据点 F1"),
    ("kind, accuracy", "种类准确率"), ("figures (", "figures（"), ("charts (", "charts（"),
    ("mermaid (", "mermaid（"), ("), ", "），"), ("); ", "）；"), (").", "）。"),
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """One fenced block of a README."""

    language: str
    code: str
    fresh: bool

    @property
    def commands(self) -> list[str]:
        """The lines without comments, those that go on joined."""
        whole = self.code.replace("\\\n", " ")
        lines = (re.sub(r"(^|\s+)#.*$", "", line).rstrip() for line in whole.splitlines())
        return [re.sub(r"\s+", " ", line) for line in lines if line]


def blocks(path: Path) -> list[Block]:
    """List the fenced blocks of a README, none left out."""
    text = path.read_text("utf-8")
    found = [Block(language, code, bool(fresh)) for fresh, language, code in FENCE.findall(text)]
    assert 2 * len(found) == len(re.findall(r"^\s*```", text, re.MULTILINE))
    return found


def filled(path: Path, output_of: Callable[[str], str]) -> str:
    """Return the README as it has to be, with every filled part made anew."""

    def fill(match: re.Match[str]) -> str:
        head, kind, what, _, tail = match.groups()
        inside = quotation(output_of(what)) if kind == "output" else results(path, what)
        return f"{head}{inside}\n{tail}"

    return FILLED.sub(fill, path.read_text("utf-8"))


def quotation(output: str) -> str:
    """Quote what a command printed."""
    return "\n".join(f"> {line}".rstrip() for line in output.strip().splitlines())


def results(path: Path, name: str) -> str:
    """Take the head of the latest results: all between the title and the first section."""
    files = sorted((ROOT / "bench" / "results").glob(f"*-{name}.md"))
    if not files:
        return UNMEASURED[path]
    text = files[-1].read_text("utf-8").split("\n## ")[0].split("\n", 1)[1].strip()
    if path == CHINESE:
        for english, chinese in WORDS:
            text = text.replace(english, chinese)
    return text
