"""Pages of a conversation and of a month: what stands in them, and that they become PDF."""

from __future__ import annotations

import errno
import os
import re
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage, QPageSize, QPainter, QTextDocument
from PyQt6.QtPdf import QPdfDocument
from PyQt6.QtPrintSupport import QPrintDialog, QPrinter
from PyQt6.QtWidgets import QFileDialog, QWidget

from fusion.emotions import Emotion
from fusion.errors import UserError
from fusion.events import EventKind, OwnLabel, SessionEvent
from fusion.evidence import State
from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.settings import Settings
from ui.studies.stand_ins.conversation import log_conversation
from ui.studies.stand_ins.still import moment_at
from ui.widgets.appearance import Appearance
from ui.widgets.theme import contrast
from ui.windows.review.month import sums_of
from ui.windows.review.pages import PAPER_POINTS, STRIP_SIZE, PageDialog, document_of, picture_of, write_pdf
from ui.windows.review.summary_file import write_summary
from ui.windows.review.window import ReviewWindow
from ui.wording.looks import looks_of
from ui.wording.passage import passage_words
from ui.wording.session_story import tell
from ui.wording.story_marks import told_marks
from ui.wording.summary_page import STRIP, STRIP_PX, month_page, session_page, session_sum

BEGAN = datetime(2026, 3, 4, 12, 0, tzinfo=timezone.utc)
LOOKS = looks_of(Settings())
A4_PX = 794
"""Width of a sheet at 96 to the inch."""


def plain(html: str) -> str:
    return document_of(html, None).toPlainText()


def test_a_conversation_on_a_page(qtbot: Any, timeline: Timeline, tmp_path: Path) -> None:
    number = log_conversation(timeline, BEGAN, 360.0, title="Coffee & <cake>")
    timeline.add(number, [SessionEvent(110.0, EventKind.OWN_LABEL, OwnLabel(Emotion.HAPPY, 20.0))])
    story = tell(timeline, timeline.session(number), LOOKS)
    html = session_page(story, LOOKS)
    words = plain(html)
    assert words.startswith("Coffee & <cake>")
    lines = words.splitlines()
    assert lines[lines.index("voice and face differed") + 1 :][:2] == ["20 seconds", "6%"]
    assert lines[lines.index("nobody heard or seen") + 1 :][:2] == ["15 seconds", "4%"]
    assert "hard to tell" in lines
    assert "Bookmark: he looked away" in lines and "Note: I asked: he was joking" in lines
    assert "You say it was: happy, for 20 seconds until then" in lines
    assert "These are guesses from voice and face, not facts." in lines
    picture = picture_of(story, Settings(theme="dark"))
    file = tmp_path / "page.pdf"
    write_pdf(html, picture, file)
    assert file.read_bytes().startswith(b"%PDF-") and b"/Image" in file.read_bytes()
    with pytest.raises(UserError, match="cannot be written"):
        write_pdf(html, None, tmp_path / "nowhere" / "page.pdf")


def test_what_is_selected_stands_on_the_page_in_the_words_of_the_review(
    timeline: Timeline, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the whole of a conversation could be printed."""
    log_conversation(timeline, BEGAN, 360.0)
    window = ReviewWindow(timeline, Appearance(Settings()))
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: window.view.story is not None)
    pages: list[str] = []
    monkeypatch.setattr(
        "ui.windows.review.uses.answer_to", lambda dialog: pages.append(dialog.page.toPlainText())
    )
    window.view.page_button.click()
    window.view.lanes.view.select(60.0, 120.0)
    window.view.page_button.click()
    whole, with_selection = pages
    assert "What you selected" not in whole
    lines = with_selection.splitlines()
    said = lines[lines.index("What you selected") + 1]
    assert said == window.view.moment.text() and said.startswith("From 1:00")
    with qtbot.waitSignal(window.closed):
        window.close()


def test_a_disk_that_is_full_is_told_of_and_the_page_that_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt wrote as much as there was room for, and it was said to be saved."""
    file = tmp_path / "page.pdf"
    write_pdf("<p>before</p>", None, file)
    before = file.read_bytes()

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as opened:
            opened.write(data[:100])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UserError, match="no space left"):
        write_pdf("<p>after</p>", None, file)
    assert file.read_bytes() == before and [f.name for f in tmp_path.iterdir()] == ["page.pdf"]


