"""What can be read from volunteers and activities."""
