"""A real browser for each person on the road, and a look at every page they pass."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from marketplace.models import Portal
from tests.journeys.walker import Gallery, Walker

# Playwright's loop runs in the test's own thread, where Django would refuse its ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = os.environ.get("CHROMIUM", "")
    if not path:
        pytest.skip("takes minutes in a real browser: name one with CHROMIUM=/usr/bin/chromium")
    return {"executable_path": path, "args": FLAGS}


@pytest.fixture(scope="session")
def gallery() -> Gallery:
    """Where pictures of pages go: var/screenshots, one for each page, width and language."""
    folder = Path(os.environ.get("FIRST_CUSTOMER_VAR", "var")).resolve() / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return Gallery(folder)


@pytest.fixture
def simulation(transactional_db: None) -> Portal:
    """A database whose clock may be moved and whose letters can be read on a page."""
    return Portal.objects.update_or_create(pk=1, defaults={"mark": Portal.Mark.TEST})[0]


@pytest.fixture
def walk(
    browser: Browser, live_server: Any, gallery: Gallery, simulation: Portal, settings: Any
) -> Iterator[Callable[..., Walker]]:
    """`walk("Lan", javascript=False)`: a new person at a browser of their own."""
    settings.SITE_URL = live_server.url
    walkers: list[Walker] = []

    def begin(name: str, *, language: str = "vi", javascript: bool = True, looks: bool = True) -> Walker:
        walker = Walker(
            browser, live_server.url, gallery if looks else None,
            name=name, language=language, javascript=javascript,
        )  # fmt: skip
        walkers.append(walker)
        return walker

    yield begin
    for walker in walkers:
        walker.leave()
