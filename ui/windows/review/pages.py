"""Pages of a conversation or a month: looked at, saved as PDF, printed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import QBuffer, QMarginsF, QPoint, Qt, QUrl
from PyQt6.QtGui import QFont, QImage, QPageSize, QPdfWriter, QRegion, QTextDocument
from PyQt6.QtPrintSupport import QPrintDialog, QPrinter
from PyQt6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from fusion.errors import UserError
from ui.settings import Settings
from ui.widgets.answers import answer_to
from ui.widgets.appearance import Appearance
from ui.widgets.documents import to_be_replaced, where_to_save
from ui.widgets.parts import close_button, label, set_text
from ui.widgets.placing import resize_within_screen
from ui.widgets.theme import LIGHT
from ui.widgets.timeline.strips import MOST_STEPS
from ui.widgets.timeline_strip import TimelineStrip
from ui.wording.failures import failure_in_words, unwritten
from ui.wording.session_story import Story
from ui.wording.strip_spans import strip_of
from ui.wording.summary_page import STRIP, STRIP_PX
from ui.wording.translation import tr

SIZE_PX = (780, 800)
"""Width and height of the dialog at the ordinary text size, pixels."""
SCREEN_DPI = 96
PAPER_POINTS = 10.5
PAGE_MARGIN_PX = 24.0
BESIDE_PAGE_PX = 110
"""Margins of dialog and page, and the scroll bar, together."""
_LAST_OF_PDF = b"%%EOF"
PICTURE_SCALE = 2.0
STRIP_SIZE = (round(PICTURE_SCALE * STRIP_PX), 150)
"""Width and height of the picture of what was shown, pixels: finer than it is on the page."""


def picture_of(story: Story, settings: Settings) -> QImage:
    """What was shown over time, in the light theme: paper is white."""
    appearance = Appearance(replace(settings, theme="light", text_scale=PICTURE_SCALE))
    strip = TimelineStrip(appearance, tr("What was shown"), live=False)
    strip.resize(*STRIP_SIZE)
    spans = story.looks.within(0.0, story.end_s, MOST_STEPS)
    strip.show_strip(strip_of(spans, 0.0, story.end_s, appearance.looks, story.marks))
    picture = QImage(*STRIP_SIZE, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    strip.render(picture, QPoint(), QRegion(), QWidget.RenderFlag(0))
    strip.deleteLater()
    appearance.deleteLater()
    return picture


def document_of(html: str, picture: QImage | None, scale: float = 1.0) -> QTextDocument:
    """A page as a document; black on white, whatever the theme. ``scale`` is of its words."""
    document = QTextDocument()
    font = QFont(document.defaultFont())
    font.setPointSizeF(PAPER_POINTS * scale)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet("* { color: #000000; } th { font-weight: 600; }")
    if picture is not None:
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(STRIP), picture)
    document.setHtml(html)
    return document


def write_pdf(html: str, picture: QImage | None, path: Path) -> None:
    """Write a page as PDF (A4), whole or not at all.

    Raises
    ------
    UserError
        If the file cannot be written.
    """
    sheets = QBuffer()  # Qt says nothing of a disk that is full either
    sheets.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(sheets)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setResolution(SCREEN_DPI)  # the document's sizes are pixels; letters stay outlines
    writer.setPageMargins(QMarginsF())  # QTextDocument.print leaves two centimetres itself
    document_of(html, picture).print(writer)
    with _told_of(path), to_be_replaced(path) as part:
        part.write_bytes(sheets.data().data())


def print_to_file(document: QTextDocument, printer: QPrinter, path: Path) -> None:
    """Print to a PDF file as the printer is set, whole or not at all.

    Raises
    ------
    UserError
        If the file cannot be written.
    """
    with _told_of(path), to_be_replaced(path) as part:
        printer.setOutputFileName(str(part))
        document.print(printer)
        if _LAST_OF_PDF not in part.read_bytes()[-32:]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # Qt has not noticed


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """What the system refuses is told as a sentence on this file."""
    try:
        yield
    except OSError as error:
        raise UserError(unwritten(path, error)) from error


class PageDialog(QDialog):
    """Shows a page, and saves or prints it.

    Parameters
    ----------
    parent
        The review.
    name
        A file name to be offered, without its ending.
    scale
        How large the words are on the screen; on paper they are as large as ever.
    """

    def __init__(self, parent: QWidget, name: str, scale: float = 1.0) -> None:
        super().__init__(parent)
        self._name = name
        self._scale = scale
        self._html = ""
        self._picture: QImage | None = None
        self.setWindowTitle(tr("Attune: on a page"))
        resize_within_screen(self, *(round(side * scale) for side in SIZE_PX))
        self.head = QVBoxLayout()
        self.page = QTextBrowser()
        self.page.setAccessibleName(tr("The page"))
        self.page.setStyleSheet(  # as it is printed, whatever the theme
            "QTextBrowser { background: #FFFFFF; color: #000000; }"
            f"QScrollBar::handle {{ background: {LIGHT.edge}; }}"
        )
        self._said = label("", "muted", wrap=True)
        self._said.hide()
        buttons = close_button(self.accept)
        role = buttons.ButtonRole.ActionRole
        self.save = buttons.addButton(tr("Save as PDF…"), role)
        self.print = buttons.addButton(tr("Print…"), role)
        for button, act in ((self.save, self._save), (self.print, self._print)):
            if button is not None:
                button.setEnabled(False)
                button.clicked.connect(act)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(self.head)
        column.addWidget(self.page, 1)
        column.addWidget(self._said)
        column.addWidget(buttons)

    def show_page(self, html: str, picture: QImage | None, name: str = "") -> None:
        """Show a page; ``name`` is another file name to be offered."""
        self._html, self._picture = html, picture
        self._name = name or self._name
        wide = min(round(STRIP_PX * self._scale), self.width() - BESIDE_PAGE_PX)  # its words are large too
        html = html.replace(f'width="{STRIP_PX}"', f'width="{max(wide, STRIP_PX)}"')
        document = document_of(html, picture, self._scale)
        document.setDocumentMargin(PAGE_MARGIN_PX)
        document.setParent(self.page)
        self.page.setDocument(document)
        for button in (self.save, self.print):
            if button is not None:
                button.setEnabled(bool(html))

    def say(self, text: str) -> None:
        """A line on what was done."""
        set_text(self._said, text)
        self._said.setVisible(bool(text))

    def _save(self) -> None:
        saved = where_to_save(self, tr("Save as PDF"), self._name, {"PDF": ".pdf"}, "PDF")
        if saved is None:
            return
        path, _ = saved
        try:
            write_pdf(self._html, self._picture, path)
        except UserError as error:
            self.say(failure_in_words(error))
        else:
            self.say(tr("Saved as {path}.", path=path))

    def _print(self) -> None:
        printer = QPrinter()
        printer.setDocName(self._name)
        printer.setFullPage(True)  # QTextDocument.print leaves two centimetres itself
        if not answer_to(QPrintDialog(printer, self)):
            return
        # Of a printer that is told to write to a file Windows says "FILE:", and asks for its name itself.
        to_file = printer.outputFormat() is QPrinter.OutputFormat.PdfFormat
        path = printer.outputFileName() if to_file else ""
        document = document_of(self._html, self._picture)
        try:
            if path:
                print_to_file(document, printer, Path(path))
            else:
                document.print(printer)
        except UserError as error:
            self.say(failure_in_words(error))
        else:
            self.say(tr("Saved as {path}.", path=path) if path else tr("Sent to the printer."))
