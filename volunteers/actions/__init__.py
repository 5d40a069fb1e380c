"""What happens with offered help. Modules by noun: people, teams, activities, signing."""
