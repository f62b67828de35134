"""Join codes: what they are made of and how a typed one is read."""

import secrets

#: No 0/O, 1/I/L, 2/Z, 5/S, 8/B or U/V: what a voice in a hall or a bad projector confuses.
SYMBOLS = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 10


def new_code() -> str:
    """A fresh code of LENGTH symbols (about 45 bits)."""
    return "".join(secrets.choice(SYMBOLS) for _ in range(LENGTH))


def normalised(typed: str) -> str:
    """A code as stored, from what somebody typed: upper case, without blanks and hyphens."""
    return "".join(c for c in typed.upper() if c.isalnum())


def grouped(code: str) -> str:
    """A code as shown, in groups that can be read aloud: "ABC-DEFG-HJK"."""
    return f"{code[:3]}-{code[3:7]}-{code[7:]}"
