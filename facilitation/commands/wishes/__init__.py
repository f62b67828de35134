"""Commands of wishes: what cities want to learn, until when they say it, reminders, and sheets."""
