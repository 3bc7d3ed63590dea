"""Tickets as staff handle them."""

from faq.tickets.admin import incoming

__all__ = ["incoming"]
