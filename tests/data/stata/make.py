"""The Stata files beside this script: the same made-up rows in every release that is read.

    pip install pandas && python make.py

pandas writes releases 114, 117, 118 and 119; 115 is laid out like 114, and 113 has shorter display formats.
"""

import pathlib
import struct

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent
MARK = 12345.6789  # stands where Stata's .a belongs, which pandas does not write


def rows():
    return pd.DataFrame(
        {
            "id": ["007", "2", "", "café"],
            "sex": pd.Categorical(["girl", "boy", None, "girl"], categories=["girl", "boy"]),
            "age": np.array([12, 100, 17, 13], dtype="int8"),
            "visits": np.array([1, -32767, 32740, 0], dtype="int16"),
            "people": np.array([-5, 0, 2147483620, 1], dtype="int32"),
            "share": np.array([0.1, np.nan, 2.5, -1.0], dtype="float32"),
            "w": [1.25, 1e9, np.nan, MARK],
            "note": ["short", "x" * 200, "", "naïve"],
        }
    )


def write(name, release, order="little"):
    frame = rows()
    if release == 114:
        frame.to_stata(HERE / name, version=114, write_index=False, byteorder=order)
    else:
        frame.to_stata(HERE / name, version=release, write_index=False, byteorder=order, convert_strl=["note"])
    sign = "<" if order == "little" else ">"
    missing = struct.pack(sign + "Q", 0x7FE0010000000000)
    data = (HERE / name).read_bytes()
    assert data.count(struct.pack(sign + "d", MARK)) == 1
    (HERE / name).write_bytes(data.replace(struct.pack(sign + "d", MARK), missing))


def older(name, source, release):
    data = bytearray((HERE / source).read_bytes())
    data[0] = release
    if release == 113:
        count = struct.unpack("<H", data[4:6])[0]
        start = 109 + count + 33 * count + 2 * (count + 1)
        formats = [data[start + 49 * n : start + 49 * n + 12] for n in range(count)]
        data[start : start + 49 * count] = b"".join(formats)
    (HERE / name).write_bytes(data)


for release in (114, 117, 118, 119):
    write(f"r{release}.dta", release)
    write(f"r{release}_big.dta", release, "big")
older("r115.dta", "r114.dta", 115)
older("r113.dta", "r114.dta", 113)
