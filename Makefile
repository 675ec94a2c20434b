# `make help` lists the targets. Everything is prepared inside this directory (.venv, .cache).

VENV := .venv
PYTHON := $(VENV)/bin/python
RUN := $(VENV)/.run-ready
DEV := $(VENV)/.dev-ready

# Caches stay beside the code too, unless the machine names others.
export UV_CACHE_DIR ?= $(CURDIR)/.cache/uv
export PIP_CACHE_DIR ?= $(CURDIR)/.cache/pip
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

# The machine's uv where it has one that starts, else the locked one, brought with the pip of the venv.
FIND_UV = if uv --version >/dev/null 2>&1; then uv=uv; else uv="$(PYTHON) -m uv"; \
	$(PYTHON) -m uv --version >/dev/null 2>&1 || \
	$(PYTHON) -m pip install --quiet --require-hashes -r requirements-uv.lock || exit 1; fi
INSTALL = $$uv pip install --quiet --python $(PYTHON) --require-hashes -r
COMPILE = $$uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help install run test lint format docs lock clean chromium

help: ## các lệnh có ở đây · what there is to type
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | \
	while IFS='	' read -r name what; do printf '  make %-7s %s\n' "$$name" "$$what"; done

install: $(RUN) ## chỉ cài thư viện, chưa chạy · libraries only, nothing runs
	@true

run: $(RUN) ## chạy Dân Bàn; chưa có mã bot thì mở trang chạy thử · run it; with no token, on the simulation page
	@$(PYTHON) -m bot run

test: $(DEV) lint chromium ## kiểm tra toàn bộ mã nguồn · every check and every test
	@$(PYTHON) -m pytest -n 4 --dist loadfile

lint: $(DEV) ## chỉ kiểm tra tĩnh · style, types and floors only
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet . || { echo "ruff: chạy 'make format' · run 'make format'"; exit 1; }
	@$(PYTHON) -m mypy
	@$(PYTHON) -c 'from importlinter.cli import lint_imports_command as check; check()' --no-logo

format: $(DEV) ## sắp lại mã nguồn · let ruff lay out the code
	@$(PYTHON) -m ruff check --quiet --fix .
	@$(PYTHON) -m ruff format .

docs: $(RUN) ## viết lại bảng luật trong docs · write the law table again
	@$(PYTHON) -c 'import pathlib, rules.law; pathlib.Path("docs/law.md").write_text(rules.law.table(), "utf-8")'

lock: $(PYTHON) ## khóa lại phiên bản (UPGRADE=--upgrade để lấy bản mới) · resolve versions and hashes again
	@$(FIND_UV); \
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.lock && \
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock && \
	echo uv | $(COMPILE) $(UPGRADE) - -o requirements-uv.lock

clean: ## xóa mọi thứ make đã dựng, trừ dữ liệu · remove what make prepared, never data
	@rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A candidate counts when it starts (a version manager's stub may not), is new enough and can make a venv.
$(PYTHON):
	@old=; bare=; for python in python3.13 python3.12 python3.11 python3 python; do \
	  $$python -c '' 2>/dev/null || continue; \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { old="$$old $$python"; continue; }; \
	  $$python -c 'import ensurepip, venv' 2>/dev/null || { bare="$$bare $$python"; continue; }; \
	  exec $$python -m venv --clear $(VENV); \
	done; \
	if [ -n "$$bare" ]; then \
	  echo "Thiếu mô-đun venv ·$$bare has no venv module. Debian, Ubuntu: apt install python3-venv" >&2; \
	else \
	  echo "Cần Python 3.11 trở lên · Python 3.11 or newer is needed; found:$${old:- none}" >&2; \
	fi; exit 1

$(RUN): requirements.lock | $(PYTHON)
	@echo "Đang chuẩn bị thư viện · preparing libraries …"
	@$(FIND_UV); $(INSTALL) requirements.lock
	@touch $@

# The development lock holds the run-time lock (a test compares them), so both stamps are due.
$(DEV): requirements-dev.lock requirements.lock | $(PYTHON)
	@echo "Đang chuẩn bị thư viện và công cụ · preparing libraries and tools …"
	@$(FIND_UV); $(INSTALL) requirements-dev.lock
	@touch $@ $(RUN)

# Only Debian itself: elsewhere the package of this name may be a stub that does not start.
chromium:
	@found() { for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  $$name --version >/dev/null 2>&1 && return 0; done; return 1; }; \
	found && exit 0; \
	if [ "$$(id -u)" = 0 ] && grep -qs '^ID=debian' /etc/os-release; then \
	  echo "Đang cài Chromium · installing Chromium …"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    chromium fonts-noto-core fonts-noto-color-emoji; } >/dev/null 2>&1; \
	fi; \
	found || echo "Không có Chromium: bỏ qua kiểm thử trình duyệt · no Chromium: browser tests will be skipped"
