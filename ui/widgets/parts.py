"""Small parts the windows are put together from: cards, labels, buttons, the segmented switch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PyQt6.QtCore import QEvent, QObject, QPoint, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetrics,
    QIcon,
    QResizeEvent,
)
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QCheckBox,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from ui.widgets.flow import Flow
from ui.widgets.theme import words_beside_tick_px
from ui.wording.translation import tr

_EXPLANATION = "explanation"
_AIR_PX = 8


def set_twin(widget: QWidget, name: str, description: str) -> None:
    """Give a painted widget its text twin; only told to the accessibility bridge when it changes."""
    if widget.accessibleName() != name:
        widget.setAccessibleName(name)
    if widget.accessibleDescription() != description:
        widget.setAccessibleDescription(description)


def name_once(widget: QWidget, name: str) -> None:
    """Name what has a placeholder or a tooltip that says the same: where nothing describes a widget Qt takes
    that for its description, and a screen reader says both; a description that is the name it passes over.
    """
    set_twin(widget, name, name)


def set_text(target: QLabel | QAbstractButton, text: str) -> None:
    """Set a text only when it is another one, so that nothing is laid out again for nothing."""
    if target.text() != text:
        target.setText(text)


def label(text: str, role: str = "", wrap: bool = False) -> QLabel:
    """A plain-text label dressed by its role in the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


class Card(QFrame):
    """A rounded surface."""

    def __init__(self, role: str = "card") -> None:
        super().__init__()
        self.setProperty("role", role)


