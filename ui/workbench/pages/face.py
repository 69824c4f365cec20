"""The page on the face model, docs/results/face.md, and its picture."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from face_model.following import ALONE_STEP_S, SHORTEST_STEP_S
from fusion.emotions import EMOTIONS
from ui.workbench.pages import artefacts as kept
from ui.workbench.pages.artefacts import RESULTS, ROOT, Artefacts
from ui.workbench.pages.face_ablation import ablation_section
from ui.workbench.pages.face_eight_bits import eight_bits_section
from ui.workbench.pages.face_motion import motion_section
from ui.workbench.pages.face_training import training_section
from ui.workbench.pages.peers import peers
from ui.workbench.pages.tables import table

_OFTEN = 0.1
"""From this share on it is told that a feeling is read as another one."""

PAGE = RESULTS / "face.md"
QUALITY_PICTURE = RESULTS / "face_quality.png"
CARD = ROOT / "face_model" / "weights" / "face.card.json"

# artefact -> the command that writes it (--json docs/results/NAME.json is left out)
COMMANDS = {
    "face_ferplus": "attune evaluate face --protocol ferplus --data DATA",
    "face_fer2013": "attune evaluate face --protocol fer2013 --data DATA",
    "face_ck48": "attune evaluate face --protocol folders --data DATA/ck48",
    "face_degradations": "attune evaluate face --protocol ferplus --data DATA {share}",
    "face_geometry": "attune study face-geometry --data DATA",
    "face_ablation": "attune study face-ablation --data DATA",
    "face_motion": "attune study face-motion --data DATA",
    "face_ranges": "attune train face-ranges --data DATA",
    "face_speed": "attune bench speed",
    "face_speed_variants": "attune study face-speed",
}


def load() -> Artefacts:
    """The artefacts that exist, by name; the card as ``card``."""
    return {"card": kept.read(CARD)} | kept.artefacts(COMMANDS)


def page(artefacts: Artefacts) -> str:
    """The whole page."""
    parts = [
        "# The face model, measured",
        _introduction(artefacts["card"]["split"]),
        "## The bars",
        _bars(artefacts),
        "## Test figures",
        _test_sets(artefacts),
        _detection(artefacts),
        "## Under what webcams do",
        _degradations(artefacts),
        "## Does the quality say so?",
        _quality(artefacts),
        "## What helps",
        ablation_section(artefacts, lambda name: _made_by(artefacts, name)),
        "## In motion",
        _motion(artefacts),
        "## Time",
        _speed(artefacts),
        "## Peers",
        _peers(artefacts),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _introduction(split: dict[str, str]) -> str:
    return (
        f"Written by `attune pages` from the artefacts beside it. Trained on {split['train']}. Calibrated on "
        f"{split['calibration']}. Judged on {split['test']}; and on CK+48. Who is in FER2013's and RAF-DB's "
        "pictures is not known, so whether the people of test and training differ is not known either; "
        "near-twins of FER2013's test pictures were left out of the training."
    )


def _made_by(artefacts: Artefacts, name: str) -> str:
    share = artefacts.get(name, {}).get("degradations", {}).get("share", 1)
    some = f"--degradations --share {share:.3g}"
    return kept.made_by({name: COMMANDS[name].format(share=some)}, name)


def _bars(artefacts: Artefacts) -> str:
    votes, labels, ck = (artefacts[f"face_{name}"] for name in ("ferplus", "fer2013", "ck48"))
    figures = [
        (
            "FER2013 PrivateTest, FER2013's labels, accuracy",
            100 * labels["accuracy_label_head"],
            71.6,
            74,
            "%",
        ),
        ("FER+ test, majority, 8 classes, accuracy", 100 * votes["accuracy_8_classes"], 84.8, 88, "%"),
        *(
            (f"{tested['split']}, accuracy", 100 * tested["accuracy"], 80, 86, "%")
            for tested in _beside(artefacts["card"])
            if tested["split"].startswith("RAF-DB")
        ),
        ("CK+48 without contempt, UAR through the live path, six classes", 100 * ck["uar"], 85, 90, "%"),
        *(
            [("- the same after the fusion's own calibration", 100 * ck["as_shown"]["uar"], 85, 90, "%")]
            if "as_shown" in ck
            else []
        ),
        ("ECE after calibration (FER+ test)", votes["ece"], 0.04, 0.02, ""),
        ("accuracy, surer half (FER+ test)", 100 * votes["accuracy_most_confident_half"], 95, 98, "%"),
    ]
    if "face_degradations" in artefacts:
        rows = artefacts["face_degradations"]["degradations"]["degraded"]
        worst = max(rows, key=lambda name: rows[name]["medium"]["points_lost"])
        over = [name for name in rows if rows[name]["medium"]["points_lost"] > 6]
        words = (
            f"points lost under each medium degradation; worst: {worst}, {len(over)} of {len(rows)} are "
            "over 6" + _live(rows)
        )
        figures.append((words, rows[worst]["medium"]["points_lost"], 6, 3, " points"))
    if "face_speed" in artefacts:
        whole = _stage(artefacts["face_speed"], "face: all of it")
        figures.append(
            ("per frame, 640x480, one core, time of the processor", whole["processor_ms"], 14.5, 7.25, " ms")
        )
    rows_out = []
    for words, value, bar, aim, unit in figures:
        less_is_better = aim < bar
        digits = 3 if not unit else 1
        shown = round(value, digits)

        def reached(mark: float, shown: float = shown, less: bool = less_is_better) -> bool:
            return shown <= mark if less else shown >= mark

        verdict = "aim reached" if reached(aim) else "met" if reached(bar) else "**missed**"
        rows_out.append([words, f"{shown:.{digits}f}{unit}", f"{bar:g}", f"{aim:g}", verdict])
    bars = table(["measure", "reached", "at least", "aim", ""], rows_out)
    return bars + "\n\n" + training_section(artefacts["card"])


def _live(rows: dict[str, Any]) -> str:
    """The same where a face is still found: elsewhere nothing is said live."""
    lost = {name: row["medium"].get("points_lost_where_found") for name, row in rows.items()}
    known = {name: points for name, points in lost.items() if points is not None}
    if not known:
        return ""
    worst = max(known, key=lambda name: known[name])
    over = sum(points > 6 for points in known.values())
    return f" (where a face is still found: worst {worst}, {known[worst]:.1f}; {over} are over 6)"


def _test_sets(artefacts: Artefacts) -> str:
    rows = []

    def row(words: str, f: dict[str, Any]) -> None:
        cells = [f"{f[k]:.1%}" for k in ("accuracy", "uar", "macro_f1")]
        rows.append(
            [words, str(f["n"]), *cells, f"{f['ece']:.3f}", f"{f['accuracy_most_confident_half']:.1%}"]
        )

    votes, labels, ck = (artefacts[f"face_{name}"] for name in ("ferplus", "fer2013", "ck48"))
    row("FER+ test (PrivateTest), majority, 7 classes", votes)
    row("- without near-twins of other splits", votes["without_twins"])
    row("- without test-time flip", votes["without_flip"])
    head = labels["label_head"]
    row("FER2013 PrivateTest, FER2013's labels, head for labels (not calibrated)", head["with_flip"])
    row("- without near-twins of other splits", head["without_twins"])
    row("- without test-time flip", head["without_flip"])
    row("FER2013 PrivateTest, FER2013's labels, answers for FER+'s votes", labels)
    for tested in _beside(artefacts["card"]):
        row(tested["split"], tested)
    row("CK+48 without contempt, never trained on", ck)
    row("- without test-time flip", ck["without_flip"])
    if "as_shown" in ck:
        row("- after the fusion's own calibration", ck["as_shown"])
    header = ["test set and split", "pictures", "accuracy", "UAR", "macro F1", "ECE", "accuracy, surer half"]
    made = ", ".join(_made_by(artefacts, f"face_{name}") for name in ("ferplus", "fer2013", "ck48"))
    more = (
        f"With contempt as an eighth class FER+ accuracy is {votes['accuracy_8_classes']:.1%} of "
        f"{votes['n_8_classes']} pictures. Area under risk against coverage (FER+): "
        f"{votes['risk_coverage_area']:.3f}. `--pictures FOLDER` draws confusions and that curve. Made by "
        f"{made}."
    )
    return "\n\n".join([table(header, rows), _without_neutral(ck), more])


def _beside(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Figures of the test parts of the corpora that were trained on beside FER2013."""
    return [row for row in card["metrics"] if row["split"].endswith("not trained on")]


