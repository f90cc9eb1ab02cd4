"""`forms`: what papers read like; `editions`: papers that are issued in editions, under one number."""
