"""The site that patients use: the chat, and the articles that it quotes."""
