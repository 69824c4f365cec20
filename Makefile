# make run, make test and make lint set up what a bare Debian or Ubuntu lacks; the second call starts at once.
#
#   make run ARGS="--source demo"      arguments for attune
#   make run TORCH_INDEX=https://download.pytorch.org/whl/cpu
#                                      torch for the processor alone: on Linux it spares gigabytes of CUDA
#   make install PYTHON=/path/python   a Python of your choice (3.10, 3.11 or 3.12)

SHELL := /bin/bash
.DEFAULT_GOAL := run
.PHONY: run install test lint lock

export PYTHON TORCH_INDEX

run: install
	@.venv/bin/attune $(ARGS)

install:
	@.ci/setup run

test:
	@.ci/setup dev
	@QT_QPA_PLATFORM=offscreen .venv/bin/pytest $(ARGS)

lint:
	@.ci/setup dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

lock:
	@.ci/lock $(ARGS)
