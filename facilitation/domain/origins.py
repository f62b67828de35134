"""Where what a city says comes from: one closed set for namings, practices, wishes and texts.

By whom it was said for the city stands beside it, as the role and organisation of the seat; None where that
is not known.
"""

from facilitation.domain.errors import N_

PROFILE, CALL, BOARD, SESSION = "profile", "call", "board", "session"
SHEET, ASSESSMENT, DOCUMENT, UNKNOWN = "sheet", "assessment", "document", "unknown"
ORIGINS = {
    PROFILE: N_("City profile"),
    CALL: N_("Onboarding call"),
    BOARD: N_("Board of a session"),
    SESSION: N_("Workshop or other session"),
    SHEET: N_("Sheet"),
    ASSESSMENT: N_("Self-assessment"),
    DOCUMENT: N_("Document"),
    UNKNOWN: N_("Not known"),
}
#: Those that somebody who names a challenge for a city chooses from; what boards say is read from them.
TO_CHOOSE = (PROFILE, SESSION, CALL, DOCUMENT)
