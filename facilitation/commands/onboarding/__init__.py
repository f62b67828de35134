"""Onboarding: progress, calls, self-assessments."""
