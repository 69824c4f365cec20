"""The page on fusion, docs/results/fusion.md."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages.artefacts import RESULTS, ROOT, read
from ui.workbench.pages.tables import table

PAGE = RESULTS / "fusion.md"
FUSION_CARD = ROOT / "fusion" / "weights" / "fusion.card.json"
_COMMAND = "`attune evaluate fusion --protocol {} --data DATA --json docs/results/fusion_{}.json`"
_ECE_AIM = 0.05


def page() -> str:
    """The page on fusion, from its artefacts and the fusion's card."""
    votes, pairs, recordings = (
        read(RESULTS / f"{name}.json") for name in ("fusion_human_votes", "fusion_pairs", "fusion_recordings")
    )
    card = read(FUSION_CARD)
    share = card["chosen"]["neutral_share"]
    parts = [
        "# How voice and face are best combined",
        "Written by `attune pages` from what the commands below have measured.",
        "## Votes of people",
        _COMMAND.format("human-votes", "human_votes"),
        f"{votes['n']} clips of CREMA-D (Cao et al. 2014), judged by people from voice or face alone; "
        "half a vote is added to each class. Truth is the acted emotion; what is fitted is fitted on other "
        "actors (5 folds). Ties share the hit.",
        _rules_table(votes["rules"]),
        "How near each comes to the votes of people who heard *and* saw the clip:",
        _distance_table(votes["audio_visual"]),
        "### Which modality people trust for which emotion",
        "Exponents of the product of experts that comes nearest to the votes of people who heard and saw "
        "(1 is the plain product; 95 % intervals over resampled actors):",
        _trust_table(votes["trust"]),
        _trust_in_words(votes["trust"]),
        _exponents_in_words(votes["exponents"]),
        "## Both models",
        f"`attune train fusion --data DATA{_left_out(card)}`, then " + _COMMAND.format("pairs", "pairs"),
        _fitted_in_words(card),
        f"{pairs['n']} pairs, equally many of each emotion, of {pairs['different']['voices']} clips of "
        "RAVDESS speakers that neither voice model nor fusion was fitted to and "
        f"{pairs['different']['faces']} faces of FER2013's PrivateTest. No face is surer than a "
        "[second opinion](strangers.md#what-may-be-called-clear-of-a-face) on it allows, for every rule "
        "alike. " + " ".join(pairs["notes"]),
        _rules_table(pairs["rules"]),
        "### Elsewhere than where it was chosen",
        *_strangers(pairs["strangers"]),
        "### What harms either",
        "Accuracy by condition; *gain*: Attune's fusion minus the better of voice and face alone, in points. "
        "The turned head is a stand-in: a flat photograph turned by 45 degrees, with the quality that a head "
        "turned so far gets.",
        _conditions_table(pairs["conditions"]),
        "### Is it as sure as it is right?",
        "ECE of Attune's estimates. *By chance*: what a perfectly calibrated rule would show with so few "
        "different clips and pictures, on average and at most 95 times in 100. *As assumed*: the same "
        f"conditions where {share:.0%} of the moments are neutral, an assumption, by which doubt and "
        "thresholds were chosen.",
        _calibration_table(pairs["conditions"]),
        _calibration_in_words(pairs["conditions"]),
        _doubts_in_words(card["chosen"]),
        "### What would be shown",
        "On clean pairs, in ordinary moments, and where the face is of another emotion:",
        _states_table(pairs["states"]),
        "## Real recordings",
        "`attune evaluate fusion --protocol recordings --data FOLDER` takes recordings with sound and "
        "picture: videos of RAVDESS's names, or one sub-folder an emotion. Two were at hand, by actors whose "
        "other clips the voice model was trained on; two say nothing of how good anything is, but that the "
        "way is open:",
        _recordings_table(recordings),
        "How soon and how steadily all this is shown: [lag.md](lag.md).",
    ]
    return "\n\n".join(parts) + "\n"


def _left_out(card: dict[str, Any]) -> str:
    """The option by which strangers had a say, where they had."""
    return " --left-out WEIGHTS" if card["fitted_on"].get("strangers") else ""


