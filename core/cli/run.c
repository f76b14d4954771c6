/* run.c - trestle run: the daemon, in the foreground
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/signalfd.h>

#include "admin/server.h"
#include "base/log.h"
#include "cli/cli.h"
#include "config.h"

static const char help[]
    = "Usage: trestle run [OPTION]...\n"
      "The daemon, in the foreground.\n\n"
      "  -c, --config FILE  trestle.cfg, or the file of one pipeline\n"
      "                     (" SYSCONFDIR "/trestle/trestle.cfg)\n"
      "      --set NAME=VALUE  set a variable (may be repeated)\n"
      "      --until-idle   end when finite sources are at their end and\n"
      "                     nothing is pending\n"
      "  -h, --help         this text\n\n"
      "SIGTERM and SIGINT stop it: what is under way is finished, within\n"
      "shutdown_timeout; a second one ends it at once.\n\n"
      "Exit status: 0 clean stop, 1 failure at run time, 2 usage,\n"
      "78 mistakes in the configuration.\n";

static const struct option options[] = {
    { "config", required_argument, NULL, 'c' },
    { "site", required_argument, NULL, 's' },
    { "set", required_argument, NULL, 'S' },
    { "until-idle", no_argument, NULL, 'u' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

struct daemon {
    struct bridge *br;
    struct admin *admin;
    int signal_fd;
    bool until_idle;
};

/* ---- memory ---- */

/* So much free memory is kept for the batches to come, and single pieces up to
 * so much of it: what goes back to the system is paged in again soon. */
#define KEPT_BYTES  (32 << 20)
#define PIECE_BYTES (4 << 20)

#ifdef __GLIBC__
static void
keep_memory (void)
{
    mallopt (M_MMAP_THRESHOLD, PIECE_BYTES);
    mallopt (M_TRIM_THRESHOLD, KEPT_BYTES);
}
#else
static void
keep_memory (void)
{
}
#endif

/* ---- signals ---- */

