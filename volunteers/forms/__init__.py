"""Forms of volunteers and activities."""
