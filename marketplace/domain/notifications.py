"""From an entry to people: one letter per person per fact, in the person's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.module_loading import import_string

from marketplace.domain.clock import now, portal_mark
from marketplace.models import JournalEntry, Letter, Portal, User

# In these databases nothing is secret, and a visitor without a mail server reads letters on a page.
LETTERS_ARE_SHOWN = frozenset({Portal.Mark.DEMO, Portal.Mark.TRIAL, Portal.Mark.TEST, Portal.Mark.SIMULATION})


@dataclass(frozen=True)
class LetterDraft:
    """Who must act, and what the letter says. `subject` and `body` are lazy: each reader's language."""

    recipients: Iterable[User]
    subject: object
    body: object
    path: str = ""  # the page to open, without language prefix or host


def say(text: object, **facts: object) -> object:
    """A sentence with its facts, put together only when it is read: in each reader's language.

    (`gettext_lazy("…") % facts` would speak the language of whoever runs the worker.)
    """
    return lazy(lambda: str(text) % facts, str)()


def path_to(name: str, *args: object) -> str:
    """The address of a named page, without its language prefix."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return reverse(name, args=args).removeprefix(f"/{language}")


def write_letters(entry: JournalEntry) -> None:
    """Ask each package whom this entry concerns, write the letters, send them. Safe to run twice."""
    for path in settings.LETTERS:
        for draft in import_string(path)(entry):
            for person in draft.recipients:
                _write(entry, draft, person)


def _write(entry: JournalEntry, draft: LetterDraft, person: User) -> None:
    with translation.override(person.language):
        letter, _ = Letter.objects.get_or_create(
            fact=f"{entry.pk}:{entry.verb}",
            address=person.email,
            defaults={
                "recipient": person,
                "language": person.language,
                "subject": str(draft.subject)[:250],
                "body": str(draft.body),
                "url": f"/{person.language}{draft.path}" if draft.path else "",
            },
        )
    if letter.sent_at is None:
        send_letter(letter)


def send_letter(letter: Letter) -> None:
    """Send by e-mail; after a crash it may go once more, with the same Message-ID."""
    _mail(letter)
    Letter.objects.filter(pk=letter.pk, sent_at=None).update(sent_at=now())


def _mail(letter: Letter) -> None:
    lines = [letter.body]
    if letter.url:
        lines += ["", settings.SITE_URL.rstrip("/") + letter.url]
    message_id = f"<{letter.public_id}@first-customer>"
    headers = {"Message-ID": message_id}
    EmailMessage(letter.subject, "\n".join(lines), to=[letter.address], headers=headers).send()


@dataclass(frozen=True)
class SecretLetter:
    """A letter with a link that opens something. Its words are already in its reader's language."""

    fact: str
    address: str
    subject: str
    body: str
    path: str = ""  # with the language prefix, without the host
    recipient: User | None = None  # an invited address may have no account yet


def send_secret(words: SecretLetter) -> None:
    """Send at once, past journal and broker. Kept as a row only where letters are shown to everyone.

    A link that opens an account must not lie readable in a production database.
    """
    letter = Letter(
        fact=words.fact,
        address=words.address,
        recipient=words.recipient,
        language=translation.get_language() or "vi",
        subject=words.subject[:250],
        body=words.body,
        url=words.path,
    )
    if portal_mark() in LETTERS_ARE_SHOWN:
        letter.save()
        send_letter(letter)
    else:
        _mail(letter)
