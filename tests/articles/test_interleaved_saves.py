"""F12: two editors save one text again and again, often on top of what they have not seen."""

import random
from typing import Any

import pytest
from django.test import Client

from faq.articles.models import Text
from tests.articles.desk import at_work, fields
from tests.factories import an_article

pytestmark = pytest.mark.django_db

SAVES = 200


class Browser:
    """One person's open page of a text: what it is based on, and what it shows after a save."""

    def __init__(self, client: Client, text: Text) -> None:
        self.client = client
        self.address = f"/admin/articles/text/{text.pk}/change/"
        self.text = text
        self.shown = ""
        self.based_on: Any = None
        self.open()

    def open(self) -> None:
        """Load the page anew, and so see what is newest."""
        page = self.client.get(self.address)
        self.based_on = page.context["adminform"].form["based_on"].value()
        self.shown = page.content.decode()

    def save(self, button: str, body: str) -> bool:
        """Press a button; a conflict leaves the words in the answered page."""
        data = fields(self.text, body=body, based_on=self.based_on) | {button: "1"}
        answer = self.client.post(self.address, data)
        if answer.status_code == 302:
            return True
        self.shown = answer.content.decode()
        self.based_on = answer.context["adminform"].form["based_on"].value()
        return False


def test_no_text_is_lost_in_two_hundred_interleaved_saves() -> None:
    chance = random.Random(1)
    text = an_article(body="最初").text
    browsers = [Browser(at_work(f"editor-{n}", "Editor")[1], text) for n in range(2)]
    written, conflicts, live = ["最初"], 0, "最初"
    for number in range(SAVES):
        browser = chance.choice(browsers)
        if chance.random() < 0.5:
            browser.open()
        body = f"第{number}稿 {chance.random()}"
        button = chance.choice(["_publish", "_continue", "_review"])
        written.append(body)
        if browser.save(button, body):
            live = body if button == "_publish" else live
        else:
            conflicts += 1
            assert body in browser.shown
            newest = text.revisions.first()
            assert newest.body in browser.shown
            assert browser.save(button, body)
            live = body if button == "_publish" else live
        if number % 10 == 0:
            assert Client().get(text.get_absolute_url()).context["page"].html == f"<p>{live}</p>"
        assert text.reviews.open().count() <= 1
    assert conflicts > SAVES / 8
    assert set(written) == set(text.revisions.values_list("body", flat=True))
    waiting = text.reviews.open().first()
    assert waiting is None or waiting.revision == text.revisions.first()


def test_two_new_translations_at_once_are_both_kept_or_shown() -> None:
    article = an_article().text.article
    address = f"/admin/articles/text/add/?article={article.pk}&language=en"
    first, second = (at_work(f"t-{n}", "Translator")[1] for n in range(2))
    for client in (first, second):
        assert client.get(address).status_code == 200
    words = {"summary": "Open it.", "language": "en"}
    first.post(address, fields(title="One", body="First body", **words) | {"_continue": "1"})
    answer = second.post(
        address, fields(title="Two", body="Other body", **words) | {"_continue": "1"}
    )
    kept = set(article.texts.get(language="en").revisions.values_list("body", flat=True))
    assert "First body" in kept
    assert "Other body" in kept or "Other body" in answer.content.decode()
