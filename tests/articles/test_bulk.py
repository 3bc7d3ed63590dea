"""The bulk way of imports comes to the same as the single actions."""

import pytest
from django.forms.models import model_to_dict

from faq.accounts.models import AuditEntry
from faq.articles import actions, bulk, derived
from faq.articles.models import Article, Revision, Tag, Text, Words
from tests.factories import NOW, a_category

pytestmark = pytest.mark.django_db
WORDS = Words(
    title=" 提现  到账 ", summary="答。", body="## 标题\n\n正文 **重点。**后面", keywords="a"
)


def state() -> list[object]:
    """Everything stored of articles, without the numbers of rows."""
    article, text, revision = Article.objects.get(), Text.objects.get(), Revision.objects.get()
    leave = {"id", "article", "text"}
    return [
        {k: v for k, v in model_to_dict(one, exclude=["tags", "pictures"]).items() if k not in leave}
        for one in (article, text, revision)
    ] + [
        revision.html, revision.plain, revision.headings, revision.converted, revision.snapshot,
        revision.renderer_version, revision.is_published, revision.created_at, article.related,
        sorted(Tag.objects.values_list("name", "slug", "items__content_object__slug")),
        sorted(AuditEntry.objects.values_list("action", "kind", "title")),
    ]  # fmt: skip


def test_bulk_and_single_actions_come_to_the_same() -> None:
    category = a_category()
    AuditEntry.objects.all().delete()
    article = actions.create_article(
        key="k", category=category, kind="guide", position=3, by=None, at=NOW
    )
    text = actions.save_text(
        article, "zh-hans", slug="Ab c", tags=["提现", "ＡＰＩ"], by=None, at=NOW
    )
    actions.publish(actions.save_draft(text, WORDS, by=None, at=NOW), by=None, at=NOW)
    single = state()
    actions.delete_articles([article], by=None, at=NOW)
    Tag.objects.all().delete()
    AuditEntry.objects.all().delete()

    new = bulk.NewText(
        key="k", language="zh-hans", category=category, words=WORDS, kind="guide", position=3,
        slug="Ab c", tags=["提现", "ＡＰＩ"],
    )  # fmt: skip
    (placed,) = bulk.place([new], by=None, at=NOW)
    assert isinstance(placed, Text)
    bulk.write([(placed, new)], by=None, at=NOW)
    derived.relate([placed.article_id])
    assert state() == single
