"""Permission is one table: verb × role × scope. What is not written here is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.rules import RuleBroken


class Role(StrEnum):
    """The first six are given and stored; the last three follow from who somebody is.

    Being an administrator of a Telegram group, or sitting in the staff group, is no role.
    """

    SECRETARY = "secretary"  # 书记
    GRID_WORKER = "grid_worker"  # 网格员
    DEPARTMENT = "department"  # 部门
    MERCHANT = "merchant"  # 商户
    SUPERVISOR = "supervisor"  # 监督员
    CAPTAIN = "captain"  # 队长
    OPERATOR = "operator"  # 运维: named in the settings
    MEMBER = "member"  # whoever writes in a bound group
    ANYONE = "anyone"  # anybody at all, in private too


GIVEN_ROLES = (
    Role.SECRETARY,
    Role.GRID_WORKER,
    Role.DEPARTMENT,
    Role.MERCHANT,
    Role.SUPERVISOR,
    Role.CAPTAIN,
)

OFFICE_ROLES = frozenset(GIVEN_ROLES) - {Role.MERCHANT}
"""Who works for the community, and is called by name among colleagues."""


class Verb(StrEnum):
    """What can be asked of the bot. Every handler names one."""

    SET_UP = "community.set_up"
    GIVE_SECRETARY = "role.give_secretary"
    GIVE_ROLE = "role.give"
    MANAGE_GRIDS = "grid.manage"
    LOOK_AT_GRIDS = "grid.look"
    USE_INVITE = "invite.use"
    JOIN = "member.join"
    READ_HELP = "help.read"
    READ_PRIVACY = "privacy.read"
    CHOOSE_LANGUAGE = "language.choose"
    ANSWER_PROMPT = "prompt.answer"

    REPORT = "case.report"
    ADD_TO_CASE = "case.add"
    FOLLOW = "case.follow"
    CLAIM_FIND = "case.claim_find"
    LOOK = "case.look"
    LOOK_CLOSELY = "case.look_closely"
    REVEAL_REPORTER = "case.reveal_reporter"
    WITHDRAW = "case.withdraw"
    RATE = "case.rate"
    ACCEPT = "case.accept"
    ASSIGN = "case.assign"
    PROGRESS = "case.progress"
    RESOLVE = "case.resolve"
    WAIT = "case.wait"
    RESUME = "case.resume"
    REJECT = "case.reject"
    NOTE = "case.note"
    REOPEN = "case.reopen"
    TRANSFER = "case.transfer"
    RECALL = "case.recall"
    MERGE = "case.merge"
    UNMERGE = "case.unmerge"
    SPLIT = "case.split"
    URGENT = "case.urgent"
    PASS = "case.pass"
    FAIL = "case.fail"
    SETTLE = "case.settle"
    CATEGORISE = "case.categorise"
    ANSWER_QUESTION = "case.answer"
    CHOOSE_SAME = "case.same"
    GIVE_UPDATE = "case.update"
    REVEAL_HIDDEN = "case.reveal_hidden"
    SHARE = "case.share"
    LOOK_AT_DESK = "case.desk"
    ACT_IN_BULK = "case.bulk"

    CHANGE_SETTINGS = "settings.change"
    MANAGE_PLACES = "place.manage"
    LOOK_AT_PLACES = "place.look"
    ROUTE_TOPICS = "topic.route"
    MUTE = "member.mute"

    LOOK_AT_POINTS = "points.look"
    LOOK_AT_PAIRS = "points.pairs"
    AWARD = "points.award"
    SECOND_AWARD = "points.second"
    REVERSE_POINTS = "points.reverse"
    CHANGE_RULES = "points.rules"
    PUBLISH_POINTS = "points.publish"
    DECLARE_HOURS = "hours.declare"
    LOOK_AT_HOURS = "hours.look"
    CONFIRM_HOURS = "hours.confirm"
    DISPUTE_HOURS = "hours.dispute"
    CORRECT_HOURS = "hours.correct"
    CERTIFY_HOURS = "hours.certify"
    VERIFY_CODE = "code.verify"
    LOOK_AT_ACTIVITIES = "activity.look"
    MAKE_ACTIVITY = "activity.make"
    JOIN_ACTIVITY = "activity.join"
    LEAD_ACTIVITY = "activity.lead"
    LOOK_AT_OFFERS = "offer.look"
    MAKE_OFFER = "offer.make"
    REDEEM = "offer.redeem"
    RETURN_VOUCHER = "voucher.return"
    USE_VOUCHER = "voucher.use"
    SIGN_STATEMENT = "statement.sign"

    REMIND_SELF = "reminder.self"
    REMIND_GROUP = "reminder.group"
    LOOK_AT_JOBS = "job.look"

    SEND_NOTICE = "notice.send"
    READ_NOTICE = "notice.read"

    PROPOSE = "proposal.make"
    LOOK_AT_PROPOSALS = "proposal.look"
    SECOND_PROPOSAL = "proposal.second"
    WITHDRAW_PROPOSAL = "proposal.withdraw"
    REVIEW_PROPOSAL = "proposal.review"
    LOOK_AT_MEETINGS = "meeting.look"
    MAKE_MEETING = "meeting.make"
    LEAD_MEETING = "meeting.lead"
    ANSWER_MEETING = "meeting.answer"
    RATE_MEETING = "meeting.rate"
    UPDATE_RESOLUTION = "resolution.update"
    STOP_RESOLUTION = "resolution.stop"
    NUDGE_RESOLUTION = "resolution.nudge"
    LOOK_AT_BALLOTS = "ballot.look"
    MAKE_BALLOT = "ballot.make"
    END_BALLOT = "ballot.end"
    VOTE = "ballot.vote"
    GIVE_PROXY = "ballot.proxy"
    RECORD_PROXY = "ballot.record_proxy"
    CLAIM_HOUSEHOLD = "household.claim"
    CONFIRM_HOUSEHOLD = "household.confirm"

    LOOK_AT_STATS = "stats.look"
    EXPORT = "stats.export"
    EXPORT_PERSONS = "stats.export_persons"


class Scope(StrEnum):
    COMMUNITY = "community"
    GRID = "grid"  # the grid held; a holder without a grid covers the community
    ASSIGNED = "assigned"  # cases this person was asked to take on
    OWN = "own"
    OWN_OR_ASSIGNED = "own_or_assigned"


@dataclass(frozen=True)
class Holding:
    """A role somebody holds, in one grid or in the whole community (``grid_id`` ``None``)."""

    role: Role
    grid_id: int | None = None


MEMBER = Holding(Role.MEMBER)
ANYONE = Holding(Role.ANYONE)

_EVERYBODY = {Role.ANYONE: Scope.COMMUNITY}
_MEMBERS = {Role.MEMBER: Scope.COMMUNITY}
_SECRETARIES = {Role.SECRETARY: Scope.COMMUNITY}
_COLLEAGUES = {
    Role.SECRETARY: Scope.COMMUNITY,
    Role.GRID_WORKER: Scope.COMMUNITY,
    Role.DEPARTMENT: Scope.COMMUNITY,
    Role.SUPERVISOR: Scope.COMMUNITY,
    Role.CAPTAIN: Scope.COMMUNITY,
}
_CHECKERS = {
    Role.GRID_WORKER: Scope.COMMUNITY,
    Role.SUPERVISOR: Scope.COMMUNITY,
    Role.CAPTAIN: Scope.COMMUNITY,
}
_OWN = {Role.MEMBER: Scope.OWN}
_SHOPS_OWN = {Role.MERCHANT: Scope.OWN}
_OFFICE = {
    Role.SECRETARY: Scope.COMMUNITY,
    Role.GRID_WORKER: Scope.GRID,
    Role.DEPARTMENT: Scope.ASSIGNED,
    Role.MEMBER: Scope.ASSIGNED,
}

GRANTS: Mapping[Verb, Mapping[Role, Scope]] = MappingProxyType(
    {
        Verb.SET_UP: {Role.OPERATOR: Scope.COMMUNITY},
        Verb.GIVE_SECRETARY: {Role.OPERATOR: Scope.COMMUNITY, Role.SECRETARY: Scope.COMMUNITY},
        Verb.GIVE_ROLE: _SECRETARIES,
        Verb.MANAGE_GRIDS: _SECRETARIES,
        Verb.LOOK_AT_GRIDS: _COLLEAGUES,
        Verb.USE_INVITE: _EVERYBODY,
        Verb.JOIN: _EVERYBODY,
        Verb.READ_HELP: _EVERYBODY,
        Verb.READ_PRIVACY: _EVERYBODY,
        Verb.CHOOSE_LANGUAGE: _EVERYBODY,
        Verb.ANSWER_PROMPT: _MEMBERS,
        Verb.REPORT: _MEMBERS,
        Verb.ADD_TO_CASE: _MEMBERS,
        Verb.FOLLOW: _MEMBERS,
        Verb.CLAIM_FIND: {Role.MEMBER: Scope.OWN},
        Verb.LOOK: _MEMBERS,
        Verb.LOOK_CLOSELY: {
            **_OFFICE,
            Role.SUPERVISOR: Scope.COMMUNITY,
        },
        Verb.REVEAL_REPORTER: {Role.SECRETARY: Scope.COMMUNITY, Role.GRID_WORKER: Scope.GRID},
        Verb.WITHDRAW: {Role.MEMBER: Scope.OWN},
        Verb.RATE: {Role.MEMBER: Scope.OWN},
        Verb.ACCEPT: _OFFICE,
        Verb.ASSIGN: _OFFICE,
        Verb.PROGRESS: _OFFICE,
        Verb.RESOLVE: _OFFICE,
        Verb.WAIT: _OFFICE,
        Verb.RESUME: _OFFICE,
        Verb.REJECT: _OFFICE,
        Verb.NOTE: _OFFICE,
        Verb.REOPEN: _SECRETARIES,
        Verb.TRANSFER: _OFFICE,
        Verb.RECALL: _OFFICE,
        Verb.MERGE: _OFFICE,
        Verb.UNMERGE: _OFFICE,
        Verb.SPLIT: _OFFICE,
        Verb.URGENT: _OFFICE,
        Verb.PASS: _CHECKERS,
        Verb.FAIL: _CHECKERS,
        Verb.SETTLE: _OWN,
        Verb.CATEGORISE: {**_OFFICE, Role.MEMBER: Scope.OWN_OR_ASSIGNED},
        Verb.ANSWER_QUESTION: _OWN,
        Verb.CHOOSE_SAME: _OWN,
        Verb.GIVE_UPDATE: _OFFICE,
        Verb.REVEAL_HIDDEN: _SECRETARIES,
        Verb.SHARE: _MEMBERS,
        Verb.LOOK_AT_DESK: _COLLEAGUES,
        Verb.ACT_IN_BULK: {Role.SECRETARY: Scope.COMMUNITY, Role.GRID_WORKER: Scope.GRID},
        Verb.CHANGE_SETTINGS: _SECRETARIES,
        Verb.MANAGE_PLACES: _SECRETARIES,
        Verb.LOOK_AT_PLACES: _COLLEAGUES,
        Verb.ROUTE_TOPICS: _SECRETARIES,
        Verb.MUTE: _SECRETARIES,
        Verb.LOOK_AT_POINTS: _MEMBERS,
        Verb.LOOK_AT_PAIRS: _SECRETARIES,
        Verb.AWARD: _SECRETARIES,
        Verb.SECOND_AWARD: _SECRETARIES,
        Verb.REVERSE_POINTS: _SECRETARIES,
        Verb.CHANGE_RULES: _SECRETARIES,
        Verb.PUBLISH_POINTS: _SECRETARIES,
        Verb.DECLARE_HOURS: _MEMBERS,
        Verb.LOOK_AT_HOURS: _MEMBERS,
        Verb.CONFIRM_HOURS: {
            Role.SECRETARY: Scope.COMMUNITY,
            Role.CAPTAIN: Scope.COMMUNITY,
        },
        Verb.DISPUTE_HOURS: _OWN,
        Verb.CORRECT_HOURS: _SECRETARIES,
        Verb.CERTIFY_HOURS: _OWN,
        Verb.VERIFY_CODE: _EVERYBODY,
        Verb.LOOK_AT_ACTIVITIES: _MEMBERS,
        Verb.MAKE_ACTIVITY: {
            Role.SECRETARY: Scope.COMMUNITY,
            Role.GRID_WORKER: Scope.COMMUNITY,
            Role.CAPTAIN: Scope.COMMUNITY,
        },
        Verb.JOIN_ACTIVITY: _MEMBERS,
        Verb.LEAD_ACTIVITY: {Role.SECRETARY: Scope.COMMUNITY, Role.MEMBER: Scope.OWN},
        Verb.LOOK_AT_OFFERS: _MEMBERS,
        Verb.MAKE_OFFER: _SECRETARIES,
        Verb.REDEEM: _MEMBERS,
        Verb.RETURN_VOUCHER: _OWN,
        Verb.USE_VOUCHER: _SHOPS_OWN,
        Verb.SIGN_STATEMENT: {Role.SECRETARY: Scope.COMMUNITY, Role.MERCHANT: Scope.OWN},
        Verb.REMIND_SELF: _MEMBERS,
        Verb.REMIND_GROUP: {
            Role.SECRETARY: Scope.COMMUNITY,
            Role.GRID_WORKER: Scope.COMMUNITY,
            Role.CAPTAIN: Scope.COMMUNITY,
        },
        Verb.LOOK_AT_JOBS: _SECRETARIES,
        Verb.SEND_NOTICE: {Role.SECRETARY: Scope.COMMUNITY, Role.GRID_WORKER: Scope.GRID},
        Verb.READ_NOTICE: _MEMBERS,
        Verb.PROPOSE: _MEMBERS,
        Verb.LOOK_AT_PROPOSALS: _MEMBERS,
        Verb.SECOND_PROPOSAL: _MEMBERS,
        Verb.WITHDRAW_PROPOSAL: _OWN,
        Verb.REVIEW_PROPOSAL: _SECRETARIES,
        Verb.LOOK_AT_MEETINGS: _MEMBERS,
        Verb.MAKE_MEETING: {
            Role.SECRETARY: Scope.COMMUNITY,
            Role.GRID_WORKER: Scope.COMMUNITY,
            Role.CAPTAIN: Scope.COMMUNITY,
        },
        Verb.LEAD_MEETING: {Role.SECRETARY: Scope.COMMUNITY, Role.MEMBER: Scope.OWN},
        Verb.ANSWER_MEETING: _MEMBERS,
        Verb.RATE_MEETING: _MEMBERS,
        Verb.UPDATE_RESOLUTION: {Role.SECRETARY: Scope.COMMUNITY, Role.MEMBER: Scope.OWN},
        Verb.STOP_RESOLUTION: _SECRETARIES,
        Verb.NUDGE_RESOLUTION: {
            Role.SECRETARY: Scope.COMMUNITY,
            Role.SUPERVISOR: Scope.COMMUNITY,
        },
        Verb.LOOK_AT_BALLOTS: _MEMBERS,
        Verb.MAKE_BALLOT: _SECRETARIES,
        Verb.END_BALLOT: _SECRETARIES,
        Verb.VOTE: _MEMBERS,
        Verb.GIVE_PROXY: _MEMBERS,
        Verb.RECORD_PROXY: {
            Role.SECRETARY: Scope.COMMUNITY,
            Role.GRID_WORKER: Scope.COMMUNITY,
        },
        Verb.CLAIM_HOUSEHOLD: _MEMBERS,
        Verb.CONFIRM_HOUSEHOLD: {
            Role.SECRETARY: Scope.COMMUNITY,
            Role.GRID_WORKER: Scope.COMMUNITY,
        },
        Verb.LOOK_AT_STATS: _COLLEAGUES,
        Verb.EXPORT: _SECRETARIES,
        Verb.EXPORT_PERSONS: _SECRETARIES,
    }
)


def may(
    verb: Verb,
    holdings: Iterable[Holding],
    *,
    grid_id: int | None = None,
    is_assigned: bool = False,
    is_own: bool = False,
) -> bool:
    """Whether somebody who holds these may do this, to a thing that lies in ``grid_id``.

    A grid worker of another grid is refused; a thing without a grid is every grid worker's.
    """
    granted = GRANTS.get(verb, {})
    for held in holdings:
        match granted.get(held.role):
            case Scope.COMMUNITY:
                return True
            case Scope.GRID if grid_id is None or held.grid_id in (None, grid_id):
                return True
            case Scope.ASSIGNED if is_assigned:
                return True
            case Scope.OWN if is_own:
                return True
            case Scope.OWN_OR_ASSIGNED if is_own or is_assigned:
                return True
    return False


def may_knock(verb: Verb, holdings: Iterable[Holding]) -> bool:
    """Whether anything at all of this kind could be allowed; the door's first question."""
    granted = GRANTS.get(verb, {})
    return any(held.role in granted for held in holdings)


