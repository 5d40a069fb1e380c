"""What an import costs, beside two others that bring the same rows into the same tables.

floor   calamine reads, bulk_create writes: no check, no preview, no trace, no way back
plain   a django-import-export resource as its documentation shows it, dry run and then the import, as its admin does
ours    upload, reading in a child process, preview of every row, confirmation, writing
"""
