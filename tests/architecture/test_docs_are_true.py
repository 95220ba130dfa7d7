"""Documents that are computed are up to date; what the written ones point at exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError

from marketplace.management.commands import write_docs

ROOT = Path(settings.BASE_DIR)
# Decisions (docs/adr) speak of their day and of what was still to come: they are not held to today's files.
WRITTEN = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
TARGET = re.compile(r"`make ([a-z-]+)")
CODE_PATH = re.compile(
    r"`((?:marketplace|procurement|search|cms|tests|tools|docs|reference|locale|\.ci)/[\w./-]+)`"
)


def test_computed_documents_are_up_to_date():
    call_command("write_docs", check=True)


def test_a_stale_document_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(write_docs, "DOCS", tmp_path)

    with pytest.raises(CommandError, match=r"glossary\.md, law\.md, states\.md"):
        call_command("write_docs", check=True)
    call_command("write_docs", verbosity=0)
    call_command("write_docs", check=True)


def test_every_law_row_stands_in_the_law_page():
    page = write_docs.law()
    files = ("thresholds", "periods", "percentages", "preferences", "procurement_methods")

    for name in files:
        for row in write_docs.content_of(f"{name}.json")["rows"]:
            assert row["name_vi"] in page
            assert row["source_en"] in page


def missing(pattern, exists):
    return [
        (document.relative_to(ROOT).as_posix(), found)
        for document in WRITTEN
        for found in pattern.findall(document.read_text(encoding="utf-8"))
        if not exists(document, found)
    ]


def test_every_link_leads_somewhere():
    assert missing(LINK, lambda document, link: (document.parent / link).exists()) == []


def test_every_file_that_a_document_names_exists():
    assert missing(CODE_PATH, lambda document, path: (ROOT / path).exists()) == []


def test_every_command_that_a_document_names_exists():
    commands = get_commands()

    assert missing(COMMAND, lambda document, command: command in commands) == []


def test_every_make_target_that_a_document_names_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert missing(TARGET, lambda document, target: re.search(rf"^{target}:", makefile, re.MULTILINE)) == []
