"""What names a form that was sent, so that sending it twice is sending it once.

The page carries a random nonce. What is sent is part of the name too: whoever goes back, writes
something else and sends it again says something new.
"""

import hashlib
import secrets

LENGTH = 22
"""Characters of a nonce."""


def nonce() -> str:
    """A new one, for a page with a form."""
    return secrets.token_urlsafe(16)


def name(nonce: str, *sent: str) -> str:
    """The name of what was sent from a page."""
    digest = hashlib.blake2b(digest_size=16)
    for part in sent:
        # The length keeps "ab", "c" from being "a", "bc".
        digest.update(f"{len(part)}:{part}".encode(errors="surrogatepass"))
    return f"{nonce[:LENGTH]}.{digest.hexdigest()}"
