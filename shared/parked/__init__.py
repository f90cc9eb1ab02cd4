"""What an operator does about events that could not be applied.

commands     redrive, or give up with a reason    endpoints   the same over HTTP
"""
