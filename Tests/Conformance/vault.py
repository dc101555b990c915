"""`partner-vault` as the conformance tests run it: a vault in a folder of its own, and a sign-in that is under way."""

import json
import os
import select
import subprocess
import urllib.parse


class Vault:
    """A new vault, which trusts the double's certificate."""

    def __init__(self, folder, double):
        self.program = os.path.abspath(os.environ.get("PARTNER_VAULT", ".build/debug/partner-vault"))
        self.folder = folder
        self.base = double.base
        self.addresses = folder / "addresses"
        os.mkfifo(self.addresses)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_STATE_HOME": str(folder / "state"),
            "PARTNER_VAULT_PASSPHRASE_FILE": str(self._write("passphrase", "correct horse battery staple\n", 0o600)),
            "PARTNER_VAULT_CA_FILE": double.ca,
            "BROWSER": str(self._write("browser", f'#!/bin/sh\nprintf "%s\\n" "$1" >{self.addresses}\n', 0o700)),
        }
        self.run("init", "--kdf-memory", "64", "--kdf-passes", "2")

    def _write(self, name, text, mode):
        path = self.folder / name
        path.touch(mode)
        path.write_text(text)
        return path

    def start(self, *words, **options):
        return subprocess.Popen(
            [self.program, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def run(self, *words, status=0, **options):
        process = self.start(*words, **options)
        out, self.said = process.communicate(timeout=120)
        assert process.returncode == status, self.said
        return out

    def json(self, *words, **options):
        return json.loads(self.run(*words, "-o", "json", **options))

    def add(self, name, directory, *words, secret=None):
        words = ["add", name, "--directory-id", directory, *words]
        if secret is None:
            return self.run(*words)
        reading, writing = os.pipe()
        os.write(writing, secret.encode())
        os.close(writing)
        try:
            return self.run(*words, "--secret-fd", str(reading), pass_fds=[reading])
        finally:
            os.close(reading)

    def at_the_double(self):
        return ["--authority", self.base, "--graph", self.base]

    def login(self, name, *words):
        return Login(self, name, *words)


class Login:
    """`login --browser`, from the moment that it opened the browser."""

    def __init__(self, vault, name, *words):
        # Open for writing too, so that it can be read before and after anyone writes.
        addresses = os.open(vault.addresses, os.O_RDWR)
        self.process = vault.start("login", name, "--browser", "-o", "json", *words)
        try:
            assert select.select([addresses], [], [], 60)[0], "no browser was opened"
            self.url = os.read(addresses, 65536).decode().strip()
        except BaseException:
            self.process.kill()
            raise
        finally:
            os.close(addresses)
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.url).query)
        self.state = query["state"][0]
        self.port = urllib.parse.urlsplit(query["redirect_uri"][0]).port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def end(self, status=0):
        """What it printed as JSON: the report, or the error."""
        out, self.said = self.process.communicate(timeout=60)
        assert self.process.returncode == status, self.said
        if status == 0:
            return json.loads(out)
        assert out == ""
        return json.loads(self.said.strip().splitlines()[-1])["error"]
