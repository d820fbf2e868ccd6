"""Requests, replies, bodies and files: how data comes in and goes out."""
