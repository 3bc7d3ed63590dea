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
    `footer_links` and `urgent_links`, the last three by language. Replaces what was there.
    Raises ValidationError."""
    brand = Brand.objects.filter(pk=1).first() or Brand(pk=1)
    brand.accent, brand.emergency_url = data.get("accent", ""), data.get("emergency_url", "")
    brand.clean_fields()
    brand.save()
    brand.texts.all().delete()
    for language, words in data.get("texts", {}).items():
        _save(BrandText(brand=brand, language=language, **words))
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
            _save(model(brand=brand, language=language, position=position, **row))


def _save(row: BrandText | FooterLink | UrgentLink) -> None:
    row.clean_fields(exclude=["brand"])
    row.save()
