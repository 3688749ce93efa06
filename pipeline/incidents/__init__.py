"""From articles and their claims to incidents, witnesses and differences: pure functions, no stage, no edge.

coverage       what one article brings: its article, reading and claims, and what it lets us know of the start
evidence       what two accounts of one outage share: figures, names, wording
grouping       which articles are about one outage
naming         what an incident is called, and its id
independence   which articles are one witness
placing        when a claim's clock time was, once its incident has a date
said           a claim in a few words for people
differences    which claims differ, and for which reason
"""
