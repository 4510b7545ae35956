"""The minutes of a meeting as a PDF: what is known at the head, then part by part."""

from bot.drawings.paper import BODY, FAMILY, LINE, begin, head, say, summary
from domain.answers import Json

HEADING = 14


def draw_minutes(facts: dict[str, Json]) -> bytes:
    """Every word comes with the facts: ``parts`` are headings with their paragraphs."""
    page, facts = begin(facts)
    head(page, facts)
    summary(page, facts["fields"])
    for heading, paragraphs in facts["parts"]:
        if page.will_page_break(3 * LINE):  # no heading stands alone at the foot of a page
            page.add_page()
        page.set_font(FAMILY, size=HEADING)
        say(page, heading, height=LINE + 2)
        page.set_font(FAMILY, size=BODY)
        for words in paragraphs:
            say(page, words, height=LINE)
        page.ln(4)
    return bytes(page.output())
