"""Privacy: consent, personal data, erasure, retention, the audit log."""
