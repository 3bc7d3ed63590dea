"""What the guard in the browser searches by."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from faq.base import secret_phrases, secret_rules
from faq.base.secret_guard import Kind, explanation

DAY = 24 * 60 * 60


@require_safe
@cache_control(public=True, max_age=DAY)
def secret_rules_json(request: HttpRequest) -> HttpResponse:
    """The rules and word lists of the secret guard, with explanations in this language."""
    return JsonResponse(
        {
            "rules": [asdict(rule) for rule in secret_rules.RULES],
            "issuers": secret_rules.ISSUERS,
            "words": " ".join(sorted(secret_phrases.english())),
            "plain": " ".join(sorted(secret_phrases.plain())),
            "characters": "".join(sorted(secret_phrases.chinese())),
            "explanations": {kind.value: explanation(kind) for kind in Kind},
        }
    )
