"""Pages of the desk for one text: as few queries among 5,000 articles as among two, for everybody."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.articles import actions
from faq.articles.models import Article, Revision, Text, Words
from faq.articles.review import request_review
from faq.categories.models import Category
from tests.articles.desk import at_work
from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db

ARTICLES, LANGUAGES, VERSIONS = 5000, ("zh-hans", "zh-hant", "en"), 200


def many_articles(category: Category) -> None:
    """Articles in every language, live and without anything derived."""
    articles = Article.objects.bulk_create(
        Article(key=f"many-{n}", category=category, position=n) for n in range(ARTICLES)
    )
    texts = Text.objects.bulk_create(
        Text(article=article, language=language, slug=article.key)
        for article in articles
        for language in LANGUAGES
    )
    Revision.objects.bulk_create(
        Revision(
            text=text,
            language=text.language,
            title=f"T{text.pk}",
            summary="答",
            is_published=True,
            visible_from=NOW,
        )
        for text in texts
    )


@pytest.fixture
def text() -> Text:
    """A text in review with a long history, behind its source, among many others."""
    category = a_category("trading", zh_hans="交易")
    many_articles(category)
    an_article(key="one", category=category, body="正文 100 USDT。", at=NOW - timedelta(days=2))
    text = an_article(
        key="one", language="en", title="T", body="Body 100 USDT.", tags=["提现"]
    ).text
    Revision.objects.bulk_create(
        Revision(text=text, language="en", title=f"Draft {n}", body="B") for n in range(VERSIONS)
    )
    writer, _client = at_work("writer", "Writer")
    words = Words(title="Newest", summary="An answer.", body="Body, 100 USDT.")
    draft = actions.save_draft(text, words, by=writer, at=NOW)
    request_review(
        draft,
        note="",
        reviewer=None,
        visible_from=None,
        visible_until=None,
        by=writer,
        at=NOW,
    )
    return text


def test_pages_of_a_text_keep_to_their_budget_for_everybody(
    editor_client: Client, text: Text, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    review = text.reviews.get()
    pages = {
        f"/admin/articles/text/{text.pk}/change/": (),
        f"/admin/articles/text/{text.pk}/history/": (),
        f"/admin/articles/review/{review.pk}/change/": ("Support agent",),
    }
    people = {"superuser": editor_client}
    for role in ("Writer", "Editor", "Translator", "Support agent", "Administrator"):
        people[role] = at_work(f"free-{role[0]}", role)[1]
        areas = [(text.article.category, "", True), (None, "zh-hans", False)]
        people[f"{role} with areas"] = at_work(f"in-{role[0]}", role, areas)[1]
    for name, client in people.items():
        for page, shut in pages.items():
            if name.startswith(shut or "-"):
                continue
            client.get(page)
            with django_assert_max_num_queries(12):
                assert client.get(page).status_code == 200, (name, page)
