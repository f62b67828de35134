"""The process that makes an emblem of a picture: `python -m facilitation.readers.picture_child < file`."""

from __future__ import annotations

import base64
import sys
from typing import Any

from facilitation.exports.emblems import Faulty, picture_of
from facilitation.readers.child import answer

#: The pixels of the largest picture take 64 MB each time that they are unpacked.
MEMORY = 768 << 20


def _read(content: bytes) -> dict[str, Any]:
    try:
        made = picture_of(content)
    except Faulty as faulty:
        return {"fault": str(faulty)}
    return {
        "content": base64.b64encode(made.content).decode(),
        "media_type": made.media_type,
        "width": made.width,
        "height": made.height,
    }


if __name__ == "__main__":
    sys.exit(answer(_read, memory=MEMORY))
