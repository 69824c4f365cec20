"""Keeping sound and picture of the session that runs, and of no other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fusion.errors import UserError
from fusion.keeping.keeper import Keeper
from fusion.keeping.what import Keep
from fusion.log.connecting import is_encrypted
from fusion.log.kept import kept_path
from ui.wording.translation import mark, tr

if TYPE_CHECKING:
    from fusion.log.timeline import Timeline
    from fusion.log.writer import TimelineWriter
    from fusion.session.session import Session

NOT_LOGGED = mark(
    "Sound and picture are kept beside the log, and this conversation is not logged: switch logging on first."
)
UNDER_A_PASSPHRASE = mark(
    "The log is under a passphrase, and sound and picture would lie beside it without one, so they are not "
    "kept. Take the passphrase away first (Settings, Devices and privacy)."
)


def require_keepable(timeline: Timeline | None) -> Timeline:
    """The log beside which sound and picture can be kept.

    Raises
    ------
    UserError
        If there is no log, or it is under a passphrase.
    """
    if timeline is None:
        raise UserError(tr(NOT_LOGGED))
    if is_encrypted(timeline.path):
        raise UserError(tr(UNDER_A_PASSPHRASE))
    return timeline


def begin_keeping(
    session: Session, timeline: Timeline | None, writer: TimelineWriter | None, what: Keep
) -> Keeper:
    """Keep sound and picture from now on, beside the log; the one returned is to be closed.

    Raises
    ------
    UserError
        If there is no log, or it is under a passphrase.
    """
    log = require_keepable(timeline if writer is not None else None)
    assert writer is not None
    return Keeper(session, what, partial(kept_path, log.path, writer.session_id), session.status())
