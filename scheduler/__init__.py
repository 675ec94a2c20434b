"""The door for time: the tick that sweeps what is due, and the delivery worker."""
