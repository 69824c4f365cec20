from pathlib import Path

import numpy as np
import pytest

from fusion.errors import UserError
from fusion.study.human_votes import folds_by_actor, load_votes, smoothed, tie_sharing_accuracy
from fusion.study.rules import BASELINES


def test_another_table_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no tabulatedVotes"):
        load_votes(tmp_path)
    cut_off = ",A,D,F,H,N,S,fileName\n100001,1,2,3,4,5,6,1001_DFA_ANG_XX\n100002,1,2"
    for text in ("a,b\n1,2\n", cut_off, f'"{"x" * 200_000}'):
        (tmp_path / "tabulatedVotes.csv").write_text(text)
        with pytest.raises(UserError, match="not CREMA-D"):
            load_votes(tmp_path)


def test_no_actor_is_trained_and_tested_on() -> None:
    actor = np.random.default_rng(0).integers(1000, 1030, 500)
    tested = []
    for train, test in folds_by_actor(actor):
        assert not set(actor[train]) & set(actor[test])
        tested += list(test)
    assert sorted(tested) == list(range(500))


def test_ties_share_the_hit() -> None:
    p = np.array([[0.4, 0.4, 0.2], [0.1, 0.8, 0.1]])
    assert tie_sharing_accuracy(p, np.array([0, 1])) == pytest.approx(0.75)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("rule", "accuracy"),
    # Reference figures of the same votes, computed apart from this code.
    [
        ("voice", 0.446),
        ("face", 0.685),
        ("mean", 0.654),
        ("entropy", 0.655),
        ("product", 0.647),
        ("dempster_shafer", 0.654),
    ],
)
def test_the_classical_rules_reach_their_reference_figures(corpora: Path, rule: str, accuracy: float) -> None:
    votes = load_votes(corpora)
    one = np.ones(len(votes.acted))
    fused = BASELINES[rule](smoothed(votes.voice), smoothed(votes.face), one, one)
    assert tie_sharing_accuracy(fused, votes.acted) == pytest.approx(accuracy, abs=0.0015)


@pytest.mark.corpus
def test_all_clips_of_all_actors_are_read(corpora: Path) -> None:
    votes = load_votes(corpora)
    assert len(votes.acted) == 7442
    assert len(np.unique(votes.actor)) == 91
