"""The staff's part of the site: a door with a password, and behind it what patients ask and how to answer them."""
