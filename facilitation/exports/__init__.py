"""What the program gives out: calendars, documents, spreadsheets. Each export turns plain data into bytes."""
