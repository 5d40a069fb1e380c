"""A real Chromium walks through the portal; every page it sees is watched while it does."""

import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password

ROOT = Path(settings.BASE)
PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW_TO = (
    "没有找到 Chromium，浏览器测试跳过。Debian/Ubuntu：apt-get install chromium fonts-noto-cjk；"
    "或者：.venv/bin/playwright install chromium"
)
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text(encoding="utf8")
WATCH_CSP = """
document.addEventListener("securitypolicyviolation", event => console.error(
  `CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
WIDTHS = {360: 740, 1280: 800}

# Playwright's sync API keeps an event loop running in the test's thread
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def find_chromium(playwright) -> str | None:
    installed = next((path for name in PLACES if (path := shutil.which(name))), None)
    own = playwright.chromium.executable_path
    return installed or (own if Path(own).exists() else None)


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None and os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(HOW_TO.replace("跳过", "失败"))
        if path is None:
            pytest.skip(HOW_TO)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def width(request) -> int:
    return request.param


def for_a_page(request) -> bool:
    """A page asked for by address or link, also where our own worker in the browser asks on its behalf."""
    on_behalf = request.service_worker is not None and request.headers.get("accept", "").startswith("text/html")
    return request.resource_type == "document" or on_behalf


class Walk:
    """One reader's browser: a context of its own, and everything that went wrong in it."""

    def __init__(self, browser, address: str, width: int, name: str) -> None:
        self.address, self.width, self.name = address, width, name
        self.faults: list[str] = []
        self.expected: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=width < 600,
            is_mobile=width < 600,
        )
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(WATCH_CSP)
        self.open: set = set()
        self.context.on("request", lambda request: self.open.add(request))
        self.context.on("requestfinished", lambda request: self.open.discard(request))
        self.context.on("requestfailed", lambda request: self.open.discard(request))
        self.context.on("request", self.note_request)
        self.context.on("response", self.note_response)
        self.context.on("console", self.note_console)
        self.context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        self.page = self.context.new_page()

    def note_request(self, request) -> None:
        host = urlsplit(request.url)
        if host.scheme in ("http", "https", "ws", "wss") and not request.url.startswith(self.address):
            self.faults.append(f"foreign request: {request.url}")

    def note_response(self, response) -> None:
        if response.status >= 400 and not for_a_page(response.request):
            self.faults.append(f"{response.status} for {response.url}")
        if response.status >= 500:
            self.faults.append(f"{response.status} for {response.url}")

    def note_console(self, message) -> None:
        # the status of a page itself is what the walk looks at; all else in the console is a fault
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self.faults.append(f"console: {message.text}")

    def settle(self) -> None:
        """Until the page has loaded and a moment has passed without a request; the browser's own word for it
        waits half a second on every page."""
        self.page.wait_for_load_state("load")
        quiet = 0
        while quiet < 3:
            self.page.wait_for_timeout(20)
            quiet = 0 if self.open else quiet + 1

    def go(self, path: str):
        answer = self.page.goto(self.address + path)
        self.settle()
        return answer

    def sign_in(self, username: str, password: str) -> None:
        """Through the real login page, as anybody would."""
        self.go("/accounts/login/")
        self.page.locator("input[name=login]").fill(username)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("main form .btn-act").first.click()
        self.settle()

    def elder(self) -> None:
        """Reads in 长辈版 from the next page on."""
        self.context.add_cookies([{"name": "mode", "value": "elder", "url": self.address}])

    def look(self, title: str = "") -> None:
        """Everything that must hold on any page: no faults so far, nothing sticks out, axe finds nothing serious."""
        self.settle()
        self.shoot(title or re.sub(r"\W+", "-", urlsplit(self.page.url).path).strip("-") or "home")
        assert self.faults == []
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{self.page.url} is {wide} px wide on a screen of {self.width} px"
        assert self.page.locator("h1").count() == 1, f"{self.page.url} needs exactly one h1"
        assert self.serious() == []

    def serious(self) -> list[str]:
        # evaluated over the debugging protocol, so the page's own policy stays in force
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
        return [
            f"{self.page.url} {fault['id']}: {node['target']} {node['failureSummary']}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    def shoot(self, title: str) -> None:
        if os.environ.get("SCREENSHOTS") == "1":
            folder = ROOT / "screenshots"
            folder.mkdir(exist_ok=True)
            self.page.screenshot(path=folder / f"{self.name}-{title}-{self.width}.png", full_page=True)


@pytest.fixture
def walks(chromium, live_server, request):
    """``walks(360)`` opens one more reader's browser; at the end none of them may have seen a fault."""
    opened: list[Walk] = []

    def start(width: int) -> Walk:
        name = re.sub(r"^test_|\[.*", "", request.node.name)
        opened.append(Walk(chromium, live_server.url, width, name))
        return opened[-1]

    yield start
    for walk in opened:
        walk.context.close()
    assert [fault for walk in opened for fault in walk.faults] == []


@pytest.fixture
def walk(walks, width) -> Walk:
    """One reader's browser, at 360 px and then at 1280 px."""
    return walks(width)


@pytest.fixture
def passwords(town, settings):
    """Everybody of the town may sign in with this one; how slowly it is hashed is no journey's matter."""
    from accounts.models import User

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.update(password=make_password("linli-ceshi-2026"))
    for user in vars(town).values():
        if isinstance(user, User):
            user.refresh_from_db(fields=["password"])
    return "linli-ceshi-2026"
