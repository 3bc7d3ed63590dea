"""A long random life of a small library: the index stays what the database says.

Every change goes through the actions. The seed is fixed, so a failure can be played again.
"""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.models import Manager, Model

from faq.announcements import actions as announcements
from faq.announcements.models import Announcement
from faq.announcements.models import Words as NoticeWords
from faq.articles import actions as articles
from faq.articles import restoring, retiring
from faq.articles.models import Article, Revision, Tag, Text, Words
from faq.articles.together import Changes, change_articles
from faq.base import languages
from faq.categories import actions as categories
from faq.categories.models import Category
from faq.glossary import actions as glossary
from faq.glossary.models import OtherName, Term
from faq.glossary.models import Words as Definition
from faq.search import fulltext, index
from faq.search.matching import match
from faq.transfer.actions import import_path
from tests.factories import NOW

STEPS, CHECKED_EVERY, SEED = 1000, 100, 20261127
M = TypeVar("M", bound=Model)
READER = AnonymousUser()
VOCABULARY = [
    "anchor",
    "bishop",
    "candle",
    "desert",
    "engine",
    "forest",
    "guitar",
    "hammer",
    "island",
    "jungle",
]
CHINESE = ["充值", "提现", "手续费", "验证码", "网络", "地址", "到账", "限额", "密码", "设备"]
TAGS = ["red", "green", "blue", "紧急", "新手"]


class Undone(Exception):
    """Raised to undo a step."""


