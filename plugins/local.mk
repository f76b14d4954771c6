# SPDX-License-Identifier: BSD-2-Clause
# One line for each plugin.  A plugin sees the public header and common/.
plugin_cppflags = -D_GNU_SOURCE -I$(top_srcdir)/core/include -I$(top_srcdir)/common
plugin_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared
plugin_libs = libtrestle.la

# The daemon refuses plugins below a directory that others can write
# (contracts 6.5), whatever the umask of who installs.
install-exec-hook:
	-chmod go-w '$(DESTDIR)$(plugindir)' '$(DESTDIR)$(plugindir)/..'

include plugins/source-http/local.mk
include plugins/source-file/local.mk
include plugins/filter-sample/local.mk
include plugins/filter-pattern/local.mk
include plugins/target-file/local.mk
include plugins/target-null/local.mk
include plugins/example/local.mk
