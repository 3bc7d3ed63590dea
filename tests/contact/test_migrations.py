"""Upgrading a site that had its support address in the brand."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@pytest.mark.django_db(transaction=True)
def test_support_address_becomes_the_first_channel() -> None:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate([("contact", "0001_initial"), ("brand", "0001_initial")])
    old = executor.loader.project_state([("brand", "0001_initial")]).apps
    old.get_model("brand", "Brand").objects.create(pk=1, support_email="Help@boan.example")

    executor = MigrationExecutor(connection)
    executor.migrate(newest)

    new = executor.loader.project_state(newest).apps
    channel = new.get_model("contact", "Channel").objects.get()
    assert (channel.kind, channel.value) == ("email", "Help@boan.example")
    assert channel.normal == "help@boan.example"
