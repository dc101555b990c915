"""Runs Microsoft's own Python libraries against `entra-double --tls`.

    pip install msal azure-identity pytest
    ENTRA_DOUBLE=.build/debug/entra-double pytest Tests/Conformance/microsoft_clients.py

The double is right where clients that it was not written for believe it.
"""

import base64
import json
import os
import signal
import subprocess
import time
import uuid

import msal
import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential

CONTOSO = "11111111-1111-4111-8111-111111111111"
FABRIKAM = "22222222-2222-4222-8222-222222222222"
LEADS = "aaaaaaaa-0000-4000-8000-000000000001"
SECRET = "Xy1~a+b/c=d&e é%"
EXPIRED = "was once right"
PARTNER = "https://api.partner.microsoft.com"
SCOPE = f"{PARTNER}/.default"

SEED = {
    "tenants": [
        {
            "directoryId": CONTOSO,
            "domains": ["contoso.example"],
            "applications": [
                {
                    "appId": LEADS,
                    "displayName": "Contoso leads",
                    "passwordCredentials": [
                        {
                            "keyId": str(uuid.uuid4()),
                            "secretText": SECRET,
                            "startDateTime": "2020-01-01T00:00:00Z",
                            "endDateTime": "2099-01-01T00:00:00Z",
                        },
                        {
                            "keyId": str(uuid.uuid4()),
                            "secretText": EXPIRED,
                            "startDateTime": "2020-01-01T00:00:00Z",
                            "endDateTime": "2021-01-01T00:00:00Z",
                        },
                    ],
                }
            ],
        },
        {"directoryId": FABRIKAM},
    ]
}


class Double:
    """A running double: its address, and a session to it."""

    def __init__(self, base, authority_certificate):
        self.base = base
        self.ca = authority_certificate
        self.http = requests.Session()

    def authority(self, directory=CONTOSO):
        return f"{self.base}/{directory}"

    def token_requests(self):
        counts = self.http.get(f"{self.base}/double/requests", timeout=10).json()["requests"]
        return sum(row["count"] for row in counts if row["path"].endswith("/oauth2/v2.0/token"))

    def msal(self, secret=SECRET, client=LEADS, directory=CONTOSO, **options):
        options.setdefault("instance_discovery", False)
        return msal.ConfidentialClientApplication(
            client,
            client_credential=secret,
            authority=self.authority(directory),
            http_client=self.http,
            **options,
        )

    def azure(self, secret=SECRET, client=LEADS, directory=CONTOSO):
        return ClientSecretCredential(
            directory,
            client,
            secret,
            authority=self.base,
            disable_instance_discovery=True,
            connection_verify=self.ca,
            retry_total=0,
        )


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


def claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def check_claims(token):
    seen = claims(token)
    assert seen["tid"] == CONTOSO
    assert seen["appid"] == LEADS
    assert seen["appidacr"] == "1"
    assert seen["aud"] == PARTNER
    assert seen["iss"] == f"https://sts.windows.net/{CONTOSO}/"
    assert seen["nbf"] <= time.time() < seen["exp"]


def test_msal_gets_a_token_and_then_serves_it_from_its_cache(double):
    app = double.msal()
    first = app.acquire_token_for_client([SCOPE])
    assert "error" not in first
    assert first["token_source"] == "identity_provider"
    assert first["expires_in"] == 3599
    check_claims(first["access_token"])
    before = double.token_requests()
    second = app.acquire_token_for_client([SCOPE])
    assert second["token_source"] == "cache"
    assert second["access_token"] == first["access_token"]
    assert double.token_requests() == before


def test_msal_finds_the_directory_by_domain(double):
    reply = double.msal(directory="contoso.example").acquire_token_for_client([SCOPE])
    check_claims(reply["access_token"])


def test_msal_with_instance_discovery(double):
    app = double.msal(instance_discovery=f"{double.base}/common/discovery/instance")
    check_claims(app.acquire_token_for_client([SCOPE])["access_token"])


def test_msal_as_a_plain_openid_client(double):
    app = msal.ConfidentialClientApplication(
        LEADS,
        client_credential=SECRET,
        oidc_authority=f"{double.authority()}/v2.0",
        http_client=double.http,
    )
    check_claims(app.acquire_token_for_client([SCOPE])["access_token"])


REFUSALS = [
    pytest.param({"secret": "wrong"}, "invalid_client", 7000215, id="wrong secret"),
    pytest.param({"secret": EXPIRED}, "invalid_client", 7000222, id="expired secret"),
    pytest.param({"client": FABRIKAM}, "unauthorized_client", 700016, id="unknown application"),
    pytest.param({"directory": FABRIKAM}, "unauthorized_client", 700016, id="other directory"),
]


@pytest.mark.parametrize("options, error, code", REFUSALS)
def test_msal_sees_the_refusal(double, options, error, code):
    reply = double.msal(**options).acquire_token_for_client([SCOPE])
    assert reply["error"] == error
    assert reply["error_codes"] == [code]
    assert reply["error_description"].startswith(f"AADSTS{code}: ")
    assert reply["correlation_id"]


@pytest.mark.parametrize(
    "scope, code",
    [(PARTNER, 1002012), ("https://nothing.example/.default", 500011)],
)
def test_msal_sees_that_the_scope_is_refused(double, scope, code):
    reply = double.msal().acquire_token_for_client([scope])
    assert reply["error_codes"] == [code]


def test_msal_refuses_an_unknown_directory(double):
    with pytest.raises(ValueError, match="Unable to get authority configuration"):
        double.msal(directory="nowhere.example").acquire_token_for_client([SCOPE])


def test_azure_identity_gets_a_token_and_keeps_it(double):
    with double.azure() as credential:
        first = credential.get_token(SCOPE)
        check_claims(first.token)
        assert first.expires_on == pytest.approx(claims(first.token)["exp"], abs=5)
        before = double.token_requests()
        assert credential.get_token(SCOPE).token == first.token
        assert double.token_requests() == before


@pytest.mark.parametrize("options, error, code", REFUSALS)
def test_azure_identity_sees_the_refusal(double, options, error, code):
    with double.azure(**options) as credential:
        with pytest.raises(ClientAuthenticationError, match=f"AADSTS{code}: "):
            credential.get_token(SCOPE)


def test_a_token_verifies_with_the_published_keys(double):
    jwt = pytest.importorskip("jwt")  # PyJWT comes with MSAL
    token = double.msal().acquire_token_for_client([SCOPE])["access_token"]
    published = double.http.get(f"{double.authority()}/discovery/keys", timeout=10).json()
    key = next(key for key in published["keys"] if key["kid"] == jwt.get_unverified_header(token)["kid"])
    jwt.decode(
        token,
        jwt.PyJWK(key, algorithm="RS256").key,
        algorithms=["RS256"],
        audience=PARTNER,
        issuer=f"https://sts.windows.net/{CONTOSO}/",
    )
