"""What `tuwen read --mermaid` prints is drawn by the real Mermaid, the one the page ships."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tuwen.cli import main
from tuwen.server.page import WEB

pytestmark = pytest.mark.browser
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.png"))
DRAW = """async (source) => {
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
  return (await mermaid.render("drawn", source)).svg;
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.add_script_tag(path=WEB / "vendor" / "mermaid.min.js")
        yield page
        browser.close()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_source_of_every_example_renders(
    page: Page, capsys: pytest.CaptureFixture[str], path: Path
) -> None:
    assert main(["read", str(path), "--mermaid"]) == 0
    source = capsys.readouterr().out
    if not source.strip():  # a picture that is no diagram, such as code
        return
    svg = page.evaluate(DRAW, source)
    assert svg.startswith("<svg")
    assert "Syntax error" not in svg
