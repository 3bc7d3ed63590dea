"""Terms offered to search and to search engines."""

from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from faq.accounts.models import User
from faq.glossary import actions
from faq.glossary.models import Term, TermText
from faq.glossary.searchable import TermSource
from faq.search.sources import DocumentData
from tests.glossary.factories import NOW, a_term

pytestmark = pytest.mark.django_db

SOURCE = TermSource()


def documents() -> dict[str, DocumentData]:
    pks = list(TermText.objects.values_list("pk", flat=True))
    return {document.language: document for document in SOURCE.documents(pks)}


def test_document_is_found_by_every_name() -> None:
    term = a_term(aliases=["押金", "IM"], definition="开仓的钱。", example="例如 100 USDT。")
    found = documents()
    assert set(found) == {"zh-hans", "en"}
    document = found["en"]
    assert (document.kind, document.group, document.title) == ("term", term.pk, "Margin")
    assert document.path == f"glossary/{term.pk}-margin/"
    for name in ("保证金", "押金", "IM", "bao zheng jin", "baozhengjin"):
        assert name in document.keywords
    assert document.body == "开仓的钱。\n例如 100 USDT。"


def test_readers_of_both_scripts_are_shown_their_own() -> None:
    a_term(definition="开仓的钱。")
    shown = documents()["zh-hans"].shown
    assert {code: text["title"] for code, text in shown.items()} == {
        "zh-hans": "保证金",
        "zh-hant": "保證金",
    }
    assert shown["zh-hant"]["summary"] == "開倉的錢。"
    assert set(documents()["en"].shown) == {"en"}


def test_scheduled_term_has_its_window_and_hidden_one_no_document() -> None:
    later = NOW + timedelta(days=1)
    term = a_term(visible_from=later)
    assert {document.visible_from for document in documents().values()} == {later}
    assert len(list(SOURCE.pks())) == 2
    actions.hide(term, by=None, at=NOW)
    assert documents() == {}
    assert list(SOURCE.pks()) == []


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_only_what_is_visible_is_shown(editor: User, is_signed_in: bool) -> None:
    later = NOW + timedelta(days=1)
    visible, scheduled = a_term(), a_term("spot", labels={"en": "Spot"}, visible_from=later)
    actions.hide(a_term("option", labels={"zh-hans": "期权"}), by=None, at=NOW)
    pks = list(TermText.objects.values_list("pk", flat=True))
    user = editor if is_signed_in else AnonymousUser()
    seen = SOURCE.visible_pks(pks, user=user, at=NOW)
    assert set(Term.objects.filter(texts__in=seen)) == {visible}
    seen = SOURCE.visible_pks(pks, user=user, at=later)
    assert set(Term.objects.filter(texts__in=seen)) == {visible, scheduled}


@pytest.mark.usefixtures("at_now")
def test_sitemap_lists_written_languages_of_visible_terms(client: Client) -> None:
    term = a_term()
    actions.hide(a_term("spot", labels={"en": "Spot"}), by=None, at=NOW)
    xml = client.get("/sitemap-terms.xml").content
    places = [place.text or "" for place in ElementTree.fromstring(xml).findall(".//{*}loc")]
    assert {urlsplit(place).path for place in places} == {term.url("en"), term.url("zh-hans")}
