"""The glossary in the admin, as an editor works: write, find, change, hide, delete."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from faq.accounts.models import AuditEntry, User
from faq.glossary.models import Term
from tests.glossary.factories import a_term

pytestmark = pytest.mark.django_db

LIST = "/admin/glossary/term/"


def form(term: Term | None = None, /, **changes: Any) -> dict[str, Any]:
    """What the browser sends for a term: its rows as they stand, changed as said."""
    texts = list(term.texts.all()) if term else []
    aliases = list(term.aliases.all()) if term else []
    fields: dict[str, Any] = {
        "slug": term.slug if term else "margin",
        "is_published": "on",
        "visible_from_0": "2026-11-01",
        "visible_from_1": "08:00:00",
        **({} if term else {"key": "margin"}),
        **_rows("texts", texts, "label", "definition", "example", "own_pinyin"),
        **_rows("aliases", aliases, "text"),
    }
    return fields | changes


def _rows(prefix: str, rows: list[Any], *names: str) -> dict[str, Any]:
    """The rows of an inline, and the empty one after them."""
    fields: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(rows) + 1,
        f"{prefix}-INITIAL_FORMS": len(rows),
        f"{prefix}-{len(rows)}-is_shown": "on",
    }
    for number, row in enumerate(rows):
        fields[f"{prefix}-{number}-id"] = row.pk
        fields[f"{prefix}-{number}-language"] = row.language
        fields |= {f"{prefix}-{number}-{name}": getattr(row, name) for name in names}
        if getattr(row, "is_shown", False):
            fields[f"{prefix}-{number}-is_shown"] = "on"
    return fields


def new_text(number: int = 0, language: str = "zh-hans", label: str = "保证金") -> dict[str, str]:
    return {
        f"texts-{number}-language": language,
        f"texts-{number}-label": label,
        f"texts-{number}-definition": "定义。",
    }


def new_alias(text: str, number: int = 0) -> dict[str, str]:
    return {f"aliases-{number}-text": text, f"aliases-{number}-is_shown": "on"}


def address(term: Term) -> str:
    return reverse("admin:glossary_term_change", args=[term.pk])


def change(editor_client: Client, term: Term, **changes: Any) -> None:
    """Send the form of a term and demand that it is taken."""
    response = editor_client.post(address(term), form(term, **changes))
    assert response.status_code == 302, _errors(response)


def _errors(response: Any) -> list[Any]:
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    return [response.context["errors"], *(formset.errors for formset in formsets)]


def audit_actions() -> list[str]:
    return [entry.action for entry in AuditEntry.objects.filter(kind="term").order_by("pk")]


# --- Writing


def test_new_term_is_read_at_once(editor_client: Client) -> None:
    response = editor_client.post(LIST + "add/", form(**new_text(), **new_alias("押金")))
    assert response.status_code == 302, _errors(response)
    term = Term.objects.get()
    assert [alias.text for alias in term.aliases.all()] == ["押金"]
    page = Client().get(term.url("zh-hans"))
    assert page.context["term"]["pinyin"] == "bǎo zhèng jīn"
    assert audit_actions() == ["created"]
    history = editor_client.get(reverse("admin:glossary_term_history", args=[term.pk]))
    assert history.status_code == 200


def test_change_is_read_at_once_and_key_stays(editor_client: Client) -> None:
    term = a_term(aliases=["押金", "IM"])
    changes = {
        "key": "other",
        "texts-0-definition": "新的定义。",
        "aliases-0-DELETE": "on",
        **new_alias("开仓金", 2),
    }
    change(editor_client, term, **changes)
    term = Term.objects.get()
    assert term.key == "margin"
    assert {alias.text for alias in term.aliases.all()} == {"IM", "开仓金"}
    assert audit_actions() == ["created", "changed"]
    entry = editor_client.get(
        reverse("admin:glossary_term_history", args=[term.pk])
    ).content.decode()
    assert "开仓金" in entry


def test_language_can_be_added_and_taken_away(editor_client: Client) -> None:
    term = a_term()
    rows = list(term.texts.all())
    gone = next(number for number, text in enumerate(rows) if text.language == "en")
    changes = {f"texts-{gone}-DELETE": "on", **new_text(2, "zh-hant", "保證金額")}
    change(editor_client, term, **changes)
    assert {text.language for text in term.texts.all()} == {"zh-hans", "zh-hant"}


def test_terms_that_are_confused_are_chosen(editor_client: Client) -> None:
    term, spot = a_term(), a_term("spot", labels={"zh-hans": "现货"})
    change(editor_client, term, confused_with=[spot.pk])
    assert list(term.confused_with.all()) == [spot]
    assert "现货" in editor_client.get(address(term)).content.decode()


@pytest.mark.parametrize("alias", ["押金", "保證金", "MARGIN"])
def test_name_of_another_term_is_refused_beside_the_field(
    editor_client: Client, alias: str
) -> None:
    a_term(aliases=["押金"])
    data = form(key="spot", slug="spot", **new_text(label="现货"), **new_alias(alias))
    response = editor_client.post(LIST + "add/", data)
    errors = response.context["inline_admin_formsets"][1].formset.errors
    assert "margin" in errors[0]["text"][0]
    assert Term.objects.count() == 1


def test_label_of_another_term_is_refused_beside_the_field(editor_client: Client) -> None:
    a_term()
    response = editor_client.post(
        LIST + "add/", form(key="spot", slug="spot", **new_text(label="保證金"))
    )
    errors = response.context["inline_admin_formsets"][0].formset.errors
    assert "margin" in errors[0]["label"][0]


def test_name_that_goes_from_one_row_to_another_is_free(editor_client: Client) -> None:
    term = a_term(aliases=["押金", "IM"])
    changes = {"aliases-0-text": "IM", "aliases-1-text": "押金"}
    change(editor_client, term, **changes)
    assert {alias.text for alias in term.aliases.all()} == {"押金", "IM"}


def test_two_texts_of_a_language_are_refused(editor_client: Client) -> None:
    two = {**new_text(), **new_text(1, label="押金"), "texts-TOTAL_FORMS": 2}
    response = editor_client.post(LIST + "add/", form(**two))
    assert response.status_code == 200
    assert not Term.objects.exists()


@pytest.mark.parametrize("rows", [{}, {"texts-0-label": "保证金"}])
def test_term_without_words_is_refused(editor_client: Client, rows: dict[str, str]) -> None:
    assert editor_client.post(LIST + "add/", form(**rows)).status_code == 200
    assert not Term.objects.exists()


def test_unchanged_term_leaves_no_line(editor_client: Client) -> None:
    term = a_term()
    change(editor_client, term, visible_from_0="2026-11-25", visible_from_1="14:00:00")
    assert audit_actions() == ["created"]


# --- Many at once


def test_selected_terms_are_hidden_published_and_deleted(editor_client: Client) -> None:
    terms = [a_term(f"t-{number}", labels={"zh-hans": f"词{number}"}) for number in range(5)]
    selected = {"_selected_action": [term.pk for term in terms]}
    editor_client.post(LIST, {"action": "hide_selected", **selected})
    assert not Term.objects.published().exists()
    editor_client.post(LIST, {"action": "publish_selected", **selected})
    assert Term.objects.published().count() == 5
    confirmation = editor_client.post(
        LIST, {"action": "delete_selected", **selected}
    ).content.decode()
    assert "词3" in confirmation
    editor_client.post(LIST, {"action": "delete_selected", "post": "yes", **selected})
    assert not Term.objects.exists()
    assert audit_actions() == ["created"] * 5 + ["hidden"] * 5 + ["published"] * 5 + ["deleted"] * 5


def test_one_term_is_deleted_with_a_line(editor_client: Client) -> None:
    term = a_term()
    editor_client.post(reverse("admin:glossary_term_delete", args=[term.pk]), {"post": "yes"})
    assert not Term.objects.exists()
    assert audit_actions() == ["created", "deleted"]


# --- Finding


@pytest.mark.parametrize("words", ["保證金", "margin", "Bao Zheng", "押", "ＭＡＲＧＩＮ"])
def test_list_and_autocomplete_find_by_any_name(editor_client: Client, words: str) -> None:
    a_term(aliases=["押金"])
    a_term("spot", labels={"zh-hans": "现货"})
    found = editor_client.get(LIST, {"q": words}).context["cl"].result_list
    assert [term.key for term in found] == ["margin"]
    query = {"app_label": "glossary", "model_name": "term", "field_name": "confused_with"}
    answer = editor_client.get("/admin/autocomplete/", {**query, "term": words}).json()
    assert [result["text"] for result in answer["results"]] == ["保证金"]


def test_list_shows_labels_alias_count_and_what_is_missing(editor_client: Client) -> None:
    a_term(aliases=["押金", "IM"])
    a_term("spot", labels={"zh-hans": "现货"})
    page = editor_client.get(LIST).content.decode()
    assert "保证金" in page and "Margin" in page
    assert '<td class="field-alias_count">2</td>' in page
    missing = editor_client.get(LIST, {"missing": "en"}).context["cl"].result_list
    assert [term.key for term in missing] == ["spot"]


def test_list_and_form_ask_few_queries_whatever_the_number(
    editor_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    terms = [
        a_term(f"t-{number}", labels={"zh-hans": f"词{number}"}, aliases=[f"名{number}"])
        for number in range(60)
    ]
    terms[0].confused_with.set(terms[1:30])
    editor_client.get(LIST)
    for url in (LIST, LIST + "?q=词", LIST + "?missing=en", address(terms[0]), LIST + "add/"):
        with django_assert_max_num_queries(12):
            assert editor_client.get(url).status_code == 200


# --- Who may


def test_only_those_with_the_right_enter(client: Client, reader: User) -> None:
    term = a_term()
    clerk = User.objects.create_user("clerk@boan.example", is_staff=True)
    for person, status in ((None, 302), (reader, 302), (clerk, 403)):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(address(term)).status_code == status
        assert client.post(address(term), form(term)).status_code == status
