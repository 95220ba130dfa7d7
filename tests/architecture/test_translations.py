"""Vietnamese first, English complete: every sentence has both, and both keep their places."""

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext

from tools import messages

ROOT = Path(__file__).resolve().parents[2]


def test_every_sentence_has_its_vietnamese() -> None:
    assert messages.problems() == []


def test_the_compiled_catalogue_speaks() -> None:
    # A missing .mo shows English and says nothing: this is the test that says it.
    with translation.override("vi"):
        assert gettext("Sign in") == "Đăng nhập"
    with translation.override("en"):
        assert gettext("Sign in") == "Sign in"


def test_the_reader_of_messages_finds_them() -> None:
    python = '_("One")\ngettext_lazy("Two %(n)s")\npgettext("month", "May")\nother("Three")\n'
    page = '{% load i18n %}{% translate "Four" %}{% empty_state _("Six") %}'
    page += "{% blocktranslate trimmed with n=1 %}\n  Five {{ n }}\n{% endblocktranslate %}"

    assert list(messages.python_messages(python)) == [("", "One"), ("", "Two %(n)s"), ("month", "May")]
    assert list(messages.template_messages(page)) == [
        ("", "Four"), ("", "Six"), ("", "Five %(n)s"),
    ]  # fmt: skip
