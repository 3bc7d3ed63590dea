"""Every address of the site: who may use it, and with which methods. A new one must be declared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from faq.accounts.models import User

EVERYONE_READS, OWN_PAGES_SEND, STAFF = "everyone reads", "own pages send", "staff"
READ_AND_SENT = "everyone reads, own pages send"
ACCOUNT, ONE_S_OWN = "everyone reads and sends with a token", "for those who signed in"
SENT_WITH_TOKEN, ONE_S_OWN_SENT = "everyone sends with a token", "those who signed in send"
READ_AND_WRITTEN = "everyone reads, programs with a token write"

# The rule for each name; everything below /admin/ is for staff but the ways in and out.
RULES = {
    "accent": EVERYONE_READS,
    "account": ONE_S_OWN,
    "account_change_password": ONE_S_OWN,
    "account_complete_password_reset": ACCOUNT,
    "account_confirm_login_code": ACCOUNT,
    "account_confirm_password_reset_code": ACCOUNT,
    "account_confirm_reauthentication_code": ONE_S_OWN,
    "account_email": ONE_S_OWN,
    "account_email_verification_sent": ACCOUNT,
    "account_inactive": ACCOUNT,
    "account_login": ACCOUNT,
    "account_logout": ACCOUNT,
    "account_password_reset_completed": ACCOUNT,
    "account_reauthenticate": ONE_S_OWN,
    "account_request_login_code": ACCOUNT,
    "account_request_reauthentication_code": ONE_S_OWN,
    "account_reset_password": ACCOUNT,
    "account_set_password": ONE_S_OWN,
    "account_signup": ACCOUNT,
    "api_article": READ_AND_WRITTEN,
    "api_articles": EVERYONE_READS,
    "api_categories": EVERYONE_READS,
    "api_description": EVERYONE_READS,
    "api_search": EVERYONE_READS,
    "api_terms": EVERYONE_READS,
    "announcement_detail": EVERYONE_READS,
    "announcement_dismiss": OWN_PAGES_SEND,
    "announcement_feed": EVERYONE_READS,
    "announcement_list": EVERYONE_READS,
    "article_detail": EVERYONE_READS,
    "article_feed": EVERYONE_READS,
    "article_list": EVERYONE_READS,
    "article_markdown": EVERYONE_READS,
    "article_preview": STAFF,
    "article_report": READ_AND_SENT,
    "article_view": OWN_PAGES_SEND,
    "article_vote": OWN_PAGES_SEND,
    "ask": READ_AND_SENT,
    "beginner_path": EVERYONE_READS,
    "category_detail": EVERYONE_READS,
    "health": EVERYONE_READS,
    "home": EVERYONE_READS,
    "llms": EVERYONE_READS,
    "mail_guide": EVERYONE_READS,
    "media_file": EVERYONE_READS,
    "mfa_activate_totp": ONE_S_OWN,
    "mfa_add_webauthn": ONE_S_OWN,
    "mfa_authenticate": ACCOUNT,
    "mfa_deactivate_totp": ONE_S_OWN,
    "mfa_download_recovery_codes": ONE_S_OWN,
    "mfa_edit_webauthn": ONE_S_OWN,
    "mfa_generate_recovery_codes": ONE_S_OWN,
    "mfa_index": ONE_S_OWN,
    "mfa_list_webauthn": ONE_S_OWN,
    "mfa_login_webauthn": ACCOUNT,
    "mfa_reauthenticate": ONE_S_OWN,
    "mfa_reauthenticate_webauthn": ONE_S_OWN,
    "mfa_remove_webauthn": ONE_S_OWN,
    "mfa_view_recovery_codes": ONE_S_OWN,
    "opensearch": EVERYONE_READS,
    "personal_data": ONE_S_OWN,
    "personal_data_delete": ONE_S_OWN,
    "readiness": EVERYONE_READS,
    "robots": EVERYONE_READS,
    "root": EVERYONE_READS,
    "search_click": OWN_PAGES_SEND,
    "search_results": EVERYONE_READS,
    "search_suggest": EVERYONE_READS,
    "secret_rules_json": EVERYONE_READS,
    "sitemap": EVERYONE_READS,
    "sitemap_index": EVERYONE_READS,
    "tag_detail": EVERYONE_READS,
    "term_detail": EVERYONE_READS,
    "channel_list": EVERYONE_READS,
    "channel_verify": EVERYONE_READS,
    "term_list": EVERYONE_READS,
    "theme": OWN_PAGES_SEND,
    "ticket_attachment": ONE_S_OWN,
    "ticket_check": SENT_WITH_TOKEN,
    "ticket_close": ONE_S_OWN_SENT,
    "ticket_confirm": ACCOUNT,
    "ticket_detail": ONE_S_OWN,
    "ticket_list": ONE_S_OWN,
    "ticket_new": ACCOUNT,
    "ticket_rate": ONE_S_OWN_SENT,
    "ticket_reopen": ONE_S_OWN_SENT,
    "ticket_reply": ONE_S_OWN_SENT,
    "ticket_mails": ONE_S_OWN,
    "usersessions_list": ONE_S_OWN,
}
FOR_THOSE_WHO_SIGN_IN = {"login", "logout", "jsi18n"}
SAMPLES = {"row": "999999", "int": "999999", "str": "x", "slug": "x", "path": "x", "uuid": "x"}


@dataclass(frozen=True)
class Address:
    """A route with a sample in place of each of its parts."""

    name: str
    path: str


def _addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = re.sub(r"<(?:(\w+):)?\w+>", _sample, str(entry.pattern))
        path = prefix + route.removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, path)
        elif isinstance(entry, URLPattern):
            yield Address(entry.name or str(entry.pattern), path)


def _sample(match: re.Match[str]) -> str:
    return SAMPLES[match[1] or "str"]


ADDRESSES = list(_addresses(get_resolver()))
PUBLIC = [one for one in ADDRESSES if not one.path.startswith("/admin/")]
ADMIN = [one for one in ADDRESSES if one.path.startswith("/admin/")]


def test_every_address_has_a_declared_rule() -> None:
    assert {one.name for one in PUBLIC} == RULES.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC, ids=lambda one: one.name)
def test_address_answers_only_the_methods_it_means(address: Address, client: Client) -> None:
    rule = RULES[address.name]
    only_sent = (OWN_PAGES_SEND, SENT_WITH_TOKEN, ONE_S_OWN_SENT)
    without = {sent: ["GET", "HEAD"] for sent in only_sent}
    without |= {sent: [] for sent in (READ_AND_SENT, READ_AND_WRITTEN, ACCOUNT, ONE_S_OWN)}
    wrong = without.get(rule, ["POST"])
    for method in [*wrong, "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"]:
        answer = client.generic(method, address.path)
        assert answer.status_code == 405, (method, address.path, answer.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC, ids=lambda one: one.name)
def test_form_from_another_site_is_refused(address: Address, client: Client) -> None:
    if RULES[address.name] in {OWN_PAGES_SEND, READ_AND_SENT}:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client.post(address.path, headers=headers).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADMIN, ids=lambda one: one.path)
def test_admin_is_for_staff(address: Address, client: Client, reader_client: Client) -> None:
    if address.name in FOR_THOSE_WHO_SIGN_IN:
        return
    for visitor in (client, reader_client):
        for method in ("GET", "POST"):
            answer = visitor.generic(method, address.path)
            is_turned_away = answer.status_code in {403, 404, 405} or (
                answer.status_code in {301, 302} and "/admin/" in answer.headers["Location"]
            )
            assert is_turned_away, (method, address.path, answer.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", [one for one in PUBLIC if RULES.get(one.name) == STAFF], ids=lambda one: one.name
)
def test_staff_address_looks_absent_to_others(
    address: Address, client: Client, reader_client: Client
) -> None:
    for visitor in (client, reader_client):
        assert visitor.get(address.path).status_code in {302, 403, 404}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", [one for one in PUBLIC if RULES.get(one.name) == ONE_S_OWN], ids=lambda one: one.name
)
def test_one_s_own_address_sends_strangers_to_sign_in(address: Address, client: Client) -> None:
    for method in ("GET", "POST"):
        answer = client.generic(method, address.path)
        if method == "POST" and answer.status_code == 405:
            continue
        assert answer.status_code == 302, (method, address.path)
        assert answer["Location"].startswith("/zh-hans/accounts/login/"), answer["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [one for one in PUBLIC if RULES.get(one.name) in {ACCOUNT, ONE_S_OWN}],
    ids=lambda one: one.name,
)
def test_account_s_forms_need_a_token(address: Address, reader: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    assert client.post(address.path).status_code in {403, 405}
