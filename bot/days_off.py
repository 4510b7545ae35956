"""Says in the log, too, that the known holidays run out: the operator may bring newer ones."""

from datetime import datetime

import structlog
from sqlalchemy import Connection

from actions.days_off import warn_of_unknown_days
from storage.jobs import Job

log = structlog.get_logger("days_off")


def look_at_days_off(tx: Connection, job: Job, now: datetime) -> None:
    for community in warn_of_unknown_days(tx, job, now):
        log.warning("the next holidays are not known", community=community.id)
