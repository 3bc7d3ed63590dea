"""Terms for tests: valid by default, override what matters. Everything goes through actions."""

from datetime import UTC, datetime
from typing import Any

from faq.glossary import actions
from faq.glossary.models import OtherName, Term, Words

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def a_term(
    key: str = "margin",
    *,
    labels: dict[str, str] | None = None,
    aliases: list[str] | None = None,
    is_published: bool = True,
    visible_from: datetime = NOW,
    **words: Any,
) -> Term:
    """A visible term, called 保证金 and Margin unless told otherwise; labels by language code."""
    labels = labels or {"zh-hans": "保证金", "en": "Margin"}
    return actions.save_term(
        Term(key=key, slug=key, is_published=is_published, visible_from=visible_from),
        texts={
            language: Words(label=label, **({"definition": f"{label}的定义。"} | words))
            for language, label in labels.items()
        },
        aliases=[OtherName(text=alias) for alias in aliases or []],
        by=None,
        at=NOW,
    )
