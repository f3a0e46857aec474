"""The application as the server of the house runs it: behind a door that waits for slow networks."""

from shuping.base.arrival import Arrival

from .wsgi import application as synchronous

application = Arrival(synchronous)
