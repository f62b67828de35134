"""What simulated people do at each stage of a session: the table to add to when there is a new stage."""

from collections.abc import Awaitable, Callable

from facilitation.domain.steps import ASK, BOARD_STAGES, BREAKOUTS, REPORT_BACK, RESULTS
from facilitation.rehearsal.members import Knowledge, Member
from facilitation.rehearsal.parts.boards import on_the_board
from facilitation.rehearsal.parts.breakouts import back_in_plenary, in_small_group
from facilitation.rehearsal.parts.questions import answer

#: Does one thing that the present step asks for; whether there was something to do.
Part = Callable[[Member, Knowledge], Awaitable[bool]]

PARTS: dict[str, Part] = {
    **dict.fromkeys(BOARD_STAGES, on_the_board),
    BREAKOUTS: in_small_group,
    REPORT_BACK: back_in_plenary,
    ASK: answer,
    RESULTS: answer,  # what can be followed while it is shown takes more questions
}


async def take_part(member: Member, knowledge: Knowledge) -> bool:
    """One thing that this moment of the session asks for; whether there was something to do.

    Raises Refusal where it does not fit any more, Unreachable or TimeoutError.
    """
    return await PARTS.get(member.stage or "", on_the_board)(member, knowledge)
