# SPDX-License-Identifier: BSD-2-Clause
# For tests/system/match.sh.
EXTRA_DIST += tests/tools/match_oracle.py
