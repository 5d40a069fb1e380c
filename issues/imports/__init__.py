"""What other systems send us: work orders as tables, and places in their own words."""
