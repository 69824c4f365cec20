"""The page on what is shown over time, docs/results/lag.md."""

from __future__ import annotations

from fusion.evidence import Modality
from fusion.late_fusion import DEFAULT_VALIDITY
from ui.wording.agreement import wilson
from ui.workbench.pages.artefacts import RESULTS, Artefact
from ui.workbench.pages.tables import table

PAGE = RESULTS / "lag.md"


def page(lag: Artefact, steadiness: Artefact, larger: Artefact) -> str:
    """The page from its artefacts; ``larger`` is of the larger voice reader."""
    usual = steadiness["test"]["usual"]
    parts = [
        "# How soon and how steadily a label is shown",
        "Written by `attune pages` from what the commands below have measured.",
        "## From a change to the changed label",
        "`attune bench lag --data DATA --json docs/results/lag.json`",
        f"{lag['n']} changes from one emotion to another: an unseen RAVDESS speaker with an unseen face, "
        "through both models, fusion and display, as often as live. *named*: the new emotion was shown as "
        "clear within 6 s, with the 95% interval (Wilson) for so many changes.",
        _lag_table(lag),
        _held(lag["held"]),
        "## How steady, how true",
        "`attune bench steadiness --data DATA --json docs/results/steadiness.json`",
        "The voice alone of RAVDESS's test speakers, never trained or calibrated on: "
        f"{usual['n_held']} times one emotion for 30 s, sentence after sentence, and "
        f"{usual['n_changes']} true changes after 10 s. The person is learnt on the way as live, from "
        "nothing each time; *nothing learnt* is without that. *Changes*: how often the label "
        "changes while the emotion is one and the same, where the first label counts as one change in each "
        "half minute; *from the first on*: without that one; *to other words*: without it and those that "
        "only say that nobody is heard just now, between sentences or in very low speech. *On the card*: how "
        "often the large words on the card change, from the first label on: there *hard to tell* stays "
        "through a breath, which makes it no less true. *Any text*: how often anything written on the card "
        "does. *Rightly, wrongly*: shares of that time in which a feeling is named. *Changes named, after*: "
        "how many true changes are named within 12 s, and the median of how late. *Beyond the end*: how "
        "long at most a feeling is still shown once nobody speaks any more.",
        _steadiness_table(steadiness, larger),
        _larger(larger),
        _PAUSE,
        "Each label gathers evidence against the one that is shown and takes its place once it has enough "
        "(a cumulative sum). That voice and face differ asks for two and a half times as much as a feeling, "
        "and takes nothing from the feeling that is shown until then: most such moments pass. "
        + _chosen(steadiness),
        _ceiling(steadiness),
        f"A voice counts for {DEFAULT_VALIDITY[Modality.VOICE].end_s:g} s after its last word, a face for "
        f"{DEFAULT_VALIDITY[Modality.FACE].end_s:g} s after it was last seen.",
        *_meetings(steadiness["meetings"]),
    ]
    return "\n\n".join(parts) + "\n"


def _lag_table(lag: Artefact) -> str:
    header = ["with", "named", "median, s", "95th percentile, s", "a third emotion was named on the way"]
    rows = []
    for mode in ("both", "voice", "face"):
        r = lag[mode]
        times = [f"{r[k]:.1f}" for k in ("median_s", "p95_s")]
        low, high = wilson(round(r["named"] * lag["n"]), lag["n"])
        named, strayed = f"{r['named']:.0%} ({low:.0%} to {high:.0%})", r["a_third_emotion_was_named"]
        rows.append([mode, named, *times, f"{strayed:.0%}"])
    return table(header, rows)


def _held(held: Artefact) -> str:
    """What both together show of one emotion that lasts."""
    usual, before = (
        f"the label changes {row['changes_per_minute']:.1f} times a minute, "
        f"{row['from_the_first_per_minute']:.1f} times from the first label on, and a feeling is named "
        f"rightly in {row['named_right']:.1%} of the time and wrongly in {row['named_wrong']:.1%}"
        for row in (held["usual"], held["hysteresis"])
    )
    spans = held["usual"]["intervals"]
    changes, right, wrong = (spans[f] for f in ("from_the_first_per_minute", "named_right", "named_wrong"))
    return (
        f"Voice and face together, {held['usual']['n_held']} times one emotion of one speaker for 30 s, "
        f"sentence after sentence, each voice beside {held['usual']['pictures']} pictures in turn, of which "
        f"each stays right or wrong all the while: {usual}; "
        f"anything written on the card changes {held['usual']['texts_per_minute']:.1f} times a minute. "
        "Other voices and pictures would give others: 95% intervals, whole voices resampled, are "
        f"{changes[0]:.1f} to {changes[1]:.1f} changes from the first label on, rightly {right[0]:.0%} to "
        f"{right[1]:.0%}, wrongly {wrong[0]:.1%} to {wrong[1]:.1%}. "
        f"By the rule of earlier versions, below: {before}."
    )


