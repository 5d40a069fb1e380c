"""The importer's checklist I01–I48 (domain registry 3.5): one test for each point, through the whole engine."""
