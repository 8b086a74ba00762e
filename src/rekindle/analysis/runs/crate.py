"""The description of a result as an RO-Crate 1.1, which other programs and repositories read.

Specification: https://www.researchobject.org/ro-crate/specification/1.1/. A folder of many small files (arrays, figures) is
one data set in it; the checksums name its files.
"""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rekindle.files import files_in

CRATE = "ro-crate-metadata.json"
AUTHOR = "The Rekindle developers"
LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
MEANINGS = {
    "results.zarr": "Every outcome of every simulated world, and weekly series (Zarr 3)",
    "summary.json": "The outcomes in short",
    "manifest.json": "What it takes to run it again",
    "comparison.json": "Policies side by side, as numbers",
    "report.html": "The result as one page",
    "compare.html": "The comparison as one page",
    "figures": "The pictures, each with a text that describes it",
    "SHA256SUMS": "A checksum of every file but this one",
}
PARAMETERS = (
    "scenario", "scenario_digest", "policy", "policies", "baseline", "as_of", "start", "until", "weeks_in_a_step", "seed",
    "worlds_requested", "worlds", "worlds_from", "posterior", "fixed_variants", "set_by_hand", "complete", "model",
)  # fmt: skip
"""Entries of a manifest, or of a comparison, that are told as parameters."""


def crate(
    folder: Path, names: Iterable[str], about: Mapping[str, Any], version: str, runs: Iterable[str] = ()
) -> dict[str, Any]:
    """The metadata of a result: `names` are its files and folders in `folder`, `about` its manifest or comparison.

    `runs` names the folders of a comparison's runs, each of which has metadata of its own.
    """
    told = [_parameter(key, about[key]) for key in PARAMETERS if about.get(key) not in (None, {}, [])]
    parts = [*_parts(folder, names), *map(_run, runs)]
    title = f"{'Comparison of policies' if 'states' in about else 'Run'}: {about.get('scenario', 'scenario')}"
    status = "CompletedActionStatus" if about.get("complete") else "FailedActionStatus"
    action = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": title,
        "instrument": {"@id": "#software"},
        "object": [{"@id": one["@id"]} for one in told],
        "result": {"@id": "./"},
        "actionStatus": {"@id": f"http://schema.org/{status}"},
    }
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [_descriptor(), _root(title, version, parts), *parts, action, *told, *_people(version)],
    }


def _root(title: str, version: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """The result as a whole. Its day is today's, or that of SOURCE_DATE_EPOCH, by which builds are repeated."""
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", 0)) or datetime.now(UTC).timestamp()
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": f"{title}, simulated by Rekindle {version}. A distribution under stated assumptions, not a prediction.",
        "datePublished": datetime.fromtimestamp(moment, UTC).date().isoformat(),
        "license": {"@id": LICENCE},
        "author": {"@id": "#author"},
        "hasPart": [{"@id": part["@id"]} for part in parts],
        "mentions": {"@id": "#run"},
    }


def with_parts(old: Mapping[str, Any], folder: Path, names: tuple[str, ...]) -> dict[str, Any]:
    """Metadata with the files and folders named as they now lie in `folder`, in place of what it said of them."""
    new = _parts(folder, names)
    gone = {quote(name) for name in names} | {f"{quote(name)}/" for name in names}
    graph = []
    for one in old["@graph"]:
        if one["@id"] in gone:
            continue
        if one["@id"] == "./":
            kept = [part for part in one["hasPart"] if part["@id"] not in gone]
            one = {**one, "hasPart": [*kept, *({"@id": part["@id"]} for part in new)]}
        graph.append(one)
    return {**old, "@graph": [*graph, *new]}


def _descriptor() -> dict[str, Any]:
    return {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }


def _parts(folder: Path, names: Iterable[str]) -> list[dict[str, Any]]:
    """Files with their size and kind, folders with the size of all that is in them."""
    found = []
    for name in sorted(set(names)):
        path, meaning = folder / name, MEANINGS.get(name)
        said = {"name": name, **({"description": meaning} if meaning else {})}
        if path.is_dir():
            size = sum(one.stat().st_size for one in files_in(folder, [name]))
            found.append({"@id": f"{quote(name)}/", "@type": "Dataset", **said, "contentSize": str(size)})
        elif name == "SHA256SUMS":  # written last, for it also sums this description
            found.append({"@id": name, "@type": "File", **said, "encodingFormat": "text/plain"})
        elif path.is_file():
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            size = path.stat().st_size
            found.append({"@id": quote(name), "@type": "File", **said, "contentSize": str(size), "encodingFormat": kind})
    return found


def _run(name: str) -> dict[str, Any]:
    about = f"The run of this policy, which {name}/{CRATE} describes"
    return {"@id": f"{quote(name)}/", "@type": "Dataset", "name": name, "description": about}


def _parameter(key: str, value: object) -> dict[str, Any]:
    """One entry of a manifest; entries of an entry are told as text."""
    plain = value if isinstance(value, str | int | float) else _told(value)
    return {"@id": f"#{key}", "@type": "PropertyValue", "name": key, "value": plain}


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}={one}" for name, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, Iterable) else str(value)


def _people(version: str) -> list[dict[str, Any]]:
    return [
        {
            "@id": "#software",
            "@type": "SoftwareApplication",
            "name": "Rekindle",
            "version": version,
            "softwareVersion": version,
            "license": {"@id": LICENCE},
            "author": {"@id": "#author"},
        },
        {"@id": "#author", "@type": "Organization", "name": AUTHOR},
        {
            "@id": LICENCE,
            "@type": "CreativeWork",
            "name": "Apache License 2.0",
            "description": "The licence of the software and of what it writes; the sources of the inputs keep their own terms.",
        },
    ]
