# SPDX-License-Identifier: BSD-2-Clause
trestleconfdir = $(sysconfdir)/trestle
dist_trestleconf_DATA = etc/trestle.cfg
pipelinesdir = $(trestleconfdir)/pipelines.d
dist_pipelines_DATA = etc/pipelines.d/retail.cfg
trestleexamplesdir = $(docdir)/examples
dist_trestleexamples_DATA = \
	etc/examples/filter.cfg \
	etc/examples/stdin.cfg
