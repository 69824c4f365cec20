"""Colours, contrast and type: light, dark and high-contrast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PyQt6.QtCore import QDir, Qt
from PyQt6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

BASE_FONT_PX = 15
"""Size of ordinary text before the user's text scale, pixels."""
_TICK_PX = 18
"""Side of the box of a tick beside such text, pixels."""
_GAP_PX, _PAD_PX, _RING_PX, _EDGE_PX = 9, 3, 2, 1
"""Between that box and its words; around both; the ring of the focus around all; the box's edge. Pixels."""

QDir.addSearchPath("signs", str(Path(__file__).parent))  # what the style sheet calls "signs:"


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, each ``#rrggbb``."""

    name: str
    window: str
    card: str
    border: str
    text: str
    muted: str
    hint: str
    track: str
    button: str
    button_hover: str
    selected: str
    focus: str
    hatch: str
    hatch_line: str
    empty: str
    notice: str
    notice_text: str
    screen: str
    edge: str
    """Of what can be pressed or typed in, and of charts: 3:1 against what lies beneath."""
    rungs: tuple[float, ...]
    """The relative luminances of the seven feelings' colours, 0..1, in the order of ``EMOTIONS``."""


_COLOURS = {
    "window": ("#F4F2EC", "#171B1F", "#000000"),
    "card": ("#FFFFFF", "#22262D", "#000000"),
    "border": ("#E2DED5", "#30363D", "#FFFFFF"),
    "text": ("#22272D", "#EEF0F2", "#FFFFFF"),
    "muted": ("#565E67", "#AAB2BA", "#F2F2F2"),
    "hint": ("#666D75", "#9AA3AB", "#E6E6E6"),
    "track": ("#E9E5DD", "#293037", "#1A1A1A"),
    "button": ("#FFFFFF", "#262C31", "#000000"),
    "button_hover": ("#F7F4EE", "#2F363C", "#262626"),
    "selected": ("#FFFFFF", "#3B434B", "#00479E"),
    "focus": ("#0B5FB8", "#7CC0FF", "#FFE600"),
    "hatch": ("#F2EFE8", "#2B3138", "#000000"),
    "hatch_line": ("#7F796D", "#808B96", "#FFFFFF"),
    "empty": ("#F1EEE8", "#1D2126", "#000000"),
    "notice": ("#EAF1F6", "#22313D", "#00306B"),
    "notice_text": ("#22313D", "#E6EEF4", "#FFFFFF"),
    "screen": ("#2B3238", "#101417", "#000000"),
    "edge": ("#7F796D", "#838E99", "#FFFFFF"),
}
"""Each colour in the light, the dark and the high-contrast theme, side by side."""


_ON_LIGHT = (0.215, 0.249, 0.155, 0.183, 0.106, 0.085, 0.129)
_ON_DARK = (0.31, 0.6, 0.48, 0.24, 0.385, 0.185, 0.8)


def _palette(name: str, column: int, rungs: tuple[float, ...]) -> Palette:
    colours = {part: themes[column] for part, themes in _COLOURS.items()}
    return Palette(name=name, rungs=rungs, **colours)


LIGHT = _palette("light", 0, _ON_LIGHT)
DARK = _palette("dark", 1, _ON_DARK)
CONTRAST = _palette("contrast", 2, _ON_DARK)
PALETTES = {p.name: p for p in (LIGHT, DARK, CONTRAST)}


def palette_for(theme: str) -> Palette:
    """The palette a theme setting means; "system" follows the desktop's light or dark."""
    if theme in PALETTES:
        return PALETTES[theme]
    hints = QGuiApplication.styleHints()
    dark = hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0..1 (WCAG 2.2)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1..21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def blend(over: str, under: str, strength: float) -> str:
    """``over`` laid on ``under`` with opacity ``strength`` in 0..1."""
    pairs = zip(_channels(over), _channels(under), strict=True)
    return "#" + "".join(f"{round(o * strength + u * (1 - strength)):02X}" for o, u in pairs)


@lru_cache(maxsize=256)
def ink_on(colour: str) -> str:
    """White or near-black, whichever is drawn more legibly on ``colour`` (always 4.5:1 or better)."""
    return max("#FFFFFF", "#040506", key=lambda ink: contrast(ink, colour))


