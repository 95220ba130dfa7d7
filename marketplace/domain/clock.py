"""Reading and moving the portal's clock. Python's own clock decides nothing."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from marketplace.errors import Refusal
from marketplace.models import JournalEntry, Portal
from marketplace.models.clock import read_portal_clock

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The portal's time: the database's clock plus the offset of a marked database."""
    return read_portal_clock(connection)


def today() -> date:
    """The calendar day in Viet Nam at the portal's time."""
    return now().astimezone(VIET_NAM).date()


def portal_mark() -> str:
    """What this database is for; a database without the row is a production one."""
    portal = Portal.objects.filter(pk=1).first()
    return portal.mark if portal else Portal.Mark.PRODUCTION


def set_portal_mark(mark: str) -> None:
    """Mark a database once. Refuses to change a mark, and to mark a database that is in use."""
    with transaction.atomic():
        portal, made = Portal.objects.select_for_update().get_or_create(pk=1, defaults={"mark": mark})
        if not made and portal.mark != mark:
            raise Refusal("portal_mark_is_final", mark=portal.mark)
        if made and mark != Portal.Mark.PRODUCTION and JournalEntry.objects.exists():
            raise Refusal("portal_in_use")


def move_clock(by: timedelta) -> datetime:
    """Move the portal's time forward. Refuses outside a demo, test or simulation, and backwards."""
    if by < timedelta(0):
        raise Refusal("clock_only_forward")
    with transaction.atomic():
        portal = Portal.objects.select_for_update().filter(pk=1).first()
        if portal is None or portal.mark not in {"demo", "test", "simulation"}:
            raise Refusal("clock_is_real")
        portal.clock_offset_seconds += int(by.total_seconds())
        portal.save(update_fields=["clock_offset_seconds"])
    return now()
