"""What is said of a screen, asserted on whole summaries of readings made by hand."""

from dataclasses import replace

from tuwen.article import Article
from tuwen.reading.types import Box, Reading, Screen, Text, Widget
from tuwen.writing.screen_page import page_clauses, page_opening
from tuwen.writing.shortform import summary
from tuwen.writing.subject import Subject
from tuwen.writing.view import view_of


def screen(*widgets: Widget, title: str = "") -> Reading:
    named = tuple(
        Widget(f"w{i}", w.role, w.label, w.box, w.state, w.parent, w.name)
        for i, w in enumerate(widgets, 1)
    )
    return Reading(1000, 700, "ui_screenshot", 0.9, title=title, screen=Screen(named))


def at(y: int, role: str, label: str, state: str = "", *, x: int = 300, name: str = "") -> Widget:
    return Widget("", role, label, (x, y, x + 100, y + 30), state, "", name)


def told(reading: Reading) -> str:
    return "".join(s.text for s in summary(view_of(reading, Article())))


def entry(number: int, label: str) -> Widget:
    box = (0, 60 + 50 * number, 200, 110 + 50 * number)
    return Widget("", "menuitem", label, box, "selected" if number == 1 else "")


def row(number: int) -> Widget:
    box = (220, 200 + 40 * number, 980, 240 + 40 * number)
    return Widget("", "row", "订单号 | 状态 | 金额", box, "" if number else "header")


NAVIGATION = Widget("", "navigation", "星河平台", (0, 0, 200, 700))
MENU = [NAVIGATION, *(entry(i, label) for i, label in enumerate(("工作台", "订单", "用户")))]
TABLE: Box = (220, 200, 980, 400)
ROWS = [row(i) for i in range(5)]


def test_a_list_with_filters() -> None:
    reading = screen(
        *MENU,
        at(100, "input", "请输入订单号", name="订单号"),
        at(100, "select", "全部状态", x=500, name="状态"),
        at(100, "button", "查询", x=700),
        Widget("", "table", "订单号 | 状态 | 金额", TABLE),
        *ROWS,
        title="订单列表",
    )
    text = told(reading)
    assert text.startswith("该截图展示了「星河平台」的订单列表页面：")
    assert "左侧导航菜单有工作台、订单和用户，当前选中「订单」" in text
    assert "表格的列为订单号、状态和金额，可见 4 行" in text
    assert "数据可按订单号和状态筛选" in text
    assert "页面提供「查询」按钮" in text


def test_a_page_to_sign_in() -> None:
    reading = screen(
        at(100, "heading", "欢迎登录"),
        at(150, "input", "请输入用户名", name="用户名"),
        at(200, "input", "请输入密码", name="密码"),
        at(250, "checkbox", "记住我", "checked"),
        at(300, "button", "登录"),
        title="欢迎登录",
    )
    text = told(reading)
    assert text.startswith("该截图展示了标题为「欢迎登录」的登录页面")
    assert "需要填写用户名和密码" in text
    assert "已勾选「记住我」" in text


def test_settings_say_what_is_on_and_what_is_off() -> None:
    reading = screen(
        at(100, "switch", "邮件通知", "checked"),
        at(150, "switch", "自动备份", "checked"),
        at(200, "switch", "访客访问"),
        title="设置",
    )
    assert "「邮件通知」「自动备份」已开启，「访客访问」已关闭" in told(reading)


def test_the_dialog_in_front_comes_first() -> None:
    reading = screen(
        *MENU,
        at(100, "button", "导出"),
        Widget("", "dialog", "删除订单", (300, 200, 700, 450)),
        Widget("", "button", "取消", (500, 400, 560, 430)),
        Widget("", "button", "确定", (600, 400, 660, 430)),
        title="订单",
    )
    text = told(reading)
    assert "前方弹出「删除订单」对话框，可点击「取消」或「确定」" in text
    assert "页面提供「导出」按钮" in text


def test_numbered_frames_are_told_in_their_order_and_by_what_they_are_around() -> None:
    reading = screen(
        at(100, "button", "保存"),
        at(200, "switch", "自动备份", "checked"),
        Widget("", "annotation", "自动备份", (296, 196, 404, 234), name="1"),
        Widget("", "annotation", "保存", (296, 96, 404, 134), name="2"),
    )
    text = "".join(c.text for part in page_clauses(reading) for c in part)
    assert "作者用红框依次标出 1「自动备份」开关和 2「保存」按钮" in text


def test_a_picture_without_widgets_is_an_interface() -> None:
    assert page_opening(screen(), Subject()).text == "该截图展示了一个界面"


def test_tabs_are_counted_and_a_page_with_tabs_is_no_page_of_details() -> None:
    tabs = [at(60, "tab", label, x=240 + 120 * n) for n, label in enumerate(("实例", "主机"))]
    text = told(screen(*tabs, Widget("", "table", "订单号 | 状态 | 金额", TABLE), *ROWS))
    assert "列表页面" in text
    assert "内容分为实例和主机两个标签页" in text


def test_keys_of_menus_are_left_out_and_the_largest_words_on_top_are_the_title() -> None:
    texts = tuple(
        Text(f"t{n}", label, box, 0.9)
        for n, (label, box) in enumerate(
            (
                ("创建空间", (90, 30, 290, 62)),
                ("空间名称", (90, 200, 190, 224)),
                ("描述", (90, 300, 190, 324)),
            )
        )
    )
    reading = replace(screen(at(600, "button", "连接(C)")), texts=texts)
    assert told(reading).startswith("该截图展示了创建空间页面：提供「连接」按钮")


def test_a_caption_that_says_what_is_done_leads_to_the_page() -> None:
    page = screen(at(10, "heading", "Settings"), at(60, "switch", "Enable"))
    told = page_opening(page, Subject("修改过滤条件", "deed"))
    assert told.text == "该截图展示了如何修改过滤条件，位于设置页面"


def test_of_what_is_hardly_a_screenshot_no_control_is_spoken_of() -> None:
    page = screen(at(10, "heading", "Settings"), at(60, "button", "Save"))
    doubtful = replace(page, kind_confidence=0.7)
    article = Article(caption="调试值的读法")
    told = "".join(s.text for s in summary(view_of(doubtful, article)))
    assert told == "该图展示了调试值的读法。"
