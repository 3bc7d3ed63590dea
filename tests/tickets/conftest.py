"""What tests of tickets share."""

from tests.tickets.mails import mail_settings

__all__ = ["mail_settings"]
