"""Changes of the brand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from faq.accounts import audit
from faq.accounts.models import User
from faq.brand.models import Brand, BrandText, FooterLink, UrgentLink


def record_change(brand: Brand, *, by: User | None, at: datetime) -> None:
    """Leave a line in the trail: every page shows the brand, so its changes must be traceable."""
    audit.record(
        "changed",
        brand,
        by=by,
        at=at,
        accent=brand.accent,
        emergency_url=brand.emergency_url,
    )


@transaction.atomic
def import_brand(data: Mapping[str, Any], *, by: User | None, at: datetime) -> Brand:
    """Set the brand from a file: `accent`, `emergency_url`, `texts`,
    `footer_links` and `urgent_links`, the last three by language. Replaces what was there."""
    brand, _created = Brand.objects.update_or_create(
        pk=1,
        defaults={name: data.get(name, "") for name in ("accent", "emergency_url")},
    )
    brand.texts.all().delete()
    for language, words in data.get("texts", {}).items():
        BrandText(brand=brand, language=language, **words).save()
    _replace(brand, FooterLink, data.get("footer_links", {}))
    _replace(brand, UrgentLink, data.get("urgent_links", {}))
    record_change(brand, by=by, at=at)
    return brand


def _replace(
    brand: Brand,
    model: type[FooterLink] | type[UrgentLink],
    links: Mapping[str, Sequence[Mapping[str, Any]]],
) -> None:
    model.objects.filter(brand=brand).delete()
    for language, rows in links.items():
        for position, row in enumerate(rows, start=1):
            model(brand=brand, language=language, position=position, **row).save()
