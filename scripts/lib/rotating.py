"""What scripts/benchmark --rotate measures: the secrets of many applications replaced, each in its own directory."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.request
import uuid

LATENCY = 0.05
# Before the first sign-in of three, one a second: a token, the registration, the new secret; then the three.
REQUESTS = 6
PAUSES = 2.0
COST = ["--kdf-memory", "64", "--kdf-passes", "2"]
METHOD = """\
{count:,} applications, each in a directory of its own and the owner of itself, at `entra-double`, which waits
{latency:.0f} ms before each answer, on the same machine. `partner-vault rotate --all --concurrency {concurrency}
--stop-after 0 -o json` is run once, on a vault ({cost}) that was made by `import`: every secret is made, stored, proven by
three sign-ins a second apart, and promoted; each of these steps is durable before the next. *Ideal* is what the requests
that one application needs ({requests}, and {pauses:.0f} s of waiting between the sign-ins) take for all of them at that
concurrency. Then a tenth of the directories fail, and `--resume` does the rest once they are well again; what is
promoted is counted in the vault and in the directory. The load average was {load:.1f} when this began, on {cores} cores.
"""


class Fleet:
    """The double with as many applications as asked for, and a vault that holds them."""

    def __init__(self, program, double, folder, count):
        self.program = program
        self.count = count
        self.folder = folder
        self.clients = [str(uuid.uuid4()) for _ in range(count)]
        tenants, rows = [], []
        for number, client in enumerate(self.clients):
            directory, secret = str(uuid.uuid4()), f"Ro{number % 10}8Q~{uuid.uuid4().hex}"
            credential = {
                "keyId": str(uuid.uuid4()),
                "secretText": secret,
                "startDateTime": "2020-01-01T00:00:00Z",
                "endDateTime": "2099-01-01T00:00:00Z",
            }
            application = {
                "appId": client,
                "displayName": f"application {number}",
                "roles": ["Application.ReadWrite.OwnedBy"],
                "owners": ["self"],
                "passwordCredentials": [credential],
            }
            tenants.append({"directoryId": directory, "applications": [application]})
            rows.append((f"customer-{number:05}", directory, client, secret))
        seed = folder / "seed.json"
        seed.write_text(json.dumps({"tenants": tenants}))
        self.process = subprocess.Popen(
            [double, "--seed", seed, "--latency", f"{LATENCY * 1000:.0f}ms"], stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        if not line:
            sys.exit("benchmark: error: entra-double did not start")
        self.base = line.split()[-1]
        (folder / "passphrase").touch(0o600)
        (folder / "passphrase").write_text("correct horse battery staple\n")
        self.environment = {
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_STATE_HOME": str(folder / "state"),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PARTNER_VAULT_PASSPHRASE_FILE": str(folder / "passphrase"),
        }
        self.call("init", *COST)
        table = folder / "rows.jsonl"
        with open(os.open(table, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            for name, directory, client, secret in rows:
                row = {"name": name, "directoryId": directory, "clientId": client, "secret": secret}
                file.write(json.dumps(row | {"authority": self.base, "graph": self.base}) + "\n")
        self.call("import", "--format", "jsonl", str(table))
        table.unlink()

    def call(self, *words):
        done = subprocess.run([self.program, *words], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"benchmark: error: {words[0]} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def post(self, path, body):
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"})
        urllib.request.urlopen(request).close()

    def rotate(self, *words, status):
        """Seconds, CPU seconds, the largest resident size in MB, and the outcomes."""
        out = self.folder / "outcomes"
        command = [self.program, "rotate", *words, "--stop-after", "0", "-o", "json"]
        files = [
            (os.POSIX_SPAWN_OPEN, 1, str(out), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ]
        began = time.perf_counter()
        process = os.posix_spawn(command[0], command, self.environment, file_actions=files)
        _, ended, used = os.wait4(process, 0)
        wall = time.perf_counter() - began
        if os.waitstatus_to_exitcode(ended) != status:
            sys.exit(f"benchmark: error: rotate ended with {os.waitstatus_to_exitcode(ended)}: {out.read_text()[:2000]}")
        return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, json.loads(out.read_text())

    def secrets(self):
        with urllib.request.urlopen(self.base + "/double/state") as reply:
            state = json.load(reply)
        return sum(len(a["passwordCredentials"]) for t in state["tenants"] for a in t.get("applications", []))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def expect(condition, what):
    if not condition:
        sys.exit(f"benchmark: error: {what}")


def measure(options, program, double, folder):
    concurrency = options.concurrency[0]
    load = os.getloadavg()[0]
    (folder / "fleet").mkdir(mode=0o700)
    fleet = Fleet(program, double, folder / "fleet", options.tenants)
    try:
        print(f"rotating {fleet.count:,} secrets", file=sys.stderr)
        wall, cpu, resident, outcomes = fleet.rotate("--all", "--concurrency", str(concurrency), status=0)
        expect([o["step"] for o in outcomes] == ["promoted"] * fleet.count, "not all were promoted")
        expect(fleet.secrets() == 2 * fleet.count, "the directories have other secrets than two each")
    finally:
        fleet.stop()
    ideal = fleet.count / concurrency * (REQUESTS * LATENCY + PAUSES)

    (folder / "failing").mkdir(mode=0o700)
    fleet = Fleet(program, double, folder / "failing", options.tenants)
    try:
        bad = fleet.clients[:: max(1, fleet.count // max(1, fleet.count // 10))][: fleet.count // 10]
        faults = [{"match": {"clientId": client, "path": "addPassword"}, "status": 503} for client in bad]
        fleet.post("/double/faults", {"faults": faults})
        print(f"again, with {len(bad):,} that fail", file=sys.stderr)
        failing, _, _, outcomes = fleet.rotate("--all", "--concurrency", str(concurrency), status=11)
        failed = {o["tenant"] for o in outcomes if o["step"] == "failed"}
        expect(len(failed) == len(bad), f"{len(failed)} failed instead of {len(bad)}")
        expect(sum(o["step"] == "promoted" for o in outcomes) == fleet.count - len(bad), "others failed too")
        fleet.post("/double/faults", {"faults": []})
        resumed, _, _, outcomes = fleet.rotate("--resume", "--concurrency", str(concurrency), status=0)
        again = {o["tenant"] for o in outcomes if o["step"] == "promoted" and o["tenant"] in failed}
        expect(again == failed, "resuming did not do the rest")
        expect(fleet.secrets() == 2 * fleet.count, "the directories have other secrets than two each")
    finally:
        fleet.stop()

    verdict = "" if wall <= 1.3 * ideal else " **missed**"
    memory = "" if resident < 150 else " **missed**"
    lines = [
        "| | |",
        "|---|---|",
        f"| wall time, {fleet.count:,} applications at {concurrency} | {wall:.1f} s |",
        f"| against the ideal of {ideal:.1f} s (limit 1.3 ×) | {wall / ideal:.2f} ×{verdict} |",
        f"| CPU an application | {cpu / fleet.count * 1000:.1f} ms |",
        f"| largest resident size (limit 150 MiB) | {resident:.0f} MiB{memory} |",
        f"| the same with {len(bad):,} that fail: the others | {failing:.1f} s |",
        f"| `--resume` for the {len(bad):,} | {resumed:.1f} s |",
    ]
    method = METHOD.format(
        count=fleet.count,
        latency=LATENCY * 1000,
        concurrency=concurrency,
        cost=f"{COST[1]} MiB and {COST[3]} passes",
        requests=REQUESTS,
        pauses=PAUSES,
        load=load,
        cores=os.cpu_count(),
    )
    return "\n".join(lines) + "\n\n" + method
