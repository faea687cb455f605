"""Commands of `scrapy` that this project replaces (the setting COMMANDS_MODULE)."""
