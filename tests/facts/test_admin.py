"""Editors keep facts: values follow one another, checks are noted, what is used is named and kept."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faq.accounts.models import AuditEntry, User
from faq.articles.models import Article, FactUse, Revision, Text
from faq.facts import actions
from faq.facts.models import Fact, FactText, FactValue
from tests.factories import NOW, a_category, an_article
from tests.facts.factories import CODE, a_fact

HOUR = timedelta(hours=1)
LIST = "/admin/facts/fact/"

pytestmark = pytest.mark.django_db


def page_of(fact: Fact) -> str:
    return f"{LIST}{fact.pk}/change/"


def form_of(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    context = client.get(path).context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    values: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False or isinstance(value, list):
                continue
            is_moment = isinstance(value, (date, time, datetime))
            values[bound.html_name] = value.isoformat() if is_moment else value
    return values


def change(client: Client, fact: Fact, **values: Any) -> Any:
    sent = {name.replace("__", "-"): value for name, value in values.items()}
    return client.post(page_of(fact), form_of(client, page_of(fact)) | sent)


def new_value(fact: Fact, value: str, start: datetime | None = None) -> dict[str, str]:
    """The fields of the row for one more value, which stands behind those there are."""
    row = f"values__{fact.values.count()}__"
    local = start and timezone.localtime(start)
    return {
        f"{row}value": value,
        f"{row}valid_from_0": f"{local:%Y-%m-%d}" if local else "",
        f"{row}valid_from_1": f"{local:%H:%M:%S}" if local else "",
    }


@pytest.fixture
def at_work(clock: time_machine.Traveller, editor_client: Client) -> Client:
    """An editor at the moment of the tests."""
    return editor_client


def test_a_new_fact_is_made_with_its_words_and_first_value(at_work: Client, editor: User) -> None:
    sent = form_of(at_work, f"{LIST}add/") | {
        "key": "hours", "unit": "", "checked_on": "2026-11-25", "check_after_days": "30",
        "values-0-value": "9–18", "texts-0-language": "zh-hans", "texts-0-label": "服务时间",
        "texts-0-wording": "{value} 点",
    }  # fmt: skip
    assert at_work.post(f"{LIST}add/", sent).status_code == 302
    fact = Fact.objects.get(key="hours")
    assert fact.value_at(NOW) == "9–18"
    assert fact.checked_by == editor
    assert fact.due_on == date(2026, 12, 25)
    assert FactText.objects.get().converted["label"] == "服務時間"


@pytest.mark.parametrize("key", ["With Capitals", "a_b", "a--b", "-a", "a-", "值", "a\n"])
def test_a_key_that_no_text_could_name_is_refused(at_work: Client, key: str) -> None:
    sent = form_of(at_work, f"{LIST}add/") | {
        "key": key, "values-0-value": "1", "texts-0-language": "en", "texts-0-label": "x",
    }  # fmt: skip
    answer = at_work.post(f"{LIST}add/", sent)
    assert answer.status_code == (302 if key == "a\n" else 200)
    assert not Fact.objects.exclude(key="a").exists()


def test_a_new_value_shows_at_once_and_the_old_one_stays_in_the_history(
    at_work: Client, fee: Fact, article: Revision, editor: User, clock: time_machine.Traveller
) -> None:
    clock.shift(HOUR)
    assert change(at_work, fee, **new_value(fee, "2")).status_code == 302
    assert [row.value for row in fee.values.all()] == ["1", "2"]
    assert "每笔 2 USDT" in Client().get(article.text.get_absolute_url()).content.decode()
    entry = AuditEntry.objects.filter(action="value set", kind="fact").latest("pk")
    assert (entry.by, entry.details["value"]) == (editor, ["1", "2"])


def test_a_value_is_prepared_and_withdrawn_but_the_past_stays(
    at_work: Client, fee: Fact, clock: time_machine.Traveller
) -> None:
    assert change(at_work, fee, **new_value(fee, "3", NOW + HOUR)).status_code == 302
    assert fee.value_at(NOW) == "1"
    assert fee.values.get(value="3").valid_from == NOW + HOUR

    rows = at_work.get(page_of(fee)).context["inline_admin_formsets"][0].formset.initial_forms
    places = {form.instance.value: form.prefix.replace("-", "__") for form in rows}
    assert change(at_work, fee, **{f"{places['1']}__DELETE": "on"}).status_code == 200
    assert change(at_work, fee, **{f"{places['3']}__DELETE": "on"}).status_code == 302
    assert [row.value for row in fee.values.all()] == ["1"]


def test_no_value_begins_in_the_past(at_work: Client, fee: Fact) -> None:
    assert change(at_work, fee, **new_value(fee, "3", NOW - HOUR)).status_code == 200
    assert fee.values.count() == 1


def test_a_wording_without_the_value_is_refused(at_work: Client, fee: Fact) -> None:
    answer = change(at_work, fee, texts__0__wording="一律免费")
    assert answer.status_code == 200
    assert FactText.objects.filter(wording="一律免费").count() == 0


def test_saving_without_a_change_leaves_no_line(at_work: Client, fee: Fact) -> None:
    before = AuditEntry.objects.count()
    assert change(at_work, fee).status_code == 302
    assert AuditEntry.objects.count() == before


def test_checked_today_is_noted_with_the_person_and_readers_are_told_no_more(
    at_work: Client, fee: Fact, article: Revision, editor: User, clock: time_machine.Traveller
) -> None:
    later = NOW + timedelta(days=100)
    clock.move_to(later)
    at_work.force_login(editor)
    assert fee.key in at_work.get(f"{LIST}?check=overdue").content.decode()
    assert fee.key not in at_work.get(f"{LIST}?check=mine").content.decode()
    lines = AuditEntry.objects.filter(action="fact changed").count()

    at_work.post(LIST, {"action": "confirm_selected", "_selected_action": [fee.pk]})

    fee.refresh_from_db()
    assert (fee.checked_on, fee.checked_by) == (later.date(), editor)
    assert fee.key not in at_work.get(f"{LIST}?check=overdue").content.decode()
    assert AuditEntry.objects.filter(action="fact changed").count() == lines


def test_overdue_facts_of_mine_are_a_queue(
    at_work: Client, editor: User, clock: time_machine.Traveller
) -> None:
    a_fact("mine", owner=editor, checked_on=date(2026, 1, 1))
    a_fact("theirs", checked_on=date(2026, 1, 1))
    page = at_work.get(f"{LIST}?check=mine").content.decode()
    assert "/admin/facts/fact/" in page
    assert ">mine<" in page
    assert ">theirs<" not in page


def test_the_page_names_the_texts_that_use_it(
    at_work: Client, fee: Fact, article: Revision
) -> None:
    draft = an_article(key="draft", title="草稿<b>", body=CODE, is_draft=True)
    page = at_work.get(page_of(fee)).content.decode()
    for text in [*article.text.article.texts.all(), draft.text]:
        assert f'href="/admin/articles/text/{text.pk}/change/"' in page
    assert "草稿&lt;b&gt;" in page
    assert "{{fact:withdraw-fee-usdt-trc20}}" in page


def test_the_page_says_which_of_these_texts_readers_see(at_work: Client, fee: Fact) -> None:
    for title, is_draft in (("上线的", False), ("草稿的", True)):
        an_article(title=title, body=CODE, is_draft=is_draft)
    page = at_work.get(page_of(fee)).content.decode()
    lines = {line for line in page.split("<br>") if "读者现在看不到" in line}
    assert ["上线的" in line for line in lines] == [False]
    assert ["草稿的" in line for line in lines] == [True]
    assert "上线的" in page


def test_a_used_fact_is_not_deleted_and_an_unused_one_is(
    at_work: Client, fee: Fact, article: Revision
) -> None:
    unused = a_fact("unused")
    confirmed = {"post": "yes"}
    at_work.post(f"{LIST}{fee.pk}/delete/", confirmed)
    chosen = {"action": "delete_selected", "_selected_action": [fee.pk], **confirmed}
    at_work.post(LIST, chosen)
    at_work.post(f"{LIST}{unused.pk}/delete/", confirmed)
    assert list(Fact.objects.all()) == [fee]


def test_facts_are_for_editors_only(reader_client: Client, client: Client) -> None:
    for person in (reader_client, client):
        assert person.get(LIST).status_code == 302


def test_import_takes_in_what_differs_and_no_more(db: None) -> None:
    row = {
        "key": "fee", "unit": "USDT", "value": "1", "checked_on": "2026-11-20",
        "valid_from": "2026-06-01T00:00:00+08:00", "texts": {"en": {"label": "Fee"}},
    }  # fmt: skip
    actions.import_facts({"facts": [row]}, by=None, at=NOW)
    lines = AuditEntry.objects.count()
    actions.import_facts({"facts": [row]}, by=None, at=NOW + HOUR)
    assert AuditEntry.objects.count() == lines
    actions.import_facts({"facts": [row | {"value": "2"}]}, by=None, at=NOW + 2 * HOUR)
    values = FactValue.objects.values_list("value", "valid_from")
    assert list(values)[1] == ("2", NOW + 2 * HOUR)
    assert len(values) == 2


def test_the_list_takes_few_queries_with_many_facts_and_articles(at_work: Client) -> None:
    facts = Fact.objects.bulk_create(
        Fact(key=f"fact-{number}", due_on=NOW.date()) for number in range(500)
    )
    FactText.objects.bulk_create(
        FactText(fact=fact, language="zh-hans", label=fact.key) for fact in facts
    )
    FactValue.objects.bulk_create(
        FactValue(fact=fact, value=str(value), valid_from=NOW + value * HOUR)
        for fact in facts
        for value in range(3)
    )
    category = a_category()
    articles = Article.objects.bulk_create(
        Article(key=f"a-{number}", category=category) for number in range(5000)
    )
    texts = Text.objects.bulk_create(
        Text(article=article, language="zh-hans", slug="a") for article in articles
    )
    revisions = Revision.objects.bulk_create(
        Revision(text=text, language="zh-hans", title="t") for text in texts
    )
    FactUse.objects.bulk_create(
        FactUse(revision=revision, fact_id=f"fact-{number % 500}")
        for number, revision in enumerate(revisions)
    )
    ContentType.objects.clear_cache()
    for path in (LIST, page_of(facts[0])):
        with CaptureQueriesContext(connection) as asked:
            page = at_work.get(path)
        assert page.status_code == 200
        assert len(asked) <= 12, path
    assert ">10<" in at_work.get(LIST).content.decode()
