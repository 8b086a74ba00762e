"""The live page: a server for `rekindle serve` that calls the public functions of `rekindle` and nothing deeper.

app.py       addresses and what answers them      security.py   who may ask: token, Host, Origin, headers
settings.py  what an address asks for, checked    jobs.py       the queue: fair, shared, cancelling
streams.py   events sent as they happen           scenarios.py  scenarios kept ready; own.py the one that is watched
take.py      downloads; single.py one HTML file   serving.py    the socket, the browser, the end
memory.py    what is free goes back to the system
"""
