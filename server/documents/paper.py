"""How is a page of an office printer set? A4 with margins and a foot that numbers the pages."""

from server.documents.typeset import Line, Pages

MARGIN_MM = 12.0
FOOT_MM = 14.0
WIDTH_MM = 210 - 2 * MARGIN_MM
BOTTOM_MM = 297 - FOOT_MM
_PAGES_MM = 28.0


class Paper(Pages):
    """An A4 document. `foot_left` and `page_words` ("Page {page} of {pages}") stand at each page's foot."""

    def __init__(self, title: str, lang: str, foot_left: str, page_words: str) -> None:
        super().__init__(title, lang, 210, 297)
        self.foot_left = foot_left
        self.page_words = page_words
        self.set_margins(MARGIN_MM, MARGIN_MM, MARGIN_MM)

    def footer(self) -> None:
        words = self.page_words.replace("{page}", str(self.page_no())).replace("{pages}", "{nb}")
        # the number of pages is filled in last, so its width is not known: left-aligned, with room to spare
        left = WIDTH_MM - _PAGES_MM
        self.put(MARGIN_MM, 297 - 10, left, self.wrap(self.foot_left, left - 4, Line("", 7.5))[0])
        self.put(MARGIN_MM + left, 297 - 10, _PAGES_MM, Line(words, 7.5))

    def rule(self, y: float, thickness: float = 0.2) -> None:
        self.set_line_width(thickness)
        self.line(MARGIN_MM, y, MARGIN_MM + WIDTH_MM, y)
