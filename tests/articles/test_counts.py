"""Topics among what is offered while typing: those that hold something for this visitor."""

import pytest
from django.test import Client

from tests.factories import NOW, a_category, an_article

pytestmark = pytest.mark.django_db


def topics(client: Client, typed: str) -> list[str]:
    answer = client.get("/zh-hans/search/suggest/", {"q": typed}).json()
    return [entry["title"] for entry in answer["suggestions"] if entry["kind"] == "主题"]


def test_topic_is_offered_once_it_holds_something_to_read(
    client: Client, editor_client: Client
) -> None:
    withdraw = a_category("withdraw", zh_hans="提现与转账")
    an_article(category=withdraw, is_draft=True, title="甲")
    assert topics(client, "提现") == []
    an_article(category=withdraw, audience="staff", title="乙", at=NOW)
    assert topics(client, "提现") == []
    assert topics(editor_client, "提现") == ["提现与转账"]
    an_article(category=withdraw, title="丙")
    assert topics(client, "提现") == ["提现与转账"]
