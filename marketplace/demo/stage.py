"""A timetable of scenes, and the clock on which they are played: in the past first, at now in the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from marketplace.domain import journal
from marketplace.domain.clock import VIET_NAM, move_clock, now, portal_mark, set_portal_mark, today
from marketplace.errors import Refusal
from marketplace.models import Delivery, Organisation, Portal, User
from marketplace.policies import Actor, actor_for

_MORNING: Final = time(6, 30)  # when the night's due events have been played
_SATURDAY: Final = 5
_BREATH: Final = timedelta(minutes=1)  # between two scenes that a weekend pushed together
_SECOND: Final = timedelta(seconds=1)

Scene = Callable[[], object]


@dataclass(frozen=True)
class Entry:
    """One scene of the timetable: how many days before today, and at what o'clock in Viet Nam."""

    days_ago: int
    at: time
    scene: Scene


class Stage:
    """Scenes to be played, and everybody and everything that earlier scenes left behind, by name."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.cast: dict[str, Any] = {}
        self.today = today()

    # --- the timetable -------------------------------------------------------------------------
    def at(self, days_ago: int, clock: str, scene: Scene) -> None:
        """Play the scene so many days ago at `9:30`; at one moment, in the order in which they were added."""
        if days_ago < 1:
            raise ValueError("the play ends yesterday: today belongs to whoever opens the demo")
        hour, minute = (int(part) for part in clock.split(":"))
        self.entries.append(Entry(days_ago, time(hour, minute), scene))

    def day(self, days_ago: int) -> date:
        """The calendar day of a scene; negative for days to come. Officials do not work at weekends."""
        day = self.today - timedelta(days=days_ago)
        return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1)) if days_ago > 0 else day

    # --- the cast -----------------------------------------------------------------------------
    def actor(self, person: str, organisation: str = "") -> Actor:
        """The person (`ha.officer`) acting for their organisation, or for the one that is named."""
        user: User = self.cast[person]
        home: Organisation = self.cast[organisation or self.cast[f"home of {person}"]]
        return actor_for(user, home)

    # --- the play --------------------------------------------------------------------------------
    def play(self) -> None:
        """Play every scene, all or nothing. Refuses a database that holds anything else already."""
        if is_played():
            return
        if Organisation.objects.exists() or portal_mark() != Portal.Mark.PRODUCTION:
            raise Refusal("demo_needs_empty_database")
        send = journal.send
        journal.deliver_with(lambda entry_id: None)  # `_deliver` carries them, at the scene's own time
        try:
            with transaction.atomic():
                self._play()
        finally:
            journal.deliver_with(send)

    def _play(self) -> None:
        ordered = sorted(self.entries, key=lambda entry: (-entry.days_ago, entry.at))
        self._open(ordered[0])
        for entry in ordered:
            moment = datetime.combine(self.day(entry.days_ago), entry.at, VIET_NAM)
            _live_through_mornings(moment)
            _pass_until(max(moment, now() + _BREATH))
            entry.scene()
            _deliver()
        _live_through_mornings(_real_time())
        Portal.objects.filter(pk=1).update(clock_offset_seconds=0)

    def _open(self, first: Entry) -> None:
        """Mark the database, and set its clock before the first scene. Only here does it go backwards."""
        set_portal_mark(Portal.Mark.DEMO)
        begin = datetime.combine(self.day(first.days_ago), _MORNING, VIET_NAM)
        offset = int((begin - now()).total_seconds())
        Portal.objects.filter(pk=1).update(clock_offset_seconds=offset)


def is_played() -> bool:
    """Whether the demo was loaded here before."""
    return portal_mark() == Portal.Mark.DEMO and Organisation.objects.exists()


def _live_through_mornings(moment: datetime) -> None:
    """Let the days pass one by one, so that everything that falls due is played on its day."""
    while (morning := _next_morning()) < moment:
        _pass_until(morning)
        for path in settings.PLAY_DUE:
            import_string(path)()
        _deliver()


def _next_morning() -> datetime:
    at = now().astimezone(VIET_NAM)
    morning = datetime.combine(at.date(), _MORNING, VIET_NAM)
    return morning if morning > at else morning + timedelta(days=1)


def _real_time() -> datetime:
    return now() - timedelta(seconds=Portal.objects.get(pk=1).clock_offset_seconds)


def _pass_until(moment: datetime) -> None:
    by = moment - now()
    if by > timedelta(0):
        move_clock(by + _SECOND)  # the clock moves by whole seconds: never stop just before the moment


def _deliver() -> None:
    """Carry what the scene recorded to its listeners: letters are written at the time of their cause."""
    waiting = Delivery.objects.filter(done_at=None).order_by("entry_id").values_list("entry_id", flat=True)
    for entry_id in dict.fromkeys(waiting):
        journal.deliver(entry_id)
