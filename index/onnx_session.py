"""One way to open a model in onnxruntime: on one thread, quiet, and with exact products of bytes on every processor.

onnxruntime's own packages tell its makers of every model that is opened, over HTTPS, and keep a number of the machine
in the home folder (its Privacy.md). A clinic's server tells nobody: the setting must stand before the first import.
"""

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

PROCESSOR = Path("/proc/cpuinfo")
EXACT_SUMS = ("session.x64quantprecision", "1")
"""Has onnxruntime take a way of multiplying bytes that cuts no sum off, as slow as with floats."""


def open_session(model: Path | bytes, *, without: tuple[str, ...] = ()) -> Any:
    """Open an ONNX model; safe to run from several threads at once.

    Args:
        model: its file, or what that holds.
        without: optimisations of onnxruntime that are left out, by name.

    Raises:
        Exception: it is missing or no model; onnxruntime raises bare exceptions of its own.
    """
    # Importing onnxruntime takes a tenth of a second; whoever only reads files must not wait for it.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    if not _sums_bytes_exactly():
        options.add_session_config_entry(*EXACT_SUMS)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"], disabled_optimizers=without)


def _sums_bytes_exactly() -> bool:
    """Tell whether the processor is known to have VNNI.

    Without it an x86 processor adds products of bytes in pairs and cuts these off at 16 bits: one pair in ten thousand,
    which puts the products of the encoder off by two hundredths. Other processors take no notice of the setting.
    """
    try:
        return "vnni" in PROCESSOR.read_text(encoding="utf-8")
    except OSError:  # another system than Linux
        return False
