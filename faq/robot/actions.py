"""What readers do with answers."""

from datetime import datetime

from faq.robot.models import AnswerVote
from faq.search.masking import masked


def vote(
    question: str,
    *,
    language: str,
    text_id: int | None,
    reader: str,
    is_helpful: bool,
    at: datetime,
) -> None:
    """Count a reader's word on the answer to a question; saying it again changes it.

    The question is kept without what is personal; one that is nothing else is not counted.
    """
    question = masked(question)
    if not question:
        return
    AnswerVote.objects.update_or_create(
        reader=reader,
        language=language,
        question=question,
        defaults={"text_id": text_id, "is_helpful": is_helpful, "at": at},
    )
