"""allauth's doors into the house: its letters go our way, its words are ours, its second factor stays."""

import time
from typing import Any, Final
from uuid import uuid4

import segno
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from marketplace.domain.notifications import SecretLetter, send_secret
from marketplace.models import User
from marketplace.policies import needs_second_factor

# allauth has no Vietnamese: what it says in its own forms is named here, and our catalogue translates it.
SAID_BY_ALLAUTH: Final = (
    gettext_noop("Email"),
    gettext_noop("Password"),
    gettext_noop("Password (again)"),
    gettext_noop("Current Password"),
    gettext_noop("New Password"),
    gettext_noop("New Password (again)"),
    gettext_noop("Code"),
    gettext_noop("Authenticator code"),
    gettext_noop("You must type the same password each time."),
)


class AccountAdapter(DefaultAccountAdapter):
    """Letters in the reader's language, past the journal; answers that tell nobody who has an account."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "email_taken": _("This address cannot be used for an account."),
        "duplicate_email": _("This is your address already."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or its time has run out. Wait for the next one."),
        "incorrect_password": _("The password is not right."),
        "invalid_or_expired_key": _("The link was used before or has expired. Ask for a new one."),
        "invalid_password_reset": _("The link was used before or has expired. Ask for a new one."),
        "same_as_current": _("This is what you have now: choose another."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or reset the password."),
        "rate_limited": _("Too many attempts. Wait a minute and try again."),
        "unverified_primary_email": _("Confirm your e-mail address first: the link is in our letter."),
    }

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever typed the password a moment ago, at signing in, is not asked for it again at once."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        times = [record["at"] for record in get_authentication_records(self.request, self.request.user)]
        return not times or time.time() - max(times) >= account_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One letter, sent at once: it holds a link that opens an account, so the journal never sees it."""
        reader = context.get("user") or User.objects.filter(email=email).first()
        language = reader.language if reader else translation.get_language() or "vi"
        with translation.override(language):
            message = self.render_mail(template_prefix, email, {**context, "email": email})
            send_secret(
                SecretLetter(
                    fact=f"{template_prefix.rpartition('/')[2]}:{uuid4()}",
                    address=email,
                    subject=str(message.subject),
                    body=str(message.body),
                    recipient=reader,
                )
            )


class SecondFactorAdapter(DefaultMFAAdapter):
    """The code to scan is drawn into the page (no data address under our policy); officials keep theirs."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or its time has run out. Wait for the next one."),
        "cannot_delete_authenticator": _("Your roles ask for a second factor: it cannot be switched off."),
        "unverified_email": _("Confirm your e-mail address first: the link is in our letter."),
    }

    def build_totp_svg(self, url: str) -> str:
        return str(segno.make(url, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff"))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user: Any = authenticator.user
        return not needs_second_factor(user)
