"""Reads the page of `partner-vault report --html` in headless Chromium: on a desk, on a phone, in the dark, on paper.

    PARTNER_VAULT=.build/debug/partner-vault pytest Tests/Conformance/browser_report.py

Each look at the page leaves a picture in pytest's temporary folder.
"""

import base64
import datetime
import http.server
import json
import threading
import uuid

import pypdfium2
import pytest
from chromium import Person, chromium
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from vault import Vault

HOSTILE = [
    "</script><script>window.ran = 1</script>",
    "<img src=http://127.0.0.1:9/ onerror=window.ran=2>",
    "\"' onfocus='window.ran=3' autofocus x=\"",
    "a & b &lt;i&gt; --new-secret",
    "株式会社 مرحبا",
    "a-name-that-nothing-breaks-" + "x" * 200,
    "a name --" + "y" * 200,
]
CALM = [f"customer-{number:02}" for number in range(1, 41)]

# Put into each page before its own script: what its policy stopped is told by an event.
WATCH = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", (event) => window.stopped.push(event.violatedDirective));
"""

# The worst contrast of all text on the page, and what it was.
CONTRAST = """
const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
const light = ([red, green, blue]) => {
  const [r, g, b] = [red, green, blue].map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = parts(getComputedStyle(at).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
  }
  return [255, 255, 255];
};
let worst = [99, ""], seen = 0;
for (const element of document.body.querySelectorAll("*:not(script):not(option):not(title)")) {
  const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim() !== "");
  const style = getComputedStyle(element);
  if (!own || style.display === "none" || element.getClientRects().length === 0) continue;
  seen += 1;
  const [ink, paper] = [parts(element.closest("svg") ? style.fill : style.color), ground(element)].map(light);
  const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  if (contrast < worst[0]) worst = [contrast, `${element.tagName}.${element.className}: ${element.textContent}`];
}
return [...worst, seen];
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory, double):
    folder = tmp_path_factory.mktemp("vault")
    folder.chmod(0o700)
    vault = Vault(folder, double)
    today = datetime.datetime.now(datetime.timezone.utc)
    rows = []
    for number, name in enumerate(HOSTILE + CALM):
        row = {"name": name, "owner": name, "secret": "S3c8Q~secret-x"}
        row |= {"directoryId": str(uuid.uuid4()), "clientId": str(uuid.uuid4())}
        # Ended, critical, due, fine, and of every eleventh nobody knows.
        if number % 11 != 10:
            end = today + datetime.timedelta(days=[-3, 4, 20, 90, 170, 40, 130][number % 7])
            row["expires"] = end.strftime("%Y-%m-%dT%H:%M:%SZ")
        rows.append(json.dumps(row))
    vault.run("import", "--format", "jsonl", str(vault._write("rows.jsonl", "\n".join(rows), 0o600)))
    vault.run("report", "--html", str(folder / "page.html"))
    assert (folder / "page.html").stat().st_mode & 0o777 == 0o600
    return folder / "page.html"


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def reader(driver, page, tmp_path):
    reader = Reader(driver, page, tmp_path)
    yield reader
    # Whatever was done on the page: nothing left it, nothing was stopped, nothing complained.
    reader.check_quiet()


