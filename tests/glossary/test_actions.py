"""Saving, publishing, hiding, deleting and importing terms."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from faq.accounts.models import AuditEntry
from faq.base.models import versions
from faq.glossary import actions
from faq.glossary.models import Alias, OtherName, Term, TermText, Words
from tests.glossary.factories import NOW, a_term

pytestmark = pytest.mark.django_db

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "glossary.json"


@pytest.fixture
def refreshed(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """The numbers of the texts that search was told of, call by call."""
    calls: list[set[int]] = []
    monkeypatch.setattr(
        "faq.glossary.actions.index.refresh", lambda source, pks: calls.append(set(pks))
    )
    return calls


def texts_of(term: Term) -> set[int]:
    return set(TermText.objects.filter(term=term).values_list("pk", flat=True))


def save(term: Term, label: str = "保证金", aliases: tuple[str, ...] = (), **words: Any) -> Term:
    return actions.save_term(
        term,
        texts={"zh-hans": Words(label=label, **({"definition": "定义。"} | words))},
        aliases=[OtherName(text=alias) for alias in aliases],
        by=None,
        at=NOW,
    )


# --- Words and what follows from them


@pytest.mark.parametrize(
    ("label", "pinyin", "letter"),
    [
        ("保证金", "bǎo zhèng jīn", "B"),
        ("API 密钥", "API mì yào", "A"),
        ("API", "", "A"),
        ("2FA", "", "#"),
    ],
)
def test_pinyin_and_letter_follow_from_a_chinese_label(
    label: str, pinyin: str, letter: str
) -> None:
    text = a_term(labels={"zh-hans": label}).texts.get()
    assert (text.pinyin, text.letter) == (pinyin, letter)


def test_pinyin_is_typed_with_spaces_and_without_and_with_v() -> None:
    sounds = a_term(labels={"zh-hans": "费率"}).texts.get().sounds
    assert sounds.split("\n") == ["fei lu", "feilu", "fei lv", "feilv"]


def test_editor_mends_a_wrong_pinyin() -> None:
    text = a_term(labels={"zh-hans": "长仓"}, own_pinyin="cháng cāng").texts.get()
    assert (text.pinyin, text.letter) == ("cháng cāng", "C")


def test_english_label_has_a_letter_and_no_pinyin() -> None:
    text = a_term(labels={"en": "order book"}).texts.get()
    assert (text.pinyin, text.sounds, text.letter) == ("", "", "O")


def test_traditional_words_are_made_when_saved() -> None:
    text = a_term(example="开仓前先看保证金。").texts.get(language="zh-hans")
    assert text.shown("label", "zh-hant") == "保證金"
    assert text.shown("example", "zh-hant") == "開倉前先看保證金。"


def test_control_characters_and_needless_space_go() -> None:
    text = a_term(labels={"zh-hans": " 保证\x00金\n "}, definition="一\x0b二\r\n三").texts.get()
    assert (text.label, text.definition) == ("保证金", "一二\n三")


# --- Saving


def test_new_term_leaves_a_line_and_is_told_to_search(refreshed: list[set[int]]) -> None:
    term = a_term()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.kind, entry.object_id, entry.title) == (
        "created", "term", term.pk, "保证金",
    )  # fmt: skip
    assert refreshed == [texts_of(term)]


def test_saving_the_same_again_writes_nothing(refreshed: list[set[int]]) -> None:
    save(Term(key="margin", slug="margin", visible_from=NOW), aliases=("保正金",))
    before = versions()
    save(Term.objects.get(), aliases=("保正金",))
    assert AuditEntry.objects.count() == len(refreshed) == 1
    assert versions() == before


def test_changed_word_leaves_a_line_that_says_where(refreshed: list[set[int]]) -> None:
    term = save(Term(key="margin", slug="margin"))
    save(term, definition="新的定义。")
    entry = AuditEntry.objects.first()
    assert entry is not None
    assert (entry.action, entry.details) == ("changed", {"changed": ["zh-hans"]})
    assert refreshed[1:] == [texts_of(term)]


def test_language_that_is_left_out_goes_from_search_too(refreshed: list[set[int]]) -> None:
    term = a_term()
    both = texts_of(term)
    save(term)
    assert [text.language for text in term.texts.all()] == ["zh-hans"]
    assert refreshed[-1] == both


def test_aliases_become_exactly_those_given() -> None:
    term = save(Term(key="margin", slug="margin"), aliases=("保正金", "IM"))
    save(term, aliases=("im", "开仓金"))
    assert {alias.text for alias in term.aliases.all()} == {"im", "开仓金"}


@pytest.mark.parametrize("name", ["保证金", "margin", "ＭＡＲＧＩＮ", "保證金", "押金"])
def test_name_of_another_term_is_refused(name: str) -> None:
    a_term(aliases=["押金"])
    with pytest.raises(ValidationError, match="margin"):
        a_term("other", labels={"zh-hans": "别的"}, aliases=[name])
    with pytest.raises(ValidationError, match="margin"):
        a_term("other", labels={"zh-hans": name})
    assert Term.objects.count() == 1


def test_database_refuses_an_alias_of_two_terms() -> None:
    a_term(aliases=["押金"])
    other = a_term("other", labels={"zh-hans": "别的"})
    with pytest.raises(IntegrityError):
        Alias(term=other, text="押金").save()


def test_term_without_a_definition_is_refused() -> None:
    with pytest.raises(ValidationError):
        a_term(definition="")
    assert not Term.objects.exists()


# --- Seen and unseen


def test_hidden_and_published_again(refreshed: list[set[int]]) -> None:
    term = a_term()
    actions.hide(term, by=None, at=NOW)
    actions.hide(term, by=None, at=NOW)
    assert not Term.objects.get().is_published
    actions.publish(term, by=None, at=NOW)
    actions.publish(term, by=None, at=NOW)
    lines = [entry.action for entry in AuditEntry.objects.all()]
    assert lines == ["published", "hidden", "created"]
    assert refreshed == [texts_of(term)] * 3


def test_publishing_brings_a_later_start_forward_and_can_set_one() -> None:
    term = a_term(visible_from=NOW + timedelta(days=2))
    actions.publish(term, by=None, at=NOW)
    assert Term.objects.get().visible_from == NOW
    actions.publish(term, by=None, at=NOW, visible_from=NOW + timedelta(days=1))
    assert Term.objects.get().visible_from == NOW + timedelta(days=1)


def test_deleted_terms_leave_search_and_a_line_each(refreshed: list[set[int]]) -> None:
    first, second = a_term(), a_term("spot", labels={"zh-hans": "现货"})
    documents = [texts_of(first), texts_of(second)]
    actions.delete_terms([first, second], by=None, at=NOW)
    assert refreshed[-2:] == documents
    assert not TermText.objects.exists()
    assert AuditEntry.objects.filter(action="deleted").count() == 2


# --- Import


def test_shipped_glossary_is_taken_in_and_again_changes_nothing() -> None:
    data = json.loads(FIXTURE.read_text(encoding="utf-8"))
    terms = actions.import_terms(data, by=None, at=NOW)
    assert len(terms) == len(data["terms"]) >= 45
    for term in terms.values():
        assert {"zh-hans", "en"} <= {text.language for text in term.texts.all()}
    lines, before = AuditEntry.objects.count(), versions()
    actions.import_terms(data, by=None, at=NOW + timedelta(days=1))
    assert AuditEntry.objects.count() == lines
    assert versions() == before


def row(**changes: Any) -> dict[str, Any]:
    words = {"zh-hans": {"label": "保证金", "definition": "定义。"}}
    return {"key": "margin", "slug": "margin", "texts": words, "aliases": []} | changes


def test_import_keeps_what_the_file_does_not_name() -> None:
    term = a_term(aliases=["IM"])
    actions.hide(term, by=None, at=NOW)
    actions.import_terms({"terms": [row(aliases=[{"text": "保正金"}])]}, by=None, at=NOW)
    term = Term.objects.get()
    assert {text.language for text in term.texts.all()} == {"zh-hans", "en"}
    assert {alias.text for alias in term.aliases.all()} == {"IM", "保正金"}
    assert not term.is_published


def test_import_reads_the_start_with_its_zone() -> None:
    data = {"terms": [row(visible_from="2026-12-01T08:00:00+08:00")]}
    term = actions.import_terms(data, by=None, at=NOW)["margin"]
    assert term.visible_from.isoformat() == "2026-12-01T00:00:00+00:00"


def test_import_joins_terms_that_are_confused_whatever_their_order() -> None:
    other = row(key="spot", texts={"zh-hans": {"label": "现货", "definition": "定义。"}})
    data = {"terms": [row(confused_with=["spot"]), other]}
    terms = actions.import_terms(data, by=None, at=NOW)
    assert list(terms["spot"].confused_with.all()) == [terms["margin"]]


@pytest.mark.parametrize(
    "changes",
    [
        {"visible_from": "soon"},
        {"confused_with": ["nobody"]},
        {"texts": {"zh-hans": {"label": "", "definition": "x"}}},
        {"texts": {"xx": {"label": "x", "definition": "x"}}},
    ],
)
def test_import_names_the_term_that_is_wrong(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="margin"):
        actions.import_terms({"terms": [row(**changes)]}, by=None, at=NOW)
    assert not Term.objects.exists()
