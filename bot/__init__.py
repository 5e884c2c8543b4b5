"""From a patient's question to a reply made of quotes."""
