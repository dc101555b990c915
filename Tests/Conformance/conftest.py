"""Starts one double over TLS for each file of tests."""

import json
import os
import signal
import subprocess
import time

import pytest
from stand_in import SEED, Double


@pytest.fixture(scope="module")
def double(tmp_path_factory):
    folder = tmp_path_factory.mktemp("double")
    seed = folder / "seed.json"
    seed.write_text(json.dumps(SEED))
    ready = folder / "ready"
    program = os.environ.get("ENTRA_DOUBLE", ".build/debug/entra-double")
    process = subprocess.Popen(
        [program, "--seed", seed, "--tls", folder / "tls", "--ready-file", ready],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        assert line.startswith("listening on https://localhost:"), line
        for _ in range(100):
            if ready.exists():
                break
            time.sleep(0.05)
        assert ready.read_text() == line
        certificate = str(folder / "tls" / "ca.pem")
        with pytest.MonkeyPatch.context() as environment:
            # What the machine has set for the world outside does not count here.
            environment.setenv("REQUESTS_CA_BUNDLE", certificate)
            environment.setenv("NO_PROXY", "localhost")
            yield Double(line.split()[-1], certificate)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
