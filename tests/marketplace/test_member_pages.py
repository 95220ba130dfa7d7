"""Pages of members and invitations, and of whom one acts for: what each person finds there."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.domain.invitations import invite
from marketplace.models import Membership
from marketplace.policies import ACTING_KEY
from marketplace.states import Who
from tests.factories import client_for, make_member

pytestmark = pytest.mark.django_db


def invited(firm, owner, acting, commits, email="new@example.vn"):
    """An invitation and the token that its letter carries."""
    with commits(execute=True):
        invitation = invite(firm, by=acting(owner), email=email, role=Who.EDITOR)
    token = re.search(r"/join/([^/\s]+)/", mail.outbox[-1].body).group(1)
    return invitation, token


def test_an_owner_invites_on_the_page(firm, owner, client_for, django_capture_on_commit_callbacks):
    client = client_for(owner, firm)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("marketplace:invite", args=[firm.public_id]),
            {"email": "new@example.vn", "role": "editor"},
        )

    assert answer.status_code == 302
    assert len(mail.outbox) == 1
    assert "new@example.vn" in client.get(answer.url).content.decode()


def test_the_page_offers_only_roles_of_the_kind(university, transfer_officer, client_for):
    page = client_for(transfer_officer, university).get(
        reverse("marketplace:invite", args=[university.public_id])
    )

    assert 'value="researcher"' in page.content.decode()
    assert 'value="approver"' not in page.content.decode()


def test_a_member_sees_members_but_no_addresses_and_no_buttons(firm, owner, editor, client_for):
    page = (
        client_for(editor, firm).get(reverse("marketplace:members", args=[firm.public_id])).content.decode()
    )

    assert owner.name in page
    assert owner.email not in page
    assert reverse("marketplace:invite", args=[firm.public_id]) not in page


@pytest.mark.parametrize("name", ["members", "invite", "leave"])
def test_a_stranger_finds_nothing_there(firm, owner, rival, client_for, name):
    assert client_for(rival).get(reverse(f"marketplace:{name}", args=[firm.public_id])).status_code == 404


def test_an_editor_cannot_open_the_owners_steps(firm, owner, editor, client_for):
    membership = Membership.objects.get(user=owner, organisation=firm)
    client = client_for(editor, firm)

    for name in ("change_roles", "remove_member"):
        url = reverse(f"marketplace:{name}", args=[firm.public_id, membership.public_id])
        assert client.post(url, {"roles": ["editor"]}).status_code == 404


def test_a_new_person_follows_the_link_and_makes_an_account(
    firm, owner, acting, client, django_capture_on_commit_callbacks
):
    invitation, token = invited(firm, owner, acting, django_capture_on_commit_callbacks)
    answer = reverse("marketplace:accept_invitation", args=[invitation.public_id])

    page = client.get(reverse("marketplace:join", args=[token]))
    signed_up = client.post(
        reverse("account_signup") + f"?next={answer}",
        {
            "name": "Người Mới",
            "email": "new@example.vn",
            "password1": "mot cau that dai 9",
            "password2": "mot cau that dai 9",
            "language": "vi",
            "next": answer,
        },
    )

    assert page.status_code == 200
    assert signed_up.status_code == 302
    assert signed_up.url == answer  # the letter proved the mailbox: no second letter
    assert client.post(answer, {}).status_code == 302
    assert Membership.objects.get(user__email="new@example.vn").organisation == firm


def test_a_link_for_another_address_says_so_without_naming_it(
    firm, owner, rival, acting, django_capture_on_commit_callbacks
):
    _, token = invited(firm, owner, acting, django_capture_on_commit_callbacks)

    page = client_for(rival).get(reverse("marketplace:join", args=[token]))

    assert page.status_code == 409
    assert "new@example.vn" not in page.content.decode()


def test_an_unknown_link_is_gone(client, db):
    assert client.get(reverse("marketplace:join", args=["no-such-token"])).status_code == 410


def test_one_person_acts_for_one_of_several_organisations(firm, owner, second_firm, client_for):
    Membership.objects.create(user=owner, organisation=second_firm, role=Who.EDITOR)
    client = client_for(owner, firm)

    answer = client.post(reverse("marketplace:acting"), {"organisation": str(second_firm.public_id)})

    assert answer.status_code == 302
    assert client.session[ACTING_KEY] == second_firm.pk
    assert second_firm.name_vi in client.get(reverse("marketplace:account")).content.decode()


def test_nobody_acts_for_an_organisation_they_do_not_belong_to(firm, owner, second_firm, client_for):
    client = client_for(owner, firm)

    answer = client.post(reverse("marketplace:acting"), {"organisation": str(second_firm.public_id)})

    assert answer.status_code == 422
    assert client.session[ACTING_KEY] == firm.pk


def test_a_forged_choice_in_the_session_gives_nothing(owner, firm, second_firm, client_for):
    client = client_for(owner, second_firm)

    assert client.get(reverse("marketplace:members", args=[second_firm.public_id])).status_code == 404
    assert client.get(reverse("marketplace:members", args=[firm.public_id])).status_code == 200


def test_one_changes_one_s_own_name_and_language(stranger, client_for):
    answer = client_for(stranger).post(
        reverse("marketplace:change_person"), {"name": "Nguyễn Văn Mới", "language": "en"}
    )

    stranger.refresh_from_db()
    assert answer.status_code == 302
    assert (stranger.name, stranger.language) == ("Nguyễn Văn Mới", "en")


def test_the_members_page_asks_the_same_number_of_questions(
    firm, owner, client_for, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = client_for(owner, firm), reverse("marketplace:members", args=[firm.public_id])
    with django_assert_max_num_queries(20) as few:
        client.get(url)

    for _ in range(3):
        make_member(firm, Who.EDITOR)

    with django_assert_num_queries(len(few.captured_queries)):
        client.get(url)
