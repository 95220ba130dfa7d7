"""People and what they may do: a person, an organisation, a role."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import PortalTimeField, Row
from marketplace.states import Who


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the e-mail address is the name one signs in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Erasing one empties this row; the journal keeps only its key."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Full name"), max_length=150)
    language = models.CharField(
        _("Language of letters"),
        max_length=2,
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
        default="vi",
    )
    is_active = models.BooleanField(default=True)
    joined_at = PortalTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Membership(Row):
    """One person in one organisation in one role. Several rows make several roles."""

    class Role(models.TextChoices):
        OFFICER = Who.OFFICER.value, _("Ordering officer")
        APPROVER = Who.APPROVER.value, _("Approver")
        FINANCE = Who.FINANCE.value, _("Finance officer")
        COMPETENT = Who.COMPETENT.value, _("Competent person")
        OWNER = Who.OWNER.value, _("Owner")
        EDITOR = Who.EDITOR.value, _("Editor")
        RESEARCHER = Who.RESEARCHER.value, _("Researcher")
        REGISTRAR = Who.REGISTRAR.value, _("Registrar")
        MODERATOR = Who.MODERATOR.value, _("Moderator")
        AUDITOR = Who.AUDITOR.value, _("Auditor")
        CMS_EDITOR = Who.CMS_EDITOR.value, _("Page editor")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        "marketplace.Organisation", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("Role"), max_length=12, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="a_role_is_held_once"),
        ]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about many invitations."""

    def open_at(self, at: datetime) -> "InvitationQuerySet":
        """Neither used nor taken back, and not expired."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(Row):
    """An address asked to join an organisation in a role; the link works once, until it expires."""

    organisation = models.ForeignKey(
        "marketplace.Organisation", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("E-mail"))
    role = models.CharField(_("Role"), max_length=12, choices=Membership.Role)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_role",
            ),
        ]
