"""The part of docs/results/face.md on how the shipped face model was trained."""

from __future__ import annotations

from typing import Any

from ui.workbench.pages.tables import table

TRIED = (
    "The recipes and the share of the blend were chosen on PublicTest; PrivateTest was looked at after each "
    "stage. Of the last stage the share was chosen on PublicTest and on what is held out of RAF-DB and SFEW, "
    "between what FER2013 loses and RAF-DB gains. Tried on PublicTest against the bars that are missed, "
    "and left out for want of a clear gain (figures not kept): joining the heads for votes and for labels by "
    "one calibration, or both with the features (multinomial logistic, cross-validated); asking about "
    "shifted, zoomed and turned views of a crop too; sharpening crops before the network (blur from movement "
    "suffers); undoing blur by a Wiener filter (clean crops suffer); denoising dark crops."
)


HELD_OUT = (
    ("fer2013", "PublicTest, 7 classes"),
    ("rafdb", "RAF-DB, held-out tenth"),
    ("sfew_train", "SFEW, held-out films"),
)


def training_section(card: dict[str, Any]) -> str:
    """The stages with their commands, the blend, and what was tried besides."""
    size = f"{card['parameters'] / 1e6:.1f} M parameters"
    stages = _stages(card["training"], card["seed"])
    trained = f"The shipped network ({size}) was trained once, in stages: {stages}."
    return "\n\n".join([trained, *_blends(card["training"]), TRIED])


def _blends(training: dict[str, Any]) -> list[str]:
    """How right the weights are between where the last stage began and where it ended."""
    tried = training.get("blends_on_public_test")
    if not tried:
        return []
    header = ["share of the way", *(f"{b['share']:.0%}" for b in tried)]
    rows = [
        [words, *(f"{b[name]:.1%}" for b in tried)]
        for words, name in (
            ("FER+ votes, 8 classes", "votes_8_classes"),
            ("FER2013's labels", "labels"),
        )
    ]
    rows += [
        [f"{words}, {measure}", *(f"{b[name][key]:.1%}" for b in tried)]
        for name, words in HELD_OUT
        if name in tried[0]
        for key, measure in (("accuracy", "accuracy"), ("uar", "UAR"))
    ]
    return [
        "On what is held out, on the way from the last stage's first to its last weights (Wortsman et al. "
        "2022); accuracy on PublicTest as the network says it, the other figures once calibrated on all that "
        "is held out:",
        table(header, rows),
    ]


def _stages(training: dict[str, Any], seed: int | None) -> str:
    """The stages of a training in words, the first one first."""
    if "schedule" in training:  # weights from before their recipes were kept
        return str(training["schedule"]).rstrip(".")
    told = (
        f"{training['epochs']} epochs, {training['recipe']['clean_share']:.0%} of the crops unspoilt, at a "
        f"rate of at most {training['recipe']['peak_rate']:g}"
    )
    blend = training["recipe"].get("blend", 1)
    if blend < 1:
        beginning = "the beginning of an earlier stage" if "blended_with" in training else "the beginning"
        told += f", of which the weights at {blend:.0%} of the way from {beginning} to the end are kept"
    told += f" (`{_command(training, seed)}`)"
    before = training.get("before")
    return f"{_stages(before, before['seed'])}; then {told}" if before else told


def _command(training: dict[str, Any], seed: int | None) -> str:
    recipe = training["recipe"]
    options = {
        "seed": seed or 0,
        "epochs": training["epochs"],
        "peak-rate": recipe["peak_rate"],
        "clean-share": recipe["clean_share"],
        "dropout": recipe["dropout"],
        "blend": recipe.get("blend", 1),
    }
    told = " ".join(f"--{name} {value:g}" for name, value in options.items())
    if "balance" in recipe:
        told += f" --balance {recipe['balance']:g}"
        told += "".join(f" --share {share:g}" for share in recipe.get("shares", ()))
    if training.get("teachers"):
        told += (
            f" --teachers-share {recipe.get('teachers_share', 0.7):g}"
            + training["teachers"] * " --teacher TEACHER"
        )
    told += " --blend-with EARLIER" if "blended_with" in training else ""
    told += "".join(f" --corpus {name}" for name in training.get("corpora", ()))
    start = training.get("before")
    return "attune train face --data DATA " + ("--start-from WEIGHTS " if start else "") + told