class Reader(Person):
    """Somebody who looks at a page in a tab of their own."""

    def __init__(self, driver, page, folder):
        super().__init__(driver)
        self.page = page
        self.folder = folder
        self.command("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        list(self.requests())
        driver.get_log("browser")

    def command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def open(self, width=1280, scheme="light", media="", address=None):
        phone = width < 500
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=phone
        )
        self.command(
            "Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}]
        )
        self.driver.get(address or self.page.as_uri())

    def run(self, script):
        return self.driver.execute_script(script)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def picture(self, name):
        size = self.command("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 8000), "scale": 1}
        shot = self.command("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        (self.folder / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def column(self, number):
        """The visible cells of a column, from the top."""
        return self.run(
            "return [...document.querySelectorAll('#rows tbody tr')].filter(row => row.getClientRects().length > 0)"
            f".map(row => row.cells[{number}].textContent.trim())"
        )

    def head(self, number):
        return self.all("#rows thead th")[number]

    def check_quiet(self):
        assert [url for _, url, _ in self.requests() if not url.startswith("file:")] == []
        assert self.driver.get_log("browser") == []
        assert self.run("return [window.stopped, window.ran ?? null]") == [[], None]


def test_nothing_leaves_the_page_and_what_others_wrote_is_text(reader):
    reader.open()
    assert [url for _, url, _ in reader.requests()] == [reader.page.as_uri()]
    reader.picture("desk")
    names = set(reader.column(0))
    assert names == set(HOSTILE + CALM)
    assert len(reader.all("script")) == 1 and len(reader.all("img, iframe, object, embed, link, base")) == 0
    assert reader.run("return document.querySelectorAll('[onfocus], [onerror], [style], [autofocus]').length") == 0


def test_the_policy_stops_what_slipped_through(reader, driver, tmp_path):
    """Should escaping ever fail, the browser still runs nothing and asks nobody."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        evil = (
            f"<script>window.ran = 1</script><img src='{base}/picture' onerror='window.ran = 2'>"
            f"<style>h1 {{ background: url({base}/style) }}</style><link rel=stylesheet href='{base}/sheet'>"
            f"<iframe src='{base}/frame'></iframe><script src='{base}/script'></script>"
        )
        broken = tmp_path / "broken.html"
        broken.write_text(reader.page.read_text().replace("<main>", evil + "<main>", 1))
        reader.open(address=broken.as_uri())
        assert reader.run("return window.ran ?? null") is None
        stopped = set(reader.run("return window.stopped"))
        assert {"script-src-elem", "img-src", "style-src-elem", "frame-src"} <= stopped
        server.shutdown()
    assert asked == []
    # The page itself goes on as before.
    assert len(reader.all("#rows thead button")) == 8
    reader.open()
    list(reader.requests())
    driver.get_log("browser")


def test_the_table_is_sorted_by_click(reader):
    reader.open()
    ends = reader.column(1)
    known = [end for end in ends if end]
    assert known == sorted(known) and len(known) < len(ends)
    assert [head.get_attribute("aria-sort") for head in reader.all("#rows thead th")].count("ascending") == 1
    reader.all("#rows thead button")[1].click()
    assert reader.head(1).get_attribute("aria-sort") == "descending"
    # What nobody knows stays at the end.
    assert reader.column(1) == sorted(known, reverse=True) + [""] * (len(ends) - len(known))
    reader.all("#rows thead button")[1].click()
    assert reader.head(1).get_attribute("aria-sort") == "ascending"
    assert reader.column(1) == ends
    reader.all("#rows thead button")[2].click()
    days = reader.column(2)
    numbers = [int(day) for day in days if day]
    assert numbers == sorted(numbers) and numbers[0] < 0 < numbers[-1]
    assert days == [str(number) for number in numbers] + [""] * (len(ends) - len(known))
    assert reader.head(1).get_attribute("aria-sort") is None
    assert reader.head(2).get_attribute("aria-sort") == "ascending"
    reader.all("#rows thead button")[3].click()
    order = ["expired", "critical", "rotation due", "unknown expiry", "exceeds lifetime", "ok"]
    ranks = [order.index(verdict) for verdict in reader.column(3)]
    assert ranks == sorted(ranks) and len(set(ranks)) > 3


def test_the_table_is_sorted_by_keyboard(reader):
    reader.open()
    reader.see("verdict").send_keys(Keys.TAB)
    focus = reader.driver.switch_to.active_element
    assert (focus.tag_name, focus.text) == ("button", "Tenant")
    focus.send_keys(Keys.ENTER)
    assert reader.head(0).get_attribute("aria-sort") == "ascending"
    names = [name for name in reader.column(0) if name in CALM]
    assert names == CALM
    focus.send_keys(Keys.SPACE)
    assert [name for name in reader.column(0) if name in CALM] == CALM[::-1]
    assert reader.driver.switch_to.active_element.text == "Tenant"
    outline = "const style = getComputedStyle(document.activeElement); return [style.outlineStyle, style.outlineWidth]"
    assert reader.run(outline) == ["solid", "2px"]


def test_the_table_is_filtered(reader):
    reader.open()
    everything = len(HOSTILE + CALM)
    assert reader.see("shown").text == f"{everything} of {everything}"
    reader.see("filter").send_keys("CUSTOMER-0")
    assert sorted(reader.column(0)) == CALM[:9]
    assert reader.see("shown").text == f"9 of {everything}"
    reader.see("filter").send_keys(" expired")
    assert set(reader.column(3)) == {"expired"}
    reader.see("filter").send_keys(Keys.CONTROL, "a")
    reader.see("filter").send_keys("<img src=")
    assert reader.column(0) == [HOSTILE[1]]
    reader.see("filter").send_keys("nowhere")
    assert reader.column(0) == []
    reader.see("filter").send_keys(Keys.CONTROL, "a")
    reader.see("filter").send_keys(Keys.BACKSPACE, Keys.ENTER)
    assert len(reader.column(0)) == everything
    # A tile leads to its rows.
    count = int(reader.all(".tiles .now b")[0].text)
    reader.all(".tiles .now a")[0].click()
    assert reader.column(3) == ["expired"] * count and count > 0


def test_without_scripts_it_is_a_plain_table(reader):
    reader.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        for width in (1280, 360):
            reader.open(width)
            assert len(reader.all("#rows tbody tr")) == len(HOSTILE + CALM)
            assert reader.all("#rows thead button") == []
            assert not reader.all(".tools")[0].is_displayed()
            assert reader.all("#rows tbody tr")[-1].is_displayed()
    finally:
        reader.command("Emulation.setScriptExecutionDisabled", value=False)
        reader.open()


@pytest.mark.parametrize("width", [320, 360, 600, 800, 1030, 1280, 1800])
def test_nothing_sticks_out(reader, width):
    reader.open(width)
    reader.picture(f"width-{width}")
    assert reader.run("return document.documentElement.scrollWidth") <= width
    wide = reader.run(
        "return [...document.body.querySelectorAll('*:not(caption)')]"
        f".filter(element => element.getBoundingClientRect().right > {width} + 0.5).map(element => element.outerHTML)"
    )
    assert wide == []
    # No heading of the table lies on the next one.
    if width > 1024:
        ends = reader.run("return [...document.querySelectorAll('thead button')].map(b => [b.getBoundingClientRect()])")
        edges = [(box[0]["left"], box[0]["right"]) for box in ends]
        assert all(left[1] <= right[0] + 14 for left, right in zip(edges, edges[1:])), edges


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_in_either_scheme(reader, scheme):
    reader.open(scheme=scheme)
    reader.picture(scheme)
    ink = reader.run("return getComputedStyle(document.body).color")
    red = int(ink.split("(")[1].split(",")[0])
    assert red > 200 if scheme == "dark" else red < 60
    contrast, text, seen = reader.run(CONTRAST)
    assert seen > 100
    assert contrast >= 4.5, text


def test_paper_has_no_dark_ink_and_repeats_the_head(reader):
    reader.open(800, scheme="dark", media="print")
    reader.picture("paper")
    assert reader.run("return getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert reader.run("return getComputedStyle(document.querySelector('.tools')).display") == "none"
    assert reader.run("return getComputedStyle(document.querySelector('#rows tbody tr')).display") == "table-row"
    assert reader.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert int(reader.run("return getComputedStyle(document.body).color").split("(")[1].split(",")[0]) < 60
    assert reader.run("return document.documentElement.scrollWidth") <= 800
    paper = reader.command("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"]
    (reader.folder / "paper.pdf").write_bytes(base64.b64decode(paper))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(base64.b64decode(paper))]
    first = next(number for number, text in enumerate(pages) if "Everything" in text)
    tables = [text for text in pages[first:] if "customer-" in text]
    assert len(tables) > 1
    for text in tables:
        assert "Tenant" in text and "Verdict" in text and "Next" in text
    assert not any("Filter" in text for text in pages)


def test_months_are_read_aloud(reader):
    reader.open()
    tree = reader.command("Accessibility.getFullAXTree")["nodes"]
    items = [
        node["name"]["value"]
        for node in tree
        if node.get("role", {}).get("value") == "listitem" and " 20" in node.get("name", {}).get("value", "")
    ]
    assert len(items) == 12 and any(", " in item for item in items), items
    headers = [node for node in tree if node.get("role", {}).get("value") == "columnheader"]
    assert len(headers) == 8
