# Every target sets up what it needs. Needs python3 with venv and pip, make and git.
PYTHON ?= python3
BIN := .venv/bin
SITE := _build/html
NOTEBOOKS = $(sort $(shell find book -name '*.ipynb' -not -path '*/.*'))
CACHE := .cache/optcourse
READY := .venv/.ready
BENCH := .venv-bench
LATEX := latexmk texlive-xetex texlive-latex-extra texlive-fonts-recommended fonts-texgyre \
  fonts-texgyre-math fonts-dejavu
TYPE := tcolorbox.sty pzdr.tfm texgyrepagella-regular.otf texgyrepagella-math.otf
AUDIT := .venv-audit
MATRIX := .venv-matrix
FRONT := .venv-front
NODE = PATH="$(CURDIR)/$(FRONT)/bin:$$PATH"
EXPERIMENTS = tests/networks/test_ensembles_training.py $(wildcard tests/chapters/*/test_experiments*.py)
SCRIPTS := optcourse/explore/front book/_assets

export PATH := $(CURDIR)/$(BIN):$(PATH)
export OPTCOURSE_CACHE := $(CURDIR)/$(CACHE)
export OMP_NUM_THREADS ?= 1
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup book site latex test lint unit narrow pretended validate crawl pdf snapshots notebooks chapter owed seeds scope mutants matrix audit bench growth gpu serve handouts lab zip clean distclean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv and install everything into it

$(READY): requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

book: site ## build the course and say where it is
	@printf '\nThe course is in %s\nOpen %s/index.html in a browser (no server needed), or run `make serve`.\n' \
	  "$(CURDIR)/$(SITE)" "$(CURDIR)/$(SITE)"

site: $(READY)
	@rm -rf $(SITE)
	$(BIN)/jupyter-book build . -W -n --all --keep-going

pdf: latex $(READY) ## the course as one PDF, by LaTeX (a few minutes)
	@rm -rf _build/latex
	$(BIN)/jupyter-book build . --builder latex -W -n --all --keep-going
	$(MAKE) -C _build/latex LATEXMKOPTS="-xelatex -silent -halt-on-error -Werror"
	@! grep -E '^Overfull .hbox \([0-9]{2}' _build/latex/optcourse.log
	@printf '\nThe course is in %s\n' "$(CURDIR)/_build/latex/optcourse.pdf"

latex:
	@{ command -v xelatex && command -v latexmk && kpsewhich $(TYPE); } > /dev/null || \
	  { echo "make pdf needs LaTeX; on Debian: apt-get install $(LATEX)" >&2; exit 1; }

test: $(READY) ## lint, unit tests, notebooks, book and browser: what CI runs
	$(BIN)/python tests/book/browsers.py
	$(if $(CI),rm -rf $(CACHE) _build)
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory narrow
	@$(MAKE) --no-print-directory pretended
	@$(MAKE) --no-print-directory validate
	@$(MAKE) --no-print-directory site
	@$(MAKE) --no-print-directory crawl

lint: $(READY) $(FRONT)/.ready ## style of the sources, types of the page's scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(NODE) $(FRONT)/node_modules/.bin/biome check --config-path=tools/front --error-on-warnings $(SCRIPTS)
	$(NODE) $(FRONT)/node_modules/.bin/tsc --project tools/front
	$(NODE) node tools/front/wasm.mjs --check

# Node and what runs on it come from package registries, so that make needs no more than Python.
$(FRONT)/.ready: tools/front/requirements.txt tools/front/package-lock.json | $(READY)
	test -x $(FRONT)/bin/python || $(BIN)/python -m venv $(FRONT)
	$(FRONT)/bin/python -m pip install --quiet -r tools/front/requirements.txt
	cp tools/front/package.json tools/front/package-lock.json $(FRONT)
	$(NODE) npm ci --prefix $(FRONT) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

unit: $(READY) ## the package's and the notebooks' tests, without the built book
	$(PYTEST) -q -n 2 -m "not site"

narrow: $(READY) ## compiled explorers against NumPy once more, without its widest instruction sets
	NPY_DISABLE_CPU_FEATURES="$$($(BIN)/python tools/wide_instructions.py)" \
	  $(PYTEST) -q -n 2 tests/explorers/test_compiled.py -k "numpy_computes or are_off"

pretended: $(READY) ## experiments on a pretend accelerator: is every tensor on its device?
	$(PYTEST) -q -n 2 -p tests.accelerator $(EXPERIMENTS)

# The folder on PYTHONPATH lets no kernel, and no worker of one, ask another machine.
validate: $(READY) ## run every notebook twice over, offline, in 2 GB; compare with its stored outputs
	PYTHONPATH=$(CURDIR)/tools/limits $(PYTEST) -q -n 2 --dist loadfile \
	  --nbval --nbval-current-env --nbval-cell-timeout=300 --nbval-sanitize-with tests/nbval.cfg \
	  -p notebook_limits -p notebook_outputs --notebook-memory=2048 \
	  --notebook-outputs=$(CURDIR)/_build/.jupyter_cache $(NOTEBOOKS)

crawl: $(READY) ## the built book in a browser (after `make site`)
	$(PYTEST) -q -n 3 --dist worksteal -m site tests/book tests/chapters

snapshots: $(READY) ## write again what tests remember of every explorer's drawing
	$(BIN)/python -m tests.snapshots

notebooks: $(READY) ## run every notebook again and store its outputs, thin
	$(BIN)/python tools/thin_notebooks.py --execute $(NOTEBOOKS)

chapter: $(READY) ## begin a chapter: `make chapter name=momentum part=algorithms`
	$(BIN)/python tools/new_chapter.py $(name) $(part) $(if $(title),"$(title)")

owed: $(READY) ## say what each chapter still owes
	$(BIN)/python tools/owed.py $(name)

seeds: $(READY) ## run every notebook on five further seeds: which claims hold?
	PYTHONPATH=tools $(BIN)/python tools/seeds.py --record book/seeds.json $(NOTEBOOKS)

scope: $(READY) ## try the claims in other settings: where do they hold? `make scope only=cliffs`
	PYTHONPATH=tools $(BIN)/python tools/scope.py --jobs -1 --record book/scope.json $(only)

mutants: $(READY) ## put 60 small mistakes into the package: which ones does no test notice? `make mutants seed=7`
	PYTHONPATH=tools $(BIN)/python -m mutants $(if $(seed),--seed $(seed))

matrix: $(READY) ## test oldest and newest Python, numpy, torch: half an hour; `make matrix rows=oldest-3.11`
	$(BIN)/python tools/matrix.py $(rows)

audit: $(AUDIT)/.ready ## check imports, pins, licences; ask for known vulnerabilities (`advisories=no`: do not)
	$(BIN)/python -m pip check
	$(BIN)/python tools/dependencies.py
	$(if $(filter no,$(advisories)),,$(AUDIT)/bin/pip-audit --strict --no-deps --disable-pip -r requirements.txt)

$(AUDIT)/.ready: $(READY)
	test -x $(AUDIT)/bin/python || $(BIN)/python -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet pip-audit==2.10.1
	@touch $@

gpu: $(READY) ## on a machine with CUDA: record claims, times and tests there (8 minutes)
	$(BIN)/python tools/gpu.py

bench: $(BENCH)/.ready ## time the engines beside their peers; `make bench only=mlps` for one task
	$(BENCH)/bin/python -m benchmarks $(only)

growth: $(READY) ## how seconds grow with networks, parameters, steps, batch and length: two minutes
	$(BIN)/python -m benchmarks.growth

# The peers see the packages of .venv, its own .pth files included, and cannot replace them.
$(BENCH)/.ready: $(READY) benchmarks/requirements.txt
	test -x $(BENCH)/bin/python || $(BIN)/python -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --no-deps -r benchmarks/requirements.txt
	packages=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') && \
	  echo "import site; site.addsitedir('$$packages')" > \
	  "$$($(BENCH)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/course.pth"
	@touch $@

serve: site ## build the course and serve it on this machine
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(SITE) 8000

zip: site ## pack the built course into one file that opens from disk
	$(BIN)/python tools/site_archive.py $(SITE) _build

handouts: $(READY) ## notebooks with the exercises and without the solutions, into _build/handouts
	$(BIN)/python tools/handout.py _build/handouts

lab: $(READY) ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir book

clean: ## remove what was built, keep .venv
	rm -rf _build .cache .pytest_cache .ruff_cache .hypothesis

distclean: clean ## remove .venv too
	rm -rf .venv $(BENCH) $(AUDIT) $(MATRIX) $(FRONT)
