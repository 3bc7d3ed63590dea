"""What a machine asks: alive, and ready."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries


def test_alive_asks_nothing_of_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


@pytest.mark.django_db
def test_ready_names_its_parts(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "index": True, "migrations": True, "cache": True}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "damage"),
    [
        ("index", "DROP TABLE search_words"),
        ("cache", "DROP TABLE limits"),
        ("migrations", "DELETE FROM django_migrations WHERE app = 'search'"),
    ],
)
def test_not_ready_says_what_is_missing(client: Client, part: str, damage: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(damage)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, is_well in answer.json().items() if not is_well] == [part]
    assert client.get("/healthz").status_code == 200
