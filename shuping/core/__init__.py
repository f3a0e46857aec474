"""The rules of the review: plain values in, plain values out.

Nothing below this package knows a framework, a clock, a file, a dice or a network.
"""
