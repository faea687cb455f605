"""One module per page template: its selectors and `matches`."""
