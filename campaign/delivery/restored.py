"""After an older database came back: what waits in it may have left since, so it is in doubt.

Everything is paused first. Then the evidence settles each letter as it does after a crash: what the
relay took meanwhile is handed over, what it surely did not take goes back into the queue.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import select, update

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import relay_log, switches
from campaign.delivery.models import RelayLog
from campaign.letters import states
from campaign.letters.models import Transmission

BY = "restored"
WHY = "An older database was restored. Letters may leave again when their doubts are settled."
BATCH = 500  # transmissions in one transaction
FOLLOWED = (states.ACCEPTED, states.SILENT, states.UNCERTAIN)
OPEN = (states.READY, states.CLAIMED, states.HANDING_OVER)


def restored() -> int:
    """Pause everything and put all that may have left since into doubt; returns how many.

    Workers must be stopped meanwhile. To be called again without harm, also when it was cut off:
    it goes on where it was. The relay's log is trusted to be whole since the backup; what is
    missing of it is noticed.
    """
    ours = Transmission.sandbox.is_(current_app.config["CAMPAIGN"].sandbox)
    with writing() as session:
        switches.pause(session, WHY, BY)
        # What the database knew of the log is older than what happened since.
        session.execute(
            update(RelayLog).values(read_until=None, farewell=None, boot=relay_log.boot())
        )
        doubted = update(Transmission).where(Transmission.state == states.UNCERTAIN, ours)
        session.execute(doubted.values(marked_at=db_now()))
        # What a gateway says of a fax's last try that we know need not be of its last: it moves
        # nothing any more, and a person decides.
        faxes = update(Transmission).where(Transmission.channel == "fax", ours)
        followed = faxes.where(Transmission.state.in_(FOLLOWED))
        session.execute(followed.values(fence=Transmission.fence + 1))
    waiting = select(Transmission.id).where(Transmission.state.in_(OPEN), ours)
    moved = 0
    while batch := reading().scalars(waiting.order_by(Transmission.id).limit(BATCH)).all():
        with writing() as session:
            anew: dict[str, Any] = {
                "fence": Transmission.fence + 1,
                "marked_at": db_now(),
                "worker_id": None,
            }
            moved += len(states.move(session, "restored", batch, BY, **anew))
    return moved
