"""Makes a sample city of a given size: `python -m benchmarks.make_city FOLDER PAYMENTS`."""

import json
import sys
from pathlib import Path

from dashboard.sample import city

# A million payments come with some 20,000 contracts, as in the register of a large authority.
PAYMENTS_PER_PROJECT = 88

if __name__ == "__main__":
    folder, payments = Path(sys.argv[1]), int(sys.argv[2])
    files = city.make(folder, projects=max(20, payments // PAYMENTS_PER_PROJECT), payments=payments)
    listed = {source: str(path) for source, path in files.items()}
    (folder / "files.json").write_text(json.dumps(listed))
