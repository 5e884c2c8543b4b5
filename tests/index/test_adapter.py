"""The adapter: it starts as the identity, brings what the bank pairs together, and is fitted alike every time."""

import numpy as np
import pytest

from index.adapter import QUESTION_WEIGHT, SCALE, Adapter, TrainingSet, _AnswerSheet, _slopes, fit_adapter
from tests.doubles import WordEncoder

PAIRS = {
    "belly": "abdomen",
    "bum": "gluteus",
    "chill": "rigor",
    "dizzy": "vertigo",
    "itch": "pruritus",
    "jaw": "mandible",
}
"""What patients say, and what the article says."""

ENCODER = WordEncoder(" ".join((*PAIRS, *PAIRS.values(), "please help about treated today rest")), dimension=20)
PASSAGES = ENCODER.encode_documents([f"{term} treated" for term in PAIRS.values()])


def lesson(questions=None, *, neutrals=None, shown=(PASSAGES,)):
    """Make a training set in which each lay word asks for the passage with its term."""
    questions = questions or [f"please help {word}" for word in PAIRS]
    return TrainingSet(
        questions=ENCODER.encode_queries(questions),
        classes=shown,
        positives=[frozenset({list(PAIRS).index(question.split()[-1])}) for question in questions],
        neutrals=neutrals or [frozenset()] * len(questions),
    )


def similarities(adapter, questions):
    return adapter.map_questions(ENCODER.encode_queries(questions)) @ adapter.map_documents(PASSAGES).T


def distance(adapter):
    """Measure how far both maps are from the identity."""
    eye = np.eye(ENCODER.card.dimension)
    return sum(np.linalg.norm(matrix - eye) for matrix in (adapter.questions, adapter.documents))


def test_the_identity_changes_nothing():
    adapter = Adapter.identity(20)
    np.testing.assert_allclose(adapter.map_documents(PASSAGES), PASSAGES, rtol=1e-6)
    np.testing.assert_allclose(adapter.map_questions(PASSAGES), PASSAGES, rtol=1e-6)


def test_each_map_multiplies_by_its_own_matrix_and_ends_at_length_one():
    adapter = Adapter(np.diag(np.float32([3, 4])), np.diag(np.float32([0, 5])))
    both = np.float32([[1, 1]])
    np.testing.assert_allclose(adapter.map_questions(both), [[0.6, 0.8]], rtol=1e-6)
    np.testing.assert_allclose(adapter.map_documents(both), [[0, 1]], rtol=1e-6)
    skew = np.float32([[0, 1], [0, 0]])
    np.testing.assert_allclose(Adapter(skew, skew).map_questions(np.float32([[1, 0]])), [[0, 1]])


def test_without_questions_the_adapter_is_the_identity():
    data = TrainingSet(np.zeros((0, 20), dtype=np.float32), (PASSAGES,), [], [])
    adapter = fit_adapter(data, pull=0.003)
    np.testing.assert_array_equal(adapter.questions, np.eye(20))
    np.testing.assert_array_equal(adapter.documents, np.eye(20))


def test_fitting_puts_first_the_passage_whose_words_a_question_does_not_share():
    asked = [f"about {word}" for word in PAIRS]
    assert not similarities(Adapter.identity(20), asked).any()
    after = similarities(fit_adapter(lesson(), pull=0.003), asked)
    assert list(after.argmax(axis=1)) == list(range(len(PAIRS)))
    others = np.where(np.eye(len(PAIRS), dtype=bool), -1, after).max(axis=1)
    assert (after.diagonal() > others + 0.005).all()


def test_longer_fitting_outweighs_a_word_that_the_wrong_passage_shares():
    classes = ENCODER.encode_documents([*(f"{term} treated" for term in PAIRS.values()), "rest today"])
    asked = ENCODER.encode_queries([f"please {word} today" for word in PAIRS])
    adapter = fit_adapter(lesson([f"today {word}" for word in PAIRS], shown=(classes,)), pull=0, epochs=100)
    before, after = (
        each.map_questions(asked) @ each.map_documents(classes).T for each in (Adapter.identity(20), adapter)
    )
    assert list(before.argmax(axis=1)) == [len(PAIRS)] * len(PAIRS)
    assert list(after.argmax(axis=1)) == list(range(len(PAIRS)))


def test_questions_of_one_passage_attract_and_others_repel():
    nothing = np.zeros_like(PASSAGES)  # so that questions learn from questions alone
    data = lesson(["belly", "about belly", "bum", "please bum"], shown=(nothing,))
    mapped = fit_adapter(data, pull=0).map_questions(ENCODER.encode_queries(["belly", "about", "please"]))
    attracted, repelled = mapped[0] @ mapped[1], mapped[0] @ mapped[2]
    assert attracted > 0.005
    assert repelled < -0.005


