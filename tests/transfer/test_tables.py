"""Tables as spreadsheets save them."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from faq.articles.models import Article, Revision
from faq.base.csv_export import as_it_was, harmless
from faq.categories.models import Category
from faq.contact.actions import import_directory
from faq.contact.models import Channel
from faq.facts.models import Fact
from faq.glossary.models import Term, TermText
from faq.transfer import spreadsheets
from faq.transfer.actions import import_path
from faq.transfer.report import Report, Verdict
from faq.transfer.spreadsheets import SpreadsheetError
from tests.factories import NOW, a_category

TEN = [
    ("txid", "交易哈希", "一笔链上转账的编号，由数字和字母组成。"),
    ("gas", "燃料费", "链上每笔操作要付的费用。"),
    ("wallet", "钱包", "保管私钥的软件，或者设备。"),
    ("memo", "备注", "有些网络用它分辨是谁的充值。"),
    ("block", "区块", "一批交易打包成的一页账。"),
    ("fork", "分叉", "一条链变成两条。"),
    ("stake", "质押", "锁住代币，\n帮助网络运转。"),
    ("margin", "保证金", "开仓时押下的钱，说“押”也行。"),
    ("spot", "现货", '买到的就是"币"本身。'),
    ("otc", "场外交易", "不经过订单簿的买卖；一对一。"),
]
HEADER = ("id", "label.zh-hans", "definition.zh-hans", "", "")


def table(separator: str = ",") -> str:
    rows = [HEADER, *((*row, "", "") for row in TEN)]
    quoted = [
        [f'"{cell.replace(chr(34), chr(34) * 2)}"' if cell else "" for cell in row] for row in rows
    ]
    return "".join(f"{separator.join(row)}\r\n" for row in quoted)


def take(path: Path, language: str = "zh-hans", *, skip_refused: bool = False) -> Report:
    return import_path(path, by=None, at=NOW, language=language, skip_refused=skip_refused)


def a_file(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# --- Encodings and separators (F19) --------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_ten_terms_come_in_however_they_were_saved(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    report = take(a_file(tmp_path, "terms.csv", table(separator).encode(encoding)))
    assert not report.problems
    words = TermText.objects.order_by("term_id").values_list("term__key", "label", "definition")
    assert list(words) == [(key, label, words) for key, label, words in TEN]


@pytest.mark.django_db
def test_big5_is_read(tmp_path: Path) -> None:
    text = "id,label.zh-hant,definition.zh-hant\r\ntxid,交易雜湊,一筆鏈上轉帳的編號。\r\n"
    take(a_file(tmp_path, "terms.csv", text.encode("big5")))
    assert TermText.objects.get().label == "交易雜湊"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        "id,label.en,definition.en\r\na,café,x\r\n".encode("cp1252"),
        "id,label.en,definition.en\r\na,“Quoted”,x\r\n".encode("cp1252"),
        "id,label.zh-hans,definition.zh-hans\r\na,提现,x\r\n".encode() + b"\xff",
        "\ufeffid,x\r\na,b".encode("utf-16-le")[:-1] + b"\x00\xd8",
    ],
)
def test_unclear_encoding_names_the_line_and_stores_nothing(tmp_path: Path, content: bytes) -> None:
    report = take(a_file(tmp_path, "terms.csv", content))
    [problem] = report.problems
    assert "terms.csv: line" in problem
    assert "UTF-8" in problem
    assert not Term.objects.exists()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_reason(content: bytes) -> None:
    try:
        spreadsheets.read(content)
    except SpreadsheetError as error:
        assert str(error)


CELL = st.lists(st.sampled_from([*"=+-@\t\r\n',;\"a中 ＝＋|", "😀", "'="]), max_size=6).map("".join)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=5))
def test_what_is_written_is_harmless_and_reads_back(rows: list[list[str]]) -> None:
    content = spreadsheets.write(["a", "b", "c"], rows)
    sheet = spreadsheets.read(content)
    kept = [row for row in rows if any(harmless(cell).strip() for cell in row)]
    assert [list(row.values()) for _number, row in sheet.rows] == kept


@given(CELL)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell)[:1] not in set("=+-@\t\r\n＝＋")
    assert as_it_was(harmless(cell)) == cell


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "columns"),
        (",,\r\n", "columns"),
        ("id,id\r\n1,2\r\n", "two columns"),
        ('id\r\n"a', "row 2"),
    ],
)
def test_table_that_is_none_says_why(content: str, reason: str) -> None:
    with pytest.raises(SpreadsheetError, match=reason):
        spreadsheets.read(content.encode())


def test_first_line_may_name_the_separator() -> None:
    sheet = spreadsheets.read(b"sep=;\r\nid;a,b\r\n1;2\r\n")
    assert sheet.rows == [(2, {"id": "1", "a,b": "2"})]


# --- Rows ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_rows_that_cannot_be_taken_are_named_with_their_number(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        "terms.csv",
        "id,label.en,definition.en,is_published\r\n"
        "gas,Gas,A fee.,\r\n"
        "\r\n"
        ",Nobody,No id.,\r\n"
        "fork,Fork,x,perhaps\r\n"
        "long,Long,x,true,more\r\n"
        "gas,Again,Said twice.,\r\n",
    )
    report = take(path, skip_refused=True)
    places = [str(line).split(" ")[0] for line in report.refused]
    assert sorted(places) == ["terms.csv:", "terms.csv:4:", "terms.csv:5:", "terms.csv:7:"]
    assert "row 6" in " ".join(report.problems)
    assert [term.key for term in Term.objects.all()] == ["gas"]


@pytest.mark.django_db
def test_each_row_may_be_of_one_language(tmp_path: Path) -> None:
    text = "id,language,label,definition\r\ngas,en,Gas,A fee.\r\ngas,zh-hans,燃料费,一种费用。\r\n"
    assert not take(a_file(tmp_path, "whatever.csv", text)).problems
    labels = TermText.objects.values_list("language", "label")
    assert dict(labels) == {"en": "Gas", "zh-hans": "燃料费"}


@pytest.mark.django_db
def test_column_that_nobody_reads_is_named(tmp_path: Path) -> None:
    text = "id,label.en,definition.en,colour\r\ngas,Gas,A fee.,red\r\n"
    [problem] = take(a_file(tmp_path, "terms.csv", text)).problems
    assert "colour" in problem


@pytest.mark.django_db
def test_table_of_nothing_we_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command(
            "import_content", str(a_file(tmp_path, "x.csv", "a,b\r\n1,2\r\n")), verbosity=0
        )


@pytest.mark.django_db
def test_columns_that_are_not_there_leave_what_is(tmp_path: Path) -> None:
    a_category("one", en="One")
    Category.objects.update(icon="wallet", position=7)
    report = take(a_file(tmp_path, "categories.csv", "id,name.zh-hans\r\none,一\r\n"))
    [line] = report.of(Verdict.CHANGED)
    assert line.fields == ("zh-hans",)
    category = Category.objects.get()
    assert (category.icon, category.position, category.texts.count()) == ("wallet", 7, 2)


@pytest.mark.django_db
def test_facts_channels_and_dates_of_spreadsheets(tmp_path: Path) -> None:
    a_file(
        tmp_path,
        "facts.csv",
        "id,value,unit,valid_from,next,checked_on,check_after_days,label.en\r\n"
        'fee,1,USDT,2026/6/1 8:00,"2026-12-01T00:00:00+08:00 0.5",2026/11/2,30,Fee\r\n',
    )
    a_file(
        tmp_path,
        "channels.csv",
        "id,kind,value,platform,languages,openings,is_always_open,name.en\r\n"
        'line,phone,+852 0101 2345,,"en\nzh","12345 09:00-18:00\n6 10:00-12:00",FALSE,Hotline\r\n',
    )
    spoken = [{"code": code, "texts": {"en": code}} for code in ("en", "zh")]
    import_directory({"languages": spoken}, by=None, at=NOW)
    assert not take(tmp_path).problems
    fact = Fact.objects.get()
    assert fact.checked_on.isoformat() == "2026-11-02"
    assert [row.value for row in fact.values.order_by("valid_from")] == ["1", "0.5"]
    channel = Channel.objects.get()
    assert [str(opening) for opening in channel.openings.all()] == [
        "12345 09:00–18:00", "6 10:00–12:00",
    ]  # fmt: skip
    assert channel.languages.count() == 2


@pytest.mark.django_db
def test_articles_come_from_a_table(tmp_path: Path) -> None:
    text = (
        "id;lang;title;summary;body;category;tags;checked_on\r\n"
        'k;zh-cn;题目;答案。;"第一行\n\n- 项\n=1+1";account;提现, 网络;2026/11/2\r\n'
        ";zh-cn;没有编号;答案。;x;account;;\r\n"
    )
    report = take(a_file(tmp_path, "articles.csv", text.encode("gb18030")), skip_refused=True)
    assert report.created == 1
    assert "articles.csv:3" in report.problems[0]
    assert Revision.objects.get().body == "第一行\n\n- 项\n=1+1\n"
    assert Article.objects.get().texts.get().tags.count() == 2
