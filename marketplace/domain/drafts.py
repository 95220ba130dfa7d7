"""Nothing that a person typed is lost, and no form is acted on twice."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from marketplace.domain.clock import now
from marketplace.models import Draft, SentForm, User

MOST_KEPT_CHARACTERS = 200_000


class AlreadySent(Exception):
    """This very form was acted on before; `location` is where the first time led."""

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(location)


def claim_form(key: UUID, user: User | None) -> SentForm:
    """Mark the form as sent, inside the verb's transaction. Raises AlreadySent the second time.

    A second click at the same moment waits for the first one's commit in the unique index.
    """
    try:
        with transaction.atomic():
            return SentForm.objects.create(key=key, user=user)
    except IntegrityError:
        first = SentForm.objects.filter(key=key, user=user).first()
        raise AlreadySent(first.location if first else "/") from None


def answer_form(sent: SentForm, location: str) -> None:
    """Remember where the form led."""
    sent.location = location[:300]
    sent.save(update_fields=["location"])


def keep_draft(user: User, path: str, fields: Mapping[str, list[str]]) -> Draft | None:
    """Keep a person's unsent words for the form at this path; too long a text is left alone."""
    if sum(len(value) for values in fields.values() for value in values) > MOST_KEPT_CHARACTERS:
        return None
    draft, _ = Draft.objects.update_or_create(
        user=user, path=path[:300], defaults={"fields": dict(fields), "saved_at": now()}
    )
    return draft


def kept_draft(user: User, path: str) -> Draft | None:
    """What this person typed here and did not send."""
    return Draft.objects.filter(user=user, path=path[:300]).first()


def forget_draft(user: User, path: str) -> None:
    """The form was sent, or its words are no longer wanted."""
    Draft.objects.filter(user=user, path=path[:300]).delete()