def test_every_way_of_showing_a_passage_is_learnt():
    turned = np.ascontiguousarray(PASSAGES[::-1])
    alone, both = (fit_adapter(lesson(shown=shown), pull=0) for shown in ((PASSAGES,), (PASSAGES, turned)))
    belly, torn = (similarities(adapter, ["belly"])[0] for adapter in (alone, both))
    assert belly[0] > belly[5] + 0.005
    assert torn[0] == pytest.approx(torn[5], abs=1e-3)


def test_a_neutral_passage_is_not_pushed_away():
    neutral, wrong = (
        similarities(fit_adapter(lesson(["help belly"], neutrals=[frozenset(rows)]), pull=0), ["belly"])[0]
        for rows in ({1}, set())
    )
    assert wrong[1] == pytest.approx(wrong[2], abs=1e-6)
    assert neutral[0] > neutral[1] > neutral[2] + 0.002


def test_a_passage_that_is_both_answer_and_neutral_is_an_answer():
    data = lesson(["belly"], neutrals=[frozenset({0})])
    assert similarities(fit_adapter(data, pull=0), ["belly"])[0, 0] > 0


def test_a_stronger_pull_stays_nearer_to_the_identity():
    distances = [distance(fit_adapter(lesson(), pull=pull, epochs=60)) for pull in (0, 0.03, 0.3, 30)]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > 1 > 0.1 > distances[-1]


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_data_gives_the_same_bits_on_any_number_of_threads(threads):
    import torch

    first = fit_adapter(lesson(), pull=0.003)
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        second = fit_adapter(lesson(), pull=0.003)
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert first.questions.tobytes() == second.questions.tobytes()
    assert first.documents.tobytes() == second.documents.tobytes()


def test_fitting_leaves_torchs_own_random_numbers_alone():
    import torch

    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    fit_adapter(lesson(), pull=0.003)
    assert torch.equal(torch.rand(3), expected)


def test_maps_are_plain_float_arrays_of_the_dimension():
    adapter = fit_adapter(lesson(), pull=0.003)
    for matrix in (adapter.questions, adapter.documents):
        assert (matrix.dtype, matrix.shape, matrix.flags.c_contiguous) == (np.float32, (20, 20), True)


def test_each_step_follows_the_slope_of_the_loss():
    """Compare the gradients with differences of the loss as the docstrings define it, written out in plain loops."""
    draw = np.random.default_rng(5)
    questions, classes = (
        unit64(draw.normal(size=(6, 4))),
        (unit64(draw.normal(size=(5, 4))), unit64(draw.normal(size=(5, 4)))),
    )
    positives = [frozenset({0}), frozenset({1, 2}), frozenset({0}), frozenset(), frozenset({4}), frozenset({4})]
    neutrals = [frozenset({3}), frozenset(), frozenset({1}), frozenset({2}), frozenset(), frozenset({0})]
    masks = _AnswerSheet(TrainingSet(questions, classes, positives, neutrals)).masks(np.arange(6))
    maps = [np.eye(4) + draw.normal(scale=0.1, size=(4, 4)) for _ in range(2)]
    found = _slopes(questions, classes, *maps, masks)
    for which, slope in enumerate(found):
        for place in np.ndindex(4, 4):
            ends = []
            for step in (1e-6, -1e-6):
                moved = [matrix.copy() for matrix in maps]
                moved[which][place] += step
                ends.append(loss_by_hand(questions, classes, moved, positives, neutrals))
            assert slope[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-5)


def unit64(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def loss_by_hand(questions, classes, maps, positives, neutrals):
    asked = unit64(questions @ maps[0])
    to_classes = []
    for each in classes:
        shown = unit64(each @ maps[1])
        rows = [
            surprise(
                [SCALE * one @ other for other in shown],
                right,
                {place for place in range(len(shown)) if place not in neutral or place in right},
            )
            for one, right, neutral in zip(asked, positives, neutrals, strict=True)
            if right
        ]
        to_classes.append(np.mean(rows))
    to_questions = []
    for row, one in enumerate(asked):
        others = set(range(len(asked))) - {row}
        same = {other for other in others if positives[row] & positives[other]}
        touch = [positives[each] | neutrals[each] for each in range(len(asked))]
        near = {other for other in others - same if touch[row] & touch[other]}
        if same:
            to_questions.append(surprise([SCALE * one @ other for other in asked], same, others - near))
    return np.mean(to_classes) + QUESTION_WEIGHT * np.mean(to_questions)


def surprise(scores, right, counted):
    """Return the negative log of the share of the right ones in the softmax over those that count."""
    shares = np.exp(scores)
    return -np.log(sum(shares[place] for place in right) / sum(shares[place] for place in counted))
