"""Reads. Each takes a viewer and cannot return what that viewer may not see."""
