"""Charts, screens, code, terminals, tables and pictures without structure, in English."""

from dataclasses import replace

from english_text import told
from figures import charted, coded, lettered, tabled

from tuwen.reading.types import FORMULA, CodeLine, Reading, Screen, Series, Widget


def test_a_course_rises_and_turns() -> None:
    rise = charted("line_chart", "Sales", "units", A={"2020": 10, "2021": 20, "2022": 35})
    turn = charted("line_chart", "", "", QPS={"1": 10, "2": 20, "3": 30, "4": 15, "5": 5})
    assert told(rise) == (
        "The line chart is titled “Sales”. The y-axis shows units. A rises steadily from 10 in "
        "2020 to 35 in 2022."
    )
    assert "QPS rises from 10 at 1 to a peak of 30 at 3, then falls to 5 at 5." in told(turn)


def test_a_ranking_has_its_ends() -> None:
    reading = charted("bar_chart", "", "", 吞吐量={"Kafka": 90, "Pulsar": 60, "RabbitMQ": 20})
    assert told(reading) == (
        "The bar chart compares Kafka, Pulsar, and RabbitMQ. Kafka is highest (90); next comes "
        "Pulsar (60). RabbitMQ is lowest (20); the highest value is about 4.5 times the lowest."
    )


def test_shares_are_told_largest_first() -> None:
    reading = charted(
        "pie_chart", "流量来源", "", 占比={"广告": 20, "搜索引擎": 55, "社交媒体": 25}
    )
    assert told(reading) == (
        "The pie chart shows the traffic source. Search engine has the largest share, 55%, more "
        "than half; next come social media with 25% and advertising with 20%."
    )


def test_two_courses_and_who_is_ahead() -> None:
    reading = charted(
        "line_chart", "", "", Old={"1": 1, "2": 2, "3": 3}, New={"1": 4, "2": 5, "3": 9}
    )
    assert "New is above Old throughout." in told(reading)


def test_measured_values_are_about_right_and_long_courses_are_cut() -> None:
    points = tuple((str(n), float(n * n)) for n in range(40))
    series = Series("s1", "Load", points, measured=True)
    reading = charted("line_chart", "", "")
    assert reading.chart is not None
    reading = replace(reading, chart=replace(reading.chart, series=(series,)))
    text = told(reading, "describe")
    assert "from about 0 at 0 to about 1520 at 39" in text
    assert "(estimated from the axis)" in text
    assert "(12 of 40 data points)" in text


def screen(*widgets: Widget, title: str = "") -> Reading:
    named = tuple(replace(w, id=f"w{n}") for n, w in enumerate(widgets, 1))
    return Reading(1000, 700, "ui_screenshot", 0.95, title=title, screen=Screen(named))


def at(y: int, role: str, label: str, state: str = "", name: str = "") -> Widget:
    return Widget("", role, label, (300, y, 400, y + 30), state, "", name)


def test_a_login_page() -> None:
    reading = screen(
        at(100, "input", "", name="用户名"), at(150, "input", "", name="密码"),
        at(200, "button", "登录"),
    )  # fmt: skip
    assert told(reading) == (
        "The screenshot shows a login page. It asks for “User name” and “Password”. It has a "
        "button labeled “Log in”."
    )


def test_labels_are_all_translated_or_all_printed() -> None:
    known = screen(at(100, "button", "保存"), at(100, "button", "取消"))
    mixed = screen(at(100, "button", "保存"), at(100, "button", "星云"))
    assert "buttons labeled “Save” and “Cancel”" in told(known)
    assert "buttons labeled “保存” and “星云”" in told(mixed)


def test_red_frames_mark_what_the_author_means() -> None:
    frame = Widget("", "annotation", "", (290, 90, 410, 140))
    text = told(screen(at(100, "button", "Next"), frame))
    assert "A red frame marks the “Next” button" in text


def test_code_by_what_it_defines() -> None:
    reading = coded(
        "code", "import redis", "def lock(name):", "    return client.set(name)", language="python"
    )
    assert told(reading) == (
        "The screenshot shows Python code. It defines the function lock(). It imports redis. It "
        "calls client.set()."
    )


def test_a_terminal_by_its_commands_and_errors() -> None:
    run = CodeLine("kubectl get pods", "command", (0, 0, 1, 1), 0.9, prompt="$")
    error = CodeLine("Error: connection refused", "error", (0, 0, 1, 1), 0.9)
    reading = coded("terminal", run, error)
    assert told(reading) == (
        "The screenshot shows a terminal session. “kubectl get pods” is run; the result is the "
        "error “Error: connection refused”."
    )


def test_a_table_by_its_columns_and_ends() -> None:
    reading = tabled("Name | Size", "Alpha | 3", "Beta | 9", "Gamma | 5")
    assert told(reading) == (
        "The table lists Alpha, Beta, and Gamma by Name, with the column Size. Size is highest "
        "for Beta (9) and lowest for Alpha (3)."
    )
    assert told(reading, "describe").splitlines()[-1] == "- Gamma – Size: 5."


def test_a_picture_of_words_alone() -> None:
    assert told(lettered("other", "input", "kernel")) == (
        "The picture bears the labels “input” and “kernel”."
    )


def test_what_was_not_recognized_is_said() -> None:
    photo = Reading(1600, 900, "photo", 0.9, palette=((200, 30, 30), (250, 250, 250)))
    assert told(photo) == (
        "The picture is a landscape photograph, mainly in red and white; what it depicts was not "
        "recognized."
    )
    formula = Reading(400, 200, "other", 0.9, problems=(FORMULA,))
    assert told(formula).startswith("The picture shows a formula.")


def test_an_ornament_has_no_alternative_text() -> None:
    assert told(Reading(64, 64, "decorative", 0.9), "alt") == ""
