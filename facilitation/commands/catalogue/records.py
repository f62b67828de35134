"""The commands of records: what scribes write down, correct, take back and restore."""

from facilitation.commands.command import Command, Target
from facilitation.commands.sessions import records
from facilitation.domain.errors import N_
from facilitation.domain.permissions import RECORD
from facilitation.store.sessions import Record, Session

_SESSION = Target(Session, "session")
_RECORD = Target(Record, "record")

RECORDS: dict[str, Command] = {
    "record.add": Command(
        N_("Write down a decision, a point or a quote"),
        records.AddRecord,
        records.add_record,
        RECORD,
        _SESSION,
        after_the_end=True,
    ),
    "record.add_many": Command(
        N_("Write down several records at once"),
        records.AddRecords,
        records.add_records,
        RECORD,
        _SESSION,
        after_the_end=True,
    ),
    "record.change": Command(
        N_("Correct a record"),
        records.ChangeRecord,
        records.change_record,
        RECORD,
        _RECORD,
        after_the_end=True,
    ),
    "record.remove": Command(
        N_("Take back a record"),
        records.TheRecord,
        records.remove_record,
        RECORD,
        _RECORD,
        after_the_end=True,
    ),
    "record.restore": Command(
        N_("Restore a record"),
        records.TheRecord,
        records.restore_record,
        RECORD,
        _RECORD,
        after_the_end=True,
    ),
}
