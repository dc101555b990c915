"""What scripts/benchmark --mint measures: a token for each of many tenants, by partner-vault and by MSAL for Python."""

import base64
import json
import math
import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import time
import uuid

HOME = str(uuid.uuid4())
CLIENT = str(uuid.uuid4())
SECRET = "Pl1~a.b-c_d8Q~0123456789"
SCOPE = "https://api.partner.microsoft.com/.default"
LATENCY = 0.05
COST = ["--kdf-memory", "64", "--kdf-passes", "2"]
METHOD = """\
A token for each of {count:,} directories, all reached with one application's secret, from `entra-double --tls`, which
waits {latency:.0f} ms before each answer, on the same machine. In each of {runs} rounds every line is run once, in a
random order; the figures are medians, with the quartiles in brackets, and the ratios are made within a round before
their median is taken. What was given out is counted, and each token's directory compared.

- *Ideal* is the number of directories, divided by how many requests are under way at once, times {latency:.0f} ms: what
  the latency alone leaves, if nothing else took any time.
- *CPU* is the client process's own, user and system, from start to end, divided by the number of tokens. "Without its
  start" takes away what the same client uses for one tenant: the start of Python, or the derivation of the vault's key.
- `partner-vault token --tag customer -o json --force-new --concurrency N` opens a vault ({cost}), mints,
  keeps the tokens sealed and writes its log. MSAL for Python {msal} makes a `ConfidentialClientApplication` for each
  directory, in a `ThreadPoolExecutor(N)`, with instance discovery off, and writes nothing to disk. As it comes, each
  of those has connections of its own, and asks its directory for its metadata first. With "one session", a
  `requests.Session` with N connections serves all. With "metadata given", it finds the metadata in memory as well, so
  that both clients send one request a token; no program is like that by itself.
- The double takes {double:.1f} ms of CPU a token, on the same cores.
- Whatever else the machine does makes all of them slower, and the wall time most: its load average was {load:.1f} when
  this began, on {cores} cores.
"""


