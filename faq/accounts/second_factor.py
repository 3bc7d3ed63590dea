"""Second factors: kept encrypted, demanded of staff, taken away when a device is lost."""

import base64
import hashlib
import time
from collections.abc import Mapping
from typing import Any

import qrcode
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from qrcode.image.svg import SvgPathImage


class Adapter(DefaultMFAAdapter):
    """allauth's second factors, with the secrets of authenticator apps encrypted."""

    def encrypt(self, text: str) -> str:
        """For the database; the key comes from the site's secret key, which lies elsewhere."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises InvalidToken when the site's secret key has changed."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The key as a picture that stands in the page itself, where no policy forbids it."""
        picture: str = qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")
        return picture


def _fernet() -> Fernet:
    digest = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"second-factor")
    return Fernet(base64.urlsafe_b64encode(digest.digest()))


def was_used(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed since, with a second factor. No query."""
    return any(record["method"] == "mfa" for record in _records(request))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has shown who they are a short while ago, in whatever way. No query."""
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > since for record in _records(request))


def _records(request: HttpRequest) -> list[Mapping[str, Any]]:
    """How the person of this session showed who they are, and when."""
    records: list[Mapping[str, Any]] = get_authentication_records(request, request.user)
    return records
