"""Measurements that can be run again: ``portal bench NAME``."""