class ElidedLabel(QLabel):
    """One line that ends in … where there is no room; the whole text is its tooltip and accessible name."""

    def __init__(self, text: str = "", role: str = "small", align_right: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if align_right:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._whole = ""
        self.show_text(text)

    @property
    def whole(self) -> str:
        """The text before it was cut."""
        return self._whole

    def show_text(self, text: str) -> None:
        """Show ``text``, cut to the width there is."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self._cut()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = max(self.contentsRect().width(), 0)
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        set_text(self, cut)
        self.setToolTip(self._whole if cut != self._whole else "")


class Headline(QLabel):
    """A large text that shrinks to what fits: on one line while it stays large, else on two or three."""

    def __init__(self, smallest_px: int = 22) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._smallest_px = smallest_px
        self._size_px = 0

    def fit(self, width: int, largest_px: int) -> int:
        """Choose the size for the present text in ``width`` pixels; return it, pixels."""
        largest = max(largest_px, self._smallest_px)
        # One line as long as it stays large, then two, then three smaller ones.
        trials = [(s, 1) for s in range(largest, round(largest * 0.6), -2)]
        trials += [(s, 2) for s in range(round(largest * 0.75), round(largest * 0.45), -2)]
        trials += [(s, 3) for s in range(round(largest * 0.5), self._smallest_px, -2)]
        fitting = ((s, n) for s, n in trials if self._fits(s, width, n))
        size, lines = next(fitting, (self._smallest_px, 3))
        if size != self._size_px:
            self._size_px = size
            self.setStyleSheet(f"font-size: {size}px; font-weight: 700; letter-spacing: -1px;")
        self.setFixedHeight(round(QFontMetrics(self._font(size)).lineSpacing() * lines + 2))
        return size

    def _font(self, size: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setWeight(QFont.Weight.Bold)
        return font

    def _fits(self, size: int, width: int, lines: int) -> bool:
        metrics = QFontMetrics(self._font(size))
        if lines == 1:
            return metrics.horizontalAdvance(self.text()) <= width
        flags = Qt.TextFlag.TextWordWrap
        box = metrics.boundingRect(0, 0, width, 10_000, int(flags), self.text())
        return box.width() <= width and box.height() <= metrics.lineSpacing() * lines + 2


class Scrolled(QScrollArea):
    """A page that scrolls where the window is too small for it (by keyboard too): no words are cut."""

    def __init__(self, page: QWidget, name: str = "") -> None:
        super().__init__()
        self._page = page
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name or tr("Page"))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._make_room()

    def event(self, event: QEvent | None) -> bool:
        if event is not None and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange):
            self._make_room()
        return super().event(event)

    def sizeHint(self) -> QSize:
        page = self._page.layout()
        width = max(self._page.sizeHint().width(), self.minimumWidth())
        height = page.heightForWidth(width) if page is not None else self._page.sizeHint().height()
        return QSize(width, height)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        moved = super().focusNextPrevChild(forward)
        reached = self.focusWidget()
        if moved and reached is not None and isinstance(more := reached.property(_EXPLANATION), QWidget):
            self.show_both(reached, more)
        return moved

    def show_both(self, part: QWidget, beneath: QWidget) -> None:
        """Bring a part of the page and what stands beneath it into view, both or the part alone."""
        around = beneath.parentWidget()
        while around is not None and self.isAncestorOf(around):  # what was only just shown has no place yet
            if (layout := around.layout()) is not None:
                layout.activate()
            around = around.parentWidget()
        self._make_room()
        for widget in (beneath, part):
            self.ensureWidgetVisible(widget, 0, _AIR_PX)

    def _make_room(self) -> None:
        """A scroll area asks for no height by width itself."""
        page, view = self._page.layout(), self.viewport()
        if page is not None and view is not None:
            height = page.minimumHeightForWidth(view.width())
            self._page.setMinimumHeight(height)
            scrolls = height > view.height()
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus if scrolls else Qt.FocusPolicy.NoFocus)


def page_of(part: QWidget) -> Scrolled | None:
    """The page that scrolls which a part stands on."""
    around = part.parentWidget()
    while around is not None and not isinstance(around, Scrolled):
        around = around.parentWidget()
    return around


class _BeneathTick(QObject):
    """Keeps the left margin of a widget where words beside a tick begin, at any size of the words."""

    def __init__(self, widget: QWidget, below: int) -> None:
        super().__init__(widget)
        self._below = below
        widget.installEventFilter(self)
        self._fit(widget)

    def eventFilter(self, of: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if isinstance(of, QWidget) and event is not None and event.type() == QEvent.Type.StyleChange:
            self._fit(of)
        return False

    def _fit(self, widget: QWidget) -> None:
        words_px = QFontInfo(QApplication.font()).pixelSize()
        widget.setContentsMargins(words_beside_tick_px(words_px), 0, 0, self._below)


def stand_beneath_tick(widget: QWidget, below: int = 0) -> None:
    """Have a widget stand beneath the words of a tick, ``below`` pixels above what comes next."""
    _BeneathTick(widget, below)


def explained(box: QWidget, more: str) -> QLabel:
    """What a choice means, to stand beneath it; a screen reader tells it with the choice.

    On a page that scrolls both come into view as the choice is reached by keys.
    """
    box.setAccessibleDescription(more)
    made = label(more, "small", wrap=True)
    if isinstance(box, QCheckBox):
        stand_beneath_tick(made, 4)
    box.setProperty(_EXPLANATION, made)
    return made


def close_button(close: Callable[[], object]) -> QDialogButtonBox:
    """The row with the one button that ends a dialog."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    button = buttons.button(QDialogButtonBox.StandardButton.Close)
    if button is not None:
        button.setIcon(QIcon())
        button.setText(tr("Close"))
    buttons.rejected.connect(close)
    return buttons


class _Segment(QRadioButton):
    """One choice; to a screen reader a radio button."""

    def hitButton(self, pos: QPoint) -> bool:
        """All of it can be clicked, not only the letters."""
        return self.rect().contains(pos)


class Segments(QFrame):
    """A row of choices of which one holds; arrow keys move between them.

    Parameters
    ----------
    name
        What is chosen, to a screen reader.
    choices
        Values with their words.
    wrap
        Whether the row goes on in another line where it is too short, like words on a page.
    """

    chosen = pyqtSignal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], *, wrap: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        row: QLayout = Flow() if wrap else QHBoxLayout()
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        self.setLayout(row)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QRadioButton] = {}
        for value, text in choices:
            button = _Segment(tr(text))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(tr(text))  # the row's own name is said before it
            button.clicked.connect(lambda _checked, v=value: self._choose(v))
            button.toggled.connect(lambda on, b=button: self.setFocusProxy(b) if on else None)
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)

    def _choose(self, value: str) -> None:
        if any(button.hasFocus() for button in self._buttons.values()):  # a click does not move it
            self._buttons[value].setFocus()
        self.chosen.emit(value)

    def select(self, value: str) -> None:
        """Show ``value`` as the one that holds, without announcing it."""
        self._buttons[value].setChecked(True)

    def rename(self, choices: Sequence[tuple[str, str]]) -> None:
        """Show other words for the same choices; what a screen reader says stays."""
        for value, text in choices:
            set_text(self._buttons[value], tr(text))

    def offer(self, values: Collection[str]) -> None:
        """Allow only choices made of ``values`` ("both" needs all of them; a lone one is then chosen)."""
        for value, button in self._buttons.items():
            button.setEnabled(value in values or (value == "both" and len(values) > 1))

    def can_choose(self, value: str) -> bool:
        """Whether ``value`` is on offer."""
        return self._buttons[value].isEnabled()

    @property
    def selected(self) -> str:
        """The choice that holds ("" before the first)."""
        return next((v for v, b in self._buttons.items() if b.isChecked()), "")
