"""Tags: one row for all spellings, typed with Chinese separators (F06, F07)."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from faq.accounts.models import User
from faq.articles import actions
from faq.articles.models import Tag
from faq.articles.tags import string_from_tags, tags_from_string
from tests.factories import NOW, an_article


def test_chinese_and_latin_separators() -> None:
    assert tags_from_string("充值、提现，合约；API") == ["充值", "提现", "合约", "API"]


def test_space_is_part_of_a_tag() -> None:
    assert tags_from_string("人工 客服") == ["人工 客服"]


def test_one_tag_for_all_its_spellings() -> None:
    assert tags_from_string("TRC20, trc20,  Trc20 , ＴＲＣ２０") == ["TRC20"]


@given(st.text(max_size=60))
def test_reading_back_what_the_field_shows_gives_the_same_tags(text: str) -> None:
    names = tags_from_string(text)
    shown = string_from_tags([Tag(name=name) for name in names])
    assert sorted(tags_from_string(shown)) == sorted(names)


@pytest.mark.django_db
def test_saving_twice_keeps_one_tag() -> None:
    revision = an_article(tags=["TRC20"])
    for _time in range(2):
        actions.save_text(
            revision.text.article, "zh-hans", tags=["trc20", "ＴＲＣ２０"], by=None, at=NOW
        )
    assert [tag.name for tag in Tag.objects.all()] == ["TRC20"]


@pytest.mark.django_db
def test_renaming_to_a_tag_that_exists_is_refused_at_the_field(
    client: Client, editor: User
) -> None:
    an_article(tags=["TRC20", "网络"])
    client.force_login(editor)
    other = Tag.objects.get(name="网络")
    answer = client.post(f"/admin/articles/tag/{other.pk}/change/", {"name": "trc20"})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    other.refresh_from_db()
    assert other.name == "网络"


@pytest.mark.django_db
def test_name_of_signs_only_still_gets_an_address(client: Client) -> None:
    an_article(tags=["？？"])
    tag = Tag.objects.get()
    assert client.get(f"/zh-hans/tags/{tag.slug}/").status_code == 200


@pytest.mark.django_db
def test_merged_tags_leave_every_text_with_one(client: Client, editor: User) -> None:
    an_article(tags=["提现"])
    an_article(tags=["提币", "提现"])
    client.force_login(editor)
    data = {"action": "merge", "_selected_action": list(Tag.objects.values_list("pk", flat=True))}
    client.post("/admin/articles/tag/", data)
    assert Tag.objects.get().name == "提现"
    assert Tag.objects.get().items.count() == 2
