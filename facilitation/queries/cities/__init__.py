"""Cities and organisations: facts, profiles, sheets."""