def _fitted_in_words(card: dict[str, Any]) -> str:
    kinds = {m: card["calibration"][m]["kind"] for m in ("voice", "face")}
    chosen = card["chosen"]
    if card["fitted_on"].get("strangers") and set(kinds.values()) == {"identity"}:
        calibrated = (
            "No calibration is laid on top of the models' own, because one fitted at home took back what "
            "they doubt of strangers. Cross-validation on speakers and pictures of the calibration part, "
            "degraded ones among them, chose"
        )
    else:
        calibrated = (
            "Cross-validation on speakers and pictures of the calibration part, degraded ones among them, "
            f"chose a calibration on top of the models' own (*{kinds['voice']}* for the voice, "
            f"*{kinds['face']}* for the face),"
        )
    exponent = card["exponent"]
    return (
        f"{calibrated} exponents of quality of {exponent['voice']:g} and {exponent['face']:g}, a doubt of "
        f"{chosen['doubt']:g} that either reads somebody else, and “clear” from "
        f"{card['rule']['voice_clear_from']:.2f} on by the voice and {card['rule']['face_clear_from']:.2f} "
        "by the face, of both as far as each counts. What the window shows of voice and face is what the "
        "fusion made of it."
    )


def _recordings_table(figures: dict[str, Any]) -> str:
    def cell(said: dict[str, Any] | None) -> str:
        return f"{said['emotion']} ({said['probability']:.2f})" if said else "nothing"

    rows = [
        [r["file"], r["label"], *(cell(r[k]) for k in ("voice", "face", "attune"))]
        for r in figures["recordings"]
    ]
    return table(["recording", "label", "voice", "face", "both"], rows)


def _trust_table(trust: dict[str, Any]) -> str:
    def cell(x: dict[str, float]) -> str:
        return f"{x['value']:.2f} ({x['low']:.2f} to {x['high']:.2f})"

    rows = [[name, *(cell(t[k]) for k in ("voice", "face", "difference"))] for name, t in trust.items()]
    return table(["emotion", "voice", "face", "face minus voice"], rows)


def _trust_in_words(trust: dict[str, Any]) -> str:
    face = [name for name, t in trust.items() if t["difference"]["low"] > 0]
    voice = [name for name, t in trust.items() if t["difference"]["high"] < 0]
    neither = [name for name in trust if name not in (*face, *voice)]
    sentences = []
    for names, words in (
        (face, "people who hear and see go more by the face than by the voice"),
        (voice, "people go more by the voice than by the face"),
        (neither, "neither counts more beyond doubt"),
    ):
        if names:
            sentences.append(f"For {_listed(names)} {words}.")
    together = [t["voice"]["value"] + t["face"]["value"] for t in trust.values()]
    if 0.8 < sum(together) / len(together) < 1.2:
        sentences.append(
            f"Voice and face together count {min(together):.2f} to {max(together):.2f}, about 1: people "
            "average what they hear and see (in log-probability) rather than multiply it, as the evidence of "
            "independent witnesses would be."
        )
    most = max(trust, key=lambda name: trust[name]["face"]["value"])
    least = min(trust, key=lambda name: trust[name]["face"]["value"])
    sentences.append(
        f"A face is believed most when it looks {most} ({trust[most]['face']['value']:.2f}) and least when "
        f"it looks {least} ({trust[least]['face']['value']:.2f})."
    )
    return " ".join(sentences)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _calibration_table(conditions: dict[str, Any]) -> str:
    rows = []
    for name, block in conditions.items():
        assumed = block["as_assumed"]
        chance = [b["ece_by_chance"] for b in (block, assumed)]
        words = [f"{c['mean']:.3f}, at most {c['p95']:.3f}" for c in chance]
        own = block["rules"]["attune"]["ece"]
        rows.append([name, f"{own:.3f}", words[0], f"{assumed['ece']:.3f}", words[1]])
    return table(["condition", "ECE", "by chance", "as assumed", "by chance"], rows)