@lru_cache(maxsize=256)
def edge_of(colour: str, background: str) -> str:
    """``colour``, moved towards black or white until it stands out from ``background`` by 3:1."""
    target = "#000000" if luminance(background) > 0.18 else "#FFFFFF"
    for step in range(11):
        moved = blend(target, colour, step / 10)
        if contrast(moved, background) >= 3.0:
            return moved
    return target


@lru_cache(maxsize=256)
def with_luminance(colour: str, wanted: float) -> str:
    """``colour`` moved towards black or white until its relative luminance is ``wanted`` (0..1)."""
    target = "#000000" if luminance(colour) > wanted else "#FFFFFF"
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        if (luminance(blend(target, colour, middle)) > wanted) == (target == "#000000"):
            low = middle
        else:
            high = middle
    return blend(target, colour, high)


CHINESE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN"),
    *("Microsoft YaHei UI", "PingFang SC", "WenQuanYi Micro Hei"),
)
"""Fonts with the signs as they are written in mainland China, those of Linux first."""


def application_font(text_scale: float, language: str) -> QFont:
    """Inter where it is installed, else the platform's own, at the user's size.

    For Chinese a font of its own: under another language's desktop the platform's borrows Japanese forms
    of the signs, and the quotation marks of Latin.
    """
    there = QFontDatabase.families()
    wanted = CHINESE_FONTS if language == "zh_CN" else ("Inter",)
    found = next((name for name in wanted if name in there), None)
    own = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)  # not the one set here before
    font = own if found is None else QFont(found)
    font.setPixelSize(round(BASE_FONT_PX * text_scale))
    return font


def words_beside_tick_px(text_px: float) -> int:
    """Where the words of a tick begin, pixels, beside ordinary text of ``text_px`` pixels."""
    box = round(_TICK_PX * text_px / BASE_FONT_PX) + 2 * _EDGE_PX
    return _RING_PX + _PAD_PX + box + _GAP_PX


def colour(value: str, alpha: float = 1.0) -> QColor:
    """A QColor of ``#rrggbb`` with opacity ``alpha`` in 0..1."""
    c = QColor(value)
    c.setAlphaF(alpha)
    return c


def qt_palette(p: Palette) -> QPalette:
    """The colours of what the style sheet does not name, such as Qt's own dialogs for files and colours."""
    role = QPalette.ColorRole
    named = {
        role.Window: p.window,
        role.WindowText: p.text,
        role.Base: p.card,
        role.AlternateBase: p.window,
        role.Text: p.text,
        role.Button: p.button,
        role.ButtonText: p.text,
        role.ToolTipBase: p.card,
        role.ToolTipText: p.text,
        role.PlaceholderText: p.hint,
        role.Highlight: p.focus,
        role.HighlightedText: ink_on(p.focus),
        role.Link: p.focus,
    }
    made = QPalette()
    for place, value in named.items():
        made.setColor(place, QColor(value))
    for place in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, place, QColor(p.hint))
    return made


