"""Signing in: by e-mail and password, told to nobody who has an account, with a second factor where it counts."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from marketplace.models import Letter, User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN, SIGN_UP, RESET = "/vi/account/login/", "/vi/account/signup/", "/vi/account/password/reset/"
NEW_PASSWORD = "mot cau that dai 9"


def sign_up(client: Client, email: str = "new@example.vn", **changes: str):
    form = {
        "name": "Người Mới",
        "email": email,
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
        "language": "vi",
    }
    return client.post(SIGN_UP, form | changes)


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def link_in(letter: mail.EmailMessage) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", letter.body).group(1)


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


# --- the account ------------------------------------------------------------------------------------
def test_a_person_signs_up_confirms_and_lands_on_their_work(client):
    answer = sign_up(client)
    link = link_in(mail.outbox[-1])
    client.post(link)
    signed_in = sign_in(client, "new@example.vn", NEW_PASSWORD)

    assert answer.url == reverse("account_email_verification_sent")
    assert signed_in.url == reverse("marketplace:workspace")
    person = User.objects.get(email="new@example.vn")
    assert (person.name, person.language) == ("Người Mới", "vi")


def test_without_the_confirmed_address_nobody_gets_in(client):
    sign_up(client)

    answer = sign_in(Client(), "new@example.vn", NEW_PASSWORD)

    assert answer.url == reverse("account_email_verification_sent")


@pytest.mark.parametrize("password", ["short9", "1234567890123", "password123"])
def test_a_weak_password_is_refused(client, password):
    answer = sign_up(client, password1=password, password2=password)

    assert answer.status_code == 200
    assert not User.objects.filter(email="new@example.vn").exists()


def test_the_letter_speaks_the_person_s_language(client):
    make_user(email="jane@example.org", language="en")

    client.post(RESET, {"email": "jane@example.org"})

    assert mail.outbox[-1].subject == "Reset your password"


def test_a_wrong_password_does_not_open(client, stranger):
    answer = sign_in(client, stranger.email, "wrong")

    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated


def test_a_closed_account_does_not_open(client):
    gone = make_user(is_active=False)

    answer = sign_in(client, gone.email)

    assert not answer.wsgi_request.user.is_authenticated


def test_a_forgotten_password_is_reset_by_letter_once(client, stranger):
    client.post(RESET, {"email": stranger.email})
    link = link_in(mail.outbox[-1])
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert sign_in(Client(), stranger.email, NEW_PASSWORD).status_code == 302
    again = Client().get(link, follow=True).content.decode()
    assert 'name="password1"' not in again


def test_the_password_is_changed_with_the_old_one(stranger):
    client = Client()
    sign_in(client, stranger.email)
    url = reverse("account_change_password")

    refused = client.post(url, {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    changed = client.post(
        url, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )

    assert (refused.status_code, changed.status_code) == (200, 302)
    assert sign_in(Client(), stranger.email, NEW_PASSWORD).status_code == 302


def test_a_new_address_counts_only_when_its_letter_was_answered(stranger):
    client = Client()
    sign_in(client, stranger.email)
    client.post(reverse("account_email"), {"email": "moved@example.vn", "action_add": ""})
    stranger.refresh_from_db()
    before = stranger.email

    client.post(link_in(mail.outbox[-1]))

    stranger.refresh_from_db()
    assert before != "moved@example.vn"
    assert stranger.email == "moved@example.vn"
    assert EmailAddress.objects.filter(user=stranger).count() == 1


# --- nobody learns who has an account ---------------------------------------------------------------
def bare(page) -> str:
    """The page without what differs from one request to the next: tokens, and the address one typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode())
    return re.sub(r"[\w.-]+@example\.vn", "", text)


def test_signing_in_answers_the_same_for_unknown_and_known(stranger):
    known = sign_in(Client(), stranger.email, "wrong")
    unknown = sign_in(Client(), "nobody@example.vn", "wrong")

    assert known.status_code == unknown.status_code
    assert bare(known) == bare(unknown)


def test_resetting_answers_the_same_for_unknown_and_known(stranger):
    answers = [
        Client().post(RESET, {"email": email}, follow=True) for email in (stranger.email, "nobody@example.vn")
    ]

    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert bare(answers[0]) == bare(answers[1])
    assert len(mail.outbox) == 2  # each mailbox learns what is true of itself, and nobody else does


