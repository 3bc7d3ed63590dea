"""The support address stood in the brand before there was a directory."""

from typing import Any

from django.db import migrations


def take_over(apps: Any, schema_editor: Any) -> None:
    """Make it the first channel, where there is one and no channel yet."""
    brand = apps.get_model("brand", "Brand").objects.exclude(support_email="").first()
    channels = apps.get_model("contact", "Channel").objects
    if brand and not channels.exists():
        address = brand.support_email
        channels.create(key="support-mail", kind="email", value=address, normal=address.lower())


class Migration(migrations.Migration):
    dependencies = [
        ("brand", "0001_initial"),
        ("contact", "0001_initial"),
    ]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