def stylesheet(p: Palette, text_scale: float = 1.0) -> str:
    """The one style sheet of all windows."""

    def px(size: float) -> str:
        return f"{round(size * text_scale)}px"

    ring = 3 if p.name == "contrast" else _RING_PX
    tick = "signs:tick_white.svg" if ink_on(p.focus) == "#FFFFFF" else "signs:tick_black.svg"
    under_signs = LIGHT.button  # Qt's own are black, on a dark ground too
    return f"""
    QWidget {{ color: {p.text}; font-size: {px(15)}; }}
    QMainWindow, QDialog, QWidget[role="window"] {{ background: {p.window}; }}
    QLabel {{ background: transparent; }}
    QLabel[role="brand"] {{ font-size: {px(18)}; font-weight: 700; }}
    QLabel[role="small"] {{ font-size: {px(13)}; color: {p.muted}; }}
    QLabel[role="title"] {{ font-weight: 600; }}
    QLabel[role="muted"] {{ color: {p.muted}; }}
    QLabel[role="hint"] {{ color: {p.hint}; }}
    QLabel[role="heading"] {{ font-size: {px(20)}; font-weight: 700; }}
    QLabel[role="sureness"] {{ font-size: {px(22)}; color: {p.muted}; }}
    QLabel[role="sentence"] {{ font-size: {px(19)}; }}
    QFrame[role="card"] {{ background: {p.card}; border: 1px solid {p.border}; border-radius: 16px; }}
    QFrame[role="notice"] {{ background: {p.notice}; border: 1px solid {p.border}; border-radius: 12px; }}
    QFrame[role="notice"] QLabel {{ color: {p.notice_text}; }}
    QFrame[role="segments"] {{ background: {p.track}; border-radius: 10px; border: 1px solid {p.edge}; }}
    QFrame[role="segments"] QRadioButton {{ background: transparent; border: 2px solid transparent;
        border-radius: 8px; padding: 5px 12px; color: {p.muted}; spacing: 0px; outline: 0; }}
    QFrame[role="segments"] QRadioButton::indicator {{ width: 0px; height: 0px; image: none;
        border: none; margin: 0px; }}
    QFrame[role="segments"] QRadioButton:disabled {{ color: {p.hint}; }}
    QFrame[role="segments"] QRadioButton:checked {{ background: {p.selected}; color: {p.text};
        border-color: {p.edge}; }}
    QFrame[role="segments"] QRadioButton:focus {{ border-color: {p.focus}; }}
    QFrame[quiet="true"] QRadioButton {{ padding: 1px 9px; font-size: {px(13)}; }}
    QPushButton {{ background: {p.button}; border: 1px solid {p.edge}; border-radius: 9px;
        padding: 7px 14px; margin: 1px; outline: 0; }}
    QPushButton:hover {{ background: {p.button_hover}; }}
    QPushButton:pressed, QPushButton:checked {{ background: {p.track}; }}
    QPushButton:disabled {{ color: {p.hint}; background: {p.window}; border-style: dashed; }}
    QPushButton:focus {{ border: {ring}px solid {p.focus}; margin: 0px; }}
    QPushButton[role="plain"] {{ border-color: transparent; background: transparent; padding: 3px 8px;
        font-size: {px(13)}; }}
    QPushButton[role="quiet"] {{ padding: 3px 9px; font-size: {px(13)}; }}
    QPushButton[role="plain"]:hover {{ background: {p.track}; }}
    QPushButton[role="plain"]:focus {{ border: {ring}px solid {p.focus}; }}
    QComboBox, QLineEdit, QPlainTextEdit {{ background: {p.card}; border: 1px solid {p.edge};
        border-radius: 8px; padding: 6px 10px; selection-background-color: {p.focus};
        selection-color: {ink_on(p.focus)}; placeholder-text-color: {p.hint}; }}
    QComboBox:disabled, QLineEdit:disabled {{ color: {p.hint}; background: {p.window};
        border-style: dashed; }}
    QComboBox {{ padding-right: 2px; }}
    QComboBox::drop-down {{ border: none; width: 28px; }}
    QComboBox::down-arrow {{ width: 0px; height: 0px; border-left: {px(4)} solid {p.card};
        border-right: {px(4)} solid {p.card}; border-top: {px(5)} solid {p.text}; }}
    Choice::down-arrow {{ image: none; border: none; }}
    QComboBox:focus, QLineEdit:focus, QPlainTextEdit:focus {{ border: {ring}px solid {p.focus}; }}
    QSpinBox {{ background: {p.card}; border: 1px solid {p.edge}; border-radius: 6px;
        padding: {px(2)} {px(18)} {px(2)} 5px; selection-background-color: {p.focus};
        selection-color: {ink_on(p.focus)}; }}
    QSpinBox:focus {{ border: {ring}px solid {p.focus}; }}
    QSpinBox:disabled {{ color: {p.hint}; background: {p.window}; border-style: dashed; }}
    QSpinBox::up-button, QSpinBox::down-button {{ subcontrol-origin: border; width: {px(18)};
        border: none; background: transparent; }}
    QSpinBox::up-button {{ subcontrol-position: top right; }}
    QSpinBox::down-button {{ subcontrol-position: bottom right; }}
    QSpinBox::up-arrow, QSpinBox::down-arrow {{ width: 0px; height: 0px;
        border-left: {px(4)} solid {p.card}; border-right: {px(4)} solid {p.card}; }}
    QSpinBox::up-arrow {{ border-bottom: {px(5)} solid {p.text}; }}
    QSpinBox::down-arrow {{ border-top: {px(5)} solid {p.text}; }}
    QSpinBox::up-arrow:off {{ border-bottom-color: {p.hint}; }}
    QSpinBox::down-arrow:off {{ border-top-color: {p.hint}; }}
    QComboBox QAbstractItemView {{ background: {p.card}; border: 1px solid {p.border};
        selection-background-color: {p.track}; selection-color: {p.text}; }}
    QCheckBox {{ spacing: {_GAP_PX}px; padding: {_PAD_PX}px; border: {ring}px solid transparent;
        border-radius: 6px; outline: 0; }}
    QCheckBox:focus {{ border-color: {p.focus}; }}
    QCheckBox:disabled {{ color: {p.hint}; }}
    QCheckBox::indicator {{ width: {px(_TICK_PX)}; height: {px(_TICK_PX)};
        border: {_EDGE_PX}px solid {p.hint}; border-radius: {px(5)}; background: {p.card}; image: none; }}
    QCheckBox::indicator:checked {{ background: {p.focus}; border-color: {p.focus}; image: url({tick}); }}
    QRadioButton::indicator {{ width: {px(14)}; height: {px(14)}; border: {_EDGE_PX}px solid {p.edge};
        border-radius: {round(7 * text_scale) + _EDGE_PX}px; background: {p.card}; image: none; }}
    QRadioButton::indicator:checked {{ width: {px(6)}; height: {px(6)}; border: {px(4)} solid {p.focus};
        border-radius: {px(7)}; margin: {_EDGE_PX}px; }}
    QListWidget, QTableWidget, QScrollArea {{ background: {p.card}; border: 1px solid {p.border};
        border-radius: 12px; outline: 0; }}
    QListWidget::item {{ padding: 9px 12px; border-radius: 8px; margin: 2px 5px;
        border: 2px solid transparent; }}
    QListWidget::item:selected {{ background: {p.track}; color: {p.text}; border-color: {p.hint}; }}
    QListWidget:focus {{ border: {ring}px solid {p.focus}; }}
    QListWidget[role="sessions"]::item {{ padding: 0px; }}
    QListWidget[role="events"]::item {{ padding: 3px 10px; margin: 0px 4px; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QScrollArea:focus {{ border: {ring}px solid {p.focus}; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
    QScrollBar::handle {{ background: {p.edge}; border-radius: 4px; min-height: 32px;
        min-width: 32px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QToolTip {{ background: {p.card}; color: {p.text}; border: 1px solid {p.border}; padding: 5px; }}
    QDialogButtonBox, QMessageBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QFileDialog QToolButton {{ background: {under_signs}; border: 1px solid {p.edge}; border-radius: 6px;
        padding: 3px; }}
    QFileDialog QToolButton:checked {{ border: 2px solid {p.focus}; padding: 2px; }}
    QFileDialog QToolButton:disabled {{ background: {p.window}; border-style: dashed; }}
    QFileDialog QToolButton:focus {{ border: {ring}px solid {p.focus}; padding: 2px; }}
    QFileDialog QListView, QFileDialog QTreeView {{ border: 1px solid {p.edge}; }}
    QFileDialog QListView:focus, QFileDialog QTreeView:focus {{
        border: {ring}px solid {p.focus}; }}
    QMenu {{ background: {p.card}; border: 1px solid {p.border}; padding: 5px; }}
    QMenu::item {{ padding: 7px 18px; border-radius: 6px; }}
    QMenu::item:selected {{ background: {p.track}; }}
    QMenu::indicator {{ width: {px(12)}; height: {px(12)}; left: 7px; border: 1px solid {p.edge};
        border-radius: 4px; }}
    QMenu::indicator:exclusive {{ border-radius: {px(6)}; }}
    QMenu::indicator:checked {{ background: {p.focus}; border-color: {p.focus}; image: url({tick}); }}
    QMenu::separator {{ height: 1px; background: {p.edge}; margin: 5px 10px; }}
    """
