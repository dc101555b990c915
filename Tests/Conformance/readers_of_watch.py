"""What `watch` and `watch-units` write, as systemd and the script of docs/unattended.md read it."""

import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import threading

import pytest
import unattended

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "unattended.md"


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    return unattended.make(tmp_path_factory.mktemp("watch"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units_without_a_word(vault):
    folder = vault.folder / "a $b %h 'c'"
    folder.mkdir(0o700)
    key = folder / "watch.key"
    hook = folder / "hook"
    hook.touch(0o700)
    vault.run("keygen", "--output-file", str(key))
    units = vault.folder / "units"
    words = ["--identity", str(key), "--hook", str(hook), "--directory", str(units)]
    vault.run("watch-units", *words, "--on-calendar", "Mon..Fri *-*-* 05:00")
    # Without a program of such a name it would not be seen whether systemd finds it.
    program = vault.folder / "x $y %h" / "partner-vault"
    program.parent.mkdir()
    shutil.copy(vault.program, program)
    others = vault.folder / "others"
    here, vault.program = vault.program, str(program)
    vault.run("watch-units", "--identity", str(key), "--directory", str(others))
    vault.program = here
    assert verify(units, vault) == (0, "")
    assert verify(others, vault) == (0, "")
    # It does complain where there is something.
    service = others / "partner-vault-watch.service"
    service.write_text(service.read_text().replace("x $y", "x $$y"))
    assert verify(others, vault)[0] != 0


def verify(folder, vault):
    runtime = vault.folder / "runtime"
    runtime.mkdir(0o700, exist_ok=True)
    check = subprocess.run(
        ["systemd-analyze", "verify", "--user", *sorted(folder.iterdir())],
        env={"PATH": os.environ["PATH"], "HOME": str(vault.folder), "XDG_RUNTIME_DIR": str(runtime)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    return check.returncode, check.stdout


class Webhook(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, self.headers["Content-Type"], json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def webhook():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    server.posts, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="curl or jq is not installed")
@pytest.mark.parametrize("form", ["slack", "teams"])
def test_the_documented_hook_posts_what_was_found(vault, webhook, form):
    (script,) = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", DOCUMENT.read_text(), re.DOTALL)
    hook = vault.folder / "notify"
    hook.write_text(script)
    hook.chmod(0o700)
    address = vault.folder / ".config" / "partner-vault" / "webhook"
    address.parent.mkdir(0o700, parents=True, exist_ok=True)
    address.touch(0o600)
    address.write_text(f'url = "http://127.0.0.1:{webhook.server_port}/services/s3cret"\n')
    vault.environment["HOOK_FORM"] = form
    vault.run("watch", "--no-sync", "--hook", str(hook), status=12)
    assert "the hook ended with status 0" in vault.said
    ((path, kind, post),) = webhook.posts
    assert (path, kind) == ("/services/s3cret", "application/json")
    if form == "slack":
        text = post["text"]
    else:
        (card,) = post["attachments"]
        assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
        text = card["content"]["body"][0]["text"]
    assert "株式会社" in text
    assert "expired, ended 2020-01-01" in text
    # Nobody is called, nothing is bold, and nothing can be clicked.
    assert not re.search(r"[<>*\[\]&`_~]", text)
    # A refusal is not taken for success.
    webhook.status = 404
    vault.run("watch", "--no-sync", "--hook", str(hook), status=12)
    assert "and the hook failed" in vault.said
