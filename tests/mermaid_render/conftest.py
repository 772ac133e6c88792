"""The Mermaid that the page ships, in a real Chromium."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

MERMAID = Path(__file__).parents[2] / "src" / "tuwen" / "web" / "vendor" / "mermaid.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
RENDER = """
async (sources) => {
  const results = [];
  for (const [i, source] of sources.entries()) {
    try {
      const { svg } = await mermaid.render(`figure-${i}`, source);
      const holder = document.createElement("div");
      holder.innerHTML = svg;
      for (const part of holder.querySelectorAll("style")) part.remove();
      for (const part of holder.querySelectorAll("br")) part.replaceWith(" ");
      results.push(["", holder.textContent]);
    } catch (error) {
      results.push([String(error), ""]);
    }
  }
  return results;
}
"""

Rendered = tuple[str, str]  # the error, and the text of the drawing
Render = Callable[[list[str]], list[Rendered]]


@pytest.fixture(scope="module")
def render() -> Iterator[Render]:
    """Draw many sources in one page; whatever a label runs as script makes the test fail."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = browser.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.set_content("<!doctype html><title>0</title><body></body>")
        page.add_script_tag(path=MERMAID)
        page.evaluate(
            "mermaid.initialize({startOnLoad: false, securityLevel: 'strict',"
            " suppressErrorRendering: true, logLevel: 'fatal'})"
        )

        def draw(sources: list[str]) -> list[Rendered]:
            found = page.evaluate(RENDER, sources)
            assert page.title() == "0", "a label ran as script"
            assert [url for url in requests if url.startswith("http")] == []
            return [(str(error), str(text)) for error, text in found]

        yield draw
        browser.close()
