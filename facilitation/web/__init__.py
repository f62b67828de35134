"""Pages, forms and the JSON API: one blueprint a feature."""
