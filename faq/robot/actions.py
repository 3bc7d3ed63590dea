"""What readers do with answers."""

from datetime import datetime

from faq.base.text import fold
from faq.robot.models import AnswerVote


def vote(
    question: str,
    *,
    language: str,
    text_id: int | None,
    reader: str,
    is_helpful: bool,
    at: datetime,
) -> None:
    """Count a reader's word on the answer to a question; saying it again changes it."""
    AnswerVote.objects.update_or_create(
        reader=reader,
        language=language,
        folded=fold(question),
        defaults={"question": question, "text_id": text_id, "is_helpful": is_helpful, "at": at},
    )
