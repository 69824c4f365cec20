"""The page of the settings about someone's ordinary face and voice."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from fusion.session.session import Session
from fusion.whom import Whom
from ui.live.baseline_recorder import ENOUGH_S, BaselineRecorder
from ui.settings import MAX_WORD_LENGTH, made_now, tidy_word
from ui.widgets.appearance import Appearance
from ui.widgets.choice import Choice
from ui.widgets.flow import Flow
from ui.widgets.parts import explained, label, name_once, set_text
from ui.wording.baseline import rests_on, what_was_learnt
from ui.wording.translation import mark, tr

NOBODY = mark("Nobody in particular")
REMEMBER = mark("Remember how they usually are ({enough:.0f} s)")
INTRO = mark(
    "Some faces look a little stern and some voices a little low, even at rest. Attune learns how the person "
    "before it usually looks and sounds, and allows for it. It forgets them when the conversation ends, "
    "unless you give a name: then a few numbers are kept under it, on this computer. Ask the person first."
)
LEARN = mark("Get to know whoever is there")
LEARN_MORE = mark(
    "It learns while it sees and hears somebody, and begins anew with somebody else. Off: it allows for "
    "nobody, or for somebody as you had them remembered."
)
NO_SESSION = mark("Attune has to be listening or looking to learn this.")
PROGRESS_MS = 200


class BaselinePage(QWidget):
    """Choose, learn and remove personal baselines; ``changed`` asks for the settings to be saved.

    Parameters
    ----------
    appearance
        Its settings hold the baselines.
    session
        Gives the running session, ``None`` while there is none.
    whom
        Gives whom it is about: somebody else, or the user, whose ways are remembered apart.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        appearance: Appearance,
        session: Callable[[], Session | None],
        whom: Callable[[], Whom] = lambda: Whom.OTHER,
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._settings = appearance.settings
        self._session, self._whom = session, whom
        self._recorder: BaselineRecorder | None = None
        self._name = ""
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(PROGRESS_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self._offer()
        self.refresh()

    def refresh(self) -> None:
        """Show how far the learning is, and end it when it is done or its session is gone."""
        recorder, session = self._recorder, self._session()
        self.name.setEnabled(recorder is None)
        self.choice.setEnabled(recorder is None)
        self.remove.setEnabled(recorder is None and self._chosen is not None)
        if recorder is None:
            self.remember.setText(tr(REMEMBER, enough=ENOUGH_S))
            self.remember.setEnabled(session is not None and bool(tidy_word(self.name.text())))
            if session is None:
                set_text(self.progress, tr(NO_SESSION))
            elif self.progress.text() == tr(NO_SESSION):
                self.progress.clear()
            return
        self.remember.setText(tr("Stop"))
        self.remember.setEnabled(True)
        if recorder.session is not session:
            self._end(tr("That session ended first, so nothing was kept."))
        elif recorder.done:
            self._keep(recorder)
        else:
            set_text(
                self.progress,
                tr(
                    "Let {name} talk and listen as usual. {met_s:.0f} of {enough_s:.0f} seconds so "
                    "far; only time in which someone is seen or heard counts.",
                    name=self._name,
                    met_s=recorder.met_s,
                    enough_s=recorder.enough_s,
                ),
            )

    def begin(self, enough_s: float = ENOUGH_S) -> None:
        """Start to learn the person named."""
        session, name = self._session(), tidy_word(self.name.text())
        if session is None or not name or self._recorder is not None:
            return
        self._settings.keep_what(session)
        session.set_baseline(None)
        self._name, self._recorder = name, BaselineRecorder(session, enough_s)
        self.refresh()

    def close_down(self) -> None:
        """The dialog is being closed: look no more."""
        self.stop()
        self._timer.stop()

    def stop(self) -> None:
        """Give up learning; what was kept before stays."""
        if self._recorder is not None:
            self._end(tr("Stopped. Nothing was kept."))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 4)
        column.setSpacing(10)
        column.addWidget(label(tr(INTRO), "muted", wrap=True))
        self.learn = QCheckBox(tr(LEARN))
        self.learn.setChecked(self._settings.learn_person)
        self.learn.toggled.connect(self._set_learning)
        column.addWidget(self.learn)
        column.addWidget(explained(self.learn, tr(LEARN_MORE)))
        self.choice = Choice()
        self.choice.picked.connect(self._choose)
        self.remove = QPushButton(tr("Remove"))
        self.remove.clicked.connect(self._remove)
        allow = label(tr("Allow for"))
        allow.setBuddy(self.choice)
        column.addLayout(_row(allow, self.choice, self.remove))
        self.learnt = label("", wrap=True)
        self.rests = label("", "small", wrap=True)
        column.addWidget(self.learnt)
        column.addWidget(self.rests)
        column.addSpacing(10)
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_WORD_LENGTH)
        self.name.setPlaceholderText(tr("Their name"))
        name_once(self.name, tr("Name of the person to remember"))
        self.name.textChanged.connect(self.refresh)
        self.remember = QPushButton(tr(REMEMBER, enough=ENOUGH_S))
        self.remember.clicked.connect(lambda: self.begin() if self._recorder is None else self.stop())
        column.addLayout(_row(label(tr("Someone new")), self.name, self.remember))
        self.progress = label("", "small", wrap=True)
        column.addWidget(self.progress)
        column.addStretch(1)

    @property
    def _chosen(self) -> str | None:
        return self._settings.allowed_for(self._whom())

    def _offer(self) -> None:
        """List who is remembered, and say what was learnt of the one allowed for."""
        remembered = self._settings.baselines
        self.choice.offer(((None, tr(NOBODY)), *zip(remembered, remembered, strict=True)), self._chosen)
        baseline = self._settings.active_baseline(self._whom())
        set_text(self.learnt, what_was_learnt(baseline, self._settings) if baseline else "")
        set_text(self.rests, rests_on(baseline) if baseline else "")
        for part in (self.learnt, self.rests):
            part.setVisible(baseline is not None)

    def _set_learning(self, on: bool) -> None:
        self._settings.learn_person = on
        if self._recorder is None:
            self._apply()
        self.changed.emit()

    def _choose(self, name: str | None) -> None:
        self._settings.choose_person(self._whom(), name)
        self._apply()
        self._offer()
        self.refresh()
        self.changed.emit()

    def _remove(self) -> None:
        if (name := self._chosen) is not None:
            self._settings.forget_person(name)
            set_text(self.progress, tr("What was learnt of {baseline} is deleted.", baseline=name))
            self._choose(None)

    def _keep(self, recorder: BaselineRecorder) -> None:
        baseline = recorder.learn(self._name, made_now())
        self._settings.remember_person(baseline)
        self._settings.choose_person(self._whom(), self._name)
        self.name.clear()
        self._end(tr("Learnt. Attune now allows for how {name} usually is.", name=self._name))
        self._offer()
        self.changed.emit()

    def _end(self, words: str) -> None:
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None
        set_text(self.progress, words)
        self._apply()
        self.refresh()

    def _apply(self) -> None:
        session = self._session()
        if session is not None:
            self._settings.allow_for(session, self._whom())


def _row(*parts: QWidget) -> Flow:
    row = Flow()
    row.setSpacing(12)
    for part in parts:
        row.addWidget(part)
    return row
