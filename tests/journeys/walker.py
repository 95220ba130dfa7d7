"""A person at a browser: finds fields by their labels and buttons by their words, as people do."""

import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Browser, Page, expect

from marketplace.models import User
from tests.factories import PASSWORD

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Gallery:
    """Looks at each page once for each language: axe at two widths, and a picture of each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: set[tuple[str, str]] = set()
        self.axe = Axe()

    def look(self, page: Page, language: str) -> None:
        name = _page_name(page.url)
        if name == "" or (name, language) in self.seen:
            return
        self.seen.add((name, language))
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.screenshot(path=self.folder / f"{name}-{language}-{size['width']}.png", full_page=True)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], f"{page.url} is {width} px wide at {size['width']} px"
            found = self.axe.run(page, options=RULES)
            assert found.violations_count == 0, f"{page.url} at {size['width']} px\n{found.generate_report()}"


def _page_name(url: str) -> str:
    path = re.sub(r"^https?://[^/]+", "", url).split("?")[0].split("#")[0]
    try:
        with translation.override(path.split("/")[1] or "vi"):
            return resolve(path).view_name.replace(":", "-")
    except Exception:
        return ""


class Walker:
    """One person, one browser context, one language. Every page it comes to is looked at."""

    def __init__(
        self, browser: Browser, server: str, gallery: Gallery | None, *, name: str, language: str, javascript: bool
    ) -> None:
        self.name, self.server, self.gallery, self.language = name, server, gallery, language
        self.javascript = javascript
        self.context = browser.new_context(
            java_script_enabled=javascript, viewport=WIDE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"  # type: ignore[arg-type]
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("response", self._watch)

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def _watch(self, response: Any) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def leave(self) -> None:
        self.context.close()
        assert self.complaints == [], f"{self.name}: {self.complaints}"

    # --- going somewhere ---------------------------------------------------------------------
    def word(self, english: str, **places: object) -> str:
        """A sentence of the catalogue in this person's language."""
        with translation.override(self.language):
            return gettext(english) % places if places else gettext(english)

    def look(self) -> "Walker":
        if self.gallery is not None and self.javascript:
            self.gallery.look(self.page, self.language)
        return self

    def open(self, name: str, *args: object) -> "Walker":
        with translation.override(self.language):
            path = reverse(name, args=args)
        return self.open_path(path)

    def open_path(self, path: str) -> "Walker":
        response = self.page.goto(path if path.startswith("http") else self.server + path)
        assert response is not None
        assert response.status < 400, f"{self.name} got {response.status} at {path}"
        return self.look()

    def status_of(self, path: str) -> int:
        return self.context.request.get(self.server + path, max_redirects=0).status

    def sign_in(self, user: User) -> "Walker":
        self.open("account_login")
        self.fill("E-mail", user.email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        return self

    # --- doing something ---------------------------------------------------------------------
    def field(self, label: str) -> Any:
        """The field under this label; what a label adds in brackets does not count."""
        words = re.escape(self.word(label))
        return self.page.locator("main").get_by_label(re.compile(rf"^\s*{words}(\s*\(.*\))?\s*$")).first

    def fill(self, label: str, value: str) -> "Walker":
        self.field(label).fill(value)
        return self

    def choose(self, label: str, option: str) -> "Walker":
        """An option of a select, or a radio button, by its words."""
        target = self.field(label)
        if target.count() and target.evaluate("e => e.tagName") == "SELECT":
            target.select_option(label=self.word(option))
        else:
            self.page.locator("main").get_by_label(self.word(option), exact=True).first.check()
        return self

    def tick(self, label: str) -> "Walker":
        self.field(label).check()
        return self

    def attach(self, label: str, path: Path) -> "Walker":
        self.field(label).set_input_files(path)
        return self

    def press(self, words: str) -> "Walker":
        """A button or link of the page's main part that says this; waits for the page that follows."""
        name = re.compile(rf"^\s*{re.escape(self.word(words))}(?![\w])")
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first
        with self.page.expect_navigation():
            button.click()
        return self.look()

    def sees(self, text: str, **places: object) -> "Walker":
        expect(self.page.locator("main")).to_contain_text(self.word(text, **places))
        return self
