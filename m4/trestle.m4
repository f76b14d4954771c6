dnl SPDX-License-Identifier: BSD-2-Clause

dnl TRESTLE_PLUGIN(NAME, [DEPENDENCY], [yes or no: is it there])
dnl One option, one conditional PLUGIN_NAME, one line of the table.  auto: what
dnl can be built is built; yes without the dependency is an error.
AC_DEFUN([TRESTLE_PLUGIN], [
m4_pushdef([var], [m4_translit([$1], [-], [_])])
AC_ARG_ENABLE([$1],
    [AS_HELP_STRING([--enable-$1], [build the plugin $1 (auto)])],
    [plugin_[]var=$enableval], [plugin_[]var=$all_plugins])
plugin_why_[]var=
m4_ifval([$2], [
AS_IF([test "$plugin_[]var" != no && test "$3" != yes], [
    AS_IF([test "$enable_[]var" = yes],
        [AC_MSG_ERROR([--enable-$1 needs $2, which was not found])])
    plugin_[]var=no
    plugin_why_[]var=" ($2 was not found)"
])])
AS_IF([test "$plugin_[]var" != no], [plugin_[]var=yes])
AS_IF([test "$plugin_[]var" = no && test -z "$plugin_why_[]var"],
    [plugin_why_[]var=" (switched off)"])
AM_CONDITIONAL(m4_translit([PLUGIN_$1], [a-z-], [A-Z_]),
    [test "$plugin_[]var" = yes])
plugin_table="$plugin_table
$(printf '  %-17s %s%s' '$1' "$plugin_[]var" "$plugin_why_[]var")"
m4_popdef([var])
])

AC_DEFUN([TRESTLE_TRY_FLAG], [
AC_MSG_CHECKING([whether $CC takes $1])
save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -Werror $1"
AC_COMPILE_IFELSE([AC_LANG_PROGRAM()],
    [AC_MSG_RESULT([yes]); $2="$[]$2 $1"], [AC_MSG_RESULT([no])])
CFLAGS=$save_CFLAGS
])

AC_DEFUN([TRESTLE_COMPILER_FLAGS], [
WARN_CFLAGS=
m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wformat=2 -Wvla -Wundef -fvisibility=hidden],
    [TRESTLE_TRY_FLAG(flag, [WARN_CFLAGS])])
AC_ARG_ENABLE([maintainer-mode],
    [AS_HELP_STRING([--enable-maintainer-mode=werror],
        [a warning is an error])],
    [maintainer=$enableval], [maintainer=no])
AS_IF([test "$maintainer" = werror], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
AC_ARG_ENABLE([debug],
    [AS_HELP_STRING([--enable-debug],
        [check thread and state of every call between core and plugins])],
    [debug=$enableval], [debug=no])
DEBUG_CPPFLAGS=
AS_IF([test "$debug" = yes], [DEBUG_CPPFLAGS=-DTRESTLE_DEBUG=1])
AC_SUBST([DEBUG_CPPFLAGS])
AC_SUBST([WARN_CFLAGS])
])

AC_DEFUN([TRESTLE_SANITIZERS], [
AC_ARG_ENABLE([asan],
    [AS_HELP_STRING([--enable-asan], [AddressSanitizer and UBSan])],
    [asan=$enableval], [asan=no])
AC_ARG_ENABLE([tsan],
    [AS_HELP_STRING([--enable-tsan], [ThreadSanitizer])],
    [tsan=$enableval], [tsan=no])
AC_ARG_ENABLE([fuzzer],
    [AS_HELP_STRING([--enable-fuzzer],
        [link the fuzz targets with libFuzzer (clang only)])],
    [fuzzer=$enableval], [fuzzer=no])
sanitizers=none
SAN_CFLAGS=
AS_IF([test "$asan" = yes && test "$tsan" = yes],
    [AC_MSG_ERROR([--enable-asan and --enable-tsan exclude each other])])
AS_IF([test "$asan" = yes], [
    sanitizers="address undefined"
    SAN_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
])
AS_IF([test "$tsan" = yes], [
    sanitizers=thread
    SAN_CFLAGS="-fsanitize=thread -fno-omit-frame-pointer"
])
AS_IF([test "$fuzzer" = yes],
    [SAN_CFLAGS="$SAN_CFLAGS -fsanitize=fuzzer-no-link"])
AM_CONDITIONAL([SANITIZED], [test -n "$SAN_CFLAGS"])
AM_CONDITIONAL([FUZZER], [test "$fuzzer" = yes])
AC_SUBST([SAN_CFLAGS])
])