_REFUSALS: Mapping[Verb, str] = MappingProxyType(
    {
        Verb.LOOK_AT_DESK: "desk.no_office",
        Verb.REMIND_GROUP: "reminder.no_office",
        Verb.SEND_NOTICE: "notice.no_office",
        Verb.MAKE_MEETING: "meeting.no_office",
        Verb.MAKE_BALLOT: "ballot.no_office",
        Verb.CONFIRM_HOURS: "permission.captain_or_secretary",
        Verb.LEAD_ACTIVITY: "permission.leader_or_secretary",
        Verb.SIGN_STATEMENT: "permission.shop_or_secretary",
        Verb.USE_VOUCHER: "permission.only_shops",
        Verb.DISPUTE_HOURS: "permission.own",
        Verb.CERTIFY_HOURS: "permission.own",
        Verb.RETURN_VOUCHER: "permission.own",
        Verb.UPDATE_RESOLUTION: "resolution.not_owner",
        Verb.NUDGE_RESOLUTION: "resolution.only_supervisors",
    }
)


def refusal_of(verb: Verb) -> str:
    """The sentence for somebody who may not: it names who can, so that they know whom to ask."""
    roles = GRANTS.get(verb, {}).keys()
    if verb in _REFUSALS:
        return _REFUSALS[verb]
    if roles == {Role.OPERATOR}:
        return "permission.only_operators"
    if roles and roles <= {Role.SECRETARY, Role.OPERATOR}:
        return "permission.only_secretaries"
    return "permission.denied"


def check_may(
    verb: Verb,
    holdings: Iterable[Holding],
    *,
    grid_id: int | None = None,
    is_assigned: bool = False,
    is_own: bool = False,
) -> None:
    if not may(verb, holdings, grid_id=grid_id, is_assigned=is_assigned, is_own=is_own):
        raise RuleBroken(refusal_of(verb))
