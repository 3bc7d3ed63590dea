"""Words that editors list as meaning the same."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from faq.accounts.models import AuditEntry, User
from faq.search import synonyms
from faq.search.actions import delete_group, import_groups, save_group
from faq.search.engine import search
from faq.search.models import Synonym, SynonymGroup
from faq.transfer.actions import import_path
from tests.search.library import LONG_AGO, NOW, put

pytestmark = pytest.mark.django_db

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "synonyms.json"


def listed(*names: str) -> SynonymGroup:
    group = SynonymGroup(names="\n".join(names))
    save_group(group, by=None, at=LONG_AGO)
    return group


def found(query: str, *, language: str = "zh-hans") -> list[str]:
    rows = search(query, language=language, user=AnonymousUser(), at=timezone.now()).rows
    return [str(row.title_html).replace("<mark>", "").replace("</mark>", "") for row in rows]


# --- What is found


@pytest.mark.parametrize(
    "query", ["2FA", "双重验证", "雙重驗證", "two-factor", "谷歌验证器", "怎么打开谷歌验证器"]
)
def test_every_word_of_a_group_finds_texts_with_another(query: str) -> None:
    listed("2FA", "双重验证", "two-factor", "谷歌验证器", "两步验证")
    put("如何开启两步验证", body="在安全中心。")
    put("如何切换语言", body="在右上角。")
    assert found(query) == ["如何开启两步验证"]


def test_groups_without_a_common_word_stay_apart() -> None:
    listed("提现", "提币")
    listed("充值", "充币")
    put("提现的步骤")
    put("充值的步骤")
    assert found("提币") == ["提现的步骤"]


def test_group_widens_what_content_calls_so() -> None:
    names = [
        synonyms.OneName(text="提现", shown={"zh-hans": "提现"}, is_label=True),
        synonyms.OneName(text="提币", shown={"zh-hans": "提币"}),
    ]
    synonyms.store("term", 1, names, visible_from=LONG_AGO)
    listed("提现", "取款")
    put("取款的步骤")
    put("提币的步骤")
    assert set(found("提现")) == set(found("提币")) == set(found("取款")) | {"提币的步骤"}


def test_change_of_a_group_is_known_at_once() -> None:
    group = listed("提现", "提币")
    put("提现的步骤")
    assert found("取款") == []
    group.names += "\n取款"
    save_group(group, by=None, at=NOW)
    assert found("取款") == ["提现的步骤"]
    delete_group(group, by=None, at=NOW)
    assert found("取款") == []
    assert not Synonym.objects.exists()


# --- The list


@pytest.mark.parametrize("names", ["", "提现", "提现\n提现", "提现\n币", " \n\n提现 "])
def test_group_needs_two_words_of_more_than_a_character(names: str) -> None:
    with pytest.raises(ValidationError):
        save_group(SynonymGroup(names=names), by=None, at=NOW)
    assert not SynonymGroup.objects.exists()


def test_editor_adds_changes_and_deletes_a_group(client: Client, editor: User) -> None:
    client.force_login(editor)
    client.post(reverse("admin:search_synonymgroup_add"), {"names": "提现\r\n 提币 \r\n"})
    group = SynonymGroup.objects.get()
    assert group.listed() == ["提现", "提币"]
    put("提现的步骤")
    assert found("提币") == ["提现的步骤"]
    change = reverse("admin:search_synonymgroup_change", args=[group.pk])
    assert client.post(change, {"names": "提现"}).status_code == 200
    client.post(change, {"names": "提现\n取款"})
    assert (found("取款"), found("提币")) == (["提现的步骤"], [])
    client.post(reverse("admin:search_synonymgroup_delete", args=[group.pk]), {"post": "yes"})
    assert not Synonym.objects.exists()
    trail = AuditEntry.objects.filter(kind="synonymgroup").order_by("pk")
    assert [(entry.action, entry.by) for entry in trail] == [
        ("created", editor),
        ("changed", editor),
        ("deleted", editor),
    ]


def test_reader_has_no_list(client: Client, reader: User) -> None:
    address = reverse("admin:search_synonymgroup_changelist")
    assert client.get(address).status_code == 302
    client.force_login(reader)
    assert client.get(address).status_code == 302


# --- The file


def test_folder_brings_groups_and_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.json"
    file.write_text(json.dumps({"groups": [["提现", "提币"], ["充值", "充币"]]}), encoding="utf-8")
    for _time in range(2):
        import_path(tmp_path, by=None, at=NOW, language="zh-hans")
        groups = SynonymGroup.objects.order_by("pk")
        assert [group.listed() for group in groups] == [["提现", "提币"], ["充值", "充币"]]
    assert AuditEntry.objects.filter(kind="synonymgroup").count() == 2


def test_file_adds_to_a_group_and_takes_nothing_from_it() -> None:
    group = listed("提现", "取款")
    import_groups({"groups": [["提现", "提币"]]}, by=None, at=NOW)
    group.refresh_from_db()
    assert group.listed() == ["提现", "取款", "提币"]


def test_broken_group_is_named() -> None:
    with pytest.raises(ValidationError, match="提现"):
        import_groups({"groups": [["充值", "充币"], ["提现"]]}, by=None, at=NOW)
    assert not SynonymGroup.objects.exists()


def test_no_word_of_the_shipped_list_is_in_two_groups() -> None:
    groups = json.loads(FIXTURE.read_text(encoding="utf-8"))["groups"]
    words = [word.lower() for group in groups for word in group]
    assert len(words) == len(set(words))
    import_groups({"groups": groups}, by=None, at=NOW)
    assert SynonymGroup.objects.count() == len(groups)
