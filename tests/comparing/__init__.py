"""Comparing: from claims to incidents, differences and marts."""
