"""A Reading as a short listing, for people and for models."""

from tuwen.reading.rows import to_markdown
from tuwen.reading.types import Edge, Reading, Widget
from tuwen.service.sight import Sight
from tuwen.writing.model_links import short

KINDS = {
    "architecture": "架构图", "flowchart": "流程图", "sequence": "时序图", "class": "类图",
    "er": "ER 图", "state": "状态图", "mindmap": "思维导图", "line_chart": "折线图",
    "bar_chart": "柱状图", "pie_chart": "饼图", "scatter_chart": "散点图",
    "other_chart": "图表", "ui_screenshot": "界面截图", "code": "代码", "terminal": "终端",
    "table": "表格", "photo": "照片", "decorative": "装饰图", "other": "其他",
}  # fmt: skip
STATES = {"selected": "当前", "checked": "已选中", "disabled": "不可用", "header": "表头"}
ARROWS = {"end": "→", "both": "↔", "none": "—"}


def listing(path: str, sight: Sight) -> str:
    """Render what was read, one part after the other."""
    reading = sight.reading
    kind = KINDS[reading.kind]
    sure = f"{reading.kind_confidence:.0%}"
    head = f"{path}：{kind}（把握 {sure}），{sight.width}×{sight.height} 像素"
    if reading.title:
        head += f"，标题「{reading.title}」"
    lines = [head, *_nodes(reading), *_edges(reading), *_groups(reading), *_chart(reading)]
    lines += [*_screen(reading), *_code(reading), *_table(reading)]
    parts = (reading.chart, reading.screen, reading.code, reading.table)
    if not reading.nodes and all(part is None for part in parts):
        lines += _section("文字", [f"  {text.text}" for text in reading.texts])
    lines += [f"提示：{problem}" for problem in sight.problems]
    return "\n".join(lines)


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"{title}（{len(lines)}）", *lines] if lines else []


def _nodes(reading: Reading) -> list[str]:
    return _section("节点", [f"  {_line(node.label) or node.shape}" for node in reading.nodes])


def _edges(reading: Reading) -> list[str]:
    names = {node.id: _line(node.label) or node.shape for node in reading.nodes}
    names |= {group.id: _line(group.label) or group.id for group in reading.groups}

    def said(edge: Edge) -> str:
        words = [words for words in (_line(edge.label), short(edge)) if words]
        label = f"（{'，'.join(words)}）" if words else ""
        source, target = names.get(edge.source, "?"), names.get(edge.target, "?")
        return f"  {source} {ARROWS[edge.heads]} {target}{label}"

    return _section("连线", [said(edge) for edge in reading.edges])


def _groups(reading: Reading) -> list[str]:
    names = {node.id: _line(node.label) or node.shape for node in reading.nodes}
    names |= {group.id: _line(group.label) or group.id for group in reading.groups}
    lines: list[str] = []
    for group in reading.groups:
        members = "、".join(names.get(member, member) for member in group.members)
        lines.append(f"  {names[group.id]}：{members}")
    return _section("分组", lines)


def _chart(reading: Reading) -> list[str]:
    if reading.chart is None:
        return []
    lines: list[str] = []
    for series in reading.chart.series:
        points = "，".join(f"{x} {y:g}" for x, y in series.points)
        lines.append(f"  {series.name or '数据'}：{points}")
    return _section("数据系列", lines)


def _screen(reading: Reading) -> list[str]:
    """The widgets as a tree: what lies in a region stands below it, further to the right."""
    widgets = reading.screen.widgets if reading.screen else ()
    inner: dict[str, list[Widget]] = {}
    for widget in widgets:
        inner.setdefault(widget.parent, []).append(widget)
    lines: list[str] = []

    def tell(widget: Widget, depth: int) -> None:
        name = f"{_line(widget.name)}：" if widget.name and widget.name != widget.label else ""
        state = STATES.get(widget.state, f"第 {widget.state} 页" if widget.state else "")
        said = f"[{widget.role}] {name}{_line(widget.label)}".rstrip()
        lines.append(f"{'  ' * depth}{said}{f'（{state}）' if state else ''}")
        for each in inner.get(widget.id, []):
            tell(each, depth + 1)

    for widget in inner.get("", []):
        tell(widget, 1)
    return _section("控件", lines)


def _code(reading: Reading) -> list[str]:
    """The lines without any margin, so that they can be copied."""
    if reading.code is None:
        return []
    name = f"，{reading.code.language}" if reading.code.language else ""
    lines = [f"{line.prompt} {line.text}" if line.prompt else line.text
             for line in reading.code.lines]  # fmt: skip
    return [f"内容（{len(lines)} 行{name}）", *lines]


def _table(reading: Reading) -> list[str]:
    if reading.table is None:
        return []
    rows = reading.table.rows
    size = f"{len(rows)} 行 × {len(rows[0])} 列"
    return [f"表格（{size}）", to_markdown(rows, reading.table.headers)]


def _line(label: str) -> str:
    return " ".join(label.split())
