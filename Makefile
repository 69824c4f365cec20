# make run, make test and make lint set up what a bare Debian or Ubuntu lacks; the second call starts at once.
#
#   make run ARGS="--source demo"      arguments for attune
#   make test TORCH_INDEX=https://download.pytorch.org/whl/cpu
#                                      torch for the processor alone, as make run takes it on Linux anyway;
#                                      TORCH_INDEX=https://pypi.org/simple takes the one for graphics cards
#   make install PYTHON=/path/python   a Python of your choice (3.10 to 3.14)
#   make fusion-figures DATA=corpora   after new weights: doubt and fusion fitted to them, figures and pages
#                                      anew; LEFT_OUT="FOLDER ..." names weights trained without some corpora,
#                                      without which no second opinion on faces can be fitted

SHELL := /bin/bash
.DEFAULT_GOAL := run
.PHONY: run install test lint lock licences audit fusion-figures

export PYTHON TORCH_INDEX

run: install
	@.venv/bin/attune $(ARGS)

install:
	@.ci/setup run

test:
	@.ci/setup dev
	@QT_QPA_PLATFORM=offscreen .venv/bin/pytest -n 2 --dist loadfile $(ARGS)

lint:
	@.ci/setup dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

lock:
	@.ci/lock $(ARGS)

licences:
	@.ci/setup dev
	@.venv/bin/python .ci/licences

audit:
	@.ci/audit

DATA ?= ../shared/data
RESULTS := docs/results

# Weights that were trained without some of the corpora, a folder each: strangers for "clear" and doubt.
LEFT_OUT ?=

fusion-figures:
	.venv/bin/attune train face-ranges --data $(DATA) --json $(RESULTS)/face_ranges.json
	.venv/bin/attune train familiarity --data $(DATA) $(LEFT_OUT:%=--left-out %)
	.venv/bin/attune train fusion --data $(DATA) $(LEFT_OUT:%=--left-out %)
	$(if $(LEFT_OUT),.venv/bin/attune train second-opinion --data $(DATA) $(LEFT_OUT:%=--left-out %) \
		--json $(RESULTS)/second_opinion.json)
	.venv/bin/attune evaluate strangers --data $(DATA) --json $(RESULTS)/strangers.json
	.venv/bin/attune evaluate fusion --protocol human-votes --data $(DATA) --json $(RESULTS)/fusion_human_votes.json
	.venv/bin/attune evaluate fusion --protocol pairs --data $(DATA) --json $(RESULTS)/fusion_pairs.json
	.venv/bin/attune evaluate fusion --protocol recordings --data $(DATA)/av_samples --json $(RESULTS)/fusion_recordings.json
	.venv/bin/attune evaluate baseline --data $(DATA) --json $(RESULTS)/baseline.json
	.venv/bin/attune evaluate voice --corpus ravdess --data $(DATA) --json $(RESULTS)/voice_ravdess.json
	.venv/bin/attune evaluate voice --corpus emodb --data $(DATA) --json $(RESULTS)/voice_emodb.json
	.venv/bin/attune evaluate voice --corpus ravdess --conditions --data $(DATA) --json $(RESULTS)/voice_conditions.json
	.venv/bin/attune evaluate voice --corpus emodb --conditions --data $(DATA) --json $(RESULTS)/voice_conditions_emodb.json
	.venv/bin/attune evaluate face --protocol folders --data $(DATA)/ck48 --json $(RESULTS)/face_ck48.json
	.venv/bin/attune bench speed --json $(RESULTS)/face_speed.json
	.venv/bin/attune bench lag --data $(DATA) --json $(RESULTS)/lag.json
	.venv/bin/attune bench steadiness --data $(DATA) --json $(RESULTS)/steadiness.json
	.venv/bin/attune pages
