"""Nothing typed is lost: forms keep themselves, come back after an expired session, and can be thrown away."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Draft, Organisation
from tests.factories import PASSWORD, client_for

pytestmark = pytest.mark.django_db
FORM = "/vi/organisations/register/enterprise/"


def test_a_form_keeps_itself_and_comes_back(stranger):
    client = client_for(stranger)
    client.post(FORM, {"name_vi": "Công ty Dở Dang", "autosave": "1"})

    page = client.get(FORM).content.decode()

    assert 'value="Công ty Dở Dang"' in page
    assert not Organisation.objects.exists()


def test_unsent_forms_have_a_list_with_their_titles(stranger):
    client = client_for(stranger)
    client.post(FORM, {"name_vi": "Công ty Dở Dang", "autosave": "1"})

    page = client.get(reverse("marketplace:drafts")).content.decode()

    assert f'href="{FORM}"' in page
    assert f">{FORM}<" not in page


def test_they_are_one_s_own(stranger, rival):
    client_for(stranger).post(FORM, {"name_vi": "Công ty Dở Dang", "autosave": "1"})
    draft = Draft.objects.get()
    other = client_for(rival)

    assert f'href="{FORM}"' not in other.get(reverse("marketplace:drafts")).content.decode()
    assert other.post(reverse("marketplace:discard_draft", args=[draft.pk])).status_code == 404
    assert "Công ty Dở Dang" not in other.get(FORM).content.decode()
    assert Draft.objects.exists()


def test_one_throws_them_away(stranger):
    client = client_for(stranger)
    client.post(FORM, {"name_vi": "Công ty Dở Dang", "autosave": "1"})

    answer = client.post(reverse("marketplace:discard_draft", args=[Draft.objects.get().pk]))

    assert answer.status_code == 302
    assert not Draft.objects.exists()


def test_after_an_expired_session_what_was_typed_comes_back(stranger):
    client = Client()
    client.post("/vi/account/login/", {"login": stranger.email, "password": PASSWORD})
    author = re.search(r'name="form_author" value="([^"]+)"', client.get(FORM).content.decode()).group(1)
    client.cookies.clear()

    asked = client.post(FORM, {"name_vi": "Công ty Hết Phiên", "form_author": author})
    client.post(asked.url, {"login": stranger.email, "password": PASSWORD})

    assert 'value="Công ty Hết Phiên"' in client.get(FORM).content.decode()


def test_but_never_to_somebody_else(stranger, rival):
    client = client_for(stranger)
    author = re.search(r'name="form_author" value="([^"]+)"', client.get(FORM).content.decode()).group(1)
    client.cookies.clear()

    asked = client.post(FORM, {"name_vi": "Công ty Hết Phiên", "form_author": author})
    client.post(asked.url, {"login": rival.email, "password": PASSWORD})

    assert "Công ty Hết Phiên" not in client.get(FORM).content.decode()


def test_the_same_form_twice_registers_once(stranger):
    client = client_for(stranger)
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(FORM).content.decode()).group(1)
    sent = {
        "name_vi": "Công ty Một Lần",
        "tax_code": "0100109106",
        "is_registered_in_vietnam": "on",
        "form_key": key,
    }

    first, second = client.post(FORM, sent), client.post(FORM, sent)

    assert first.url == second.url
    assert Organisation.objects.count() == 1
