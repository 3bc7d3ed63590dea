"""Every list and every form of the admin keeps to its budget of queries, on the demo content."""

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from faq.base import outbox
from tests.tickets.factories import a_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

MOST = 12
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)


@pytest.fixture
def desk(editor_client: Client) -> Client:
    """A superuser among tickets and mails."""
    for number in range(3):
        a_ticket(subject=f"Ticket {number}")
    outbox.put(to="lin@mail.example", subject="Hello", text="Hello")
    return editor_client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_list_and_form_keep_to_their_budget(
    model: type[Model], desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    addresses = [reverse(f"{name}_changelist")]
    if row := model._default_manager.order_by("pk").last():
        addresses.append(reverse(f"{name}_change", args=[row.pk]))
    for address in addresses:
        # Kinds of rows and the like are remembered by each process.
        desk.get(address)
        with django_assert_max_num_queries(MOST):
            answer = desk.get(address)
        assert answer.status_code in {200, 302}, address
