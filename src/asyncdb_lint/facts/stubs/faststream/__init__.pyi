"""Applications of message brokers: plain functions run in a thread."""
from faststream.app import FastStream as FastStream
