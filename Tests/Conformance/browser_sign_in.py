"""Signs users in with `partner-vault login --browser`, in headless Chromium, on the pages of `entra-double --tls`.

    pip install -r Tests/Conformance/requirements.txt          and Debian's chromium, chromium-driver
    PARTNER_VAULT=.build/debug/partner-vault ENTRA_DOUBLE=.build/debug/entra-double \\
        pytest Tests/Conformance/browser_sign_in.py
"""

import http.client
import ipaddress
import pathlib
import socket
import urllib.parse

import pytest
from chromium import Person, chromium
from stand_in import (
    ADA,
    CONTOSO,
    DESK,
    FABRIKAM,
    FAY,
    MARKET,
    MIA,
    PARTNER,
    PARTNER_CENTER,
    PLAIN_SECRET,
    SELLER,
    claims,
)
from vault import Vault


@pytest.fixture(scope="module")
def vault(tmp_path_factory, double):
    folder = tmp_path_factory.mktemp("vault")
    folder.chmod(0o700)
    vault = Vault(folder, double)
    vault.add("desk", CONTOSO, "--client-id", DESK, "--public", *vault.at_the_double())
    vault.add("seller", CONTOSO, "--client-id", SELLER, *vault.at_the_double(), secret=PLAIN_SECRET)
    # Nobody signs in here, so that the partner itself cannot consent for its customer.
    vault.add("market", CONTOSO, "--client-id", MARKET, *vault.at_the_double(), secret=PLAIN_SECRET)
    vault.add("fabrikam", FABRIKAM, "--app", "market", "--no-verify")
    return vault


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def person(driver):
    return Person(driver)


