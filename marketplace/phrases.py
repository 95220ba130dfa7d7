"""The words that people see for states, moves and refusals, by code. The only place of each."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from marketplace.errors import Refusal

REFUSALS: dict[str, object] = {
    "refused": _("The portal could not do this."),
    "illegal_move": _("This step is not open now: reload the page to see what is."),
    "changed_meanwhile": _("Someone changed this before you. What you typed is safe: check and send again."),
    "not_found": _("There is nothing at this address, or it is not yours to see."),
    "not_separated": _("Two duties that the rules separate cannot be done by one person: ask a colleague."),
    "portal_mark_is_final": _("This database is marked “%(mark)s”; its mark does not change."),
    "portal_in_use": _("This database is in use already: only an empty one can be marked."),
    "clock_only_forward": _("The clock moves forward only."),
    "clock_is_real": _("Only a demo, test or simulation database may move its clock."),
    "organisation_not_verified": _("Your organisation must be verified by a registrar first."),
    "already_done": _("This has been done already."),
    "reasons_missing": _("Write the reasons: the other side must be able to act on them."),
    # --- people and organisations -------------------------------------------------------------
    "already_member": _("This person holds that role already."),
    "already_invited": _("This address has an open invitation for that role: take it back to send another."),
    "invitation_closed": _(
        "This invitation no longer works: it was used, taken back or has expired. Ask for a new one."
    ),
    "role_unknown_here": _("An organisation of this kind has no such role: choose one from the list."),
    "roles_missing": _("Choose at least one role, or end the membership instead."),
    "last_owner": _("An owner must remain: make somebody else an owner first."),
    "last_approver": _("An approver must remain, or no order could be decided: name another one first."),
    "kind_closed": _("An organisation of this kind is set up by the operator of the portal."),
    "tax_code_missing": _("An organisation registered in Viet Nam needs its tax code here."),
    "identifier_taken": _(
        "An organisation has this number already. Is it yours? Ask its owner to invite you, or write to the registrar."
    ),
    "verified_facts_locked": _(
        "Name, numbers, registration and ownership stand as verified: write to the registrar to correct one."
    ),
    "verification_closed": _("No verification is open, so no document can be added."),
    "documents_too_many": _("A file holds at most %(limit)s documents: join some into one."),
    "day_not_ahead": _("The suspension must end on a day after today."),
    "suspension_too_long": _("One suspension lasts until %(latest)s at the longest."),
    # --- listings, files, interests ---------------------------------------------------------
    "not_yet_due": _("It is not time for this yet."),
    "organisation_may_not_list": _(
        "This kind of organisation does not list products: switch to the firm or university you act for."
    ),
    "researcher_drafts_results": _(
        "A researcher drafts research results; products are listed by owner and editors."
    ),
    "listing_drafted_before": _(
        "Record “%(source_id)s” of this source has a listing already: open that one."
    ),
    "listing_field_unknown": _("“%(field)s” is no field of this kind of listing."),
    "listing_field_wrong": _("%(field)s: %(why)s"),
    "text_too_long": _("%(field)s: at most %(limit)s characters. Shorten it, or attach it as a document."),
    "listing_not_open_to_change": _(
        "This listing is being checked or on offer, so its text stands. Take it back or withdraw it first."
    ),
    "listing_has_gaps": _("Still missing: %(count)s. The list of parts shows where; fill them, then submit."),
    "lister_not_domestic": _(
        "Only an organisation registered in Viet Nam may list. If yours is, correct its page."
    ),
    "lister_ownership_missing": _("Say on your organisation's page which share of it is in domestic hands."),
    "lister_mostly_foreign": _(
        "Only an organisation of which at least %(least)s %% is in domestic hands may list."
    ),
    "lister_without_tax_code": _(
        "Your organisation has no tax code here: add it on its page, then submit again."
    ),
    "too_many_claims": _("A listing holds at most %(limit)s: remove one that matters less."),
    "too_many_files": _("A listing holds at most %(limit)s images and documents: remove one first."),
    "alt_text_missing": _("Say in both languages what the image shows: some readers only hear it."),
    "file_empty": _("The file is empty: choose it again."),
    "file_too_large": _("The file is %(size)s MB, the limit %(limit)s MB. Compress or split it."),
    "file_type_unknown": _(
        "This kind of file is not taken. Send PDF, DOCX, XLSX, PPTX, ODT, ODS, TXT, CSV, or an image "
        "(PNG, JPEG, WebP, GIF); no archives, macros, SVG or web pages."
    ),
    "file_type_mismatch": _(
        "The name ends in “%(ending)s”, but the content is “%(found)s”. Save it again under the right name."
    ),
    "file_not_image": _("This file is no image: send PNG, JPEG, WebP or GIF."),
    "file_infected": _(
        "The scanner found “%(signature)s” in the file, so it was not kept. Clean your computer first."
    ),
    "scanner_unavailable": _(
        "The virus scanner does not answer, so nothing was kept. Try again in a few minutes."
    ),
    "image_unreadable": _("The image cannot be read: open it, save it as PNG or JPEG, and send that."),
    "image_too_large": _(
        "The image measures %(width)s × %(height)s, above the limit (%(limit)s a side). Make it smaller."
    ),
    "not_on_offer": _("This listing is not on offer now, so nobody can be asked about it."),
    "own_listing": _(
        "This is your own organisation's listing: switch to the organisation that is interested."
    ),
    "asker_without_role": _(
        "Asking needs a role in an agency or a firm: choose the organisation you act for."
    ),
    "interest_open_already": _("Your organisation has an open question about this listing: continue there."),
    "answer_missing": _("Write an answer: the asker decides by it."),
    "date_in_the_past": _("This day has passed: choose today or a later one."),
    "why_not_missing": _("Choose a reason from the list."),
    "why_not_comment_missing": _(
        "For another reason, write which: the other side must be able to act on it."
    ),
    # --- listings from files ------------------------------------------------------------------
    "import_not_utf8": _("Not UTF-8: save the file again in this encoding."),
    "import_no_columns": _("The first line names no column that the importer knows."),
    "import_broken_json": _("The line is no whole JSON object."),
    "import_broken_csv": _("The cells cannot be told apart: a quotation mark is missing or one too many."),
    "import_not_an_object": _("The line holds no record with named fields."),
    "import_row_too_large": _("The row is larger than 4 MB."),
    "import_too_many_cells": _("The row has more cells than there are columns."),
    "import_wrong_type": _("%(field)s: a text was expected here."),
    "import_control_characters": _("%(field)s: the text holds signs that no text has, such as NUL."),
    "import_text_too_long": _("%(field)s: the text is longer than the limit, and a text is never cut."),
    "import_title_missing": _("The record has no title."),
    "import_source_missing": _("The record does not say where it comes from: add --source."),
    "import_source_id_missing": _("The record has no id in its source, so a second import would double it."),
    "import_trl_wrong": _("The technology readiness level is no number from 1 to 9."),
    "import_address_unusable": _("Left out: no whole web address"),
    "import_column_unknown": _("Left out: columns for which a listing has no place"),
    "import_no_description_to_hold_it": _("Left out: facts kept below a description, where there is none"),
    "demo_needs_empty_database": _(
        "The demo is played into an empty database only: this one holds organisations, or another mark."
    ),
    "import_publish_only_trial": _(
        "Only a database marked “trial” publishes what was imported; this one is marked “%(mark)s”."
    ),
    "gate_stays_on": _("Only a database marked “trial” may leave a gate open."),
    # --- amounts and numbers of registers -------------------------------------------------------
    "amount_missing": _("Enter an amount in dong."),
    "amount_not_number": _("“%(typed)s” is no amount: enter digits, such as 1.234.567."),
    "amount_not_whole": _("A dong has no smaller unit: enter a whole number, such as 1.234.567."),
    "amount_negative": _("An amount cannot be below zero."),
    "amount_too_small": _("The amount must be at least %(limit)s."),
    "amount_too_large": _("The amount must not exceed %(limit)s: check the number of zeros."),
    "tax_code_shape": _(
        "A tax code has 10 digits, or 13 for a branch (0123456789-001). Copy it from the certificate."
    ),
    "tax_code_check_digit": _(
        "The last of the ten digits does not fit the others: compare with the certificate."
    ),
    "tax_code_branch": _("Branches are numbered from 001: compare with the branch's certificate."),
    "personal_tax_code_shape": _(
        "A person or household business gives the 12 digits of the citizen's number, or an older tax code."
    ),
    "orcid_shape": _("An ORCID iD has 16 digits in four groups, such as 0000-0002-1825-0097."),
    "orcid_check_digit": _("The last sign of the ORCID iD does not fit the others: copy it from orcid.org."),
    "ror_shape": _("A ROR id has nine signs and begins with 0, such as 03yrm5c26."),
    "ror_check_digit": _("The last two digits of the ROR id do not fit the others: copy it from ror.org."),
    "registration_shape": _("A registration number is letters and digits, such as A399."),
    "scheme_unknown": _("The portal does not know the register “%(scheme)s”: choose one from the list."),
}

VERBS: dict[str, object] = {
    # --- people and organisations -------------------------------------------------------------
    "person.changed": _("Name or language changed"),
    "member.invited": _("Colleague invited"),
    "member.uninvited": _("Invitation taken back"),
    "member.joined": _("Member joined"),
    "member.roles_changed": _("Roles of a member changed"),
    "member.removed": _("Membership ended"),
    "member.left": _("Member left"),
    "organisation.registered": _("Registered"),
    "organisation.changed": _("Facts changed"),
    "organisation.document_shown": _("Document shown to the registrar"),
    "organisation.applied_again": _("Applied again"),
    "organisation.verified": _("Verified"),
    "organisation.rejected": _("Rejected with reasons"),
    "organisation.suspended": _("Suspended"),
    "organisation.restored": _("Restored"),
    # --- listings, files, interests ---------------------------------------------------------
    "attachment.stored": _("File stored"),
    "listing.drafted": _("Draft begun"),
    "listing.edited": _("Text changed"),
    "listing.claim_added": _("Claim added"),
    "listing.claim_removed": _("Claim removed"),
    "listing.certificate_added": _("Certificate added"),
    "listing.certificate_removed": _("Certificate removed"),
    "listing.file_added": _("Image or document added"),
    "listing.listingfile_removed": _("Image or document removed"),
    "listing.innovative_document_added": _("Document of the innovative product added"),
    "listing.handed_over": _("Handed to the office that submits"),
    "listing.submitted": _("Submitted for the check"),
    "listing.recalled": _("Taken back by the lister"),
    "listing.published": _("Listing published"),
    "listing.returned": _("Returned with reasons"),
    "listing.renewed": _("Renewed by the lister"),
    "listing.withdrawn": _("Withdrawn by the lister"),
    "listing.expiring": _("Reminder: the listing expires soon"),
    "listing.expired": _("Listing expired"),
    "listing.suspended": _("Suspended by a moderator"),
    "listing.restored": _("Suspension lifted"),
    "interest.asked": _("Question asked"),
    "interest.answered": _("Answered"),
    "interest.overdue": _("Reminder: the next step is overdue"),
    "interest.withdrawn": _("Question taken back"),
    "interest.passed": _("Passed, with a reason"),
    "interest.ordered": _("Became an order draft"),
    "gate.switched_off": _("Gate left open in this trial"),
    "organisation.opened": _("Office of the portal opened"),
}

# The platform's own reasons for an organisation's moves, as `states.py` has them: a pure leaf cannot mark them.
ORGANISATION_REASONS = (
    gettext_noop("platform policy: a registrar compares the register and the documents"),
    gettext_noop("platform policy: rejection names its reasons"),
    gettext_noop("platform policy: a rejected organisation mends its file and applies again"),
    gettext_noop("platform policy: suspension has a reason and an end"),
    gettext_noop("platform policy: a suspension ends on its day, or earlier by the registrar"),
)

# What a listing still lacks (`Listing.gaps`), as its task list says it.
LISTING_GAPS: dict[str, object] = {
    "title": _("a title"),
    "summary": _("a summary"),
    "description": _("a description"),
    "comparison": _("a comparison with today's solution"),
    "technology": _("the strategic technology it belongs to"),
    "trl": _("the technology readiness level"),
    "product_kind": _("goods, software or service"),
    "price": _("a price, or the price of a pilot"),
    "price_unit": _("what the price is for"),
    "tax": _("whether VAT is included"),
    "origin": _("the origin"),
    "domestic_cost": _("the domestic share of production cost"),
    "domestic_cost_basis": _("how the domestic share was worked out"),
    "innovative_document": _("the document of the innovative product"),
    "first_production": _("the day of first production"),
    "institution": _("the institution"),
    "inventors": _("the inventors"),
    "funding": _("who funded the work"),
    "ip_status": _("the state of intellectual property"),
    "ip_numbers": _("the numbers of applications or patents"),
    "deal_sought": _("the deal you seek"),
    "claim": _("at least one claim"),
}

LISTING_PARTS: dict[str, object] = {
    "basics": _("What it is"),
    "description": _("What it does"),
    "price": _("Price"),
    "origin": _("Origin and innovation"),
    "people": _("People and funding"),
    "rights": _("Rights and deal"),
    "evidence": _("Claims and evidence"),
    "files": _("Images and documents"),
    "check": _("Check and submit"),
}

# Why somebody passed, turned into what the lister can do about it.
WHY_NOT_HELP: dict[str, object] = {
    "no_evidence": _("Attach a measurement or a test report to your claims."),
    "no_connection": _("Say which systems it connects to, and publish the interface."),
    "price": _("Offer a pilot price, or say what the price holds that others leave out."),
    "capacity": _("Say how much you deliver a month, and with whom you could deliver more."),
    "not_this_year": _("Ask again when next year's programme of orders is drawn up."),
    "too_early": _("Show it at work outside the laboratory; a pilot raises the readiness level."),
    "certificate": _("Add the certificate, or the day on which you expect it."),
    "other": _("Read what the asker wrote."),
}


def sentence(refusal: Refusal) -> str:
    """What the refusal says to its reader, in the reader's language."""
    for path in settings.REFUSALS:
        words: Mapping[str, object] = import_string(path)
        if refusal.code in words:
            facts = {name: str(value) for name, value in refusal.facts.items()}
            return str(words[refusal.code]) % _Facts(facts)
    return str(format_lazy("{} ({})", REFUSALS["refused"], refusal.code))


class _Facts(dict[str, str]):
    """A refusal that lacks a fact still speaks."""

    def __missing__(self, key: str) -> str:
        return "…"


def verb_phrase(verb: str) -> str:
    """What happened, as a timeline says it: `listing.published` → “Listing published”."""
    for path in settings.VERBS:
        words: Mapping[str, object] = import_string(path)
        if verb in words:
            return str(words[verb])
    return verb
