"""The letters that carry the codes of a review. What links a person to a code exists in them alone."""

import secrets

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.domain.clock import VIET_NAM, now, portal_mark
from marketplace.domain.notifications import LETTERS_ARE_SHOWN
from marketplace.models import JournalEntry, Letter
from procurement.domain.reviews import hash_of, new_codes
from procurement.models import Review, ReviewCode, Reviewer
from procurement.states import ReviewStatus

LANGUAGES = ("vi", "en")  # a user of the result has no account that could say which one


def invite_reviewers(entry: JournalEntry) -> None:
    """Write to each user on the frozen list who has no letter yet. A listener of `review.opened`.

    Safe to run twice, and beside itself: whoever marks the person writes to them, so that nobody holds
    two codes. A code whose letter did not leave is taken away again.
    """
    review = Review.objects.select_related("order__organisation").filter(order_id=entry.subject_id).first()
    if review is None or review.status != ReviewStatus.OPEN:
        return
    waiting = list(review.reviewers.filter(is_invited=False))
    secrets.SystemRandom().shuffle(waiting)
    unsent = new_codes(review, len(waiting))
    try:
        with get_connection() as connection:
            for person in waiting:
                if _claim(person):
                    _invite(review, person, unsent[-1], connection)
                    unsent.pop()
    finally:
        ReviewCode.objects.filter(code_hash__in=[hash_of(code) for code in unsent]).delete()


def _claim(person: Reviewer) -> bool:
    return Reviewer.objects.filter(pk=person.pk, is_invited=False).update(is_invited=True) == 1


def _invite(review: Review, person: Reviewer, code: str, connection: BaseEmailBackend) -> None:
    subject, body = _letter(review, code)
    try:
        EmailMessage(subject, body, to=[person.email], connection=connection).send()
    except Exception:
        # The mail server was away: the person waits for the next run, the delivery stays open.
        Reviewer.objects.filter(pk=person.pk).update(is_invited=False)
        raise
    if portal_mark() in LETTERS_ARE_SHOWN:
        _show(review, person, subject, body, code)


def _letter(review: Review, code: str) -> tuple[str, str]:
    """Subject and body in both languages, the reader's own first for most readers."""
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            subject = _("How satisfied are you with “%(title)s”?") % _facts(review)
            parts.append((subject, _body(review, code, language)))
    return parts[0][0], "\n\n———\n\n".join(body for _subject, body in parts)


def _body(review: Review, code: str, language: str) -> str:
    words = _(
        "%(buyer)s asks the users of this result: %(question)s\n\n"
        "One question, one minute, no account. Your name is not kept with your answer. "
        "The link works once, until %(closes)s."
    )
    return f"{words % _facts(review)}\n\n{settings.SITE_URL.rstrip('/')}{_path(code, language)}"


def _path(code: str, language: str) -> str:
    return f"/{language}/reviews/answer/{code}/"


def _facts(review: Review) -> dict[str, str]:
    closes = (review.closes_at or now()).astimezone(VIET_NAM)
    return {
        "title": review.order.title,
        "buyer": review.order.organisation.name,
        "question": review.question,
        "closes": f"{closes:%d/%m/%Y %H:%M}",
    }


def _show(review: Review, person: Reviewer, subject: str, body: str, code: str) -> None:
    """A demo shows all letters on a page. A real database never holds this row: it names the reader."""
    Letter.objects.get_or_create(
        fact=f"review:{review.pk}",
        address=person.email,
        defaults={
            "language": LANGUAGES[0],
            "subject": subject[:250],
            "body": body,
            "url": _path(code, LANGUAGES[0]),
            "sent_at": now(),
        },
    )