def inked_columns(pdf: Path) -> NDArray[np.bool_]:
    """Which columns of the first page have ink, at 96 to the inch."""
    document = QPdfDocument(None)
    assert document.load(str(pdf)) == QPdfDocument.Error.None_
    page = document.render(0, (document.pagePointSize(0) * 96 / 72).toSize())
    paper = QImage(page.size(), QImage.Format.Format_Grayscale8)
    paper.fill(Qt.GlobalColor.white)
    with QPainter(paper) as painter:
        painter.drawImage(0, 0, page)
    rows = np.frombuffer(paper.constBits().asarray(paper.sizeInBytes()), np.uint8)
    return (rows.reshape(paper.height(), -1)[:, : paper.width()] < 250).any(axis=0)


def test_what_was_shown_stands_within_the_margins_saved_or_printed(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reached over the right one, 12 pixels in the file and 25 on paper."""
    html = f'<p>{"word " * 300}</p><p><img src="{STRIP}" width="{STRIP_PX}"></p>'
    picture = QImage(*STRIP_SIZE, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.black)
    saved, printed = tmp_path / "saved.pdf", tmp_path / "printed.pdf"

    def print_it(dialog: QPrintDialog) -> bool:
        dialog.printer().setOutputFileName(str(printed))
        dialog.printer().setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        return True

    monkeypatch.setattr("ui.windows.review.pages.answer_to", print_it)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PageDialog(parent, "attune")
    dialog.show_page(html, picture)
    dialog.print.click()
    assert dialog._said.isVisibleTo(dialog) and dialog._said.text() == f"Saved as {printed}."
    write_pdf(html, picture, saved)
    for file in (saved, printed):
        inked = np.flatnonzero(inked_columns(file))
        left, right = inked[0], A4_PX - 1 - inked[-1]
        assert abs(left - right) <= 8 and min(left, right) >= 72


@pytest.mark.parametrize("file", ["", "nowhere/page.pdf"])
def test_what_became_of_a_printed_page_is_said(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    printed: list[str] = []

    def print_it(dialog: QPrintDialog) -> bool:
        dialog.printer().setOutputFileName(str(tmp_path / file) if file else "")
        return True

    monkeypatch.setattr("ui.windows.review.pages.answer_to", print_it)
    monkeypatch.setattr(QTextDocument, "print", lambda _self, printer: printed.append(printer.docName()))
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PageDialog(parent, "attune-2026-03-04-1204")
    dialog.show_page("<p>one</p>", None)
    assert not dialog._said.isVisibleTo(dialog)
    dialog.print.click()
    if file:
        assert "cannot be written" in dialog._said.text() and not printed
    else:
        assert dialog._said.text() == "Sent to the printer." and printed == ["attune-2026-03-04-1204"]


def test_a_printer_of_windows_that_writes_to_a_file_asks_for_its_name_itself(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its dialog gives "FILE:" back, which was taken for the name of a PDF."""
    printed: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(QPrinter, "outputFormat", lambda _self: QPrinter.OutputFormat.NativeFormat)
    monkeypatch.setattr(QPrinter, "outputFileName", lambda _self: "FILE:")
    monkeypatch.setattr("ui.windows.review.pages.answer_to", lambda _dialog: True)
    monkeypatch.setattr(QTextDocument, "print", lambda _self, printer: printed.append(printer.docName()))
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PageDialog(parent, "attune")
    dialog.show_page("<p>one</p>", None)
    dialog.print.click()
    assert dialog._said.text() == "Sent to the printer." and printed == ["attune"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("room", [True, False])
def test_a_page_printed_to_a_file_is_there_whole_or_as_it_was(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: bool
) -> None:
    """Of a disk that was full Qt said nothing, and the cut page was said to be saved."""
    file = tmp_path / "page.pdf"
    file.write_bytes(b"before")
    whole_print = QTextDocument.print

    def print_it(document: QTextDocument, printer: QPrinter) -> None:
        whole_print(document, printer)
        if not room:
            written = Path(printer.outputFileName())
            written.write_bytes(written.read_bytes()[:500])

    def choose_file(dialog: QPrintDialog) -> bool:
        dialog.printer().setOutputFileName(str(file))
        return True

    monkeypatch.setattr("ui.windows.review.pages.answer_to", choose_file)
    monkeypatch.setattr(QTextDocument, "print", print_it)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PageDialog(parent, "attune")
    dialog.show_page("<p>one</p>", None)
    dialog.print.click()
    said = dialog._said.text()
    assert file.read_bytes().startswith(b"%PDF-" if room else b"before")
    assert str(file) in said and ("Saved as" if room else "no space left") in said
    assert [f.name for f in tmp_path.iterdir()] == ["page.pdf"]


def test_a_page_and_an_export_are_offered_under_one_name_with_the_title(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeline = Timeline(tmp_path / "log.db")
    log_conversation(timeline, BEGAN, 5.0, title="Coffee & <cake>")
    window = ReviewWindow(timeline, Appearance(Settings()))
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: window.view.story is not None)
    offered: list[str] = []

    def offer(_parent: Any, _heading: str, file: str, *_more: Any) -> tuple[str, str]:
        offered.append(Path(file).name)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", offer)
    monkeypatch.setattr("ui.windows.review.uses.answer_to", lambda dialog: dialog.save.click())
    window.view.page_button.click()
    window.view._export.click()
    began = f"{BEGAN.astimezone():%Y-%m-%d-%H%M}"
    assert offered == [f"attune-{began}-Coffee-cake.pdf", f"attune-{began}-Coffee-cake.csv"]
    with qtbot.waitSignal(window.closed):
        window.close()


def test_a_word_on_a_bookmark_and_the_bookmark_are_one_thing_on_the_page_and_in_the_lane(
    timeline: Timeline,
) -> None:
    number = log_conversation(timeline, BEGAN, 60.0)
    asked = [SessionEvent(24.0, EventKind.BOOKMARK, ""), SessionEvent(24.0, EventKind.NOTE, "about the flat")]
    timeline.add(number, [*asked, SessionEvent(40.0, EventKind.BOOKMARK, "")])
    story = tell(timeline, timeline.session(number), LOOKS)
    lines = plain(session_page(story, LOOKS)).splitlines()
    (at,) = [k for k, line in enumerate(lines) if line.startswith("0:24 ")]
    assert lines[at + 1] == "Note: about the flat"
    told = {t: [words for at, _, words, _ in told_marks(story) if at == t] for t in (24.0, 40.0)}
    assert told == {24.0: ["about the flat"], 40.0: ["Bookmark"]}


def test_a_pause_is_told_as_one_and_not_as_time_that_is_missing(timeline: Timeline) -> None:
    number = timeline.begin(Mode.VOICE, "microphone", BEGAN)
    heard = [
        moment_at(k / 10, State.CLEAR, Emotion.SAD, Emotion.SAD) for k in (*range(200), *range(800, 1000))
    ]
    pauses = [(20.0, EventKind.PAUSE), (70.0, EventKind.RESUME), (100.0, EventKind.PAUSE)]
    timeline.add(number, [*heard, *(SessionEvent(t, kind) for t, kind in pauses)])
    timeline.end(number, BEGAN + timedelta(seconds=130))  # paused a second time, and closed 30 s later
    story = tell(timeline, timeline.session(number), LOOKS)
    month = month_page(date(2026, 3, 1), [session_sum(story, LOOKS)], LOOKS)
    for lines in (plain(page).splitlines() for page in (session_page(story, LOOKS), month)):
        assert lines[lines.index("paused") + 1 :][:2] == ["1 minute", "62%"]
        assert lines[lines.index("nothing was logged") + 1 :][:2] == ["10 seconds", "8%"]
    passage = passage_words(story, 10.0, 90.0, LOOKS)
    assert passage.endswith("Paused for 50 seconds. Nothing was logged for 10 seconds.")


def test_on_the_screen_the_words_are_as_large_as_asked_for_and_on_paper_as_ever(qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    heights = []
    for scale in (1.0, 2.0):
        dialog = PageDialog(parent, "attune", scale)
        dialog.show_page("<p>one</p>", None)
        heights.append(dialog.page.document().firstBlock().layout().boundingRect().height())
    assert heights[1] == pytest.approx(2 * heights[0], rel=0.1)
    assert document_of("<p>one</p>", None).defaultFont().pointSizeF() == PAPER_POINTS


def test_the_picture_on_the_screen_is_as_wide_as_its_words_ask_for_and_there_is_room(
    qtbot: Any, timeline: Timeline
) -> None:
    number = log_conversation(timeline, BEGAN, 60.0)
    story = tell(timeline, timeline.session(number), LOOKS)
    html, picture = session_page(story, LOOKS), picture_of(story, Settings())
    parent = QWidget()
    qtbot.addWidget(parent)
    widths = []
    for scale in (1.0, 2.0):
        dialog = PageDialog(parent, "attune", scale)
        dialog.show_page(html, picture)
        dialog.show()
        drawn = re.search(r'<img src="strip" width="(\d+)"', dialog.page.toHtml())
        assert drawn is not None and dialog.page.horizontalScrollBar().maximum() == 0
        widths.append(int(drawn[1]))
    assert widths[0] == 624 and widths[1] > 624  # this screen has no room for twice as much


def test_a_long_page_scrolls_down_only_however_wide_its_window_is(qtbot: Any, timeline: Timeline) -> None:
    for hour in range(30):
        log_conversation(timeline, BEGAN + timedelta(hours=hour), 5.0)
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PageDialog(parent, "month")
    sums = sums_of(timeline, timeline.sessions(), LOOKS)
    dialog.show_page(month_page(date(2026, 3, 1), sums, LOOKS), None)
    dialog.show()
    for width in range(700, 712):
        dialog.resize(width, 600)
        qtbot.waitUntil(lambda: dialog.page.verticalScrollBar().maximum() > 0)
        assert dialog.page.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_on_the_white_page_its_bar_is_seen_in_every_theme(qtbot: Any, theme: str) -> None:
    """It was white on white in high contrast."""
    appearance = Appearance(Settings(theme=theme))
    appearance.apply()
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PageDialog(parent, "attune")
    dialog.show_page("<p>one</p>" * 200, None)
    dialog.show()
    bar = dialog.page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    picture = dialog.page.grab().toImage()
    x = bar.mapTo(dialog.page, bar.rect().center()).x()
    colours = [picture.pixelColor(x, y).name() for y in range(8, picture.height() - 8)]
    assert max(contrast(colour, "#FFFFFF") for colour in colours) >= 3 and "#ffffff" in colours


def test_a_page_that_cannot_be_saved_says_why(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PageDialog(parent, "attune")
    dialog.show_page("<h1>one</h1>", None)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(tmp_path / "nowhere" / "a.pdf"), ""))
    dialog.save.click()
    assert "cannot be written" in dialog._said.text()


def test_the_command_writes_either_and_says_what_is_wrong(
    qtbot: Any, timeline: Timeline, tmp_path: Path
) -> None:
    number = log_conversation(timeline, BEGAN, 30.0)
    log, out = timeline.path, tmp_path / "a.pdf"
    for session, month in ((number, ""), (None, "2026-03")):
        out.unlink(missing_ok=True)
        write_summary(log, session, month, out)
        assert out.read_bytes().startswith(b"%PDF-")
    for session, month, file, why in (
        (None, "", out, "Say which session"),
        (number, "2026-03", out, "leave out one"),
        (None, "March", out, "is no month"),
        (number, "", tmp_path / "a.txt", "does not end in .pdf"),
        (99, "", out, "no session 99"),
    ):
        with pytest.raises(UserError, match=why):
            write_summary(log, session, month, file)
