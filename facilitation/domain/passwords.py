"""What a password must be: long enough and not the obvious one. How it is composed is nobody's business.

Source: NIST SP 800-63B (length counts, rules of composition do harm).
"""

from collections.abc import Sequence

from facilitation.domain.errors import N_, Refused

SHORTEST = 12
#: Longer ones are refused, not cut: hashing must not become a way to keep the server busy.
LONGEST = 200


def require_password(password: str, known: Sequence[str] = ()) -> str:
    """The password as it is; `Refused` when it is too short, too long, or says only what is `known` anyway.

    `known` are the person's name, e-mail address and the like.
    """
    if len(password) < SHORTEST:
        raise Refused(
            "invalid",
            N_("Take at least %(least)s characters. A few words in a row are easy to remember."),
            field="password",
            least=SHORTEST,
        )
    if len(password) > LONGEST:
        raise Refused("invalid", N_("At most %(most)s characters fit."), field="password", most=LONGEST)
    plain = _plain(password)
    obvious = {_plain(part) for text in known for part in (text, text.partition("@")[0]) if part}
    repeated = len(set(plain)) <= 2
    if repeated or any(plain in (one, one[::-1], one * 2) for one in obvious):
        raise Refused("invalid", N_("That is too easy to guess. Choose something else."), field="password")
    return password


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