def _calibration_in_words(conditions: dict[str, Any]) -> str:
    over = {name: b for name, b in conditions.items() if b["rules"]["attune"]["ece"] > _ECE_AIM}
    if not over:
        return f"In no condition is the ECE above {_ECE_AIM:g}."
    chance = [n for n, b in over.items() if b["rules"]["attune"]["ece"] <= b["ece_by_chance"]["p95"]]
    worse = [n for n in over if n not in chance]
    sentences = [f"Above {_ECE_AIM:g}: {_listed(list(over))}."]
    if "clean" in over and over["clean"]["rules"]["product"]["ece"] < over["clean"]["rules"]["attune"]["ece"]:
        sentences.append(
            "The doubt makes it less sure than it is right where nothing is wrong, on purpose: without it "
            "(the plain product, above) more of what is called clear is wrong."
        )
    if chance:
        sentences.append(f"No more than chance may do: {_listed(chance)}.")
    if worse:
        sentences.append(f"Beyond chance: {_listed(worse)}.")
        if any(name.startswith("wrong face") and "flagged" not in name for name in worse):
            sentences.append(
                "Where many faces are somebody else's and nothing tells so, no rule that trusts its input "
                "otherwise can be calibrated."
            )
    return " ".join(sentences)


def _doubts_in_words(chosen: dict[str, Any]) -> str:
    tried = ", ".join(f"{doubt}: {loss:.3f}" for doubt, loss in chosen["log_loss_by_doubt"].items())
    return (
        "Tried against wrong faces that nothing gives away: to allow for a chance (doubt) that what is read "
        "is somebody else. Log-loss on examples left out of the fit, by doubt, wrong faces among them: "
        f"{tried}. The largest within 2 % of the least was taken ({chosen['doubt']:g}); a larger one makes "
        "every sure reading less sure than it is right."
    )


def _rules_table(rules: dict[str, dict[str, float]]) -> str:
    return _by_rule(rules, {"accuracy": "accuracy", "ECE": "ece", "log-loss": "log_loss"})


def _distance_table(rules: dict[str, dict[str, float]]) -> str:
    return _by_rule(rules, {"log-loss": "log_loss", "Jensen-Shannon, bits": "jensen_shannon_bits"})


def _by_rule(rules: dict[str, dict[str, float]], measures: dict[str, str]) -> str:
    """One row a rule; ``measures``: what each column is called, and the figure's key."""
    rows = [
        [name.replace("_", " "), *(f"{r[key]:.3f}" for key in measures.values())] for name, r in rules.items()
    ]
    return table(["rule", *measures], rows)


def _exponents_in_words(exponents: dict[str, dict[str, float]]) -> str:
    rows = [[modality, *(f"{x:.2f}" for x in each.values())] for modality, each in exponents.items()]
    words = "For the acted emotion, the stacker gives each modality's own vote these exponents:"
    return f"{words}\n\n{table(['', *exponents['voice']], rows)}"


def _conditions_table(conditions: dict[str, Any]) -> str:
    rows = []
    for name, block in conditions.items():
        r = block["rules"]
        figures = [r[rule]["accuracy"] for rule in ("voice", "face", "mean", "product", "attune")]
        gain = 100 * (figures[-1] - max(figures[:2]))
        rows.append([name, *(f"{x:.3f}" for x in figures), f"{gain:+.1f}"])
    return table(["condition", "voice", "face", "mean", "product", "Attune", "gain"], rows)


