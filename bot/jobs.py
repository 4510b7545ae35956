"""What each kind of promised job does when it is due."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from actions.bulk_digests import REMIND, remind_of_digest
from actions.bulks import END, ONE, act_on_next, end_what_is_left
from actions.case_confirmation import CLOSING, REMINDER, close_silent, remind_of_question
from actions.days_off import LOOK
from actions.deadlines import ALARM, NUDGE
from actions.escalation import raise_alarm
from actions.grants import RELEASE, release
from actions.replanning import FIRST_CLOCKS, REPLAN, replan_cases, start_clocks
from actions.same_problem import TIMEOUT, give_up_waiting
from actions.updates import ask_how_far
from bot.days_off import look_at_days_off
from storage.jobs import Job

JOBS: dict[str, Callable[[Connection, Job, datetime], None]] = {
    CLOSING: close_silent,
    REMINDER: remind_of_question,
    ALARM: raise_alarm,
    TIMEOUT: give_up_waiting,
    NUDGE: ask_how_far,
    REPLAN: replan_cases,
    FIRST_CLOCKS: start_clocks,
    LOOK: look_at_days_off,
    ONE: act_on_next,
    END: end_what_is_left,
    REMIND: remind_of_digest,
    RELEASE: release,
}
