"""The process that makes a proof: `python -m facilitation.readers.proof_child < round.json`.

Stdin: {"problem": the file form, "answer": the pinned form, "city": whose copy, or null for all of it}.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

from facilitation.domain.errors import N_, Message, Refused
from facilitation.matching.proof import NoProofError, make_proof
from facilitation.matching.proof_copy import redacted_proof
from facilitation.matching.round_file import parse_round
from facilitation.matching.rounds import RoundError
from facilitation.readers.child import answer

#: Addresses, not memory: the libraries of numbers reserve more than they use.
MEMORY = 4 << 30
#: Of computing; the search beside a balanced answer gets half of them.
SECONDS, LIFE_SECONDS = 80, 125
_NOTHING_PROVEN = N_("Nothing can be proven of this grouping: the coordination team made it by hand.")


def _made(content: bytes) -> dict[str, Any]:
    sent = json.loads(content)
    try:
        proof = make_proof(parse_round(sent["problem"]), sent["answer"], SECONDS / 2)
    except (NoProofError, RoundError) as error:
        if sent["city"] is not None:  # which rule it breaks is the coordinators' business
            raise Refused("conflict", _NOTHING_PROVEN) from None
        raise _refused(error.message) from None
    if sent["city"] is not None:
        proof = redacted_proof(proof, sent["city"])
    text = json.dumps(proof, ensure_ascii=False, allow_nan=False)
    return {"content": base64.b64encode(f"{text}\n".encode("utf-8", "backslashreplace")).decode()}


def _refused(message: Message) -> Refused:
    words: dict[str, Any] = {name: str(value) for name, value in message.params.items()}
    return Refused("conflict", message.text, **words)


if __name__ == "__main__":
    sys.exit(answer(_made, memory=MEMORY, seconds=SECONDS, life=LIFE_SECONDS))