static int
open_signals (void)
{
    sigset_t set;

    sigemptyset (&set);
    sigaddset (&set, SIGTERM);
    sigaddset (&set, SIGINT);
    sigaddset (&set, SIGHUP);
    return signalfd (-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Whether a signal asks to stop. */
static bool
read_signals (int fd)
{
    struct signalfd_siginfo info;
    bool stop = false;

    while (read (fd, &info, sizeof info) == (ssize_t)sizeof info)
        if (info.ssi_signo == SIGHUP)
            log_line (LOG_LEVEL_WARNING,
                      "reload is not there yet: SIGHUP does nothing");
        else
            stop = true;
    return stop;
}

static void
end_at_once (int number)
{
    (void)number;
    _exit (CLI_FAILURE);
}

/* From the first SIGTERM on the next one ends the program, whatever main is
 * waiting for. */
static void
arm_second_signal (void)
{
    struct sigaction action = { .sa_handler = end_at_once };
    sigset_t set;

    sigemptyset (&set);
    sigaddset (&set, SIGTERM);
    sigaddset (&set, SIGINT);
    sigaction (SIGTERM, &action, NULL);
    sigaction (SIGINT, &action, NULL);
    pthread_sigmask (SIG_UNBLOCK, &set, NULL);
}

/* ---- while it runs ---- */

/* Waits for a signal or a notice, at most so long; whether to stop. */
static bool
wait_once (const struct daemon *d, uint64_t most_us)
{
    struct pollfd fds[2]
        = { { d->signal_fd, POLLIN, 0 }, { d->br->notify_fd, POLLIN, 0 } };

    poll (fds, 2, (int)(most_us / 1000) + 1);
    return read_signals (d->signal_fd);
}

static void
loop (struct daemon *d)
{
    if (d->until_idle)
        bridge_watch (d->br);
    do
        bridge_advance (d->br);
    while (!(d->until_idle && bridge_is_done (d->br))
           && !wait_once (d, bridge_pause_us (d->br)));
}

/* ---- start and stop ---- */

/* The soft limit of descriptors is below limits.connections on most systems;
 * the hard one is the administrator's word. */
static void
raise_descriptors (void)
{
    struct rlimit limit;

    if (getrlimit (RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit (RLIMIT_NOFILE, &limit);
}

static void
log_ready (const struct bridge *br)
{
    log_line (LOG_LEVEL_INFO, "trestle %s is ready: %zu pipelines",
              PACKAGE_VERSION, br->n_pipelines);
}

static int
start (struct daemon *d)
{
    int r = bridge_lock (d->br);

    if (r == 0 && d->br->set.admin_listen != NULL)
        r = admin_start (d->br, &d->admin);
    if (r == 0)
        r = bridge_start (d->br);
    if (r == 0)
        r = bridge_ready (d->br);
    if (r == 0)
        log_ready (d->br);
    return r;
}

/* Sources read no more; what is under way may end until the deadline. */
static void
drain (struct daemon *d, uint64_t deadline_us)
{
    uint64_t now = clock_now (&clock_real);

    bridge_quiesce (d->br, deadline_us);
    while (!bridge_is_idle (d->br) && now < deadline_us) {
        struct pollfd fd = { d->br->notify_fd, POLLIN, 0 };
        uint64_t count;

        poll (&fd, 1, (int)((deadline_us - now) / 1000) + 1);
        (void)!read (d->br->notify_fd, &count, sizeof count);
        now = clock_now (&clock_real);
    }
}

static void
log_ledger (struct pipeline *pl)
{
    uint64_t created = 0, delivered = 0, filtered = 0, dead = 0, dropped = 0;
    struct ledger l;

    if (pipeline_snapshot (pl, &l) < 0)
        return;
    for (size_t i = 0; i < l.n_pairs; i++) {
        created += l.pairs[i].created;
        delivered += l.pairs[i].delivered;
        filtered += l.pairs[i].filtered;
        for (int j = 0; j < REASONS; j++) {
            dead += l.pairs[i].dead[j];
            dropped += l.pairs[i].dropped[j];
        }
    }
    log_line (LOG_LEVEL_INFO,
              "pipeline \"%s\": events: received %" PRIu64 ", refused %" PRIu64
              ", bad %" PRIu64 ", unmatched %" PRIu64
              "; deliveries: created %" PRIu64 ", delivered %" PRIu64
              ", filtered %" PRIu64 ", dead-lettered %" PRIu64
              ", dropped %" PRIu64,
              pl->name, l.events[LEDGER_RECEIVED], l.events[LEDGER_REFUSED],
              l.events[LEDGER_BAD], l.events[LEDGER_UNMATCHED], created,
              delivered, filtered, dead, dropped);
    if (!ledger_is_exact (&l))
        log_line (LOG_LEVEL_ERROR,
                  "pipeline \"%s\": the ledger does not add "
                  "up: please report this",
                  pl->name);
    ledger_destroy (&l);
}

/* 0, or -ETIMEDOUT: something is abandoned and nothing may be freed. */
static int
stop (struct daemon *d, uint64_t timeout_us)
{
    uint64_t deadline = clock_now (&clock_real) + timeout_us;
    int r;

    log_line (LOG_LEVEL_INFO, "stopping");
    arm_second_signal ();
    drain (d, deadline);
    r = bridge_stop (d->br, deadline);
    admin_stop (d->admin);
    for (size_t i = 0; i < d->br->n_pipelines; i++)
        log_ledger (d->br->pipelines[i]);
    return r;
}

static int
run (const struct cli_config *config, bool until_idle)
{
    struct config_report rep = { NULL, NULL, 0, 0 };
    struct daemon d = { NULL, NULL, -1, until_idle };
    int status, r;
    bool held;

    keep_memory ();
    status = cli_open (config, &rep, &d.br);
    if (status != CLI_OK)
        return status;
    log_setup (d.br->set.log_level, d.br->set.log_format);
    raise_descriptors ();
    d.signal_fd = open_signals ();
    r = start (&d);
    if (r == 0)
        loop (&d);
    held = until_idle && bridge_is_held (d.br);
    if (stop (&d, r == 0 ? d.br->set.shutdown_timeout_us : 0) < 0)
        end_at_once (0); /* threads run on: not even destructors */
    bridge_close (d.br);
    close (d.signal_fd);
    return r == 0 && !held ? CLI_OK : CLI_FAILURE;
}

int
cli_run (int argc, char **argv)
{
    struct cli_config config = { .reads_signals = true };
    bool until_idle = false;
    int option, status = 0;

    while (status == 0
           && (option = getopt_long (argc, argv, "c:h", options, NULL)) != -1)
        switch (option) {
        case 'h':
            fputs (help, stdout);
            return CLI_OK;
        case 'u':
            until_idle = true;
            break;
        case '?':
            return cli_usage_error ("run", "the options are wrong");
        default:
            status = cli_config_option (&config, "run", option, optarg);
            break;
        }
    if (status == 0 && optind < argc)
        status = cli_usage_error ("run", "\"%s\" is too much", argv[optind]);
    return status != 0 ? status : run (&config, until_idle);
}
