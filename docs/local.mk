# SPDX-License-Identifier: BSD-2-Clause
# Manual pages: NAME.SECTION.pod in docs/ or beside a plugin.  pod2man takes
# the date from SOURCE_DATE_EPOCH, or else from the source's own.
docs_pods = \
	docs/trestle.1.pod \
	docs/trestle.cfg.5.pod \
	docs/trestle-abi.7.pod \
	docs/trestle-pattern.7.pod \
	docs/trestle-plugin.3.pod
EXTRA_DIST += $(docs_pods) SECURITY OTHER_PLUGINS

nodist_man_MANS += \
	docs/trestle.1 \
	docs/trestle.cfg.5 \
	docs/trestle-abi.7 \
	docs/trestle-pattern.7 \
	docs/trestle-plugin.3
CLEANFILES += $(nodist_man_MANS)

pod2man_v = $(pod2man_v_@AM_V@)
pod2man_v_ = $(pod2man_v_@AM_DEFAULT_V@)
pod2man_v_0 = @echo "  POD2MAN " $@;
pod_to_man = $(MKDIR_P) $(@D) && $(POD2MAN) --utf8 --errors=die \
	--center="Trestle" --release="trestle $(VERSION)" \
	--name="$(basename $(@F))" --section="$(patsubst .%,%,$(suffix $@))" \
	$< $@.tmp && mv -f $@.tmp $@

%.1: %.1.pod
	$(pod2man_v)$(pod_to_man)
%.3: %.3.pod
	$(pod2man_v)$(pod_to_man)
%.5: %.5.pod
	$(pod2man_v)$(pod_to_man)
%.7: %.7.pod
	$(pod2man_v)$(pod_to_man)
