"""Documents: minutes, agendas and their drafts."""
