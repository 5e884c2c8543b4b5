"""From articles to a searchable index: article, passages, views, vectors."""
