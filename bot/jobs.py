"""What each kind of promised job does when it is due."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from actions.case_confirmation import close_silent
from storage.jobs import Job

JOBS: dict[str, Callable[[Connection, Job, datetime], None]] = {
    "case.close_silent": close_silent,
}
