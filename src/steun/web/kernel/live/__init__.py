"""Live pages: a stream per browser that tells which subjects changed. What they are now, pages fetch as always.

`token`: for which seat a page was shown. `changes`: who is told of what. `member`: an open stream, and whether its
log-in and mandate still stand. `hub`: one thread per process that looks at the journal for all streams. `wake`: how it
hears that there is something to see. `application`: the address `/live`, before Django. `page`: the same for who has no
stream.
"""
