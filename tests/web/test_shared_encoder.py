"""One model for patients and staff."""

import threading

import numpy as np

from bot.web.shared_encoder import SharedEncoder
from tests.doubles import WordEncoder


def test_vectors_and_card_are_the_encoders_own():
    inner, shared = WordEncoder("one two"), SharedEncoder(WordEncoder("one two"))
    assert shared.card == inner.card
    assert np.array_equal(shared.encode_queries(["one two"]), inner.encode_queries(["one two"]))
    assert np.array_equal(shared.encode_documents(["two"]), inner.encode_documents(["two"]))


def test_caller_hears_of_every_batch():
    counts = []
    SharedEncoder(WordEncoder()).encode_queries(["a", "b"], on_batch=counts.append)
    assert counts == [1, 1]


def test_message_gets_in_between_the_batches_of_a_long_run():
    order, started = [], threading.Event()
    shared = SharedEncoder(WordEncoder())

    def note(_count):
        order.append("batch")
        started.set()

    run = threading.Thread(target=shared.encode_queries, args=(["word"] * 2_000,), kwargs={"on_batch": note})
    run.start()
    started.wait(5)
    shared.encode_queries(["a patient's message"])
    order.append("message")
    run.join(30)
    assert order.index("message") < 1_000
    assert order.count("batch") == 2_000


def test_two_threads_never_encode_at_once():
    class Fragile(WordEncoder):
        inside = 0

        def encode_queries(self, texts, *, on_batch=None, repeatable=False):
            self.inside += 1
            assert self.inside == 1, "already borrowed"
            found = super().encode_queries(texts)
            self.inside -= 1
            return found

    shared, failures = SharedEncoder(Fragile()), []

    def encode():
        try:
            for _ in range(50):
                shared.encode_queries(["some words to encode"] * 5)
        except AssertionError as error:
            failures.append(error)

    threads = [threading.Thread(target=encode) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert failures == []
