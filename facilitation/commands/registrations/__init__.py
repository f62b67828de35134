"""Commands of who comes and who came: desks, registrations, presences, counts."""
