"""The control through which files come in. What a file is, is judged by its content, in the verb."""

from typing import Any

from django import forms

DOCUMENTS = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.txt,.csv,.png,.jpg,.jpeg,.webp,.gif"
IMAGES = ".png,.jpg,.jpeg,.webp,.gif"


class UploadField(forms.FileField):
    """A file to keep. `accept` only spares the person a wrong choice: it protects nothing."""

    def __init__(self, *, images_only: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": IMAGES if images_only else DOCUMENTS}))
        # Names are cut and cleaned when the file is stored.
        kwargs.setdefault("max_length", 1000)
        super().__init__(**kwargs)
