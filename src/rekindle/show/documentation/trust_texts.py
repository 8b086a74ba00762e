"""Texts of the page *How far to trust this* that no report holds: what its words mean, and what is withheld."""

HEAD = """\
A model that nobody compares with the record is only an essay. This page compares it, failures first. Three words say what a
comparison is worth:

- **retrospective**: those who set the priors knew how it ended. A good score proves nothing; a bad one counts against the
  model.
- **blind**: nobody had seen the model run on it before. Only four battles, opened once, are blind.
- **withheld**: what happened after 2018 is not in the project. A forecast of it is on file with its hash and waits for its
  score.

A figure is *inside* where it lies in the middle 50 or 90 % of what the simulated worlds would have had recorded. Where the
record gives a range, its middle counts (on a logarithmic scale); in the tables of battles, any part of it counts. Recorded
counts are floors, lists lag behind, definitions cover a part, and estimators disagree. The file `calibration.yaml` of each
scenario says for each pattern how wide such errors are, and why.

*CRPS* is the continuous ranked probability score: the distance between a forecast and what happened. Smaller is better. A
*baseline* is a simple rule that forecasts the same months."""

WITHHELD = """\
They are withheld. The files `forecasts/2018-12-31.json` and `.v2.json` hold forecasts for five years, by year and by quarter,
as quantiles from 2.5 to 97.5 %. They cover documented deaths in Iraq, Syria and six countries of affiliates. They also cover
attacks in Iraq, members, displaced and returned people, and attacks and deaths in Europe. The command
`rekindle backtest --origin 2018-12-31` made each of them from the record up to that day, and its SHA-256 stands beside it.
The first is of a model whose levers were not yet connected. It stays, and both will be scored. Until then nobody knows how
good they are."""

MONTHS = """\
Baselines see the same months and nothing else. Four of them do not widen enough for a series that wanders: the last value,
the last year (any of its twelve months), exponential smoothing and a log-linear trend. A random walk with drift and a damped
trend do. The mixture gives each of the six the same weight, as one would who cannot know beforehand which is best. No record
counts attacks by month in one definition before 2019, so only the attacks of 2018 as a whole are compared."""
