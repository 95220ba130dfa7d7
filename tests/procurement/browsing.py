"""A browser on the delivery pages, for tests: addresses, a file, a form sent as a person sends it."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.procurement.factories import PDF


def page_of(name: str, *args: object) -> str:
    return reverse(f"procurement:{name}", args=args)


def pdf(name: str = "bien-ban.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def send(client: Client, verb: str, subject: Any, **fields: Any) -> Any:
    """Open the verb's page, as a person does, and send its form."""
    address = page_of(verb, subject.public_id)
    opened = client.get(address)
    assert opened.status_code == 200, opened.content.decode()[:400]
    return client.post(address, {"form_key": opened.context["form_key"], **fields})


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())