_PAUSE = (
    "A named feeling does not stay on the card through a pause of more than 1.5 s, though it often comes "
    "back after it: meanwhile nobody can know that it will. To go on showing it in large words, in the past "
    "tense, was considered and left: at a glance “Seemed sad” is “Seems sad”. So the past stands in the line "
    "beneath."
)


def _larger(figures: Artefact) -> str:
    """What the larger reader changes."""
    by, led = figures["difference"], figures["led_on_average"]

    def told(figure: str, unit: str = "", times: float = 1.0) -> str:
        row = by[figure]
        low, high = (times * edge for edge in row["interval"])
        return f"{times * row['by']:+.1f}{unit} ({low:+.1f} to {high:+.1f})"

    return (
        "*Larger voice reader*: `attune bench steadiness --data DATA --voice-reader large --json "
        "docs/results/steadiness_large.json`, the same sounds through the reader that “attune "
        "fetch-voice-reader” brings, which learnt and was calibrated on the same people as the small one; "
        "the rule is that one's. Beside the small one, with 95% intervals, whole sequences "
        f"resampled: changes named {told('named', ' points', 100)}; waited for a change, one never named "
        f"counting 12 s, {told('waited_s', ' s')}; named rightly {told('named_right', ' points', 100)}, "
        f"wrongly {told('named_wrong', ' points', 100)}; changes a minute {told('changes_per_minute')}. So "
        "it names changes sooner and more of them; it is no steadier. Averaged over the whole time after a "
        f"change the new emotion leads its answers in {led['test']:.0%} of them. Nothing was chosen by this "
        "look at the test speakers."
    )


def _steadiness_table(figures: Artefact, larger: Artefact) -> str:
    header = [
        "rule",
        "changes a minute",
        "from the first on",
        "to other words",
        "on the card",
        "any text",
        "named rightly",
        "wrongly",
        "changes named",
        "after, s",
        "beyond the end, s",
    ]
    small = larger["small"]  # heard again beside the larger one
    rows = {f"Attune, {pace}": small["test"][pace] | row for pace, row in figures["test"].items()}
    rows["Attune, usual, nothing learnt"] = small["test_of_strangers"] | figures["test_of_strangers"]
    rows |= {f"Attune, {pace}, larger voice reader": row for pace, row in larger["test"].items()}
    rows["confirmed for 0.4 s, held for 1 s (before)"] = figures["test_hysteresis"]
    rows["each estimate as it comes"] = figures["test_estimates_alone"]
    return table(
        header,
        [
            [
                name,
                f"{row['changes_per_minute']:.1f}",
                f"{row['from_the_first_per_minute']:.1f}",
                f"{row['other_words_per_minute']:.1f}",
                *(f"{row[k]:.1f}" if k in row else "–" for k in ("headlines_per_minute", "texts_per_minute")),
                f"{row['named_right']:.0%}",
                f"{row['named_wrong']:.0%}",
                f"{row['named']:.0%}",
                "–" if row["median_s"] is None else f"{row['median_s']:.1f}",
                f"{row['longest_after_the_end_s']:.1f}",
            ]
            for name, row in rows.items()
        ],
    )


