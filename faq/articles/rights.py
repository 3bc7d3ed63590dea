"""Who may write, and who may let readers see what was written: two rights."""

from faq.accounts.models import User
from faq.articles.models import Article


def can_write(user: User, article: Article | None, language: str) -> bool:
    """Whether somebody may change the words of an article (None: of a new one) in a language."""
    return user.has_perm("articles.change_text")


def can_publish(user: User, article: Article | None, language: str) -> bool:
    """Whether somebody may publish, schedule and hide an article's text in a language."""
    return user.has_perm("articles.publish_text")