class Directory:
    """The double, with as many customers as asked for."""

    def __init__(self, program, folder, count):
        self.customers = [str(uuid.uuid4()) for _ in range(count)]
        application = {
            "appId": CLIENT,
            "displayName": "benchmark",
            "consentedIn": self.customers,
            "passwordCredentials": [
                {
                    "keyId": str(uuid.uuid4()),
                    "secretText": SECRET,
                    "startDateTime": "2020-01-01T00:00:00Z",
                    "endDateTime": "2099-01-01T00:00:00Z",
                }
            ],
        }
        tenants = [{"directoryId": HOME, "applications": [application]}]
        tenants += [{"directoryId": customer} for customer in self.customers]
        seed = folder / "seed.json"
        seed.write_text(json.dumps({"tenants": tenants}))
        self.ca = str(folder / "tls" / "ca.pem")
        self.process = subprocess.Popen(
            [program, "--seed", seed, "--tls", folder / "tls", "--latency", f"{LATENCY * 1000:.0f}ms"],
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            sys.exit("benchmark: error: entra-double did not start")
        self.base = line.split()[-1]

    def cpu(self):
        """Seconds that it has used so far; zero where the system does not say."""
        try:
            fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Client:
    """Anything that mints: a command, and what it is told on standard input."""

    def __init__(self, label, threads, command, environment, order, count):
        self.label = label
        self.threads = threads
        self.command = command
        self.environment = environment
        self.order = order
        self.count = count
        self.walls, self.cpus = [], []

    def run(self, folder):
        (folder / "order").write_text(json.dumps(self.order))
        files = [
            (os.POSIX_SPAWN_OPEN, 0, str(folder / "order"), os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(folder / "tokens"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        ]
        began = time.perf_counter()
        process = os.posix_spawn(self.command[0], self.command, self.environment, file_actions=files)
        _, status, used = os.wait4(process, 0)
        wall = time.perf_counter() - began
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"benchmark: error: {self.label} ended with {os.waitstatus_to_exitcode(status)}")
        given = json.loads((folder / "tokens").read_text())
        right = {entry["directoryId"] for entry in given if tid(entry["accessToken"]) == entry["directoryId"]}
        if len(right) != self.count:
            sys.exit(f"benchmark: error: {self.label} brought {len(right)} of {self.count} tokens")
        self.walls.append(wall)
        self.cpus.append(used.ru_utime + used.ru_stime)


def tid(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["tid"]


class Vault:
    """A vault with all customers under the tag `customer`, and one of them under `first`."""

    def __init__(self, program, folder, directory):
        self.program = program
        (folder / "passphrase").touch(0o600)
        (folder / "passphrase").write_text("correct horse battery staple\n")
        self.environment = {
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_STATE_HOME": str(folder / "state"),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PARTNER_VAULT_PASSPHRASE_FILE": str(folder / "passphrase"),
            "PARTNER_VAULT_CA_FILE": directory.ca,
        }
        self.call("init", *COST)
        rows = [{"name": "partner", "directoryId": HOME, "clientId": CLIENT, "secret": SECRET}]
        rows[0] |= {"authority": directory.base, "graph": directory.base, "expires": "2099-01-01T00:00:00Z"}
        for number, customer in enumerate(directory.customers):
            tags = ["customer", "first"] if number == 0 else ["customer"]
            rows.append({"name": f"customer-{number:06}", "directoryId": customer, "app": "partner", "tags": tags})
        (folder / "rows.jsonl").touch(0o600)
        (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        self.call("import", "--format", "jsonl", str(folder / "rows.jsonl"))

    def call(self, *words):
        done = subprocess.run([self.program, *words], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"benchmark: error: {words[0]} ended with {done.returncode}:\n{done.stderr}")

    def client(self, label, threads, tag, count):
        command = [self.program, "token", "--tag", tag, "-o", "json", "--force-new", "--concurrency", str(threads)]
        return Client(label, threads, command, self.environment, None, count)


def msal_client(label, threads, directory, customers, way):
    order = {
        "base": directory.base,
        "ca": directory.ca,
        "clientId": CLIENT,
        "secret": SECRET,
        "scope": SCOPE,
        "threads": threads,
        "way": way,
        "directories": customers,
    }
    script = str(pathlib.Path(__file__).with_name("mint_with_msal.py"))
    environment = {"HOME": "/nonexistent", "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NO_PROXY": "localhost"}
    return Client(label, threads, [sys.executable, "-B", script], environment, order, len(customers))


def clients(vault, directory, threads):
    """Pairs of a client and the same one for a single tenant."""
    count, first = len(directory.customers), directory.customers[:1]
    yield vault.client("partner-vault", threads, "customer", count), vault.client("", threads, "first", 1)
    for way in ("as it comes", "one session", "metadata given"):
        yield (
            msal_client(f"MSAL, {way}", threads, directory, directory.customers, way),
            msal_client("", threads, directory, first, way),
        )


def spread(values, form):
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:{form}} ({low:{form}} to {high:{form}})"


def measure(options, program, double, folder, spell):
    """The part of docs/benchmarks.md about minting."""
    import msal

    load = os.getloadavg()[0]
    directory = Directory(double, folder, options.tenants)
    try:
        vault = Vault(program, folder, directory)
        groups = {threads: list(clients(vault, directory, threads)) for threads in options.concurrency}
        jobs = [client for pairs in groups.values() for pair in pairs for client in pair]
        used = directory.cpu()
        for turn in range(options.runs):
            spell(turn)
            random.shuffle(jobs)
            for client in jobs:
                client.run(folder)
        # With what is asked for beside the tokens.
        tokens = sum(client.count for client in jobs) * options.runs
        used = (directory.cpu() - used) / tokens
    finally:
        directory.stop()
    return "\n".join(table(groups, options.tenants)) + "\n\n" + METHOD.format(
        count=options.tenants,
        latency=LATENCY * 1000,
        runs=options.runs,
        cost=f"{COST[1]} MiB and {COST[3]} passes",
        msal=msal.__version__,
        double=used * 1000,
        load=load,
        cores=os.cpu_count(),
    )


def table(groups, count):
    yield "| at once | | wall time | against the ideal | CPU a token | without its start | CPU against ours |"
    yield "|---|---|---|---|---|---|---|"
    for threads, pairs in groups.items():
        ideal = math.ceil(count / threads) * LATENCY
        ours = pairs[0][0]
        for client, single in pairs:
            net = [(all - one) / (count - 1) * 1000 for all, one in zip(client.cpus, single.cpus)]
            ratio = [theirs / own for theirs, own in zip(client.cpus, ours.cpus)]
            yield (
                f"| {threads} | {client.label} | {spread(client.walls, '.2f')} s "
                f"| {statistics.median(client.walls) / ideal:.2f} × {ideal:.2f} s "
                f"| {spread([cpu / count * 1000 for cpu in client.cpus], '.2f')} ms "
                f"| {statistics.median(net):.2f} ms | {'' if client is ours else spread(ratio, '.1f') + ' ×'} |"
            )
