"""Spreadsheets: knows Excel, knows no request. Guard, read, check and match are separate pieces with plain data between."""
