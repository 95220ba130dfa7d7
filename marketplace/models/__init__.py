"""Facts, one file per noun; imported here so that Django and the upper packages find them."""

from marketplace.models.attachments import Attachment
from marketplace.models.clock import Portal, PortalNow
from marketplace.models.drafts import Draft, SentForm
from marketplace.models.indicators import Indicator
from marketplace.models.interests import Interest, WhyNot
from marketplace.models.journal import Delivery, JournalEntry, Letter
from marketplace.models.listing_parts import Certificate, Claim, ListingFile
from marketplace.models.listings import Listing
from marketplace.models.organisations import Identifier, Organisation, Verification, VerificationDocument
from marketplace.models.people import Invitation, Membership, User
from marketplace.models.places import Commune, Province
from marketplace.models.rules import (
    EnterpriseSize,
    Gate,
    Holiday,
    Preference,
    RulePercentage,
    RulePeriod,
    RulesVersion,
    Threshold,
)
from marketplace.models.sources import Certainty
from marketplace.models.technologies import (
    Objective,
    ReferenceAgency,
    Responsibility,
    StrategicTask808,
    StrategicTechnology,
    TechnologyGroup,
    TechnologyList,
    TechnologyTask,
    TrlLevel,
)

__all__ = [
    "Attachment",
    "Certainty",
    "Certificate",
    "Claim",
    "Commune",
    "Delivery",
    "Draft",
    "EnterpriseSize",
    "Gate",
    "Holiday",
    "Identifier",
    "Indicator",
    "Interest",
    "Invitation",
    "JournalEntry",
    "Letter",
    "Listing",
    "ListingFile",
    "Membership",
    "Objective",
    "Organisation",
    "Portal",
    "PortalNow",
    "Preference",
    "Province",
    "ReferenceAgency",
    "Responsibility",
    "RulePercentage",
    "RulePeriod",
    "RulesVersion",
    "SentForm",
    "StrategicTask808",
    "StrategicTechnology",
    "TechnologyGroup",
    "TechnologyList",
    "TechnologyTask",
    "Threshold",
    "TrlLevel",
    "User",
    "Verification",
    "VerificationDocument",
    "WhyNot",
]
