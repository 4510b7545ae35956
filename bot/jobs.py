"""What each kind of promised job does when it is due."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from actions.activity_changes import make_next
from actions.activity_endings import (
    ASK,
    CLOSE,
    TELL,
    ask_to_confirm,
    close_activity,
    tell_leader,
)
from actions.activity_plans import FOLLOW as NEXT_ACTIVITY
from actions.activity_plans import REMIND as ACTIVITY_REMINDER
from actions.activity_reminders import remind as remind_of_activity
from actions.awards import LAPSE, let_lapse
from actions.ballot_endings import close_due
from actions.ballot_reminders import REMIND as BALLOT_REMINDER
from actions.ballot_reminders import remind as remind_of_ballot
from actions.ballots import CLOSE as CLOSE_BALLOT
from actions.bulk_digests import REMIND, remind_of_digest
from actions.bulks import END, ONE, act_on_next, end_what_is_left
from actions.case_confirmation import CLOSING, REMINDER, close_silent, remind_of_question
from actions.check_in_code import TURN, turn_code
from actions.cluster_looks import LOOK as CLUSTERS
from actions.clusters import look_around
from actions.days_off import LOOK
from actions.deadlines import ALARM, NUDGE
from actions.digests import SAY as DIGEST
from actions.digests import say_digest
from actions.escalation import raise_alarm
from actions.expiry import RUN, WALK, begin_run, walk_on
from actions.grants import RELEASE, release
from actions.hour_reminders import REMIND as HOURS
from actions.hour_reminders import remind as remind_of_hours
from actions.meeting_attendance import TURN as MEETING_TURN
from actions.meeting_attendance import turn_code as turn_meeting_code
from actions.meeting_desk import open_doors
from actions.meeting_plans import FOLLOW as NEXT_MEETING
from actions.meeting_plans import NAG as MEETING_NAG
from actions.meeting_plans import OPEN as MEETING_DOORS
from actions.meeting_plans import REMIND as MEETING_REMINDER
from actions.meeting_reminders import remind as remind_of_meeting
from actions.meeting_series import make_next as make_next_meeting
from actions.meeting_series import nag as ask_for_end
from actions.notice_sending import START as NOTICE
from actions.notice_sending import WALK as NOTICE_WALK
from actions.notice_sending import start_planned as start_notice
from actions.notice_sending import walk as walk_notice
from actions.ranking import PUBLISH, publish
from actions.reminder_runs import SAY, say_reminder
from actions.replanning import FIRST_CLOCKS, REPLAN, replan_cases, start_clocks
from actions.resolution_news import CLOSE as CLOSE_CASES
from actions.resolution_news import TELL as RESOLUTION_NEWS
from actions.resolution_news import close_case, remind_of_due, tell_update
from actions.resolutions import DUE as RESOLUTION_DUE
from actions.same_problem import TIMEOUT, give_up_waiting
from actions.seats import LAPSE as OFFER_LAPSE
from actions.seats import lapse as lapse_offer
from actions.statements import MAKE, make_statements
from actions.surveys import ASK as SURVEY
from actions.surveys import REMIND as SURVEY_REMINDER
from actions.surveys import ask_next, remind_next
from actions.suspicions import LOOK as SUSPICIONS
from actions.suspicions import look_for_suspicions
from actions.updates import ask_how_far
from actions.vouchers import EXPIRY, WARNING, expire, warn
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
    HOURS: remind_of_hours,
    TELL: tell_leader,
    CLOSE: close_activity,
    ASK: ask_to_confirm,
    TURN: turn_code,
    EXPIRY: expire,
    WARNING: warn,
    MAKE: make_statements,
    LAPSE: let_lapse,
    RUN: begin_run,
    WALK: walk_on,
    PUBLISH: publish,
    SUSPICIONS: look_for_suspicions,
    ACTIVITY_REMINDER: remind_of_activity,
    NEXT_ACTIVITY: make_next,
    OFFER_LAPSE: lapse_offer,
    CLUSTERS: look_around,
    RESOLUTION_DUE: remind_of_due,
    RESOLUTION_NEWS: tell_update,
    CLOSE_CASES: close_case,
    SURVEY: ask_next,
    SURVEY_REMINDER: remind_next,
    SAY: say_reminder,
    BALLOT_REMINDER: remind_of_ballot,
    NOTICE: start_notice,
    NOTICE_WALK: walk_notice,
    CLOSE_BALLOT: close_due,
    DIGEST: say_digest,
    MEETING_REMINDER: remind_of_meeting,
    MEETING_NAG: ask_for_end,
    MEETING_DOORS: open_doors,
    NEXT_MEETING: make_next_meeting,
    MEETING_TURN: turn_meeting_code,
}
