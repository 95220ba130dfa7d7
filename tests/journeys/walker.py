"""A person at a browser: finds fields by their labels and buttons by their words, as people do."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve, reverse
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
    except Resolver404:
        return ""


def _is_the_form(response: Any) -> bool:
    return bool(response.request.method == "POST" and response.request.is_navigation_request())


class Walker:
    """One person, one browser context, one language. Every page it comes to is looked at."""

    def __init__(
        self,
        browser: Browser,
        server: str,
        gallery: Gallery | None,
        *,
        name: str,
        language: str,
        javascript: bool,
    ) -> None:
        self.name, self.server, self.gallery, self.language = name, server, gallery, language
        self.javascript = javascript
        self.context = browser.new_context(
            java_script_enabled=javascript,
            viewport=WIDE,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",  # type: ignore[arg-type]
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

    def open(self, name: str, *args: object, query: str = "") -> "Walker":
        with translation.override(self.language):
            path = reverse(name, args=args)
        return self.open_path(path + query)

    def open_path(self, path: str) -> "Walker":
        response = self.page.goto(path if path.startswith("http") else self.server + path)
        assert response is not None
        assert response.status < 400, f"{self.name} got {response.status} at {path}"
        return self.look()

    def status_of(self, path: str) -> int:
        return self.context.request.get(self.server + path, max_redirects=0).status

    def sign_in(self, user: User) -> "Walker":
        self.open("account_login")
        return self.write(login=user.email, password=PASSWORD).send()

    # --- doing something ---------------------------------------------------------------------
    def write(self, **fields: object) -> "Walker":
        """Fill the form's fields by name: text, choice, tick or file, whatever each one is."""
        for name, value in fields.items():
            self._write_one(
                self.page.locator(f"main form[method=post] [name='{name.replace('__', '-')}']"), value
            )
        return self

    def _write_one(self, field: Any, value: object) -> None:
        kind = field.first.evaluate("e => e.type || e.tagName.toLowerCase()")
        if kind in {"radio", "checkbox"} and value is not True:
            field.and_(self.page.locator(f"[value='{value}']")).check()
        elif kind == "checkbox":
            field.check()
        elif kind == "select-one":
            field.select_option(str(value))
        elif kind == "file":
            field.set_input_files(value)
        elif kind == "date":
            date = datetime.strptime(str(value), "%d/%m/%Y").date()  # noqa: DTZ007  # a day has no zone
            field.fill(date.isoformat())
        else:
            field.fill(str(value))

    def send(self, status: int = 302) -> "Walker":
        """Press the button of the page's form and come to the page that follows; 422 is an answer too."""
        page = self.page
        with page.expect_navigation(), page.expect_response(_is_the_form) as answer:
            page.locator("main form[method=post] button[type=submit]:not([name])").first.click()
        assert answer.value.status == status, (
            f"{self.name} got {answer.value.status} from {page.url}: {self.errors()}"
        )
        return self.look()

    def errors(self) -> str:
        found = self.page.locator(".ds-error-summary")
        return found.first.inner_text() if found.count() else ""

    def follow(self, words: str) -> "Walker":
        """A link of the page's main part that says this."""
        name = re.compile(rf"^\s*{re.escape(self.word(words))}")
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()
        return self.look()

    def sees(self, text: str, **places: object) -> "Walker":
        expect(self.page.locator("main")).to_contain_text(self.word(text, **places))
        return self
