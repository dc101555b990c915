"""Runs Microsoft's own Python libraries against `entra-double --tls`, where an application acts for a user."""

import threading
import time

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import DeviceCodeCredential, UsernamePasswordCredential
from stand_in import (
    ADA,
    CONTOSO,
    FABRIKAM,
    LEADS,
    MIA,
    PARTNER,
    PARTNER_CENTER,
    PASSWORD,
    PHONE,
    SCOPE,
    Browser,
    claims,
)

READ = f"{PARTNER_CENTER}/user_impersonation"


def check(reply, name=ADA, audience=PARTNER, client=LEADS, method="1", factors=("pwd",)):
    assert "error" not in reply, reply
    seen = claims(reply["access_token"])
    assert seen["tid"] == CONTOSO
    assert (seen["appid"], seen["appidacr"]) == (client, method)
    assert seen["aud"] == audience
    assert (seen["upn"], seen["amr"]) == (name, list(factors))
    assert seen["scp"] == "user_impersonation"
    assert reply["refresh_token"]
    assert reply["id_token_claims"]["preferred_username"] == name


def code_flow(double, app, redirect_uri="http://localhost:5055", scopes=(SCOPE,), **options):
    flow = app.initiate_auth_code_flow(list(scopes), redirect_uri=redirect_uri, **options)
    return flow, Browser(double, flow["auth_uri"])


def test_msal_redeems_a_code_with_its_secret(double):
    app = double.msal()
    flow, browser = code_flow(double, app, login_hint=ADA)
    assert browser.page.fields["username"] == ADA
    browser.sign_in(ADA)
    assert browser.reply_address == "http://localhost:5055/"
    check(app.acquire_token_by_auth_code_flow(flow, browser.reply))
    account = app.get_accounts(ADA)[0]
    assert app.acquire_token_silent([SCOPE], account)["token_source"] == "cache"


def test_msal_redeems_a_code_as_a_public_client_after_consent(double):
    app = double.public()
    flow, browser = code_flow(double, app, "http://localhost:61000/reply", [READ])
    browser.sign_in(MIA)
    assert browser.page.texts["account"] == MIA
    browser.press("accept")
    reply = app.acquire_token_by_auth_code_flow(flow, browser.reply)
    check(reply, MIA, PARTNER_CENTER, PHONE, "0", ["pwd", "mfa"])
    assert READ in reply["scope"].split()


def test_msal_takes_a_code_that_a_form_brings(double):
    app = double.msal()
    flow, browser = code_flow(double, app, response_mode="form_post")
    browser.sign_in(ADA)
    form = {name: browser.page.fields[name] for name in ["code", "state", "client_info"] if name in browser.page.fields}
    check(app.acquire_token_by_auth_code_flow(flow, form))


def test_msal_sees_that_its_verifier_is_wrong(double):
    app = double.msal()
    flow, browser = code_flow(double, app)
    browser.sign_in(ADA)
    reply = app.acquire_token_by_auth_code_flow({**flow, "code_verifier": "x" * 43}, browser.reply)
    assert (reply["error"], reply["error_codes"]) == ("invalid_grant", [501481])
    # The right one still counts, once.
    check(app.acquire_token_by_auth_code_flow(flow, browser.reply))
    again = app.acquire_token_by_auth_code_flow(flow, browser.reply)
    assert (again["error"], again["error_codes"]) == ("invalid_grant", [54005])


def test_msal_sees_that_the_user_turned_back(double):
    app = double.msal()
    flow, browser = code_flow(double, app)
    reply = app.acquire_token_by_auth_code_flow(flow, browser.press("cancel").reply)
    assert reply["error"] == "access_denied"
    assert reply["error_description"].startswith("AADSTS65004: ")


@pytest.mark.parametrize(
    "name, password, code",
    [(ADA, "wrong", "AADSTS50126"), ("nobody@contoso.example", PASSWORD, "AADSTS50034")],
)
def test_the_page_says_why_a_sign_in_failed(double, name, password, code):
    _, browser = code_flow(double, double.msal())
    browser.sign_in(name, password)
    assert browser.page.texts["error-code"] == code
    assert browser.sign_in(ADA).reply["code"]


def test_a_reply_goes_nowhere_else(double):
    _, browser = code_flow(double, double.msal(), "http://localhost:5055/elsewhere")
    assert browser.status == 400
    assert browser.page.texts["error-code"] == "AADSTS50011"


def test_msal_refreshes_and_gets_another_refresh_token(double):
    app = double.msal()
    first = app.acquire_token_by_username_password(ADA, PASSWORD, [SCOPE])
    second = app.acquire_token_by_refresh_token(first["refresh_token"], [f"{PARTNER_CENTER}/.default"])
    assert claims(second["access_token"])["aud"] == PARTNER_CENTER
    assert second["refresh_token"] != first["refresh_token"]
    account = app.get_accounts(ADA)[0]
    assert app.acquire_token_silent([SCOPE], account, force_refresh=True)["token_source"] == "identity_provider"


