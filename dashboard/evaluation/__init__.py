"""How often the numbers were right, where the truth is known."""
