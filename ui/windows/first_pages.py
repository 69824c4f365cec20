"""Three short pages before anything is heard or seen for the first time; Help shows them again."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from ui.live.banner import LOGGED, Banner
from ui.live.trial import Look
from ui.widgets.appearance import Appearance
from ui.widgets.choice import text_sizes, unseen_name
from ui.widgets.page_keys import turned_by_keys
from ui.widgets.parts import Scrolled, Segments, label, set_text
from ui.widgets.placing import resize_within_screen
from ui.windows.where_panel import WherePanel
from ui.wording.captured import IN_THE_ROOM
from ui.wording.translation import LANGUAGES, language_for, mark, tr

SIZE_PX = (680, 650)
"""Width and height at the ordinary text size, pixels."""
_ABOUT = (  # what matters most comes first: of large words on a small screen not all are in view
    mark("Attune hears a voice and sees a face, and says in plain words how the person may feel."),
    mark(
        "It guesses, and is often wrong, now and then while it sounds sure. It says when it does not know. "
        "Asking is fine."
    ),
    mark("Whoever is heard or seen should know that Attune is on: tell them."),
    mark("It does not read thoughts, and it is not for judging people at work or at school."),
    mark("Everything stays on this computer."),
    LOGGED,
)
_POINTING = mark(
    "In the room: the camera at the height of their eyes, one to two metres away, with light on the face and "
    "not behind it. A phone can be the camera: an app that sends its picture gives an address."
)
_ASKED = mark("Attune reads them, not you. You can change this at any time.")
_CHOSEN_IN_SETTINGS = mark(
    "Attune reads them, not you. In Settings, Devices and privacy, you choose where they are and which "
    "devices are used."
)
_WORDS = mark(
    "This is the size of the words. Each feeling's word, colour and how soon it is named can be changed in "
    "Settings at any time."
)


class FirstPages(QDialog):
    """What Attune does, where the other person is, and how large the words are.

    What is chosen holds at once. Nothing is captured on the first and the last page.

    Parameters
    ----------
    appearance
        Settings and palette.
    try_out
        Makes a look at what is chosen on the second page; None where the pages are only to be read again.
    """

    def __init__(
        self, parent: QWidget | None, appearance: Appearance, try_out: Callable[[], Look | None] | None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._again = try_out is None
        self.setWindowTitle("Attune")
        self.panel = WherePanel(appearance, "room", try_out or (lambda: None))
        self.panel.asking.hide()  # the heading asks
        self.panel.about.hide()  # a first start is about the other person
        if self._again:
            self.panel.hide()
        self._number = label("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(14)
        self.pages = QStackedLayout()  # a stacked widget would be told as a "layered pane"
        column.addLayout(self.pages, 1)  # before it has pages: it shows the first one, wherever it stands
        for page in (self._about(), self._where(), self._size()):
            scrolled = Scrolled(page)
            if (bar := scrolled.verticalScrollBar()) is not None:
                bar.valueChanged.connect(self._tell_page)
                bar.rangeChanged.connect(self._tell_page)
            self.pages.addWidget(scrolled)
        self._back = QPushButton(tr("Back"))
        self._back.clicked.connect(lambda: self.turn(-1))
        self.go_on = QPushButton()
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(lambda: self.turn(1))
        row = QHBoxLayout()
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self._number)
        row.addStretch(1)
        row.addWidget(self.go_on)
        column.addLayout(row)
        appearance.changed.connect(self._fit)
        self._fit()
        turned_by_keys(self, self._leaf)
        self.turn(0)

    def _fit(self) -> None:
        """Room for larger text, as far as the screen has it."""
        width, height = (self._appearance.scaled(side) for side in SIZE_PX)
        resize_within_screen(self, max(width, self.width()), max(height, self.height()))

    def turn(self, by: int) -> None:
        """Go so many pages on or back; past the last one the pages are done."""
        page = self.pages.currentIndex() + by
        if page >= self.pages.count():
            self.accept()
            return
        self.pages.setCurrentIndex(max(page, 0))
        last = self.pages.count() - 1
        self._back.setEnabled(page > 0)
        done = tr("Close") if self._again else tr("Begin")
        set_text(self.go_on, done if page == last else tr("Go on"))
        self._tell_page()
        first = (self.go_on, self.panel.question, self.size_choice)[page]  # there a reader begins
        (first if first.isVisibleTo(self) else self.go_on).setFocus()

    def _tell_page(self) -> None:
        """Say which page it is, and whether there is more of it than is in view."""
        at, scrolled = self.pages.currentIndex(), self.pages.currentWidget()
        bar = scrolled.verticalScrollBar() if isinstance(scrolled, Scrolled) else None
        words = (
            tr("Page {page} of {all}, more below", page=at + 1, all=self.pages.count())
            if bar is not None and bar.value() < bar.maximum()
            else tr("Page {page} of {all}", page=at + 1, all=self.pages.count())
        )
        set_text(self._number, words)

    def _leaf(self, by: int) -> None:
        """Turn by the keys, which end nothing."""
        if 0 <= self.pages.currentIndex() + by < self.pages.count():
            self.turn(by)

    def keep(self, banner: Banner) -> None:
        """Remember the answer, and that the first words have been read."""
        settings = self._appearance.settings
        settings.where = settings.where or self.panel.where
        settings.welcomed, banner.welcome = True, False

    def _about(self) -> QWidget:
        self.language = Segments(tr("Language"), tuple(LANGUAGES.items()))
        self.language.setProperty("quiet", True)  # no higher than the heading: what matters most is beneath
        self.language.select(language_for(self._appearance.settings.language, QLocale.system().name()))
        self.language.chosen.connect(self._speak)
        return _page(
            tr("What Attune does"),
            *(label(tr(text), wrap=True) for text in _ABOUT),
            beside=self.language,  # in view whatever the language and the size of the words
        )

    def _where(self) -> QWidget:
        in_the_room = (
            label(tr(_POINTING), "muted", wrap=True),
            label(IN_THE_ROOM.reminder(), "muted", wrap=True),
        )
        for advice in in_the_room:  # of a call the panel says all there is to say
            self.panel.where_chosen.connect(lambda where, a=advice: a.setVisible(where == "room"))
        return _page(
            tr("Where is the other person?"),
            label(tr(_CHOSEN_IN_SETTINGS if self._again else _ASKED), "muted", wrap=True),
            self.panel,
            *in_the_room,
        )

    def _size(self) -> QWidget:
        self.size_choice = text_sizes(self._appearance.settings.text_scale)
        self.size_choice.picked.connect(self._resize_words)
        name = unseen_name(self.size_choice, tr("Size of the words"))
        return _page(tr("How large the words are"), name, self.size_choice, label(tr(_WORDS), wrap=True))

    def _speak(self, language: str) -> None:
        self._appearance.settings.language = language
        self._appearance.apply()

    def _resize_words(self, scale: float) -> None:
        self._appearance.settings.text_scale = scale
        self._appearance.apply()


def _page(heading: str, *parts: QWidget, beside: QWidget | None = None) -> QWidget:
    """A page; what stands ``beside`` its heading is at the right."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(8, 6, 8, 6)  # within the ring of a page that scrolls
    column.setSpacing(12)
    head = QHBoxLayout()
    head.addWidget(label(heading, "heading", wrap=True), 1)
    if beside is not None:
        head.addWidget(beside, 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(head)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return page
