# The front door: what one types after cloning. Meson does the building; `make help` lists the rest.
BUILD ?= build
PREFIX ?= /usr/local
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: all demo check vm bench coverage fuzz install clean help

all: $(BUILD)/build.ninja
	@tools/deps.sh demo
	@ninja -j$(JOBS) -C $(BUILD)

$(BUILD)/build.ninja:
	@tools/deps.sh demo
	@meson setup $(BUILD) --prefix=$(PREFIX)

demo:
	@tools/demo.sh

check:
	@tools/check.sh

vm:
	@tools/deps.sh vm
	@tools/vm.sh $(if $(filter systemd,$(INIT)),-s) -- "$$CMD"

bench:
	@tools/bench.sh $(BENCH_FLAGS)

coverage: all
	@tools/coverage.sh

fuzz:
	@tools/fuzz.sh

install: all
	@meson install -C $(BUILD) --no-rebuild

clean:
	@rm -rf build build-*

help:
	@echo 'make            build into build/: kernlink, libkernlink.so, libkernlink.a'
	@echo 'make demo       a session with IP sets, in a private network namespace'
	@echo 'make check      everything that is tested; the last line counts'
	@echo 'make vm         a shell under another kernel (Debian 6.1, emulated); CMD=... runs one command,'
	@echo '                KERNEL=linux-image-... takes another package, INIT=systemd has systemd run it'
	@echo 'make bench      times beside ipset, nft and others, into docs/bench.md (BENCH_FLAGS=--ten-million)'
	@echo 'make coverage   what tshark and kernlink leave raw in the same captures, into docs/coverage.md'
	@echo 'make fuzz       fuzz every parser for a while (FUZZ_SECONDS=60 each; needs clang)'
	@echo 'make install    install under PREFIX (/usr/local); DESTDIR is honoured'
	@echo 'make clean      remove the build folders'
	@echo 'Missing packages are installed by apt-get when you are root, and named when you are not.'