def test_msal_sees_that_its_refresh_token_was_taken_back(double):
    app = double.msal()
    token = app.acquire_token_by_username_password(MIA, "wrong", [SCOPE])
    assert token["error_codes"] == [50126]
    token = app.acquire_token_by_username_password(ADA, PASSWORD, [SCOPE])["refresh_token"]
    double.control("revoke", userPrincipalName=ADA)
    reply = app.acquire_token_by_refresh_token(token, [SCOPE])
    assert (reply["error"], reply["error_codes"], reply["suberror"]) == ("invalid_grant", [50173], "bad_token")


def test_msal_sees_that_its_refresh_token_idled_out(double):
    app = double.msal()
    token = app.acquire_token_by_username_password(ADA, PASSWORD, [SCOPE])["refresh_token"]
    double.control("clock", offsetSeconds=90 * 86400 + 60)
    try:
        reply = app.acquire_token_by_refresh_token(token, [SCOPE])
    finally:
        double.control("clock", offsetSeconds=0)
    assert (reply["error"], reply["error_codes"]) == ("invalid_grant", [700082])


def test_msal_sees_that_a_partner_needs_consent_elsewhere(double):
    token = double.public(directory="organizations")
    flow = token.initiate_device_flow([READ])
    double.control("devicecode", userCode=flow["user_code"], userPrincipalName=MIA, action="approve")
    refresh = token.acquire_token_by_device_flow(flow)["refresh_token"]
    reply = double.public(directory=FABRIKAM).acquire_token_by_refresh_token(refresh, [READ])
    assert (reply["error"], reply["error_codes"]) == ("invalid_grant", [90099])


def test_msal_signs_in_by_name_and_password(double):
    check(double.msal().acquire_token_by_username_password(ADA, PASSWORD, [SCOPE]))


@pytest.mark.parametrize(
    "name, password, directory, error, code",
    [
        (MIA, PASSWORD, CONTOSO, "interaction_required", 50076),
        (ADA, "wrong", CONTOSO, "invalid_grant", 50126),
        ("nobody@contoso.example", PASSWORD, CONTOSO, "invalid_grant", 50034),
        (ADA, PASSWORD, "common", "invalid_request", 9001023),
    ],
)
def test_msal_sees_why_a_password_is_refused(double, name, password, directory, error, code):
    reply = double.msal(directory=directory).acquire_token_by_username_password(name, password, [SCOPE])
    assert (reply["error"], reply["error_codes"]) == (error, [code])


def test_azure_identity_signs_in_by_name_and_password(double):
    double.public().acquire_token_by_device_flow(approved(double, double.public(), ADA))
    with UsernamePasswordCredential(PHONE, ADA, PASSWORD, tenant_id=CONTOSO, **double.azure_options) as credential:
        assert claims(credential.get_token(SCOPE).token)["upn"] == ADA


def approved(double, app, name, action="approve"):
    flow = app.initiate_device_flow([READ])
    double.control("devicecode", userCode=flow["user_code"], userPrincipalName=name, action=action)
    return flow


def test_msal_waits_for_a_user_on_the_page(double):
    app = double.public()
    flow = app.initiate_device_flow([READ])
    assert flow["verification_uri"] == f"{double.base}/devicelogin"
    pending = app.acquire_token_by_device_flow(flow, exit_condition=lambda flow: True)
    assert (pending["error"], pending["error_codes"]) == ("authorization_pending", [70016])

    def user():
        browser = Browser(double, flow["verification_uri"])
        browser.press("next", code=flow["user_code"]).sign_in(MIA).press("accept")
        assert browser.page.texts["done"]

    thread = threading.Thread(target=user)
    thread.start()
    reply = app.acquire_token_by_device_flow(flow)
    thread.join()
    check(reply, MIA, PARTNER_CENTER, PHONE, "0", ["pwd", "mfa"])


def test_msal_sees_that_the_user_declined(double):
    app = double.public()
    reply = app.acquire_token_by_device_flow(approved(double, app, ADA, "decline"))
    assert reply["error"] == "authorization_declined"


def test_msal_sees_that_a_code_ran_out_or_never_was(double):
    app = double.public()
    flow = app.initiate_device_flow([READ])
    reply = app.acquire_token_by_device_flow({**flow, "device_code": "made up"})
    assert (reply["error"], reply["error_codes"]) == ("bad_verification_code", [70018])
    double.control("clock", offsetSeconds=901)
    try:
        reply = app.acquire_token_by_device_flow(flow)
    finally:
        double.control("clock", offsetSeconds=0)
    assert (reply["error"], reply["error_codes"]) == ("expired_token", [70020])


def test_msal_has_no_device_codes_on_common(double):
    reply = double.public(directory="common").initiate_device_flow([READ])
    assert reply["error_codes"] == [90133]


def test_azure_identity_waits_for_a_device_code(double):
    def show(uri, code, expires):
        double.control("devicecode", userCode=code, userPrincipalName=ADA, action="approve")

    options = {**double.azure_options, "prompt_callback": show, "tenant_id": CONTOSO}
    with DeviceCodeCredential(PHONE, **options) as credential:
        token = credential.get_token(READ)
        assert claims(token.token)["upn"] == ADA
        assert token.expires_on > time.time()


def test_azure_identity_sees_a_refused_password(double):
    with UsernamePasswordCredential(PHONE, ADA, "wrong", tenant_id=CONTOSO, **double.azure_options) as credential:
        with pytest.raises(ClientAuthenticationError, match="AADSTS50126: "):
            credential.get_token(SCOPE)
