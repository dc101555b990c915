"""Runs Microsoft's own Python libraries against `entra-double --tls`, where an application acts for itself.

    pip install -r Tests/Conformance/requirements.txt
    ENTRA_DOUBLE=.build/debug/entra-double pytest Tests/Conformance/microsoft_*.py

The double is right where clients that it was not written for believe it.
"""

import time

import jwt
import msal
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import CertificateCredential, ClientAssertionCredential
from stand_in import (
    CERTIFICATE,
    CONTOSO,
    ELSEWHERE,
    EXPIRED,
    FABRIKAM,
    ISSUER,
    LEADS,
    PARTNER,
    SCOPE,
    SECRET,
    SUBJECT,
    Certificate,
    claims,
)


def check_claims(token, method="1"):
    seen = claims(token)
    assert seen["tid"] == CONTOSO
    assert seen["appid"] == LEADS
    assert seen["appidacr"] == method
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


def certificate_credential(certificate, kind):
    credential = {"private_key": certificate.key, "public_certificate": certificate.pem}
    return credential if kind == "PS256" else {"private_key": certificate.key, "thumbprint": certificate.sha1}


@pytest.mark.parametrize("kind", ["PS256", "RS256"])
def test_msal_signs_with_its_certificate(double, kind):
    app = double.msal(certificate_credential(CERTIFICATE, kind))
    check_claims(app.acquire_token_for_client([SCOPE])["access_token"], method="2")


@pytest.mark.parametrize("kind", ["PS256", "RS256"])
def test_msal_sees_that_a_certificate_is_unknown(double, kind):
    app = double.msal(certificate_credential(Certificate("unknown"), kind))
    reply = app.acquire_token_for_client([SCOPE])
    assert reply["error"] == "invalid_client"
    assert reply["error_codes"] == [700027]


def test_azure_identity_signs_with_its_certificate(double):
    pem = (CERTIFICATE.key + CERTIFICATE.pem).encode()
    with CertificateCredential(CONTOSO, LEADS, certificate_data=pem, **double.azure_options) as credential:
        check_claims(credential.get_token(SCOPE).token, method="2")


def foreign_token(**changes):
    now = int(time.time())
    payload = {"iss": ISSUER, "sub": SUBJECT, "aud": "api://AzureADTokenExchange", "iat": now, "exp": now + 600}
    return jwt.encode({**payload, **changes}, ELSEWHERE.key, algorithm="RS256")


def test_azure_identity_hands_over_a_token_of_another_issuer(double):
    with ClientAssertionCredential(CONTOSO, LEADS, foreign_token, **double.azure_options) as credential:
        check_claims(credential.get_token(SCOPE).token, method="2")


@pytest.mark.parametrize(
    "changes, code",
    [
        pytest.param({"sub": "repo:contoso/leads:ref:refs/heads/other"}, 700213, id="subject"),
        pytest.param({"iss": "https://other.example"}, 70021, id="issuer"),
        pytest.param({"aud": "https://other.example"}, 70021, id="audience"),
        pytest.param({"exp": 1_600_000_000}, 700024, id="expired"),
    ],
)
def test_azure_identity_sees_why_such_a_token_is_refused(double, changes, code):
    options = double.azure_options
    with ClientAssertionCredential(CONTOSO, LEADS, lambda: foreign_token(**changes), **options) as credential:
        with pytest.raises(ClientAuthenticationError, match=f"AADSTS{code}: "):
            credential.get_token(SCOPE)


def test_msal_says_that_it_can_take_challenges(double):
    app = double.msal(client_capabilities=["CP1"])
    plain = double.msal(client_capabilities=["cp1"]).acquire_token_for_client([SCOPE])
    assert claims(plain["access_token"])["xms_cc"] == ["cp1"]
    assert plain["expires_in"] > 20 * 3600
    assert "xms_cc" not in claims(app.acquire_token_for_client([SCOPE])["access_token"])