def _without_neutral(ck: dict[str, Any]) -> str:
    """What CK+48's figures leave out: its protocol has no neutral faces."""
    alone = ck["among_all_seven"]["uar"]
    words = (
        "CK+48 has no neutral pictures: what the model gives to neutral "
        f"({ck['probability_set_aside']:.0%} on average) is set aside in these rows. Live, calm is an answer "
        f"too; with it allowed, the UAR is {alone:.1%}"
    )
    if "as_shown" in ck:
        words += f", and {ck['as_shown']['among_all_seven']['uar']:.1%} after the fusion's calibration"
    return f"{words}.{_taken_for_another(ck['confusion'])}"


def _taken_for_another(confusion: list[list[int]]) -> str:
    """Which feelings are often read as which other one; in rows what is true."""
    often = [
        f"{meant.value} as {EMOTIONS[n].value} ({counted / sum(row):.0%})"
        for meant, row in zip(EMOTIONS, confusion, strict=True)
        for n, counted in enumerate(row)
        if EMOTIONS[n] is not meant and counted > _OFTEN * sum(row)
    ]
    return f" Often read as another: {', '.join(often)}." if often else ""


def _detection(artefacts: Artefacts) -> str:
    rates = artefacts["card"]["training"]["detection_rate"]
    rows = [[f"FER2013 {split}", f"{rate:.1%}"] for split, rate in rates.items()]
    rows.append(["CK+48", f"{artefacts['face_ck48']['detection_rate']:.1%}"])
    votes = artefacts["face_ferplus"]
    words = "Share of the pictures in which the face mesh finds a face; elsewhere the plain crop is judged"
    if "no_face_found" in votes:
        there, elsewhere = votes["face_found"], votes["no_face_found"]
        words += (
            f" (FER+ test: {there['accuracy']:.1%} of {there['n']} right where found, "
            f"{elsewhere['accuracy']:.1%} of {elsewhere['n']} elsewhere)"
        )
    return words + ".\n\n" + table(["split", "faces found"], rows)


