"""A small maker of vectors for tests: a text means the topics that it has words of."""

from collections.abc import Sequence
from typing import Any

import numpy as np

TOPICS = [
    ("提现", "取钱", "withdraw", "cash"),
    ("密码", "登录", "password"),
    ("手续费", "价钱", "fee"),
    ("身份", "证件", "identity"),
]


class Topics:
    """An axis for each topic, and one for what has none."""

    name = "topics"
    unrelated = 0.2
    alike = 0.9
    made = 0

    def embed(self, texts: Sequence[str]) -> Any:
        """A row for each text."""
        type(self).made += len(texts)
        rows = [[any(word in text for word in topic) for topic in TOPICS] for text in texts]
        found = np.array([[*row, not any(row)] for row in rows], dtype=np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


class OtherTopics(Topics):
    """Another model."""

    name = "other topics"


class Lacking:
    """One whose package is not installed."""

    def __init__(self) -> None:
        raise ImportError("No module named 'nowhere'")
