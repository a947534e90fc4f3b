# SPDX-License-Identifier: MIT
"""What tests/bench/run runs once everything is built."""
import argparse
import importlib
import time


def main():
    parser = argparse.ArgumentParser(prog="tests/bench/run", add_help=False)
    parser.add_argument("mode", choices=["compare", "inspection", "curves", "check"])
    parser.add_argument("--build", required=True)
    parser.add_argument("--start", type=float, default=time.time())
    parser.add_argument("--peers", type=lambda names: [n for n in names.split(",") if n], default=[])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--json")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    importlib.import_module(options.mode).main(options)


main()
