"""What the matters of a time and a place come to, in figures that show what they were made of."""
