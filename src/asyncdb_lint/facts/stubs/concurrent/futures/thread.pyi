"""Where the executor class is defined in the standard library."""
from concurrent.futures import ThreadPoolExecutor as ThreadPoolExecutor
