"""Mints a token for each directory with MSAL for Python, as scripts/benchmark --mint has it measured.

Standard input says what for, as one JSON object; standard output is what `partner-vault token -o json` would hold.
"""

import concurrent.futures
import json
import sys

import msal
import requests


class Session(requests.Session):
    """One for all threads, with a connection for each; it may know what every directory says of itself."""

    def __init__(self, order):
        super().__init__()
        self.verify = order["ca"]
        threads = order["threads"]
        self.mount("https://", requests.adapters.HTTPAdapter(pool_connections=threads, pool_maxsize=threads))
        self.knows = order["way"] == "metadata given"

    def get(self, url, **options):
        suffix = "/v2.0/.well-known/openid-configuration"
        if not self.knows or not url.endswith(suffix):
            return super().get(url, **options)
        directory = url.removesuffix(suffix)
        reply = requests.Response()
        reply.status_code = 200
        reply._content = json.dumps(
            {
                "issuer": f"{directory}/v2.0",
                "authorization_endpoint": f"{directory}/oauth2/v2.0/authorize",
                "token_endpoint": f"{directory}/oauth2/v2.0/token",
            }
        ).encode()
        return reply


def main():
    order = json.load(sys.stdin)
    # As it comes, MSAL makes a session for each application, and each makes its own connections.
    shared = {} if order["way"] == "as it comes" else {"http_client": Session(order)}

    def mint(directory):
        application = msal.ConfidentialClientApplication(
            order["clientId"],
            client_credential=order["secret"],
            authority=f"{order['base']}/{directory}",
            verify=order["ca"],
            instance_discovery=False,
            **shared,
        )
        reply = application.acquire_token_for_client([order["scope"]])
        return {"directoryId": directory, "accessToken": reply["access_token"]}

    with concurrent.futures.ThreadPoolExecutor(order["threads"]) as pool:
        json.dump(list(pool.map(mint, order["directories"])), sys.stdout)


if __name__ == "__main__":
    main()