class Library:
    """Content that changes at random; each public method is one step."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = Random(seed)
        self.folder = folder
        self.at = NOW
        self.done: Counter[str] = Counter()
        self._numbers = iter(range(1, 100_000))

    @cached_property
    def steps(self) -> dict[Callable[[], None], int]:
        """Every kind of step with how often it comes."""
        return {
            self.write: 11, self.edit: 16, self.schedule: 10, self.publish_old: 6, self.hide: 6,
            self.move: 7, self.change: 4, self.delete: 6, self.retag: 8, self.merge_tags: 3,
            self.rename_tag: 2, self.name_category: 3, self.move_category: 2,
            self.delete_category: 1, self.bring_in: 3, self.try_to_bring_in: 1, self.undo: 4,
            self.archive: 3, self.bring_back: 4, self.merge: 4, self.delete_leading: 2,
            self.restore: 4, self.change_many: 4,
            self.define: 4, self.change_term: 3, self.announce: 4, self.change_notice: 3,
        }  # fmt: skip

    def live(self) -> str:
        """Let some time go by and something happen; returns what."""
        self.at += timedelta(minutes=self.random.randint(1, 90))
        (step,) = self.random.choices([*self.steps], [*self.steps.values()])
        try:
            step()
        except ValidationError:
            self.done["refused"] += 1
        self.done[step.__name__] += 1
        return step.__name__

    # --- Articles

    def write(self) -> None:
        """A new article in one to three languages, mostly published."""
        article = articles.create_article(
            key=f"article-{next(self._numbers)}",
            category=self._one(Category.objects) or self._new_category(),
            kind=self.random.choice(["faq", "guide", "tutorial"]),
            audience=self.random.choice(["everyone", "everyone", "everyone", "staff"]),
            by=None,
            at=self.at,
        )
        for language in self.random.sample(languages.codes(), self.random.randint(1, 3)):
            text = articles.save_text(article, language, tags=self._tags(), by=None, at=self.at)
            revision = articles.save_draft(text, self._words(), by=None, at=self.at)
            if self.random.random() < 0.9:
                articles.publish(revision, by=None, at=self.at)

    def edit(self) -> None:
        """New words for a text, published at once or kept as a draft."""
        if text := self._one(Text.objects):
            revision = articles.save_draft(text, self._words(), by=None, at=self.at)
            if self.random.random() < 0.8:
                articles.publish(revision, by=None, at=self.at)

    def schedule(self) -> None:
        """New words from some day on, perhaps until another."""
        if text := self._one(Text.objects):
            revision = articles.save_draft(text, self._words(), by=None, at=self.at)
            articles.publish(revision, by=None, at=self.at, **self._window())

    def publish_old(self) -> None:
        """Any words that ever were, once more or at another time."""
        if revision := self._one(Revision.objects):
            articles.publish(revision, by=None, at=self.at, **self._window())

    def hide(self) -> None:
        """A text is taken from readers."""
        if text := self._one(Text.objects):
            articles.hide(text, by=None, at=self.at)

    def move(self) -> None:
        """A few articles go to another category."""
        if to := self._one(Category.objects):
            moved = self._some(Article.objects)
            changes = Changes(category=to)
            change_articles(moved, changes, by=None, at=self.at)

    def change(self) -> None:
        """Kind and audience, as the admin changes them."""
        if article := self._one(Article.objects):
            article.kind = self.random.choice(["faq", "guide", "tutorial"])
            article.audience = self.random.choice(["everyone", "staff"])
            article.save()
            articles.record_article_change(article, by=None, at=self.at)

    def delete(self) -> None:
        """One or two articles are deleted."""
        articles.delete_articles(self._some(Article.objects, 2), by=None, at=self.at)

    def archive(self) -> None:
        """One or two articles go into the archive."""
        retiring.archive_articles(self._some(Article.objects, 2), by=None, at=self.at)

    def bring_back(self) -> None:
        """Archived or merged articles come back."""
        retiring.bring_back(self._some(Article.objects), by=None, at=self.at)

    def merge(self) -> None:
        """An article goes into another, perhaps with its tags and keywords."""
        article, into = self._one(Article.objects), self._one(Article.objects)
        if article and into:
            retiring.merge_articles(
                article,
                into=into,
                unite_tags=self.random.random() < 0.5,
                carry_keywords=self.random.random() < 0.5,
                by=None,
                at=self.at,
            )

    def delete_leading(self) -> None:
        """An article is deleted, what led to it leads to another."""
        if to := self._one(Article.objects):
            going = self._some(Article.objects, 1)
            retiring.delete_articles_leading(going, to=to, by=None, at=self.at)

    def restore(self) -> None:
        """Any words that ever were become the newest draft."""
        if revision := self._one(Revision.objects):
            newest = revision.text.revisions.first()
            assert newest
            restoring.restore(revision, newest_seen=newest.pk, by=None, at=self.at)

    def change_many(self) -> None:
        """Kind and tags of a few at once."""
        changes = Changes(
            kind=self.random.choice(["", "faq", "guide"]),
            add_tags=self._tags(),
            remove_tags=self._tags(),
        )
        change_articles(self._some(Article.objects), changes, by=None, at=self.at)

    def retag(self) -> None:
        """Other tags, address and day of checking for a text."""
        if text := self._one(Text.objects):
            articles.save_text(
                text.article,
                text.language,
                slug=f"text-{next(self._numbers)}",
                tags=self._tags(),
                checked_on=self.at.date(),
                by=None,
                at=self.at,
            )

    def merge_tags(self) -> None:
        """One tag becomes another."""
        tag, into = self._one(Tag.objects), self._one(Tag.objects)
        if tag and into and tag != into:
            articles.merge_tags(tag, into=into, by=None, at=self.at)

    def rename_tag(self) -> None:
        """A tag gets another name, as the admin does it."""
        if tag := self._one(Tag.objects):
            tag.name = f"{self.random.choice(TAGS)}{next(self._numbers)}"
            tag.save()
            articles.record_tag_change(tag, by=None, at=self.at)

    # --- Categories

    def name_category(self) -> None:
        """A category gets another name, or there is a new one."""
        if self.random.random() < 0.3:
            self._new_category()
        elif category := self._one(Category.objects):
            self._put_category(category.key, parent=category.parent)

    def move_category(self) -> None:
        """A category goes inside of another, or to the top."""
        if category := self._one(Category.objects):
            self._put_category(category.key, parent=self._one(Category.objects))

    def delete_category(self) -> None:
        """A category is deleted; what was inside goes elsewhere."""
        categories.delete_categories(
            self._some(Category.objects, 1),
            contents_to=self._one(Category.objects),
            by=None,
            at=self.at,
        )

    # --- Import, and what comes to nothing

    def bring_in(self) -> None:
        """A file with new and changed texts, one of them broken."""
        self._import(is_dry_run=False)

    def try_to_bring_in(self) -> None:
        """The same on trial."""
        self._import(is_dry_run=True)

    def undo(self) -> None:
        """Some other step, and all of it undone."""
        step = self.random.choice([self.write, self.edit, self.move, self.delete, self.bring_in])
        try:
            with transaction.atomic():
                step()
                raise Undone
        except Undone:
            pass

    # --- Glossary and announcements

    def define(self) -> None:
        """A term is new or says something else."""
        number = self.random.randint(1, 12)
        term = Term.objects.filter(key=f"term-{number}").first() or Term(
            key=f"term-{number}", slug=f"term-{number}", visible_from=self.at
        )
        words = Definition(label=f"ledger{number}", definition=self._sentence())
        glossary.save_term(
            term,
            texts={self.random.choice(languages.codes()): words},
            aliases=[OtherName(text=f"register{number}")],
            by=None,
            at=self.at,
        )

    def change_term(self) -> None:
        """A term is hidden, published or deleted."""
        if term := self._one(Term.objects):
            match self.random.randrange(3):
                case 0:
                    glossary.hide(term, by=None, at=self.at)
                case 1:
                    glossary.publish(term, by=None, at=self.at)
                case _:
                    glossary.delete_terms([term], by=None, at=self.at)

    def announce(self) -> None:
        """An announcement is new or says something else."""
        key = f"notice-{self.random.randint(1, 12)}"
        notice = Announcement.objects.filter(key=key).first() or Announcement(
            key=key, kind="news", is_published=True, visible_from=self.at
        )
        words = NoticeWords(title=self._sentence(), summary=self._sentence())
        announcements.save_announcement(
            notice, texts={self.random.choice(languages.codes()): words}, by=None, at=self.at
        )

    def change_notice(self) -> None:
        """An announcement is hidden, scheduled or deleted."""
        if notice := self._one(Announcement.objects):
            match self.random.randrange(3):
                case 0:
                    announcements.hide(notice, by=None, at=self.at)
                case 1:
                    start = self._moment()
                    announcements.publish(notice, by=None, at=self.at, visible_from=start)
                case _:
                    announcements.delete_announcements([notice], by=None, at=self.at)

    # --- Choices

    def _one(self, rows: Manager[M]) -> M | None:
        return next(iter(self._some(rows, 1)), None)

    def _some(self, rows: Manager[M], most: int = 3) -> list[M]:
        found = list(rows.order_by("pk"))
        return self.random.sample(found, min(len(found), self.random.randint(1, most)))

    def _sentence(self) -> str:
        return " ".join(self.random.choices([*VOCABULARY, *CHINESE], k=4))

    def _words(self) -> Words:
        return Words(
            title=self._sentence(),
            summary=self._sentence(),
            body=f"## {self._sentence()}\n\n{self._sentence()} {self._link()}",
            keywords=self.random.choice(VOCABULARY),
        )

    def _link(self) -> str:
        """Perhaps a link to an article, which may be gone or come later."""
        target = f"article:article-{self.random.randint(1, 300)}"
        return f"[…]({target})" if self.random.random() < 0.5 else ""

    def _tags(self) -> list[str]:
        return self.random.sample(TAGS, self.random.randint(0, 3))

    def _moment(self) -> datetime:
        return self.at + timedelta(hours=self.random.randint(-100, 100))

    def _window(self) -> dict[str, datetime | None]:
        return {
            "visible_from": self._moment(),
            "visible_until": self.random.choice([None, None, self._moment()]),
        }

    def _new_category(self) -> Category:
        return self._put_category(f"category-{next(self._numbers)}")

    def _put_category(self, key: str, *, parent: Category | None = None) -> Category:
        names = {code: {"name": self._sentence()} for code in languages.codes()}
        row = {"key": key, "parent": parent and parent.key, "texts": names}
        return categories.import_categories([row], by=None, at=self.at)[key]

    def _import(self, *, is_dry_run: bool) -> None:
        path = self.folder / "texts.jsonl"
        rows = [
            {
                "id": f"imported-{self.random.randint(1, 40)}",
                "lang": self.random.choice(["en", "zh"]),
                "category": self.random.choice(["Imported", "Other"]),
                "title": self._sentence(),
                "summary": self._sentence(),
                "body_markdown": self._sentence(),
                "tags": self._tags(),
            }
            for _row in range(4)
        ]
        lines = [*map(json.dumps, rows), "{broken"]
        path.write_text("\n".join(lines), "utf-8")
        import_path(
            path, by=None, at=self.at, language="en", is_dry_run=is_dry_run, skip_refused=True
        )


def held(word: str, at: datetime) -> set[int]:
    """The articles that have a word somewhere in what a reader may read, without search."""
    return {
        revision.text.article_id
        for revision in Revision.objects.visible_to(READER, at).select_related("text")
        if word in f"{revision.title} {revision.summary} {revision.body} {revision.keywords}"
    }


def found(word: str, at: datetime) -> set[int]:
    """The articles that search finds by a word."""
    hits = match(word, language="en", user=READER, at=at).hits
    numbers = [
        document.object_id for hit in hits if hit.source == "article" for document in hit.documents
    ]
    revisions = Revision.objects.filter(pk__in=numbers)
    return set(revisions.values_list("text__article", flat=True))


@pytest.mark.django_db
def test_index_is_what_the_database_says_through_a_thousand_changes(tmp_path: Path) -> None:
    library = Library(SEED, tmp_path)
    for number in range(1, STEPS + 1):
        step = library.live()
        if number % CHECKED_EVERY == 0:
            assert index.differences() == [], f"after step {number}, {step}"
            assert fulltext.is_sound()
            word = library.random.choice(VOCABULARY)
            for at in (library.at, library.at + timedelta(days=2)):
                assert found(word, at) == held(word, at)
    assert all(library.done[step.__name__] for step in library.steps), library.done
    call_command("rebuild", "--check")
