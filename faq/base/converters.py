"""Parts of addresses that are numbers of rows."""

from django.urls import register_converter


class RowNumber:
    """Digits that fit a database's big integer; longer ones are no address at all."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The number in the address."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The number as it stands in an address."""
        return str(value)


register_converter(RowNumber, "row")
