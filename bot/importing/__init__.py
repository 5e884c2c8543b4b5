"""From a document in another format to a draft article for a person to review."""
