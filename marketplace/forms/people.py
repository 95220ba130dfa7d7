"""What people say about themselves, and about those who belong to their organisation."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.domain.people import roles_of
from marketplace.models import Membership, Organisation, User

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]


class SignUpForm(forms.Form):
    """The part of signing up that is ours; allauth adds the address and the password."""

    name = forms.CharField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=LANGUAGES, initial=get_language, widget=forms.RadioSelect
    )
    field_order = ("name", "email", "password1", "password2", "language")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account exists."""
        user.name = self.cleaned_data["name"].strip()
        user.language = self.cleaned_data["language"]
        user.save(update_fields=["name", "language"])


class PersonForm(forms.Form):
    """One's own name and language."""

    name = forms.CharField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=LANGUAGES, widget=forms.RadioSelect)


def role_choices(organisation: Organisation) -> list[tuple[str, str]]:
    """The roles that an organisation of this kind gives, with their names."""
    return [(role.value, str(Membership.Role(role).label)) for role in roles_of(organisation.kind)]


class InvitationForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The letter goes to this address; whoever accepts must sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(organisation)  # type: ignore[attr-defined]


class RolesForm(forms.Form):
    """Which roles a member holds from now on."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two duties on one order that the rules separate still need two people."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(organisation)  # type: ignore[attr-defined]


class ActingForm(forms.Form):
    """For which organisation one acts."""

    organisation = forms.ModelChoiceField(
        label=_("I act for"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        to_field_name="public_id",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = (
            Organisation.objects.filter(memberships__user=user).distinct().order_by("name_vi", "pk")
        )
        roles = _roles_by_organisation(user)
        field.label_from_instance = lambda organisation: f"{organisation} · {roles.get(organisation.pk, '')}"


def _roles_by_organisation(user: User) -> dict[int, str]:
    held: dict[int, list[str]] = {}
    for membership in Membership.objects.filter(user=user).order_by("pk"):
        held.setdefault(membership.organisation_id, []).append(str(membership.get_role_display()))
    return {organisation: ", ".join(names) for organisation, names in held.items()}


class RecipientForm(forms.Form):
    """Whose letters to show."""

    to = forms.CharField(label=_("E-mail of the recipient"), max_length=254, required=False)