def _degradations(artefacts: Artefacts) -> str:
    if "face_degradations" not in artefacts:
        return f"Not measured yet: {_made_by(artefacts, 'face_degradations')}."
    block = artefacts["face_degradations"]["degradations"]
    clean = block["clean"]
    rows = []
    for name, strengths in block["degraded"].items():
        cells = [
            f"{row['level']}: {row['accuracy']:.1%} ({0.0 - row['points_lost']:+.1f}), "
            f"found {row['detection_rate']:.0%}" + _where_found(row)
            for row in strengths.values()
        ]
        rows.append([name, *cells])
    error = 100 * (clean["accuracy"] * (1 - clean["accuracy"]) / block["n"]) ** 0.5
    words = (
        f"{block['n']} pictures of the FER+ test, drawn by chance; clean: {clean['accuracy']:.1%} right, "
        f"{clean['detection_rate']:.0%} found (standard error of one accuracy: {error:.1f} points). The "
        "48-pixel picture is degraded, then goes through detector, alignment and network as live; where no "
        "face is found the plain crop is judged, though live nothing would be said. Accuracy (change in "
        "points), share of faces found, and the change where one is found, against the same pictures clean. "
        "*Turned* swings the flat picture: a stand-in for a head that turns, "
        "which would also hide one of its sides. *White balance* tints grey pictures, since FER2013 has no "
        "colour. *Glasses* are dark bars at fixed places. All of these but *white balance* and *turned* have "
        "their like in the training, drawn by chance from ranges that hold the medium strength: how the "
        "model stands what it has not met in training is not measured here."
    )
    strengths = list(next(iter(block["degraded"].values())))
    if len(strengths) < 3:
        words += f" So far only the {' and '.join(strengths)} strength was measured."
    header = ["degradation", *strengths]
    return "\n\n".join([words, table(header, rows), f"Made by {_made_by(artefacts, 'face_degradations')}."])


def _where_found(row: dict[str, Any]) -> str:
    lost = row.get("points_lost_where_found")
    return "" if lost is None else f", there {0.0 - lost:+.1f}"


def _quality(artefacts: Artefacts) -> str:
    if "face_degradations" not in artefacts:
        return "Not measured yet."
    q = artefacts["face_degradations"]["quality"]
    rows = [
        [f"{r['from']:.2f} to {r['to']:.2f}", str(r["n"]), f"{r['quality']:.2f}", f"{r['accuracy']:.1%}"]
        for r in q["bins"]
    ]
    words = (
        f"All {q['n']} looks of the table above in which a face was found, clean and degraded, in tenths of "
        "rising quality, whose constants follow PublicTest. "
        f"Spearman between quality and accuracy: {q['spearman_bins']:.2f} over the tenths, "
        f"{q['spearman_conditions']:.2f} over the conditions. Of a right and a wrong answer the right one "
        f"has the higher quality in {q['auroc']:.0%} of the cases (50 % would be chance). "
        + _what_quality_misses(artefacts["face_degradations"])
    )
    return "\n\n".join(
        [
            words,
            "![Accuracy over quality](face_quality.png)",
            table(["quality", "looks", "mean", "right"], rows),
        ]
    )


