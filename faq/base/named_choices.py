"""Choosing in the admin among rows that have a name in each language."""

from typing import Any


class NamedChoices:
    """For a ModelAdmin: the names of all choices come with them, not by a query for each."""

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        """One of them."""
        return super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **_with_names(db_field), **options
        )

    def formfield_for_manytomany(self, db_field: Any, request: Any, **options: Any) -> Any:
        """Several of them."""
        return super().formfield_for_manytomany(  # type: ignore[misc]
            db_field, request, **_with_names(db_field), **options
        )


def _with_names(db_field: Any) -> dict[str, Any]:
    model = db_field.remote_field.model
    return {"queryset": model.objects.prefetch_related("texts")} if hasattr(model, "texts") else {}
