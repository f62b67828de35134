"""The worker: slow work that commands have written down."""
