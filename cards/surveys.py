"""Surveys 满意度: one message whose questions follow one another, and what came of the answers."""

from collections.abc import Mapping

from cards.card import Button, Card, Line, Press, Reader, bold, plain
from cards.length import shorten
from domain.meetings import Meeting
from domain.surveys import QUESTIONS, SCORES, Figures, Question

TITLE_WORDS = 40


def survey_card(
    meeting: Meeting,
    step: int,
    answers: Mapping[Question, int],
    to: Reader,
    *,
    is_reminder: bool,
) -> Card:
    """The question at this step; behind the last one thanks, and a way back."""
    title = shorten(meeting.title, TITLE_WORDS)
    head = bold(to.say("survey.reminder" if is_reminder else "survey.head", title=title))
    if step >= len(QUESTIONS):
        return _thanks(meeting, head, answers, to)
    question = QUESTIONS[step]
    asked = to.say(
        "survey.asked",
        number=step + 1,
        count=len(QUESTIONS),
        question=to.say(f"survey.question.{question}"),
    )
    press = "survey.rate"
    choices = tuple(
        Button(say_score(question, score, to), Press(press, meeting.id, score, question.value))
        for score in SCORES
    )
    return Card((head, *plain(asked)), (choices,))


def _thanks(meeting: Meeting, head: Line, answers: Mapping[Question, int], to: Reader) -> Card:
    said = [
        to.say(
            "survey.answered",
            question=to.say(f"survey.question.{one}"),
            answer=say_score(one, answers[one], to),
        )
        for one in QUESTIONS
        if one in answers
    ]
    again = Button(to.say("survey.button.again"), Press("survey.again", meeting.id))
    return Card((head, *plain(to.say("survey.thanks"), *said)), ((again,),))


def say_score(question: Question, score: int, to: Reader) -> str:
    return to.say(f"survey.score.{question}").split("|")[3 - score]


def figure_lines(figures: Figures, to: Reader) -> list[str]:
    """How satisfied people were, with how many that says of; who said nothing stands apart."""
    head = to.say("survey.figures", count=figures.answered, unrated=figures.unrated)
    if not figures.answered:
        return [to.say("survey.no_figures", count=figures.asked)]
    shares = [
        to.say("survey.share", question=to.say(f"survey.share.{one}"), percent=tally.percent or 0)
        for one, tally in figures.tallies.items()
        if tally.total
    ]
    small = [to.say("survey.small")] if figures.is_small else []
    return [head, to.say("survey.shares", shares=to.say("survey.between").join(shares)), *small]
