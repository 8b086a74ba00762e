"""From a document to a draft ledger: its figures and claims, each with the sentence it stands on, for a person to decide.

Rules, lists of words (`data`) and the scenario's own names; no model, no network. What a document says is data:
nothing in it is
followed. `draft` reads, `write_drafts` writes what a person decides on, `accept` turns what was decided into files that run.
"""
