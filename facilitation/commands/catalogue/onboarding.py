"""The commands of city profiles, onboarding calls and reminders."""

from facilitation.commands.cities import profiles
from facilitation.commands.command import Command, Target
from facilitation.commands.onboarding import calls, onboarding
from facilitation.domain.onboarding import NOTE_CALLS
from facilitation.domain.permissions import ACTS_FOR_CITY, COORDINATE, MEMBER, ORGANISE
from facilitation.store.cities import City

_CITY = Target(City, "city")
_FILL_IN = ACTS_FOR_CITY | COORDINATE

ONBOARDING: dict[str, Command] = {
    "profile.write": Command(profiles.WriteSection, profiles.write_section, _FILL_IN, _CITY),
    "profile.restore": Command(
        profiles.RestoreSection, profiles.restore_section, _FILL_IN, _CITY, audited=True
    ),
    "call.plan": Command(calls.PlanCall, calls.plan_call, COORDINATE, _CITY, audited=True),
    "call.hold": Command(calls.HoldCall, calls.hold_call, COORDINATE, _CITY, audited=True),
    "call.note": Command(calls.NoteCall, calls.note_call, NOTE_CALLS, _CITY),
    "call.questions": Command(calls.SetQuestions, calls.set_questions, ORGANISE, audited=True),
    "reminder.send": Command(
        onboarding.SendReminder, onboarding.send_reminder, COORDINATE, _CITY, audited=True
    ),
    "catch_up.done": Command(onboarding.CaughtUp, onboarding.caught_up, MEMBER),
}
