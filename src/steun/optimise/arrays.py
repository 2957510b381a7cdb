"""Arrays by what they hold. Their shapes stand in docstrings, in capitals: R units, L lines, P pairs, T slots,
E earmarks, G regions; in `readiness` S scenarios, J stocks, N needs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
Int8s = NDArray[np.int8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