def _what_quality_misses(figures: dict[str, Any]) -> str:
    block = figures["degradations"]
    if figures["quality"]["spearman_bins"] >= 0.8:
        steps = [b["accuracy"] - a["accuracy"] for a, b in pairwise(figures["quality"]["bins"])]
        falls = sum(step < 0 for step in steps)
        return f"In the main accuracy rises with quality; in {falls} of {len(steps)} steps it falls a little."
    clean = block["clean"]
    unseen = [
        f"{name} ({strength})"
        for name, strengths in block["degraded"].items()
        for strength, row in strengths.items()
        if row["points_lost"] > 3 and row.get("quality_where_found", 0) >= clean["quality_where_found"] - 0.05
    ]
    return (
        "**So it does not tell right from wrong yet: missed.** Harmful, and hardly noticed by it where a "
        f"face is still found: {', '.join(unseen) or 'none'}. Where no face is found, nothing is said live."
    )


def _motion(artefacts: Artefacts) -> str:
    made_by = _made_by(artefacts, "face_motion")
    if "face_motion" not in artefacts:
        return f"Not measured yet: {made_by}."
    return motion_section(artefacts["face_motion"], made_by)


def _stage(speed: dict[str, Any], start: str) -> dict[str, Any]:
    found: dict[str, Any] = next(stage for stage in speed["stages"] if stage["name"].startswith(start))
    return found


def _speed(artefacts: Artefacts) -> str:
    if "face_speed" not in artefacts:
        return f"Not measured yet: {_made_by(artefacts, 'face_speed')}."
    speed = artefacts["face_speed"]
    stages = [stage for stage in speed["stages"] if stage["name"].startswith("face")]
    rows = [
        [stage["name"].removeprefix("face: "), *(f"{stage[k]:.1f}" for k in ("processor_ms", "median_ms"))]
        for stage in stages
    ]
    whole = _stage(speed, "face: all of it")
    words = (
        f"Medians over the demo clip, 640x480, one thread, at a load of {speed['load']:.0f} on "
        f"{speed['cores']} cores: where other programs are busy too, the processors' time is what counts. "
        f"{1000 / whole['processor_ms']:.0f} frames a second on one core. Live, somebody alone is looked at "
        f"every {ALONE_STEP_S:.2f} s at the soonest, several people, or where lips are read, every "
        f"{SHORTEST_STEP_S:.2f} s."
    )
    parts = [words, table(["stage", "processor, ms", "clock, ms"], rows)]
    if "face_speed_variants" in artefacts:
        parts.append(_alternatives(artefacts))
    if "face_ranges" in artefacts:
        parts.append(eight_bits_section(artefacts, _made_by(artefacts, "face_ranges")))
    return "\n\n".join(parts)


def _alternatives(artefacts: Artefacts) -> str:
    """What else was tried to be faster."""
    tried = artefacts["face_speed_variants"]
    rows = [[f"mesh, {name}", f"{ms:.1f}", ""] for name, ms in tried["mesh"].items()]
    rows += [
        [
            f"network, {name}",
            f"{f['processor_ms']:.1f}",
            f"{f['largest_change']:.0e}" if "largest_change" in f else "",
        ]
        for name, f in tried["network"].items()
    ]
    words = (
        "With room for several people the mesh looks for further ones in every frame; so it has room for one "
        "until a glance at every fifth frame, which a median does not show, finds another. Norms are folded "
        "into the convolutions, crop and mirror image share one pass, and ONNX Runtime runs it, so that "
        "torch, which trained it, need not be loaded; in eight bits, which moves the answers as told below. "
        "The rest of what was tried gains less. Made by "
        f"{_made_by(artefacts, 'face_speed_variants')}."
    )
    return table(["", "processor, ms", "largest change of a log-probability"], rows) + "\n\n" + words


def _peers(artefacts: Artefacts) -> str:
    mine = 100 * artefacts["face_fer2013"]["accuracy_label_head"]
    rows = [[peer.name, f"{peer.value:.1f}", peer.how] for peer in peers("face")]
    rows.append(["Attune, one network", f"{mine:.1f}", "measured here"])
    rows.sort(key=lambda row: float(row[1]))
    words = "FER2013 PrivateTest, FER2013's labels. The measured peers were run once; no script is kept."
    return words + "\n\n" + table(["", "accuracy, %", ""], rows)


def draw(artefacts: Artefacts) -> None:
    """Draw the page's picture where its artefact is."""
    from ui.workbench.face import draw_quality

    if "face_degradations" in artefacts:
        draw_quality(artefacts["face_degradations"]["quality"], QUALITY_PICTURE)
