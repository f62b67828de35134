"""Examples of documents."""
