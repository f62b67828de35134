"""Sessions: planning, leading, taking part, calendars."""
