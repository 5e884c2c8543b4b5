"""The HTTP API: one reply for one message, and the list of the articles, for the clinic's own programs and pages."""
