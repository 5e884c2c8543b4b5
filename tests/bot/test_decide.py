import numpy as np
import pytest

from bot.decide import LEAST_NEAR, decide
from bot.reply import Confidence
from bot.retrieve import Found, Hit
from index.calibration import Calibration
from tests.doubles import cut, topic

CALIBRATION = Calibration(answer_from=0.1, medium_from=0.2, high_from=0.3)
HIT = Hit(cut("Clay breathes.")[0], score=0.5, own=0.5, best=0.5, mean=0.5, bonus=0.0)
PRICE = topic("price", "what does it cost")


def found(margin: float, *, nearness: float = 0.5, hits: tuple[Hit, ...] = (HIT,)) -> Found:
    return Found(hits, ((PRICE, 0.4),), margin, nearness, None, is_carried=False, vector=np.zeros(4, np.float32))


@pytest.mark.parametrize(
    ("margin", "answers", "confidence"),
    [
        (0.09, False, Confidence.LOW),
        (0.1, True, Confidence.LOW),
        (0.2, True, Confidence.MEDIUM),
        (0.3, True, Confidence.HIGH),
    ],
)
def test_the_margin_decides_and_says_how_sure(margin, answers, confidence):
    decision = decide(found(margin), CALIBRATION)
    assert (decision.answers, decision.confidence) == (answers, confidence)


def test_what_is_far_from_every_passage_is_refused_whatever_the_margin():
    assert not decide(found(0.9, nearness=LEAST_NEAR - 0.01), CALIBRATION).answers
    assert decide(found(0.9, nearness=LEAST_NEAR), CALIBRATION).answers


def test_a_refusal_names_the_topic_only_when_it_is_nearer_than_the_passages():
    assert decide(found(-0.01), CALIBRATION).topic == PRICE
    assert decide(found(0.05), CALIBRATION).topic is None


def test_an_answer_names_no_topic():
    assert decide(found(0.4), CALIBRATION).topic is None


def test_nothing_found_is_refused():
    decision = decide(found(0.9, hits=()), CALIBRATION)
    assert (decision.answers, decision.reason) == (False, "nothing found")


def test_the_reason_tells_both_figures_with_their_thresholds():
    reason = decide(found(0.123), CALIBRATION).reason
    assert reason == ("margin 0.123 against topic 'price', answered from 0.100; nearness 0.500, answered from 0.38")
