"""Takes the pictures of the page that the documents show. Not a test.

python tests/web/take_screenshots.py http://127.0.0.1:8080/ docs/images
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURE = Path(__file__).parents[2] / "examples" / "k8s-microservices.png"
COLOURS = 128  # a palette keeps the files small


def written(browser: Browser, address: str, *, width: int, height: int, scheme: str) -> Page:
    """Open the page and have it write about the picture."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
        reduced_motion="reduce",
        device_scale_factor=1.5,
    )
    page.goto(address)
    page.set_input_files("#file", PICTURE)
    page.wait_for_selector(".preview:not([hidden])")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#after:not([hidden])")
    return page


def point(page: Page, index: int) -> None:
    """Go to the evidence and point at a sentence."""
    page.click("#tab-evidence")
    sentence = page.locator(".sentence").nth(index)
    page.mouse.move(
        *sentence.evaluate("""(sentence) => {
        const box = sentence.getClientRects()[0];
        return [box.x + box.width / 2, box.y + box.height / 2];
    }""")
    )


def save(page: Page, path: Path) -> None:
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    page.close()


def main(address: str, folder: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = written(browser, address, width=1280, height=960, scheme="light")
        save(page, folder / "page-summary.png")
        page = written(browser, address, width=1280, height=800, scheme="light")
        point(page, 1)
        save(page, folder / "page-evidence.png")
        page = written(browser, address, width=1280, height=800, scheme="dark")
        point(page, 0)
        save(page, folder / "page-dark.png")
        page = written(browser, address, width=390, height=844, scheme="light")
        point(page, 1)
        save(page, folder / "page-phone.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
