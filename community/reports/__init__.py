"""What leaves the register: whom a list names, what it says of them, and the workbooks that carry it."""
