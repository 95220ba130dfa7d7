"""Names as people look for them: without marks, in lower case, `đ` as `d`."""

import unicodedata
from typing import Any

from django.db import models


def fold(text: str) -> str:
    """`Trường Đại học` → `truong dai hoc`, with single spaces."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


class FoldedField(models.TextField):
    """The folded words of other fields of the same row, written each time the row is saved."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold(" ".join(getattr(model_instance, name) for name in self.of))
        setattr(model_instance, self.attname, folded)
        return folded
