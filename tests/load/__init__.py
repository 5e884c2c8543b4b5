"""Load on a real site, on this machine alone: ``python -m tests.load chats`` and ``python -m tests.load soak``.

Not collected by pytest: minutes long, and only figures of a machine with nothing else to do mean anything.
"""
