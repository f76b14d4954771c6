# SPDX-License-Identifier: BSD-2-Clause
install_tests += tests/install/install.sh
EXTRA_DIST += $(install_tests)
