"""The words that the renderer itself adds to a text, in the text's language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Words:
    """One language's words. `{}` stands for a number."""

    expect: str
    table: str
    colon: str
    done: str
    details: str
    footnote: str
    footnote_back: str
    notices: Mapping[str, str]


_WORDS = {
    "zh-hans": Words(
        expect="你会看到：",
        table="表格",
        colon="：",
        done="完成",
        details="详情",
        footnote="脚注 {}",
        footnote_back="返回脚注 {}",
        notices={
            "note": "说明",
            "tip": "提示",
            "important": "重要",
            "warning": "注意",
            "danger": "警告",
        },
    ),
    "zh-hant": Words(
        expect="你會看到：",
        table="表格",
        colon="：",
        done="完成",
        details="詳情",
        footnote="註腳 {}",
        footnote_back="返回註腳 {}",
        notices={
            "note": "說明",
            "tip": "提示",
            "important": "重要",
            "warning": "注意",
            "danger": "警告",
        },
    ),
    "en": Words(
        expect="You will see: ",
        table="table",
        colon=": ",
        done="Done",
        details="Details",
        footnote="Footnote {}",
        footnote_back="Back to footnote {}",
        notices={
            "note": "Note",
            "tip": "Tip",
            "important": "Important",
            "warning": "Warning",
            "danger": "Danger",
        },
    ),
}


def words_for(language: str) -> Words:
    """The words of a language; English for one that has none here."""
    return _WORDS.get(language, _WORDS["en"])
