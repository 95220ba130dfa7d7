"""Refusals: answers that a person can act on. A bug is any other exception, and dies loudly."""


class Refusal(Exception):
    """The portal says no, and says why.

    `code` is stable and finds the sentence in `phrases.py`; `status` is the HTTP status;
    `facts` fill the sentence's named places and never hold anything that the reader may not see.
    """

    code = "refused"
    status = 422

    def __init__(self, code: str = "", *, status: int = 0, **facts: object) -> None:
        self.code = code or self.code
        self.status = status or self.status
        self.facts = facts
        super().__init__(self.code)


class IllegalMove(Refusal):
    """No row of the moves table allows this step, for this person, from this state."""

    code = "illegal_move"
    status = 409


class ChangedMeanwhile(Refusal):
    """Someone else moved the subject first; nothing was written."""

    code = "changed_meanwhile"
    status = 409


class NotYours(Refusal):
    """Absent, or hidden from this reader: on purpose the same answer."""

    code = "not_found"
    status = 404


class NotSeparated(Refusal):
    """One person may not do both of these duties on the same subject."""

    code = "not_separated"
    status = 409
