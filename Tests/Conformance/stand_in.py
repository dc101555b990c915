"""The double as the conformance tests see it: its seed, its address, and a browser without JavaScript."""

import base64
import datetime
import html.parser
import json
import urllib.parse
import uuid

import msal
import requests
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import ClientSecretCredential
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CONTOSO = "11111111-1111-4111-8111-111111111111"
FABRIKAM = "22222222-2222-4222-8222-222222222222"
LEADS = "aaaaaaaa-0000-4000-8000-000000000001"
PHONE = "aaaaaaaa-0000-4000-8000-000000000002"
DESK = "aaaaaaaa-0000-4000-8000-000000000003"
SELLER = "aaaaaaaa-0000-4000-8000-000000000004"
MARKET = "aaaaaaaa-0000-4000-8000-000000000005"
SECRET = "Xy1~a+b/c=d&e é%"
# As Entra makes them, without white space.
PLAIN_SECRET = "Pl1~a.b-c_d8Q~0123456789"
EXPIRED = "was once right"
PARTNER = "https://api.partner.microsoft.com"
PARTNER_CENTER = "https://api.partnercenter.microsoft.com"
SCOPE = f"{PARTNER}/.default"
ADA = "ada@contoso.example"
MIA = "mia@contoso.example"
FAY = "fay@fabrikam.example"
PASSWORD = "correct horse & battery"
ISSUER = "https://issuer.example"
SUBJECT = "repo:contoso/leads:ref:refs/heads/main"


class Certificate:
    """An application's certificate, made for this run."""

    def __init__(self, name="Contoso leads"):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        today = datetime.datetime.now(datetime.timezone.utc)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - datetime.timedelta(days=1))
            .not_valid_after(today + datetime.timedelta(days=365))
            .sign(key, hashes.SHA256())
        )
        self.pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
        self.sha1 = certificate.fingerprint(hashes.SHA1()).hex()
        self.key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        self.public_key = (
            key.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )


CERTIFICATE = Certificate()
ELSEWHERE = Certificate("issuer elsewhere")


def seller(client, name):
    """An application that customers may consent to, with a secret."""
    return {
        "appId": client,
        "displayName": name,
        "multiTenant": True,
        "redirectUris": ["http://localhost"],
        "passwordCredentials": [
            {
                "keyId": str(uuid.uuid4()),
                "secretText": PLAIN_SECRET,
                "startDateTime": "2020-01-01T00:00:00Z",
                "endDateTime": "2099-01-01T00:00:00Z",
            },
        ],
    }


SEED = {
    "deviceCodeIntervalSeconds": 1,
    "tenants": [
        {
            "directoryId": CONTOSO,
            "domains": ["contoso.example"],
            "customers": [FABRIKAM],
            "users": [
                {"userPrincipalName": ADA, "password": PASSWORD, "displayName": "Ada"},
                {"userPrincipalName": MIA, "password": PASSWORD, "mfaRequired": True},
            ],
            "applications": [
                {
                    "appId": LEADS,
                    "displayName": "Contoso leads",
                    "redirectUris": ["http://localhost"],
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
                    "keyCredentials": [{"keyId": str(uuid.uuid4()), "certificate": CERTIFICATE.pem}],
                    "federatedCredentials": [
                        {"issuer": ISSUER, "subject": SUBJECT, "publicKey": ELSEWHERE.public_key}
                    ],
                },
                {
                    "appId": PHONE,
                    "displayName": "Contoso phone",
                    "publicClient": True,
                    "multiTenant": True,
                    "adminConsented": False,
                    "redirectUris": ["http://localhost/reply"],
                },
                {
                    "appId": DESK,
                    "displayName": "Contoso desk",
                    "publicClient": True,
                    "adminConsented": False,
                    "redirectUris": ["http://localhost"],
                },
                seller(SELLER, "Contoso seller"),
                seller(MARKET, "Contoso market"),
            ],
        },
        {
            "directoryId": FABRIKAM,
            "domains": ["fabrikam.example"],
            "users": [{"userPrincipalName": FAY, "password": PASSWORD}],
        },
    ],
}


class Detour(requests.adapters.HTTPAdapter):
    """Sends requests to the double whatever port they name."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def send(self, request, **options):
        request.url = self.base + request.path_url
        return super().send(request, **options)


class Double:
    """A running double: its address, and a session to it."""

    def __init__(self, base, authority_certificate):
        self.base = base
        self.ca = authority_certificate
        self.http = requests.Session()
        # MSAL asks for the realm of a user at the authority's host and leaves the port out.
        self.http.mount("https://localhost/common/userrealm/", Detour(base))

    def authority(self, directory=CONTOSO):
        return f"{self.base}/{directory}"

    def token_requests(self):
        counts = self.http.get(f"{self.base}/double/requests", timeout=10).json()["requests"]
        return sum(row["count"] for row in counts if row["path"].endswith("/oauth2/v2.0/token"))

    def control(self, name, **setting):
        reply = self.http.post(f"{self.base}/double/{name}", json=setting, timeout=10)
        assert reply.status_code == 204, reply.text

    def msal(self, secret=SECRET, client=LEADS, directory=CONTOSO, **options):
        options.setdefault("instance_discovery", False)
        return msal.ConfidentialClientApplication(
            client,
            client_credential=secret,
            authority=self.authority(directory),
            http_client=self.http,
            **options,
        )

    def public(self, client=PHONE, directory=CONTOSO, **options):
        return msal.PublicClientApplication(
            client,
            authority=self.authority(directory),
            http_client=self.http,
            instance_discovery=False,
            **options,
        )

    def azure(self, secret=SECRET, client=LEADS, directory=CONTOSO):
        return ClientSecretCredential(directory, client, secret, **self.azure_options)

    @property
    def azure_options(self):
        return {
            "authority": self.base,
            "disable_instance_discovery": True,
            "connection_verify": self.ca,
            "retry_total": 0,
            "transport": RequestsTransport(session=self.http, session_owner=False),
        }


class Browser:
    """Fills in forms as a browser without JavaScript does, and stops where it is sent elsewhere."""

    def __init__(self, double, address):
        self.http = double.http
        self.address = address
        self._show(self.http.get(address, timeout=10, allow_redirects=False))

    def press(self, button, **fields):
        name, value = self.page.buttons[button]
        form = {**self.page.fields, **fields, name: value}
        self._show(self.http.post(self.address, data=form, timeout=10, allow_redirects=False))
        return self

    def sign_in(self, name, password=PASSWORD):
        return self.press("sign-in", username=name, password=password)

    def _show(self, reply):
        self.status = reply.status_code
        self.reply = None
        self.page = None
        if reply.status_code == 302:
            address = urllib.parse.urlsplit(reply.headers["Location"])
            self.reply_address = address._replace(query="", fragment="").geturl()
            self.reply = dict(urllib.parse.parse_qsl(address.query, strict_parsing=True))
        else:
            self.page = Page(reply.text)


class Page(html.parser.HTMLParser):
    """The fields, buttons and texts of a page."""

    def __init__(self, text):
        super().__init__()
        self.fields = {}
        self.buttons = {}
        self.texts = {}
        self._open = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "input":
            self.fields[attributes["name"]] = attributes["value"]
        elif tag == "button":
            self.buttons[attributes["id"]] = (attributes["name"], attributes["value"])
        if tag not in ("input", "meta"):
            self._open.append(attributes.get("id"))

    def handle_endtag(self, tag):
        self._open.pop()

    def handle_data(self, data):
        for name in filter(None, self._open):
            self.texts[name] = self.texts.get(name, "") + data.strip()


def claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
