"""The demo's programme as it is loaded."""