def post(login, fields, host=None):
    """What any other program on this machine can send; the reply's status, and what it says."""
    connection = http.client.HTTPConnection("127.0.0.1", login.port, timeout=30)
    try:
        headers = {"Host": host or f"localhost:{login.port}", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/", urllib.parse.urlencode(fields), headers)
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


def is_refused(port, host="127.0.0.1"):
    try:
        socket.create_connection((host, port), timeout=30).close()
    except OSError:
        return True
    return False


def listeners(port):
    """The local addresses that listen at this port."""
    for table in ("tcp", "tcp6"):
        for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            address, number = local.split(":")
            if state == "0A" and int(number, 16) == port:
                words = [bytes.fromhex(address[i : i + 8])[::-1] for i in range(0, len(address), 8)]
                yield str(ipaddress.ip_address(b"".join(words)))


def check_done(person, login, title, words):
    """The page that stays says what happened, and no address of the browser holds more."""
    person.wait_for_title(title)
    assert person.text.splitlines()[0] == title
    assert words in person.text
    assert person.driver.current_url == f"http://localhost:{login.port}/done"
    assert not any("code=" in url.replace("code_challenge", "") for url in person.history)


def check_token(vault, name, user, client, factors, audience=PARTNER):
    token = vault.json("token", name, "--as", "user")
    seen = claims(token["accessToken"])
    assert (seen["tid"], seen["upn"], seen["appid"], seen["aud"]) == (CONTOSO, user, client, audience)
    assert seen["amr"] == factors
    # What was kept renews it, without the browser.
    renewed = vault.json("token", name, "--as", "user", "--force-new")
    assert renewed["source"] == "minted"
    assert claims(renewed["accessToken"])["upn"] == user


def test_a_user_signs_in_and_consents(vault, person):
    with vault.login("desk") as login:
        person.sign_in(login.url, ADA)
        assert person.see("account").text == ADA
        person.press("accept")
        check_done(person, login, "Signed in", "go back to partner-vault")
        report = login.end()
    assert (report["tenant"], report["directoryId"], report["clientId"]) == ("desk", CONTOSO, DESK)
    assert (report["user"], report["resource"]) == (ADA, PARTNER)
    assert report["idleUntil"] > report["at"]
    check_token(vault, "desk", ADA, DESK, ["pwd"])
    # The style is the page's own: its policy lets it through, and nothing else.
    body = "return getComputedStyle(document.body)."
    assert person.driver.execute_script(body + "maxWidth") == "448px"


def test_a_user_signs_in_with_a_second_factor_to_an_application_with_a_secret(vault, person):
    with vault.login("seller") as login:
        person.sign_in(login.url, MIA)
        check_done(person, login, "Signed in", "go back to partner-vault")
        assert login.end()["user"] == MIA
        assert "second factor" not in login.said
    check_token(vault, "seller", MIA, SELLER, ["pwd", "mfa"])


def test_partner_center_is_said_to_refuse_a_password_alone(vault, person):
    with vault.login("seller", "--resource", "partner-center") as login:
        person.sign_in(login.url, ADA)
        check_done(person, login, "Signed in", "go back to partner-vault")
        assert login.end()["resource"] == PARTNER_CENTER
        assert "900421" in login.said


def test_a_wrong_password_is_said_on_the_page_and_the_sign_in_goes_on(vault, person):
    with vault.login("seller") as login:
        person.sign_in(login.url, ADA, "wrong")
        assert person.see("error-code").text == "AADSTS50126"
        person.sign_in(login.url, MIA)
        check_done(person, login, "Signed in", "go back to partner-vault")
        assert login.end()["user"] == MIA


@pytest.mark.parametrize("page", ["sign-in", "consent"])
def test_a_user_turns_back(vault, person, page):
    with vault.login("desk") as login:
        if page == "consent":
            # Asked anew, since this user may have agreed before.
            person.sign_in(login.url.replace("prompt=select_account", "prompt=consent"), ADA)
            person.see("consent-form")
        else:
            person.driver.get(login.url)
        person.press("cancel")
        check_done(person, login, "Not signed in", "AADSTS65004")
        assert login.end(15)["aadsts"] == 65004
        assert is_refused(login.port)


def test_the_browser_keeps_no_code(vault, tmp_path):
    """Neither in its addresses, nor behind its back button, nor in any file of its profile."""
    with chromium(tmp_path / "profile") as driver:
        person = Person(driver)
        with vault.login("seller") as login:
            person.sign_in(login.url, ADA)
            person.wait_for_title("Signed in")
            login.end()
        posted = [body for method, url, body in person.requests() if url == f"http://localhost:{login.port}/"]
        code = urllib.parse.parse_qs(posted[0])["code"][0]
        assert len(code) > 100
        assert code not in driver.page_source
        addresses = list(person.history)
        driver.back()
        addresses += [driver.current_url, *person.history]
        assert code not in driver.page_source
        driver.forward()
        addresses += [driver.current_url, *person.history]
        assert not any(code in url or "code=1." in url for url in addresses)
    files = [path for path in (tmp_path / "profile").rglob("*") if path.is_file() and not path.is_symlink()]
    # That something is found at all shows that this would see it.
    assert any(login.state.encode() in path.read_bytes() for path in files)
    assert not [path for path in files if code[:40].encode() in path.read_bytes()]


def test_others_on_this_machine_are_refused_and_do_not_disturb(vault, person):
    with vault.login("seller") as login:
        wrong = [
            ({"code": "made-up", "state": "wrong"}, None),
            ({"code": "made-up", "state": login.state[:-1]}, None),
            ({"code": "made-up"}, None),
            ({"error": "access_denied", "state": "wrong"}, None),
            ({"code": "made-up", "state": login.state}, "attacker.example"),
        ]
        for fields, host in wrong:
            status, said = post(login, fields, host)
            assert status == 400
            assert login.state not in said
        person.sign_in(login.url, ADA)
        check_done(person, login, "Signed in", "go back to partner-vault")
        login.end()
    check_token(vault, "seller", ADA, SELLER, ["pwd"])


def test_nobody_listens_after_the_sign_in(vault, person):
    with vault.login("seller") as login:
        person.sign_in(login.url, ADA)
        person.wait_for_title("Signed in")
        login.end()
    assert is_refused(login.port)
    assert list(listeners(login.port)) == []
    # The same answer once more comes to nobody.
    person.driver.get(login.url)
    person.sign_in(login.url, ADA)
    assert person.driver.title != "Signed in"


def test_only_127_0_0_1_listens(vault):
    with vault.login("seller") as login:
        # The kernel's table is read in pieces, and an entry may be missed while others come and go.
        seen = next(filter(None, (list(listeners(login.port)) for _ in range(50))))
        assert seen == ["127.0.0.1"]
        own = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)} - {"127.0.0.1"}
        for host in {"127.0.0.2", "::1", *own}:
            assert is_refused(login.port, host), host


def test_a_port_that_was_chosen_is_used(vault, person):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with vault.login("seller", "--redirect-port", str(port)) as login:
        assert login.port == port
        person.sign_in(login.url, ADA)
        check_done(person, login, "Signed in", "go back to partner-vault")
        login.end()


def test_nobody_comes(vault):
    with vault.login("seller", "--timeout", "2s") as login:
        error = login.end(15)
        assert "time" in error["message"]
        assert is_refused(login.port)


def test_an_administrator_consents_on_the_page(vault, person):
    def asked(act, status):
        return vault.json("consent", "fabrikam", act, status=status)

    before = asked("--check", 12)
    assert before["state"] == "missing"
    page = asked("--grant", 12)
    assert (page["tenant"], page["state"], page["url"]) == ("fabrikam", "missing", before["url"])
    person.sign_in(page["url"], FAY)
    assert person.see("account").text == FAY
    person.press("accept")
    # The double sends the administrator to the application's own address, where nobody listens.
    person.wait_for_address("http://localhost/?admin_consent=True")
    after = asked("--check", 0)
    assert (after["state"], after["url"]) == ("granted", None)
    assert claims(vault.json("token", "fabrikam")["accessToken"])["tid"] == FABRIKAM