def _chosen(figures: Artefact) -> str:
    """The rule that was chosen, the one shipped, and what both do on the speakers of the choice."""
    chosen = next(row for row in figures["tried"] if row["rule"] == figures["chosen"])
    bounds = figures["bounds"]
    span = bounds["waited_s"]
    words = (
        f"How much is enough was tried with {len(figures['tried'])} rules on the calibration speakers of "
        "RAVDESS and nEMO, by the voice alone, beside faces of FER2013's PublicTest, and by those faces "
        "alone: of those that with the voice and with both name wrongly in at most "
        f"{bounds['named_wrong']:.0%} of the time and change to other words at most "
        f"{bounds['other_words_per_minute']:g} times a minute, the one by which true changes wait least in "
        f"all three, a change that is never named waiting all its {span['voice']:g} s, with a face "
        f"{span['both']:g} s; of those about as soon, the one that changes to other words least. That is: "
        f"{_rule(chosen['rule'])}. On those speakers: {_told(chosen)}."
    )
    looked = (
        "Test speakers were looked at four times for this form of rule: once with numbers chosen by hand, "
        "which were given up for the chosen ones, the third time, for voice and face together, with more "
        "pictures and changes, since one picture a voice had left much to chance; nothing was changed by "
        "what was seen. The last time it was a name cost of 0.15. It named a little more, but the voice "
        "alone less steadily, and on sequences made anew from the calibration speakers no more than 0.2; so "
        "it was given up. So was, without a look at test speakers, naming from less probability where a face "
        "is seen: of people never met it named more, and more of that wrongly. No artefact keeps these two."
    )
    if figures["usual"] == chosen["rule"]:
        return f"{words} It is shipped. {looked}"
    shipped = figures["calibration"]
    kept, given_up = (f"{row['both']['other_words_per_minute']:.1f}" for row in (shipped, chosen))
    slower = chosen["rule"]["switch_cost"] / figures["usual"]["switch_cost"]
    if slower > 1:
        why = (
            f"by the other it would also take {slower:g} times as long to say that voice and face differ, of "
            "which these sequences, where they agree, tell nothing"
        )
    elif kept == given_up:
        why = "the two do as good as the same"
    else:
        why = f"with both it changes to other words {kept} times a minute in place of {given_up}"
    return (
        f"{words} Shipped is another, {_rule(figures['usual'])}: {_told(shipped)}. It was chosen so with "
        f"networks before and is kept, because {why}. {looked}"
    )


def _told(row: Artefact) -> str:
    return "; ".join(
        f"with {words} named wrongly {row[mode]['named_wrong']:.1%}, to other words "
        f"{row[mode]['other_words_per_minute']:.1f} times a minute, {row[mode]['named']:.0%} of the changes "
        f"named, after {row[mode]['median_s']:.1f} s"
        for mode, words in (("voice", "the voice"), ("both", "both"))
    )


def _ceiling(figures: Artefact) -> str:
    """What the networks' answers allow, and what naming more would cost."""
    led = figures["led_on_average"]
    rows = []
    by_voice = [row["voice"] for row in figures["tried"]]
    for wrong in (0.02, 0.04, 0.06, 0.08, 0.1, 0.12):
        within = [row for row in by_voice if row["named_wrong"] <= wrong]
        if within:
            best = min(within, key=lambda row: float(row["waited_s"]))
            told = [f"{best['named_wrong']:.1%}", f"{best['named']:.0%}", f"{best['median_s']:.1f}"]
            rows.append([f"{wrong:.0%}", *told, f"{best['other_words_per_minute']:.1f}"])
    header = ["named wrongly at most", "named wrongly", "changes named", "after, s", "to other words"]
    return (
        "What holds this back is what the voice's network says. Averaged over the whole time after a change, "
        f"the new emotion leads its answers in {led['test']:.0%} of the test speakers' changes "
        f"({led['test_of_strangers']:.0%} with nothing learnt), and in {led['calibration']:.0%} of the "
        "calibration speakers'. Of all rules tried, on the calibration speakers, the one by which changes "
        "wait least, for each share of wrong names allowed and however often the words change:\n\n"
    ) + table(header, rows)


def _meetings(meetings: Artefact | None) -> list[str]:
    """What is named where nobody acts."""
    if meetings is None:
        return []
    states, emotions = meetings["states"], meetings["emotions"]
    often = sorted(emotions, key=lambda name: -float(emotions[name]))
    named = ", ".join(f"{name} {emotions[name]:.0%}" for name in often)
    return [
        "## Where nobody acts",
        f"{meetings['recordings']} pieces of real meetings (AMI; {meetings['minutes']:.0f} minutes together, "
        "several people at one far microphone), by the voice alone. Nobody has told what was felt there, so "
        "nothing can be called right; but strong feelings are rare in meetings, and a label that often names "
        f"one there is made up. Somebody speaks in {meetings['speaking']:.0%} of the time, and a voice is "
        f"read in {meetings['read']:.0%}: a far or short word is overlooked. Of the latter, nothing is "
        f"named in {states.get('unclear', 0.0):.0%}, one feeling in {states.get('clear', 0.0):.0%}, two "
        f"that are close in {states.get('mixed', 0.0):.0%}"
        + (f" (first or second: {named})." if named else "."),
    ]


def _rule(values: dict[str, float]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in values.items())
