"""The tests' own guard: nothing here reaches the network, and the sockets of this machine stay open."""

import os
import socket

import pytest

from tests.conftest import NetworkBlockedError


def test_other_machines_cannot_be_reached_by_number_or_name():
    with socket.socket() as outside, pytest.raises(NetworkBlockedError, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkBlockedError, match=r"huggingface\.co"):
        socket.create_connection(("huggingface.co", 443), timeout=1)


def test_a_server_on_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port), timeout=5) as client, socket.socket() as another:
            assert client.getpeername()[1] == port
            assert another.connect_ex(("127.0.0.1", port)) == 0


def test_the_model_hub_is_told_to_stay_offline():
    assert os.environ["HF_HUB_OFFLINE"] == "1"