def test_signing_up_answers_the_same_for_unknown_and_known(stranger):
    answers = []
    for email in (stranger.email, "nobody@example.vn"):
        client = Client()
        sign_up(client, email)
        answers.append(client.get(reverse("account_email_verification_sent")))

    assert bare(answers[0]) == bare(answers[1])
    assert User.objects.filter(email=stranger.email).count() == 1
    assert sign_in(Client(), stranger.email, NEW_PASSWORD).status_code == 200


def test_attempts_are_throttled_by_address(settings, stranger):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    cache.clear()
    client = Client()

    for _ in range(3):
        sign_in(client, stranger.email, "wrong")
    blocked = sign_in(client, stranger.email)
    cache.clear()

    assert not blocked.wsgi_request.user.is_authenticated
    assert sign_in(Client(), stranger.email).status_code == 302


# --- the second factor --------------------------------------------------------------------------------
@pytest.fixture
def second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize("who", ["officer", "approver", "finance", "registrar", "moderator", "auditor"])
def test_officials_and_the_operator_s_people_set_it_up_first(request, second_factor, client_for, who):
    client = client_for(request.getfixturevalue(who))

    answer = client.get(reverse("marketplace:workspace"))

    assert answer.url == reverse("mfa_activate_totp")


@pytest.mark.parametrize("who", ["owner", "researcher", "stranger"])
def test_others_may_do_without(request, second_factor, client_for, who):
    client = client_for(request.getfixturevalue(who))

    assert client.get(reverse("marketplace:workspace")).status_code == 200


def test_a_posted_step_waits_for_it_too(second_factor, agency, approver, client_for):
    url = reverse("marketplace:invite", args=[agency.public_id])

    answer = client_for(approver, agency).post(url, {"email": "new@example.vn", "role": "officer"})

    assert answer.url == reverse("mfa_activate_totp")
    assert not agency.invitations.exists()


def test_an_official_sets_it_up_and_goes_on(second_factor, officer):
    client = Client()
    sign_in(client, officer.email)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert "<svg" in page.content.decode()
    assert "data:image" not in page.content.decode()
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get(answer.url).status_code == 200
    assert client.get(reverse("marketplace:workspace")).status_code == 200


def test_the_second_sign_in_asks_for_the_code(second_factor, officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    client = Client()

    first = sign_in(client, officer.email)
    wrong = client.post(first.url, {"code": "000000"})
    right = client.post(first.url, {"code": code_of(secret)})

    assert first.url == reverse("mfa_authenticate")
    assert not wrong.wsgi_request.user.is_authenticated
    assert right.url == reverse("marketplace:workspace")


def test_a_recovery_code_opens_once(second_factor, officer):
    TOTP.activate(officer, generate_totp_secret())
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]

    def try_it() -> bool:
        client = Client()
        sign_in(client, officer.email)
        return client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302

    assert [try_it(), try_it()] == [True, False]


def test_an_official_cannot_switch_it_off(second_factor, officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    client = Client()
    sign_in(client, officer.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists()


def test_where_it_is_off_every_page_says_so(test_portal, client):
    assert (
        "xác thực" in client.get("/vi/").content.decode()
        or "second factor" in client.get("/en/").content.decode()
    )


# --- letters with links ---------------------------------------------------------------------------------
def test_a_link_that_opens_an_account_is_not_kept_in_production(client, stranger):
    client.post(RESET, {"email": stranger.email})

    assert len(mail.outbox) == 1
    assert not Letter.objects.exists()


def test_in_a_test_database_the_letters_page_has_it(client, stranger, test_portal):
    client.post(RESET, {"email": stranger.email})

    assert Letter.objects.get().address == stranger.email


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_reset_password", "account_reset_password_done",
     "account_email_verification_sent", "account_inactive"],
)  # fmt: skip
def test_pages_of_signing_in_wear_our_frame_in_both_languages(client, name):
    vietnamese = client.get(reverse(name))
    english = client.get(reverse(name).replace("/vi/", "/en/"))

    assert '<html lang="vi"' in vietnamese.content.decode()
    assert '<html lang="en"' in english.content.decode()
    assert 'id="main"' in vietnamese.content.decode()
    assert "placeholder" not in vietnamese.content.decode()
    assert "style=" not in vietnamese.content.decode()


@pytest.mark.parametrize("name", ["account_logout", "account_change_password", "account_email", "mfa_index",
                                  "account_reauthenticate"])  # fmt: skip
def test_pages_of_the_account_open(stranger, name):
    client = Client()
    sign_in(client, stranger.email)

    page = client.get(reverse(name), follow=True)

    assert page.status_code == 200
    assert "style=" not in page.content.decode()
