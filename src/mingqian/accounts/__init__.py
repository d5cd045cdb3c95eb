"""Agencies, units, people, roles and permissions."""
