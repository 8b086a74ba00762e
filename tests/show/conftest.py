"""One made-up ensemble, drawn once for all tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest
import synthetic
import xarray as xr

from rekindle.record.recorded import Recorded, read_record
from rekindle.show.figures.files import all_figures
from rekindle.show.figures.picture import Picture


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> list[Recorded]:
    path = tmp_path_factory.mktemp("record") / "record.csv"
    path.write_text(synthetic.RECORD, encoding="utf-8")
    return read_record(path)


@pytest.fixture(scope="session")
def dataset() -> xr.Dataset:
    return synthetic.dataset(100)


@pytest.fixture(scope="session")
def pictures(dataset: xr.Dataset, record: list[Recorded]) -> dict[str, Picture]:
    return {picture.name: picture for picture in all_figures(dataset, synthetic.scenario(), record)}


@pytest.fixture(scope="session")
def page(dataset: xr.Dataset, record: list[Recorded], pictures: dict[str, Picture], tmp_path_factory) -> Path:  # type: ignore[no-untyped-def]
    from rekindle.show.pages.run import write_report

    path = tmp_path_factory.mktemp("report") / "report.html"
    return write_report(
        path,
        dataset,
        synthetic.scenario(),
        {},
        synthetic.MANIFEST,
        synthetic.PARAMETERS,
        record,
        list(pictures.values()),
    )
