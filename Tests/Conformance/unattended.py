"""A vault for what runs without a person: nobody answers for its tenants, and some of their names are hostile."""

import json
import types

from vault import Vault

# Texts that a name, an owner or a note may be, and that mean something to one reader or another.
HOSTILE = [
    "=1+1",
    "a;=1+1",
    'quo"te\\back',
    "<script>alert(1)</script>",
    "pipe | expired=0;;;;",
    "שלום עולם " + "x" * 90,
    "株式会社" * 30,
    "🏢 tower, flag 🇩🇪",
    "comma, semi; \\n",
    '"} 1',
    "<!channel> *bold* [link](http://127.0.0.1)",
]


def guid(kind, number):
    return f"{kind:08d}-0000-4000-8000-{number:012d}"


def make(folder, names=HOSTILE, ends="2020-01-01T00:00:00Z"):
    """A vault in `folder` with a tenant of each name."""
    vault = Vault(folder, types.SimpleNamespace(base="http://127.0.0.1:1", ca=""))
    rows = folder / "rows.jsonl"
    rows.touch(0o600)
    rows.write_text(
        "\n".join(
            json.dumps(
                {
                    "name": name,
                    "directoryId": guid(1, number),
                    "clientId": guid(2, number),
                    "secret": f"S3c8Q~stock-{number}-tYu7oPlKjHgFdSa",
                    "expires": ends,
                    "owner": name,
                    "authority": vault.base,
                    "graph": vault.base,
                }
            )
            for number, name in enumerate(names)
        )
    )
    vault.run("import", str(rows))
    return vault