def _strangers(figures: dict[str, Any]) -> list[str]:
    measures = {
        "accuracy": "accuracy",
        "sureness": "sureness",
        "ECE": "ece",
        "log-loss": "log_loss",
        "called clear": "clear",
        "clear and wrong": "clear_and_wrong",
    }
    rows = [
        [
            row["voice"],
            row["face"],
            *(f"{row['rules'][rule]['accuracy']:.3f}" for rule in ("voice", "face", "stacker", "attune")),
            *(f"{row['rules'][rule]['clear_and_wrong']:.1%}" for rule in ("stacker", "attune")),
        ]
        for row in figures["rows"]
    ]
    header = ["voices", "faces", "voice", "face", "stacker", "Attune", "wrong: stacker", "Attune"]
    home = figures["rows"][0]
    at_home = [
        f"{home['rules'][rule]['log_loss']:.3f} and {home['rules'][rule]['ece']:.3f}"
        for rule in ("stacker", "attune")
    ]
    return [
        f"{home['n']} pairs a row, of people, or where nobody knows who they are of pictures (FER+, RAF-DB), "
        "that were never trained or calibrated on, in the emotions that both corpora have; the mean over the "
        "rows in which voices, faces or both are of another corpus than those by which the doubt was chosen "
        "(no model met EMO-DB, JAFFE and CK+48). *Clear*: from "
        f"{figures['clear_from']:.2f} on, as where both count alike. *Stacker*: weights of each emotion's "
        "word for each other one, fitted to such pairs as the doubt was chosen by (penalty "
        f"{figures['penalty']:g}); it was Attune's rule before. Where it was fitted its log-loss and ECE are "
        f"the better ones ({at_home[0]}, Attune's {at_home[1]}); elsewhere it names more, and far more of it "
        "wrongly. *Sureness*: of the leading emotion, on average; below the accuracy, a rule is less sure "
        f"than it is right. *Attune sharper*: Attune's answers to the power of {figures['sharper']:g}, "
        "renormalised:",
        _by_rule(figures["mean"], measures),
        _sharper(figures),
        "By corpora, accuracy, and how much is called clear and wrong; the first row is where it was chosen:",
        table(header, rows),
    ]


def _sharper(figures: dict[str, Any]) -> str:
    """Why there is no temperature on the fusion's answers."""
    home = figures["rows"][0]["rules"]
    plain, sharper = (figures["mean"][rule] for rule in ("attune", "attune_sharper"))
    less_sure = sum(
        row["rules"]["attune"]["sureness"] < row["rules"]["attune"]["accuracy"] for row in figures["rows"][1:]
    )

    def told(rule: str) -> str:
        row = home[rule]
        return (
            f"sure of {row['sureness']:.3f}, right in {row['accuracy']:.3f}, ECE {row['ece']:.3f}, log-loss "
            f"{row['log_loss']:.3f}, clear in {row['clear']:.1%}, clear and wrong in "
            f"{row['clear_and_wrong']:.1%}"
        )

    return (
        f"One temperature on what both say together was tried. At home Attune is {told('attune')}; "
        f"with the power of {figures['sharper']:g}, which the calibration part asks for where a tenth of its "
        f"faces are somebody else's, it would be {told('attune_sharper')}. But pairs of EMOVO, CASIA, "
        "SFEW and RAF-DB, read by weights that never met them and doubted as the shipped ones are, ask for "
        "answers less sure than now, and over those and home together the log-loss is least with about none. "
        "So there is none. A doubt of 0.05, with it or without, and a doubt only where the two contradict "
        "each other did no better over both. No artefact keeps that choice. Looked at after it, elsewhere "
        f"Attune is less sure than right in {less_sure} of {len(figures['rows']) - 1} rows; the power would "
        f"help its log-loss by {plain['log_loss'] - sharper['log_loss']:.3f} and make "
        f"{sharper['clear_and_wrong'] / plain['clear_and_wrong']:.1f} times as many answers clear and wrong. "
        "The weights of the choice are older than the shipped ones and further from right about strangers: "
        "today's networks trained without those corpora might choose otherwise."
    )


def _states_table(states: dict[str, dict[str, float]]) -> str:
    names = ("clear", "mixed", "conflicting", "unclear", "no_signal")
    header = ["pairs", *(n.replace("_", " ") for n in names), "clear is right", "a feeling named wrongly"]
    rows = [
        [
            kind,
            *(f"{share.get(name, 0):.0%}" for name in names),
            f"{share['clear_is_right']:.0%}",
            f"{share['emotion_named_wrongly']:.1%}",
        ]
        for kind, share in states.items()
    ]
    return table(header, rows)
